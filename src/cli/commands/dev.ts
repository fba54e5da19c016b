import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { CRM_KINDS, type CrmKind } from '../../config/crms.ts';
import { LOCAL_FOLDER } from '../../config/find.ts';
import { type Cli, defineCommand } from '../command.ts';
import { formatDevScreen } from '../dev-screen.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { ownCommand } from '../own-command.ts';
import { formatPass } from '../pass-line.ts';
import { port, world } from '../values.ts';

interface DevOptions {
  port: number;
  crm: CrmKind | 'both';
  fresh?: true;
  world?: string;
  store?: string;
}

const DEFAULT_PORT = 8080;

export function devCommand(cli: Cli): Command {
  return defineCommand<DevOptions>(cli, {
    usage: 'dev',
    summary: 'Try everything: emulated Partner Center and CRM with a connector between them',
    details:
      'Starts the emulators with a seeded world and the connector with its store in .cosell/, and shows each pass as it happens. ' +
      'Other commands started in the same folder find it by themselves. Ctrl-C stops everything.',
    examples: [
      ['cosell dev', 'emulators and connector on one screen'],
      ['cosell dev --port 0 --fresh', 'on free ports, forgetting the last run'],
      ['cosell dev --world mine.yaml --json', 'your own world; one line of JSON at the start and one per pass'],
    ],
    options: [
      new Option('--crm <kind>', 'which CRM').choices([...CRM_KINDS, 'both']).default('salesforce'),
      port('port of the connector; the emulators take the next ones; 0 picks free ones', DEFAULT_PORT),
      new Option('--fresh', 'forget the store of earlier runs'),
      world(),
      new Option('--store <place>', 'folder or postgres:// address instead of .cosell/'),
    ],
    async run({ terminal, output, options, application }) {
      const product = await application();
      const stop = listenForInterrupt(terminal, () => output.say('Stopping…'));
      try {
        const running = await product.startDev({
          port: options.port,
          crms: options.crm === 'both' ? CRM_KINDS : [options.crm],
          fresh: options.fresh ?? false,
          world: options.world ? resolve(terminal.folder, options.world) : null,
          store: options.store ?? null,
          folder: resolve(terminal.folder, LOCAL_FOLDER),
          command: ownCommand(terminal.environment, process.argv),
          signal: stop.signal,
          onPass: (pass) => output.event({ event: 'pass', ...pass }, (style) => formatPass(pass, style)),
        });
        output.event({ event: 'started', ...running.started }, (style) => formatDevScreen(running.started, style));
        await running.finished;
        output.say('Stopped.');
      } finally {
        stop.release();
      }
      return undefined;
    },
  });
}
