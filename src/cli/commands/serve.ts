import { type Command, Option } from 'commander';
import { type Cli, defineCommand } from '../command.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { formatPass } from '../pass-line.ts';

export function serveCommand(cli: Cli): Command {
  return defineCommand<{ shadow?: true }>(cli, {
    usage: 'serve',
    settings: true,
    summary: 'Run the connector against what the settings name',
    details:
      'Runs until Ctrl-C or SIGTERM, then finishes what is under way. Several processes may run on one store. ' +
      'With --json each pass is a line of JSON. Refuses to run beside Microsoft’s own connector, unless webhook.register: overwrite lets it ' +
      'take over, or --shadow keeps it from writing anything.',
    examples: [
      ['cosell serve --config cosell.yaml', 'with this settings file'],
      ['cosell serve --quiet', 'passes only, without remarks'],
      ['cosell serve --shadow', 'beside Microsoft’s connector: read, compare, write nothing'],
    ],
    options: [new Option('--shadow', 'only look, and write down what would be done (cosell shadow report)')],
    async run({ terminal, output, options, application, loadSettings }) {
      const settings = await loadSettings();
      const product = await application();
      const stop = listenForInterrupt(terminal, () => output.say('Stopping; finishing what is under way…'));
      try {
        const running = await product.startConnector(settings, {
          signal: stop.signal,
          shadow: options.shadow ?? false,
          onPass: (pass) => output.event({ event: 'pass', ...pass }, (style) => formatPass(pass, style)),
        });
        const { started } = running;
        output.event(
          { event: 'started', ...started },
          (style) =>
            `Cosell listens on ${style.accent(started.url)}; webhooks at ${started.webhookUrl}; store ${started.store}`,
        );
        if (options.shadow) output.say('In shadow: nothing is written on either side. See cosell shadow report.');
        await running.finished;
        output.say('Stopped.');
      } finally {
        stop.release();
      }
      return undefined;
    },
  });
}
