import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseDuration } from '../../config/duration.ts';
import { type Cli, defineCommand, defineGroup } from '../command.ts';
import { withInstallation } from '../installation.ts';
import type { ShadowDeal, ShadowFindingReport, ShadowReport, ShadowVerdict } from '../product/shadow.ts';
import { printable, type Style } from '../style.ts';

export function shadowCommand(cli: Cli): Command {
  return defineGroup(cli, 'shadow', 'Compare with Microsoft’s own connector before switching over', [report(cli)]);
}

function readDuration(text: string): number {
  const ms = parseDuration(text);
  if (ms !== null) return ms;
  throw new InvalidArgumentError('Expected a duration such as 10m.');
}

function report(cli: Cli): Command {
  return defineCommand<{ within: number; all?: true }>(cli, {
    usage: 'report',
    settings: true,
    summary: 'Tell, deal by deal, what Cosell would have done and whether somebody else did it',
    details:
      'Reads what `cosell serve --shadow` has written down. Exit code 4 when something was done differently, was missed or cannot be paired. ' +
      'Microsoft asks for ten minutes after each change; what nobody has done by then counts as missed.',
    examples: [
      ['cosell shadow report', 'what is worth a look before switching over'],
      ['cosell shadow report --all --json', 'everything, also what agrees'],
    ],
    options: [
      new Option('--within <duration>', 'how long the others may take').argParser(readDuration).default(600_000, '10m'),
      new Option('--all', 'also what was done alike'),
    ],
    async run(invocation) {
      const { within: withinMs, all = false } = invocation.options;
      const found = await withInstallation(invocation, (installation) => installation.shadowReport({ withinMs }));
      invocation.output.data(all ? found : worthALook(found), (style) => formatReport(found, all, style));
      const { differ, missed, conflict } = found.counts;
      return differ + missed + conflict > 0 ? 'attention' : undefined;
    },
  });
}

function worthALook(found: ShadowReport): ShadowReport {
  const deals = found.deals
    .map((deal) => ({ ...deal, findings: deal.findings.filter(({ verdict }) => verdict !== 'agree') }))
    .filter(({ findings }) => findings.length > 0);
  return { ...found, deals };
}

const VERDICTS: Record<ShadowVerdict, { words: string; paint: keyof Style }> = {
  agree: { words: 'done alike', paint: 'good' },
  differ: { words: 'done differently', paint: 'bad' },
  missed: { words: 'missed by the others', paint: 'warning' },
  waiting: { words: 'not done yet', paint: 'faint' },
  conflict: { words: 'cannot be paired', paint: 'bad' },
};

function formatReport(found: ShadowReport, all: boolean, style: Style): string {
  const { deals } = all ? found : worthALook(found);
  const { inStep, counts, mode } = found;
  const parts = Object.entries(VERDICTS).map(([verdict, { words }]) => `${counts[verdict as ShadowVerdict]} ${words}`);
  const head = `${inStep} deals in step; ${parts.join(', ')}.`;
  const note = mode === 'live' ? [style.faint('The connector is live; this is what the shadow found before.')] : [];
  return [head, ...note, ...deals.flatMap((deal) => ['', ...formatDeal(deal, style)])].join('\n');
}

function formatDeal({ deal, linkId, findings }: ShadowDeal, style: Style): readonly string[] {
  return [style.strong(printable(deal ?? linkId)), ...findings.map((finding) => `  ${formatFinding(finding, style)}`)];
}

const SIDES = { crm: 'CRM', 'partner-center': 'Partner Center' } as const;

function formatFinding(finding: ShadowFindingReport, style: Style): string {
  const { words, paint } = VERDICTS[finding.verdict];
  return `${style[paint](words)}: ${describe(finding)} ${style.faint(`(since ${finding.since})`)}`;
}

function describe({ kind, side, field, would, before, found, verdict }: ShadowFindingReport): string {
  const place = SIDES[side];
  if (kind === 'conflict') return show(would);
  if (kind === 'tell')
    return `would tell the seller: ${show(would)}${verdict === 'differ' ? ' It was shared all the same.' : ''}`;
  if (kind === 'create') return `would create it in ${place === 'CRM' ? 'the CRM' : place}`;
  const instead = verdict === 'differ' ? `, found ${show(found)}` : '';
  return `${place} ${field}: ${show(before)} → ${show(would)}${instead}`;
}

const SHOWN = 240;

function show(value: unknown): string {
  if (value === null || value === undefined) return '–';
  const text = printable(typeof value === 'string' ? value : JSON.stringify(value));
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
