import { resolve } from 'node:path';
import { Argument, type Command } from 'commander';
import { CRM_KINDS } from '../../config/crms.ts';
import { type Cli, defineCommand } from '../command.ts';
import { listenForInterrupt } from '../interrupt.ts';
import type { EmulatorName } from '../product/dev.ts';
import { port, world } from '../values.ts';

const EMULATORS: readonly EmulatorName[] = ['partner-center', ...CRM_KINDS];

export function emulateCommand(cli: Cli): Command {
  return defineCommand<{ port: number; world?: string }>(cli, {
    usage: 'emulate',
    parameters: [new Argument('<system>', 'which one').choices(EMULATORS)],
    summary: 'Run one emulator alone, for other clients',
    details: 'Prints its addresses and credentials as JSON on standard output and runs until Ctrl-C.',
    examples: [
      ['cosell emulate salesforce --port 4001', 'point any Salesforce client at it'],
      ['cosell emulate partner-center --port 0', 'on a free port'],
    ],
    options: [port('port to listen on; 0 picks a free one', 0), world()],
    async run({ terminal, output, options, arguments: [name], application }) {
      const product = await application();
      const stop = listenForInterrupt(terminal, () => output.say('Stopping…'));
      try {
        const running = await product.startEmulator({
          name: name as EmulatorName,
          port: options.port,
          world: options.world ? resolve(terminal.folder, options.world) : null,
          signal: stop.signal,
        });
        const { started } = running;
        // JSON either way: the reader is a program; without --json it is laid out for people too.
        output.event(started, () => JSON.stringify(started, null, 2));
        output.say(`${started.title} on ${started.url}; Ctrl-C stops it.`);
        await running.finished;
      } finally {
        stop.release();
      }
      return undefined;
    },
  });
}
