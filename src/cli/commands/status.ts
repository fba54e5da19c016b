import type { Command } from 'commander';
import { type Cli, defineCommand } from '../command.ts';
import type { ExitName } from '../exit-codes.ts';
import { withInstallation } from '../installation.ts';
import type { ConnectionReport, StatusReport } from '../product/status.ts';
import { printable, type Style } from '../style.ts';
import { formatPairs } from '../table.ts';

export function statusCommand(cli: Cli): Command {
  return defineCommand(cli, {
    usage: 'status',
    settings: true,
    summary: 'Tell how the connector is and what needs a person',
    examples: [
      ['cosell status', 'links, work, connections, what needs attention'],
      ['cosell status --json --quiet', 'for monitoring: exit code 0, 1 (not healthy) or 4 (needs a person)'],
    ],
    async run(invocation) {
      const status = await withInstallation(invocation, (installation) => installation.status());
      invocation.output.data(status, (style) => formatStatus(status, style));
      return endOf(status);
    },
  });
}

function endOf(status: StatusReport): ExitName {
  if (!status.healthy) return 'failed';
  return status.attention.length > 0 ? 'attention' : 'ok';
}

function formatStatus(status: StatusReport, style: Style): string {
  const { links, work } = status;
  const health = status.healthy ? style.good('healthy') : style.bad('not healthy');
  const pairs: [string, string][] = [
    ['Connector', health],
    ['Mode', status.mode === 'live' ? 'live' : style.warning('shadow: nothing is written (cosell shadow report)')],
    ['Store', `${status.store.kind} ${status.store.place}`],
    [
      'Deals',
      Object.entries(links)
        .map(([state, count]) => `${count} ${state}`)
        .join(', '),
    ],
    ['Work', `${work.due} due, ${work.waiting} waiting, ${work.leased} under way, ${work.parked} parked`],
    ...status.connections.map((connection): [string, string] => [connection.name, formatConnection(connection, style)]),
    ...status.sweeps.map(({ side, lastAt }): [string, string] => [`Sweep ${side}`, lastAt ?? 'never']),
  ];
  return [formatPairs(pairs), ...attention(status, style)].join('\n');
}

const CONNECTION_PAINT = { ok: 'good', waiting: 'warning', 'signed-out': 'bad', unknown: 'faint' } as const;

function formatConnection({ state, until, reason }: ConnectionReport, style: Style): string {
  const words = [style[CONNECTION_PAINT[state]](state), until && `until ${until}`, reason && printable(reason)];
  return words.filter(Boolean).join(' ');
}

function attention(status: StatusReport, style: Style): readonly string[] {
  if (status.attention.length === 0) return [];
  const lines = status.attention.map(
    ({ code, message, remedy }) =>
      `  ${style.warning('!')} ${printable(message)}\n    ${printable(remedy)} ${style.faint(`[${code}]`)}`,
  );
  return ['', style.strong('Needs a person'), ...lines];
}
