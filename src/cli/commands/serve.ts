import type { Command } from 'commander';
import { type Cli, defineCommand } from '../command.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { formatPass } from '../pass-line.ts';

export function serveCommand(cli: Cli): Command {
  return defineCommand(cli, {
    usage: 'serve',
    settings: true,
    summary: 'Run the connector against what the settings name',
    details:
      'Runs until Ctrl-C or SIGTERM, then finishes what is under way. Several processes may run on one store. ' +
      'With --json each pass is a line of JSON.',
    examples: [
      ['cosell serve --config cosell.yaml', 'with this settings file'],
      ['cosell serve --quiet', 'passes only, without remarks'],
    ],
    async run({ terminal, output, application, loadSettings }) {
      const settings = await loadSettings();
      const product = await application();
      const stop = listenForInterrupt(terminal, () => output.say('Stopping; finishing what is under way…'));
      try {
        const running = await product.startConnector(settings, {
          signal: stop.signal,
          onPass: (pass) => output.event({ event: 'pass', ...pass }, (style) => formatPass(pass, style)),
        });
        const { started } = running;
        output.event(
          { event: 'started', ...started },
          (style) =>
            `Cosell listens on ${style.accent(started.url)}; webhooks at ${started.webhookUrl}; store ${started.store}`,
        );
        await running.finished;
        output.say('Stopped.');
      } finally {
        stop.release();
      }
      return undefined;
    },
  });
}
