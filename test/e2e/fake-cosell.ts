import { runCli } from '../../src/cli/run.ts';
import { processTerminal } from '../../src/cli/terminal.ts';
import { fakeApplication } from './fake-application.ts';

/** The `cosell` command as a process of its own, with a stand-in for the product behind it. */
process.exitCode = await runCli(process.argv.slice(2), {
  terminal: processTerminal(),
  loadApplication: async () => fakeApplication,
});
