import type { Command } from 'commander';
import { CosellError } from '../../core/errors.ts';
import { type Cli, defineCommand, defineGroup } from '../command.ts';
import { withInstallation } from '../installation.ts';
import type { ParkedReport } from '../product/parked.ts';
import { printable, type Style } from '../style.ts';
import { formatTable } from '../table.ts';
import { limit } from '../values.ts';

export function parkedCommand(cli: Cli): Command {
  return defineGroup(cli, 'parked', 'Look at work that was given up, and try it again', [list(cli), retry(cli)]);
}

function list(cli: Cli): Command {
  return defineCommand<{ limit: number }>(cli, {
    usage: 'list',
    settings: true,
    summary: 'List parked work with its reason',
    details: 'Exit code 4 when there is any.',
    examples: [['cosell parked list --json', 'keys and reasons as JSON']],
    options: [limit(100)],
    async run(invocation) {
      const parked = await withInstallation(invocation, (installation) =>
        installation.listParked(invocation.options.limit),
      );
      invocation.output.data({ parked }, (style) => formatParked(parked, style));
      return parked.length > 0 ? 'attention' : undefined;
    },
  });
}

function retry(cli: Cli): Command {
  return defineCommand(cli, {
    usage: 'retry <key>',
    settings: true,
    summary: 'Try parked work again, after its cause was mended',
    details: 'The running connector takes it up; `all` stands for everything that is parked.',
    examples: [
      ['cosell parked retry link:7f3a', 'one key from `cosell parked list`'],
      ['cosell parked retry all', 'everything'],
    ],
    async run(invocation) {
      const [key = ''] = invocation.arguments;
      const woken = await withInstallation(invocation, (installation) => installation.retryParked(key));
      if (woken === 0 && key !== 'all') throw notParked(key);
      invocation.output.data({ retried: woken }, () => `${woken} will be tried again.`);
      return undefined;
    },
  });
}

function notParked(key: string): CosellError {
  return new CosellError({
    code: 'not-parked',
    recovery: 'not-found',
    message: `Nothing is parked under ${key}`,
    remedy: 'Take a key from `cosell parked list`; it may have been tried again already.',
    place: key,
  });
}

function formatParked(parked: readonly ParkedReport[], style: Style): string {
  if (parked.length === 0) return style.good('Nothing is parked.');
  return formatTable(parked, [
    { title: 'KEY', value: ({ key }) => key },
    { title: 'DEAL', value: ({ deal }) => printable(deal ?? '–'), widest: 30 },
    { title: 'SINCE', value: ({ parkedAt }) => parkedAt },
    { title: 'TRIES', value: ({ attempts }) => String(attempts), right: true },
    { title: 'REASON', value: ({ reason }) => printable(reason) },
  ]);
}
