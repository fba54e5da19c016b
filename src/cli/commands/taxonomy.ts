import { type Command, Option } from 'commander';
import { type Cli, defineCommand, defineGroup } from '../command.ts';
import type { TaxonomyPlanReport, TaxonomyReport, TaxonomyRequest } from '../product/taxonomy.ts';
import { printable, type Style } from '../style.ts';
import { formatTable } from '../table.ts';
import { connection } from '../values.ts';

export function taxonomyCommand(cli: Cli): Command {
  return defineGroup(cli, 'taxonomy', 'Partner roles, solution areas and plays that sellers choose from', [
    list(cli),
    check(cli),
    apply(cli),
  ]);
}

interface CrmOptions {
  connection?: string;
  deactivateOthers?: true;
}

const deactivateOthers = () =>
  new Option('--deactivate-others', 'also deactivate what is active in the CRM and not in the list');

function list(cli: Cli): Command {
  return defineCommand(cli, {
    usage: 'list',
    settings: true,
    summary: 'Show the list in use, and what of it ends soon',
    details:
      'Reads the file that the setting deals.taxonomy names, else the one that comes with the product. Calls nobody.',
    examples: [['cosell taxonomy list', 'roles, areas and plays with their validity']],
    async run({ output, application, loadSettings }) {
      const { taxonomy } = await application();
      const report = await taxonomy.read(await loadSettings());
      output.data(report, (style) => formatList(report, style));
      return undefined;
    },
  });
}

function check(cli: Cli): Command {
  return defineCommand<CrmOptions>(cli, {
    usage: 'check',
    settings: true,
    summary: 'Compare the list with what the CRM offers, and change nothing',
    examples: [['cosell taxonomy check --connection salesforce', 'exit code 4 when they differ']],
    options: [connection(), deactivateOthers()],
    async run({ output, options, application, loadSettings }) {
      const { taxonomy } = await application();
      const report = await taxonomy.plan(await loadSettings(), request(options));
      output.data(report, (style) => formatPlan(report, 'to make', style));
      return changesOf(report).length > 0 ? 'attention' : undefined;
    },
  });
}

function apply(cli: Cli): Command {
  return defineCommand<CrmOptions & { dryRun?: true }>(cli, {
    usage: 'apply',
    settings: true,
    summary: 'Let the CRM offer what the list says',
    details:
      'Creates what is missing, activates what is valid today and deactivates what is no longer; nothing is deleted, because closed deals ' +
      'refer to it. A second run changes nothing. What the CRM offers beside the list is named and left alone.',
    examples: [
      ['cosell taxonomy apply --dry-run', 'what would be changed'],
      ['cosell taxonomy apply --connection salesforce', 'after a new fiscal year of Microsoft'],
    ],
    options: [connection(), new Option('--dry-run', 'only say what would be changed'), deactivateOthers()],
    async run({ output, options, application, loadSettings }) {
      const { taxonomy } = await application();
      const settings = await loadSettings();
      const act = options.dryRun ? taxonomy.plan : taxonomy.apply;
      const report = await act(settings, request(options));
      output.data(report, (style) => formatPlan(report, options.dryRun ? 'to make' : 'made', style));
      return undefined;
    },
  });
}

function request(options: CrmOptions): TaxonomyRequest {
  return { connection: options.connection ?? null, deactivateOthers: options.deactivateOthers ?? false };
}

function changesOf({ steps }: TaxonomyPlanReport): TaxonomyPlanReport['steps'] {
  return steps.filter(({ action }) => action !== 'keep' && action !== 'unknown');
}

function formatList({ file, version, reviewBy, entries, remarks }: TaxonomyReport, style: Style): string {
  return [
    `${style.strong(printable(version))}, to be reviewed by ${reviewBy} (${printable(file)})`,
    formatTable(entries, [
      { title: 'KIND', value: ({ kind }) => kind },
      { title: 'NAME', value: ({ name }) => printable(name) },
      { title: 'AREA', value: ({ area }) => printable(area ?? '') },
      { title: 'FROM', value: ({ validFrom }) => validFrom ?? '' },
      { title: 'UNTIL', value: ({ validUntil }) => validUntil ?? '' },
      { title: 'VALID', value: ({ valid }) => (valid ? 'yes' : 'no') },
    ]),
    ...formatRemarks(remarks, style),
  ].join('\n');
}

function formatPlan(report: TaxonomyPlanReport, done: 'to make' | 'made', style: Style): string {
  const shown = report.steps.filter(({ action }) => action !== 'keep');
  const changes = changesOf(report).length;
  const table = formatTable(shown, [
    { title: 'ACTION', value: ({ action }) => (action === 'unknown' ? 'not in the list' : action) },
    { title: 'KIND', value: ({ kind }) => kind },
    { title: 'NAME', value: ({ name }) => printable(name) },
    { title: 'AREA', value: ({ area }) => printable(area ?? '') },
  ]);
  return [
    ...(shown.length > 0 ? [table] : []),
    changes === 0 ? style.good('Nothing to do.') : `${changes} ${changes === 1 ? 'change' : 'changes'} ${done}.`,
    ...formatRemarks(report.remarks, style),
  ].join('\n');
}

function formatRemarks(remarks: TaxonomyReport['remarks'], style: Style): readonly string[] {
  return remarks.map(({ message, remedy }) => `${style.warning('!')} ${printable(message)} ${printable(remedy)}`);
}
