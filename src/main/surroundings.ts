import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import type { Settings } from '../config/schema.ts';
import type { Clock, Ids, Log } from '../engine/ports.ts';

/** The real clock, identifiers and log; the only place that makes them. */
export function systemClock(): Clock {
  return {
    nowMs: () => Date.now(),
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted || ms <= 0) return resolve();
        const done = () => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', done);
          resolve();
        };
        const timer = setTimeout(done, ms);
        signal?.addEventListener('abort', done, { once: true });
      }),
  };
}

export function systemIds(): Ids {
  return { next: () => randomUUID(), random: () => Math.random() };
}

/** JSON lines on standard error; never on standard output, which belongs to data. */
export function systemLog(settings: Settings['log']): Log {
  return pino(
    { level: settings.level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ fd: 2, sync: true }),
  );
}
