#!/usr/bin/env node
/** Entry of the `cosell` command. The Node version is checked before anything is loaded that an older one could not read. */
const OLDEST_NODE = 24;

if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
  process.stderr.write(
    `Error: Cosell needs Node ${OLDEST_NODE} or newer; this is ${process.versions.node}.\n` +
      'Remedy: install a newer Node, or run it through npx node@24.\n',
  );
  process.exitCode = 3;
} else {
  const { runCli } = await import('./run.ts');
  const { processTerminal } = await import('./terminal.ts');
  process.exitCode = await runCli(process.argv.slice(2), {
    terminal: processTerminal(),
    loadApplication: async () => (await import('../main.ts')).application,
  });
}
