import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const COSELL = join(import.meta.dirname, '../../../src/cli/main.ts');

/** The product as its operator runs it: `cosell serve` in a process of its own. */
export interface ConnectorProcess {
  /** Resolves once it listens. Throws with its own words when it ends before. */
  start(): Promise<void>;
  /** As an operator stops it: what is under way is finished first. */
  stop(): Promise<void>;
  /** kill -9: nothing is finished, nothing is said. */
  kill(): Promise<void>;
  isRunning(): boolean;
  /** What it said on standard error since the start of the scenario. */
  talk(): string;
}

export function connectorProcess(settingsFile: string, folder: string): ConnectorProcess {
  let child: ChildProcessWithoutNullStreams | null = null;
  let talk = '';

  async function end(signal: NodeJS.Signals): Promise<void> {
    const ending = child;
    if (!ending) return;
    child = null;
    const closed = once(ending, 'close');
    ending.kill(signal);
    await closed;
  }

  return {
    async start() {
      const argv = [COSELL, 'serve', '--config', settingsFile, '--json'];
      const starting = spawn(process.execPath, argv, { cwd: folder, env: {} });
      child = starting;
      starting.stdin.end();
      starting.stderr.setEncoding('utf8').on('data', (text: string) => {
        talk += text;
      });
      const lines = createInterface(starting.stdout);
      await new Promise<void>((resolve, reject) => {
        lines.on('line', (line) => {
          if ((JSON.parse(line) as { event: string }).event === 'started') resolve();
        });
        starting.once('close', (code) => reject(new Error(`cosell serve ended with ${code}: ${talk.slice(-2000)}`)));
      });
    },
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    isRunning: () => child !== null && child.exitCode === null,
    talk: () => talk,
  };
}

/** Runs one command of the product to its end and answers what it printed. */
export async function runCosell(argv: readonly string[], folder: string): Promise<string> {
  const child = spawn(process.execPath, [COSELL, ...argv], { cwd: folder, env: {} });
  child.stdin.end();
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  await once(child, 'close');
  return printed;
}
