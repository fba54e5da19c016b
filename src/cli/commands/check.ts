import type { Command } from 'commander';
import { type Cli, defineCommand } from '../command.ts';
import { dealUnknown } from '../deal-unknown.ts';
import { withInstallation } from '../installation.ts';
import type { DealCheck } from '../product/deals.ts';
import { printable, type Style } from '../style.ts';

export function checkCommand(cli: Cli): Command {
  return defineCommand(cli, {
    usage: 'check <id>',
    settings: true,
    summary: 'Tell what would be refused if the deal were shared now; nothing is written',
    details:
      'The id is that of the CRM record, whether or not Sync is ticked on it; of a deal that is known, any of its ids.',
    examples: [['cosell deals check 0065g00000XyZabAAF', 'before the seller ticks Sync']],
    async run(invocation) {
      const [id = ''] = invocation.arguments;
      const found = await withInstallation(invocation, (installation) => installation.checkDeal(id));
      if (!found) throw dealUnknown(id);
      invocation.output.data(found, (style) => formatCheck(found, style));
      return found.outcome === 'incomplete' ? 'attention' : undefined;
    },
  });
}

const OUTCOMES: Readonly<Record<DealCheck['outcome'], string>> = {
  ready: 'complete: it is shared as soon as Sync is ticked',
  shared: 'shared, and nothing stands in the way of its changes',
  'not-open': 'on hold or closed: nothing would be sent',
  incomplete: 'would be refused',
};

function formatCheck({ name, recordId, ticked, outcome, kind, missing }: DealCheck, style: Style): string {
  const heading = `${style.strong(printable(name ?? recordId))} (${kind}${ticked ? '' : ', Sync not ticked'}): ${OUTCOMES[outcome]}`;
  const lines = missing.map(
    ({ message, remedy }) => `${style.bad('✘')} ${printable(message)} ${style.faint(printable(remedy))}`,
  );
  return [heading, ...lines].join('\n');
}
