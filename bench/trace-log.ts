import type { Emulator, TimedTrace } from './emulators.ts';

/** The calls of an emulator as they come in. */
export interface TraceLog {
  readonly traces: readonly TimedTrace[];
  /** Resolves when `done` says so of what has come in; rejects after `patienceMs`. */
  until(done: (traces: readonly TimedTrace[]) => boolean, patienceMs: number): Promise<void>;
}

/** Follows the traces while `use` runs, looking every `everyMs`. */
export async function withTraces<T>(
  emulator: Emulator,
  everyMs: number,
  use: (log: TraceLog) => Promise<T>,
): Promise<T> {
  await emulator.skipTraces();
  const traces: TimedTrace[] = [];
  const look = async () => void traces.push(...(await emulator.newTraces()));
  return use({
    traces,
    async until(done, patienceMs) {
      const giveUpAt = performance.now() + patienceMs;
      while (!done(traces)) {
        if (performance.now() > giveUpAt) throw new Error(`Waited ${patienceMs} ms in vain; ${traces.length} traces`);
        await pause(everyMs);
        await look();
      }
    },
  });
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Runs `act` for each entry at a steady rate, whatever the answers do; resolves when all have been answered. */
export async function atRate<T>(entries: readonly T[], perSecond: number, act: (entry: T) => Promise<void>) {
  const startedAt = performance.now();
  const acts: Promise<void>[] = [];
  for (const [at, entry] of entries.entries()) {
    const waitMs = startedAt + (at * 1000) / perSecond - performance.now();
    if (waitMs > 0) await pause(waitMs);
    acts.push(act(entry));
  }
  await Promise.all(acts);
}

/** Runs `act` for each entry, `width` at a time. */
export async function inParallel<T>(entries: readonly T[], width: number, act: (entry: T) => Promise<void>) {
  const rest = entries.values();
  const walk = async () => {
    for (const entry of rest) await act(entry);
  };
  await Promise.all(Array.from({ length: width }, walk));
}
