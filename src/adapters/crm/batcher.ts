import { connectionFailure } from '../http/failure.ts';

/** What became of one entry of a batch. */
export type Outcome<Out> = { value: Out } | { error: unknown };

/** What becomes of one entry must not become of the others. */
export function outcomeOf<Out>(make: () => Out): Outcome<Out> {
  try {
    return { value: make() };
  } catch (error) {
    return { error };
  }
}

export interface BatcherOptions<In, Out> {
  /** Names the call in errors. */
  place: string;
  /** An entry that leaves while its call is under way may have been carried out. Default: false. */
  writing?: boolean;
  maxSize: number;
  /** Batches that run side by side. */
  lanes: number;
  /** Entries with the same key always take the same lane, hence never run side by side. Default: spread in turn. */
  laneKey?: (entry: In) => string;
  /** One outcome per entry, in order. A throw is the outcome of all. The signal aborts when nobody waits for the batch any more. */
  run: (batch: readonly In[], signal: AbortSignal) => Promise<readonly Outcome<Out>[]>;
}

/** Submits one entry; resolves with its own outcome. An entry whose signal aborts leaves at once; the others of its batch go on. */
export type Batcher<In, Out> = (entry: In, signal?: AbortSignal) => Promise<Out>;

interface Waiting<In, Out> {
  entry: In;
  settle(outcome: Outcome<Out>): void;
  /** The call that carries the entry; null while it waits. */
  call: Call | null;
  hasLeft: boolean;
}

/** One batch under way. */
interface Call {
  /** Tells that one of its entries has left. */
  leave(): void;
}

interface Lane<In, Out> {
  waiting: Waiting<In, Out>[];
  state: 'idle' | 'gathering' | 'sending';
}

/**
 * Sends at once when idle and together what waited while a call was under way: no delay for the single entry, few calls for many.
 * Entries of one turn of the event loop travel together.
 */
export function createBatcher<In, Out>(options: BatcherOptions<In, Out>): Batcher<In, Out> {
  const { maxSize, laneKey } = options;
  const lanes = Array.from({ length: options.lanes }, (): Lane<In, Out> => ({ waiting: [], state: 'idle' }));

  async function drain(lane: Lane<In, Out>): Promise<void> {
    lane.state = 'sending';
    while (lane.waiting.length > 0) await runBatch(lane.waiting.splice(0, maxSize), options.run);
    lane.state = 'idle';
  }

  return (entry, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(givenUp(options, signal, false));
      const lane = laneKey ? laneOf(lanes, laneKey(entry)) : readiest(lanes, maxSize);
      const waiting: Waiting<In, Out> = {
        entry,
        call: null,
        hasLeft: false,
        settle(outcome) {
          signal?.removeEventListener('abort', leave);
          if ('value' in outcome) resolve(outcome.value);
          else reject(outcome.error);
        },
      };
      function leave(this: AbortSignal): void {
        waiting.hasLeft = true;
        waiting.settle({ error: givenUp(options, this, waiting.call !== null) });
        waiting.call?.leave();
      }
      signal?.addEventListener('abort', leave, { once: true });
      lane.waiting.push(waiting);
      if (lane.state !== 'idle') return;
      lane.state = 'gathering';
      setImmediate(() => void drain(lane));
    });
}

function givenUp(
  { place, writing = false }: { place: string; writing?: boolean },
  signal: AbortSignal,
  isSent: boolean,
): unknown {
  return connectionFailure(signal.reason, { place, writing: writing && isSent, cancelled: true });
}

function laneOf<In, Out>(lanes: readonly Lane<In, Out>[], key: string): Lane<In, Out> {
  let sum = 0;
  for (let at = 0; at < key.length; at += 1) sum = (sum * 31 + key.charCodeAt(at)) >>> 0;
  return lanes[sum % lanes.length] as Lane<In, Out>;
}

/** One that is about to send, then an idle one, then the one with the shortest queue. */
function readiest<In, Out>(lanes: readonly Lane<In, Out>[], maxSize: number): Lane<In, Out> {
  const shortest = lanes.reduce((best, lane) => (lane.waiting.length < best.waiting.length ? lane : best));
  return (
    lanes.find(({ state, waiting }) => state === 'gathering' && waiting.length < maxSize) ??
    lanes.find(({ state }) => state === 'idle') ??
    shortest
  );
}

async function runBatch<In, Out>(
  taken: readonly Waiting<In, Out>[],
  run: BatcherOptions<In, Out>['run'],
): Promise<void> {
  const batch = taken.filter(({ hasLeft }) => !hasLeft);
  if (batch.length === 0) return;
  const abandoned = new AbortController();
  let present = batch.length;
  const call: Call = {
    leave() {
      present -= 1;
      if (present === 0) abandoned.abort();
    },
  };
  for (const waiting of batch) waiting.call = call;
  const outcomes = await outcomesOf(batch, (entries) => run(entries, abandoned.signal));
  for (const [at, waiting] of batch.entries()) {
    if (waiting.hasLeft) continue;
    waiting.settle(outcomes[at] ?? { error: new Error(`No outcome for entry ${at} of ${batch.length}`) });
  }
}

async function outcomesOf<In, Out>(
  batch: readonly Waiting<In, Out>[],
  run: (entries: readonly In[]) => Promise<readonly Outcome<Out>[]>,
): Promise<readonly Outcome<Out>[]> {
  try {
    return await run(batch.map(({ entry }) => entry));
  } catch (error) {
    return batch.map(() => ({ error }));
  }
}
