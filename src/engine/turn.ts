import type { Clock, Ids, Store } from './ports.ts';

export interface TurnDeps {
  /** The work list's clock is the one that all processes on a store share; their own may differ by more than a turn lasts. */
  store: Pick<Store, 'transaction' | 'watermarks'> & { work: Pick<Store['work'], 'nowMs'> };
  clock: Clock;
  ids: Pick<Ids, 'next'>;
}

/** A holder that says nothing for this long is dead or has closed the store, and the turn is anybody's. */
const HELD_MS = 6000;
const RENEWED_AFTER_MS = 2000;
const LOOK_AGAIN_MS = 40;

/**
 * Runs the task while no other process on the same store runs one of the same name. For what two processes must not do side by side and what
 * neither system keeps apart for them: looking for a customer's account and making it (R47).
 */
export async function inTurn<T>(deps: TurnDeps, name: string, task: () => Promise<T>, signal: AbortSignal): Promise<T> {
  const turn = { key: `turn:${name}`, owner: deps.ids.next() };
  let held = await take(deps, turn);
  while (held === null) {
    signal.throwIfAborted();
    await deps.clock.sleep(LOOK_AGAIN_MS, signal);
    held = await take(deps, turn);
  }
  const over = new AbortController();
  const kept = keep(deps, turn, held, over.signal);
  try {
    return await task();
  } finally {
    over.abort();
    await release(deps, turn, await kept);
  }
}

interface Turn {
  key: string;
  owner: string;
}

/** What is written down for the turn when it was free; null when somebody else has it. */
async function take({ store }: TurnDeps, { key, owner }: Turn): Promise<string | null> {
  const present = await store.watermarks.get(key);
  const nowMs = await store.work.nowMs();
  if (present !== null && Number(present.split('/').at(-1)) > nowMs) return null;
  const mine = `${owner}/${nowMs + HELD_MS}`;
  return (await store.transaction((tx) => tx.watermarks.swap(key, present, mine))) ? mine : null;
}

/** Says again and again that the holder lives; answers what is written down in the end. */
async function keep({ store, clock }: TurnDeps, turn: Turn, first: string, over: AbortSignal): Promise<string> {
  let held = first;
  for (;;) {
    await clock.sleep(RENEWED_AFTER_MS, over);
    if (over.aborted) return held;
    const next = await renew(store, turn, held).catch(() => null);
    if (next === null) return held;
    held = next;
  }
}

async function renew(store: TurnDeps['store'], { key, owner }: Turn, held: string): Promise<string | null> {
  const next = `${owner}/${(await store.work.nowMs()) + HELD_MS}`;
  return (await store.transaction((tx) => tx.watermarks.swap(key, held, next))) ? next : null;
}

/** A store that is closed by now is no loss: the turn lapses. */
async function release({ store }: TurnDeps, { key }: Turn, held: string): Promise<void> {
  await store.transaction((tx) => tx.watermarks.swap(key, held, null)).catch(() => false);
}
