import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { replaceFile } from '../../config/edit.ts';
import { type ImportPlan, planImport } from '../../config/import/plan.ts';
import { readExport } from '../../config/import/read.ts';
import { readSettingsFile } from '../../config/load.ts';
import { type Cli, defineCommand } from '../command.ts';
import { printable, type Style } from '../style.ts';
import { formatTable } from '../table.ts';

interface ImportOptions {
  config: string;
  dryRun?: true;
  overwrite?: true;
}

export function importSettingsCommand(cli: Cli): Command {
  return defineCommand<ImportOptions>(cli, {
    usage: 'import-settings <file>',
    summary: "Take over the settings of Microsoft's own connector",
    details:
      'Reads its environment variables from a solution exported as a zip file, from deployment settings written by pac, or from XML, JSON or ' +
      'CSV with schema names and values, and writes them into the settings file, whose comments and other settings stay as they are. What is ' +
      'set there already to something else is kept and named (exit code 4) unless it may be overwritten.',
    examples: [
      ['cosell import-settings PartnerCenterReferrals.zip --dry-run', 'what would be set, from what to what'],
      ['cosell import-settings variables.csv --overwrite', 'the export counts, not the settings file'],
    ],
    options: [
      new Option('-c, --config <file>', 'settings file to write').default('cosell.yaml'),
      new Option('--dry-run', 'only say what would be set'),
      new Option('--overwrite', 'replace settings that say something else'),
    ],
    async run({ terminal, output, options, arguments: [file = ''] }) {
      const { config: target, dryRun = false, overwrite = false } = options;
      const text = await readSettingsFile(target, terminal.folder);
      const exported = await readExport(file, terminal.folder);
      const plan = planImport({ exported, file, target, text, overwrite });
      const written = !dryRun && plan.text !== text;
      if (written) await replaceFile(resolve(terminal.folder, target), plan.text);
      const { settings, ignored } = plan;
      output.data({ file, target, written, settings, ignored }, (style) => formatPlan(plan, { target, dryRun }, style));
      return settings.some(({ action }) => action === 'kept') ? 'attention' : undefined;
    },
  });
}

const ACTIONS = { set: 'set', same: 'same already', kept: 'kept' } as const;

function formatPlan(
  { settings, ignored }: ImportPlan,
  { target, dryRun }: { target: string; dryRun: boolean },
  style: Style,
): string {
  const shown = (value: unknown) => (value === null ? '–' : printable(String(value)));
  const table = formatTable(settings, [
    { title: 'Variable', value: ({ variable }) => variable },
    { title: 'Setting', value: ({ setting }) => setting },
    { title: 'From', value: ({ from }) => shown(from) },
    { title: 'To', value: ({ to }) => shown(to) },
    { title: '', value: ({ action }) => (action === 'kept' ? style.warning(ACTIONS.kept) : ACTIONS[action]) },
  ]);
  const set = settings.filter(({ action }) => action === 'set').length;
  const kept = settings.filter(({ action }) => action === 'kept').length;
  const lines = [
    ...ignored.map(({ variable, reason }) => style.faint(`Ignored ${printable(variable)}: ${reason}.`)),
    set === 0 ? `Nothing to change in ${target}.` : `${set} ${dryRun ? 'would be set' : 'set'} in ${target}.`,
    ...(kept === 0 ? [] : [style.warning(`${kept} kept as ${target} says; --overwrite takes the exported values.`)]),
  ];
  return [...(settings.length > 0 ? [table, ''] : []), ...lines].join('\n');
}
