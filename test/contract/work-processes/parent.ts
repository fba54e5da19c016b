import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Line, Order } from './orders.ts';

/** A real process that works on the store. */
export interface Child {
  /** Everything that it has said. */
  readonly lines: readonly Line[];
  /** Resolves when it has said what the predicate asks for. */
  heard(predicate: (line: Line) => boolean): Promise<void>;
  /** kill -9; resolves when it is gone. */
  kill(): Promise<void>;
  /** Lets it finish its passes; throws when it failed. */
  stop(): Promise<void>;
}

const SCRIPT = fileURLToPath(new URL('./child.ts', import.meta.url));

export async function startChild(order: Order): Promise<Child> {
  const child = spawn(process.execPath, [SCRIPT, JSON.stringify(order)], { stdio: ['pipe', 'pipe', 'pipe'] });
  const lines: Line[] = [];
  const waiting = new Set<(line: Line) => void>();
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk;
  });
  const read = createInterface({ input: child.stdout });
  read.on('line', (text) => {
    // The last line of a killed process may be cut short.
    const line = parse(text);
    if (!line) return;
    lines.push(line);
    for (const listener of waiting) listener(line);
  });
  const gone = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  const heard = (predicate: (line: Line) => boolean) =>
    new Promise<void>((resolve, reject) => {
      if (lines.some(predicate)) return resolve();
      const listener = (line: Line) => {
        if (!predicate(line)) return;
        waiting.delete(listener);
        resolve();
      };
      waiting.add(listener);
      void gone.then((code) => reject(new Error(`${order.name} ended (${code}) too early: ${said}`)));
    });
  await heard(({ kind }) => kind === 'ready');
  return {
    lines,
    heard,
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
    async stop() {
      child.stdin.end();
      const code = await gone;
      if (code !== 0) throw new Error(`${order.name} failed (${code}): ${said}`);
    },
  };
}

function parse(text: string): Line | null {
  try {
    return JSON.parse(text) as Line;
  } catch {
    return null;
  }
}

/** One pass as it happened. */
export interface Run {
  key: string;
  lane: string;
  beganAtMs: number;
  endedAtMs: number;
}

/** The passes of a process; those without an end were cut off when it was killed. */
export function runsOf(child: Child, killedAtMs = Number.POSITIVE_INFINITY): Run[] {
  const open = new Map<string, Run>();
  const runs: Run[] = [];
  for (const line of child.lines) {
    if (line.kind === 'begin') {
      const run = { key: line.key, lane: line.lane, beganAtMs: line.atMs, endedAtMs: killedAtMs };
      open.set(`${line.key} ${line.generation}`, run);
      runs.push(run);
    }
    const run = line.kind === 'end' ? open.get(`${line.key} ${line.generation}`) : undefined;
    if (run && line.kind === 'end') run.endedAtMs = line.atMs;
  }
  return runs;
}

/** The most passes at one moment, by key or by lane. */
export function mostAtOnce(runs: readonly Run[], by: 'key' | 'lane'): Record<string, number> {
  const most: Record<string, number> = {};
  const now: Record<string, number> = {};
  const moments = runs.flatMap((run) => [
    { atMs: run.beganAtMs, group: run[by], step: 1 },
    { atMs: run.endedAtMs, group: run[by], step: -1 },
  ]);
  // At one moment ends count before beginnings.
  for (const { group, step } of moments.sort((a, b) => a.atMs - b.atMs || a.step - b.step)) {
    now[group] = (now[group] ?? 0) + step;
    most[group] = Math.max(most[group] ?? 0, now[group]);
  }
  return most;
}
