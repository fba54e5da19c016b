import type { Command } from 'commander';
import { type Cli, defineCommand } from '../command.ts';
import { withInstallation } from '../installation.ts';
import { listenForInterrupt } from '../interrupt.ts';
import type { PlannedChange, PlannedDealReport, PlanReport } from '../product/plan.ts';
import { createProgress } from '../progress.ts';
import { printable, type Style } from '../style.ts';
import { limit } from '../values.ts';

export function planCommand(cli: Cli): Command {
  return defineCommand<{ limit: number }>(cli, {
    usage: 'plan',
    settings: true,
    summary: 'Show what the connector would do now, deal by deal, and do nothing',
    details:
      'Lists both systems and plans each deal with these settings. Nothing is written, neither to them nor to the store, so it also answers ' +
      'what other settings would do: name the changed file with --config. Exit code 4 when a deal is refused or would be halted.',
    examples: [
      ['cosell plan', 'before the first start, or after a pause'],
      ['cosell plan --config changed.yaml', 'try a changed mapping on all deals before it is used'],
    ],
    options: [limit(100)],
    async run(invocation) {
      const { terminal, output, options } = invocation;
      const progress = createProgress(terminal, output);
      const stop = listenForInterrupt(terminal, () => output.say('Stopping…'));
      try {
        const report = await withInstallation(invocation, (installation) =>
          installation.planAll({ signal: stop.signal, onProgress: (update) => progress.update(update) }),
        );
        progress.stop();
        output.data(report, (style) => formatPlan(report, options.limit, style));
        if (!report.complete) return 'interrupted';
        return report.counts.refused + report.counts.halted > 0 ? 'attention' : undefined;
      } finally {
        progress.stop();
        stop.release();
      }
    },
  });
}

function formatPlan({ looked, counts, deals, ms }: PlanReport, most: number, style: Style): string {
  const { inStep, create, update, convert, refused, halted } = counts;
  const parts = [
    `${inStep} in step`,
    `${create} records to create`,
    `${update} to update`,
    ...(convert > 0 ? [`${convert} leads to convert`] : []),
    ...(refused > 0 ? [style.warning(`${refused} refused`)] : []),
    ...(halted > 0 ? [style.bad(`${halted} halted`)] : []),
  ];
  const rest = deals.length - most;
  return [
    ...deals.slice(0, most).flatMap((deal) => [...formatDeal(deal, style), '']),
    ...(rest > 0 ? [style.faint(`… and ${rest} more; --limit and --json show them.`)] : []),
    `${looked} deals in ${ms} ms: ${parts.join(', ')}. Nothing was written.`,
  ].join('\n');
}

function formatDeal({ deal, linkId, recordId, referralId, changes, refusals, halt }: PlannedDealReport, style: Style) {
  const name = printable(deal ?? linkId ?? recordId ?? referralId ?? '');
  return [
    style.strong(name),
    ...changes.flatMap((change) => formatChange(change, style)),
    ...refusals.map(
      ({ message, remedy }) => `  ${style.warning('✘')} ${printable(message)} ${style.faint(printable(remedy))}`,
    ),
    ...(halt === null ? [] : [`  ${style.bad('halted:')} ${printable(halt)}`]),
  ];
}

const SIDES = { crm: 'the CRM', 'partner-center': 'Partner Center' } as const;
const KINDS = { create: 'create in', update: 'update in', convert: 'convert in' } as const;

function formatChange({ side, kind, irreversible, fields }: PlannedChange, style: Style): readonly string[] {
  const warning = irreversible.length > 0 ? style.warning(` (cannot be undone: ${irreversible.join(', ')})`) : '';
  const lines = fields.map(({ field, from, to, rule }) => {
    const before = kind === 'update' ? `${show(from)} → ` : '';
    return `    ${field}: ${before}${show(to)}${rule ? style.faint(`  ${printable(rule)}`) : ''}`;
  });
  return [`  ${KINDS[kind]} ${SIDES[side]}${warning}`, ...lines];
}

const SHOWN = 120;

function show(value: unknown): string {
  if (value === null || value === undefined) return '–';
  const text = printable(typeof value === 'string' ? value : JSON.stringify(value));
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
