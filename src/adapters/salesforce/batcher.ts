/** What became of one entry of a batch. */
export type Outcome<Out> = { value: Out } | { error: unknown };

export interface BatcherOptions<In, Out> {
  maxSize: number;
  /** Batches that run side by side. */
  lanes: number;
  /** Entries with the same key always take the same lane, hence never run side by side. Default: spread in turn. */
  laneKey?: (entry: In) => string;
  /** One outcome per entry, in order. A throw is the outcome of all. */
  run: (batch: readonly In[]) => Promise<readonly Outcome<Out>[]>;
}

/** Submits one entry; resolves with its own outcome. An entry whose signal aborts before it is sent leaves the batch. */
export type Batcher<In, Out> = (entry: In, signal?: AbortSignal) => Promise<Out>;

interface Waiting<In, Out> {
  entry: In;
  signal: AbortSignal | undefined;
  resolve: (value: Out) => void;
  reject: (reason: unknown) => void;
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
  const { maxSize, laneKey, run } = options;
  const lanes = Array.from({ length: options.lanes }, (): Lane<In, Out> => ({ waiting: [], state: 'idle' }));

  async function drain(lane: Lane<In, Out>): Promise<void> {
    lane.state = 'sending';
    while (lane.waiting.length > 0) await runBatch(lane.waiting.splice(0, maxSize), run);
    lane.state = 'idle';
  }

  return (entry, signal) =>
    new Promise((resolve, reject) => {
      const lane = laneKey ? laneOf(lanes, laneKey(entry)) : readiest(lanes, maxSize);
      lane.waiting.push({ entry, signal, resolve, reject });
      if (lane.state !== 'idle') return;
      lane.state = 'gathering';
      setImmediate(() => void drain(lane));
    });
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
  const batch = taken.filter(({ signal, reject }) => {
    if (signal?.aborted) reject(signal.reason);
    return !signal?.aborted;
  });
  if (batch.length === 0) return;
  try {
    const outcomes = await run(batch.map(({ entry }) => entry));
    for (const [at, { resolve, reject }] of batch.entries()) {
      const outcome = outcomes[at];
      if (outcome && 'value' in outcome) resolve(outcome.value);
      else reject(outcome?.error ?? new Error(`No outcome for entry ${at} of ${batch.length}`));
    }
  } catch (thrown) {
    for (const { reject } of batch) reject(thrown);
  }
}
