/** Work that falls due at a moment of virtual time. */
type ClockTask = () => void | Promise<void>;
export type CancelTask = () => void;

/**
 * Virtual time of an emulator, in milliseconds since the epoch (UTC).
 * It runs with real time unless frozen; `advance` and `set` move it on top of that.
 */
export interface Clock {
  now(): number;
  date(): Date;
  /** Moves time forward and runs every task that falls due on the way, in order; resolves when they have finished. */
  advance(ms: number): Promise<void>;
  /** Moves to a moment. Going forward is `advance`; going back runs nothing. */
  set(ms: number): Promise<void>;
  at(ms: number, task: ClockTask): CancelTask;
  every(periodMs: number, task: ClockTask): CancelTask;
  /** Drops all tasks; the clock can still be read. */
  stop(): void;
}

export interface ClockOptions {
  /** Virtual time at the start; default is the real time. */
  startMs?: number;
  /** When true, time moves only by `advance` and `set`. */
  frozen?: boolean;
}

interface DueTask {
  dueMs: number;
  task: ClockTask;
  cancelled: boolean;
}

/** `setTimeout` overflows above this and would fire at once. */
const LONGEST_TIMER_MS = 2_000_000_000;

/** Creates a clock. Tasks run one after the other, never side by side, so an emulator's state changes in one order. */
export function createClock(options: ClockOptions = {}): Clock {
  const frozen = options.frozen ?? false;
  let offsetMs = (options.startMs ?? Date.now()) - (frozen ? 0 : Date.now());
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  // Sorted by due time; equal times keep the order in which they were added.
  const queue: DueTask[] = [];

  const now = () => (frozen ? 0 : Date.now()) + offsetMs;

  function earliest(): DueTask | undefined {
    while (queue[0]?.cancelled) queue.shift();
    return queue[0];
  }

  function insert(task: DueTask): void {
    let low = 0;
    let high = queue.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((queue[middle]?.dueMs ?? 0) <= task.dueMs) low = middle + 1;
      else high = middle;
    }
    queue.splice(low, 0, task);
  }

  async function runUntil(limitMs: number): Promise<void> {
    for (let due = earliest(); due && due.dueMs <= limitMs; due = earliest()) {
      queue.shift();
      // A task sees the moment it was due at, even when one advance jumps over many.
      if (due.dueMs > now()) offsetMs += due.dueMs - now();
      await due.task();
    }
    if (limitMs > now()) offsetMs += limitMs - now();
  }

  function serialised(limitMs: () => number): Promise<void> {
    const next = running.then(() => runUntil(limitMs()));
    running = next.catch(() => undefined);
    return next.finally(arm);
  }

  function arm(): void {
    clearTimeout(timer);
    const first = earliest();
    // A frozen clock still runs what is due already.
    if (!first || (frozen && first.dueMs > now())) return;
    timer = setTimeout(
      () => void serialised(now).catch(() => undefined),
      Math.min(Math.max(first.dueMs - now(), 0), LONGEST_TIMER_MS),
    );
    timer.unref();
  }

  function at(ms: number, task: ClockTask): CancelTask {
    const due = { dueMs: ms, task, cancelled: false };
    insert(due);
    if (queue[0] === due) arm();
    return () => {
      due.cancelled = true;
    };
  }

  return {
    now,
    date: () => new Date(now()),
    advance: (ms) => {
      const target = now() + ms;
      return serialised(() => target);
    },
    set: async (ms) => {
      if (ms >= now()) return serialised(() => ms);
      offsetMs += ms - now();
      arm();
    },
    at,
    every: (periodMs, task) => {
      let cancel: CancelTask = () => undefined;
      const plan = (dueMs: number) => {
        cancel = at(dueMs, async () => {
          plan(dueMs + periodMs);
          await task();
        });
      };
      plan(now() + periodMs);
      return () => cancel();
    },
    stop: () => {
      queue.length = 0;
      clearTimeout(timer);
    },
  };
}
