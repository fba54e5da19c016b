import { type Command, Option } from 'commander';
import { type Cli, defineCommand, defineGroup } from '../command.ts';
import { dealUnknown } from '../deal-unknown.ts';
import { withInstallation } from '../installation.ts';
import type { DealReport, DealState, DealSummary } from '../product/deals.ts';
import { printable, type Style } from '../style.ts';
import { formatPairs, formatTable } from '../table.ts';
import { limit } from '../values.ts';
import { checkCommand } from './check.ts';
import { registerCommand } from './register.ts';

const STATES: readonly DealState[] = ['proposed', 'active', 'closed', 'halted', 'broken'];

export function dealsCommand(cli: Cli): Command {
  return defineGroup(cli, 'deals', 'Look at deals', [list(cli), show(cli), checkCommand(cli), registerCommand(cli)]);
}

function list(cli: Cli): Command {
  return defineCommand<{ state?: DealState; limit: number; after?: string }>(cli, {
    usage: 'list',
    settings: true,
    summary: 'List deals with their state on both sides',
    examples: [
      ['cosell deals list', 'the first hundred'],
      ['cosell deals list --state halted --json', 'deals that wait for a person, as JSON'],
    ],
    options: [
      new Option('--state <state>', 'only deals in this state').choices(STATES),
      limit(100),
      new Option('--after <cursor>', 'go on after the previous list (its `next`)'),
    ],
    async run(invocation) {
      const { options, output } = invocation;
      const found = await withInstallation(invocation, (installation) =>
        installation.listDeals({ state: options.state ?? null, limit: options.limit, after: options.after ?? null }),
      );
      output.data(found, (style) => formatDeals(found.deals, style));
      if (found.next) output.say(`More: cosell deals list --after ${found.next}`);
      return undefined;
    },
  });
}

function show(cli: Cli): Command {
  return defineCommand(cli, {
    usage: 'show <id>',
    settings: true,
    summary: 'Show one deal: both sides, what they agreed on, and its history',
    details: 'The id may be that of the link, of the referral or of the CRM record.',
    examples: [['cosell deals show 0065g00000XyZabAAF', 'by the id of the opportunity']],
    async run(invocation) {
      const [id = ''] = invocation.arguments;
      const deal = await withInstallation(invocation, (installation) => installation.showDeal(id));
      if (!deal) throw dealUnknown(id);
      invocation.output.data(deal, (style) => formatDeal(deal, style));
      return undefined;
    },
  });
}

const MARKS = { ok: '✔', failed: '✘' } as const;

function formatDeals(deals: readonly DealSummary[], style: Style): string {
  if (deals.length === 0) return style.faint('No deals.');
  return formatTable(deals, [
    { title: ' ', value: ({ mark }) => (mark ? MARKS[mark] : ' ') },
    { title: 'DEAL', value: ({ name }) => printable(name ?? '?'), widest: 40 },
    { title: 'STATE', value: ({ state }) => state },
    { title: 'STATUS', value: ({ status }) => status ?? '' },
    { title: 'KIND', value: ({ kind }) => kind ?? '' },
    { title: 'VALUE', value: ({ value }) => value ?? '', right: true },
    { title: '', value: ({ currency }) => currency ?? '' },
    { title: 'RECORD', value: ({ recordId }) => recordId ?? '–' },
    { title: 'REFERRAL', value: ({ referralId }) => referralId ?? '–' },
  ]);
}

function formatDeal(deal: DealReport, style: Style): string {
  const heading = style.strong(printable(deal.name ?? deal.id));
  const facts: [string, string][] = [
    ['State', [deal.state, deal.status, deal.kind].filter(Boolean).join(', ')],
    ['Link', deal.id],
    ['Referral', deal.referralId ?? '–'],
    ['CRM record', deal.recordId ?? '–'],
    ['Address', deal.referralLink ?? '–'],
    ['Updated', deal.updatedAt],
  ];
  if (deal.registrationStatus) facts.push(['Registration', deal.registrationStatus]);
  if (deal.reason) facts.push(['Reason', style.warning(printable(deal.reason))]);
  const fields = formatTable(deal.fields, [
    { title: 'FIELD', value: ({ field }) => field },
    { title: 'PARTNER CENTER', value: ({ partnerCenter }) => cell(partnerCenter), widest: 36 },
    { title: 'CRM', value: ({ crm }) => cell(crm), widest: 36 },
  ]);
  const history = deal.history.map(({ at, kind, summary }) => `${style.faint(at)} ${kind}  ${printable(summary)}`);
  return [heading, formatPairs(facts), '', fields, '', style.strong('History'), ...history].join('\n');
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '–';
  return printable(typeof value === 'string' ? value : JSON.stringify(value));
}
