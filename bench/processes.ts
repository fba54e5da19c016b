import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A `cosell` command in a process of its own. */
export interface CosellProcess {
  readonly pid: number;
  /** When it was spawned, by `performance.now()`. */
  readonly spawnedAt: number;
  /** The next line of its standard output as JSON; rejects when it ends before. */
  nextLine(): Promise<Record<string, unknown>>;
  /** Its whole output as JSON, once it has ended. */
  answer(): Promise<Record<string, unknown>>;
  /** Reads its output no longer (but keeps it flowing). */
  ignoreOutput(): void;
  /** Asks it to stop as a person would, and forces it after some seconds. Answers the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  readonly exited: Promise<number | null>;
  /** The end of what it has said on standard error. */
  talk(): string;
}

const COMMAND = join(import.meta.dirname, '..', 'src', 'cli', 'main.ts');
const STOP_PATIENCE_MS = 15_000;
const KEPT_TALK = 4000;

const alive = new Set<ChildProcess>();
// Whatever ends this process, its children end with it.
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));

export interface SpawnOptions {
  folder: string;
  /** Options of Node itself, e.g. for profiles. */
  nodeOptions?: readonly string[];
}

export function spawnCosell(args: readonly string[], { folder, nodeOptions = [] }: SpawnOptions): CosellProcess {
  const spawnedAt = performance.now();
  const child = spawn(process.execPath, [...nodeOptions, COMMAND, ...args, '--json'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  alive.add(child);
  let talk = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    talk = (talk + text).slice(-KEPT_TALK);
  });
  const reader = createInterface(child.stdout);
  const lines = reader[Symbol.asyncIterator]();
  const exited = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => {
      alive.delete(child);
      resolve(code);
    });
  });
  return {
    pid: child.pid ?? 0,
    talk: () => talk,
    spawnedAt,
    exited,
    async nextLine() {
      const { value, done } = await lines.next();
      if (done) throw new Error(`cosell ${args.join(' ')} ended (exit code ${await exited}). It said: ${talk}`);
      return JSON.parse(String(value)) as Record<string, unknown>;
    },
    async answer() {
      let text = '';
      for await (const line of { [Symbol.asyncIterator]: () => lines }) text += `${line}\n`;
      const code = await exited;
      if (text === '')
        throw new Error(`cosell ${args.join(' ')} answered nothing (exit code ${code}). It said: ${talk}`);
      return JSON.parse(text) as Record<string, unknown>;
    },
    ignoreOutput() {
      reader.close();
      child.stdout.resume();
    },
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_PATIENCE_MS);
      const code = await exited;
      clearTimeout(timer);
      return code;
    },
  };
}
