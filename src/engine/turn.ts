import type { Clock, Ids, Store } from './ports.ts';

export interface TurnDeps {
  store: Pick<Store, 'transaction' | 'watermarks'>;
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
async function take({ store, clock }: TurnDeps, { key, owner }: Turn): Promise<string | null> {
  const present = await store.watermarks.get(key);
  if (present !== null && Number(present.split('/').at(-1)) > clock.nowMs()) return null;
  const mine = `${owner}/${clock.nowMs() + HELD_MS}`;
  return (await store.transaction((tx) => tx.watermarks.swap(key, present, mine))) ? mine : null;
}

/** Says again and again that the holder lives; answers what is written down in the end. */
async function keep(
  { store, clock }: TurnDeps,
  { key, owner }: Turn,
  first: string,
  over: AbortSignal,
): Promise<string> {
  let held = first;
  for (;;) {
    await clock.sleep(RENEWED_AFTER_MS, over);
    if (over.aborted) return held;
    const next = `${owner}/${clock.nowMs() + HELD_MS}`;
    if (!(await swapped(store, key, held, next))) return held;
    held = next;
  }
}

/** A store that is closed by now is no loss: the turn lapses. */
async function release({ store }: TurnDeps, { key }: Turn, held: string): Promise<void> {
  await swapped(store, key, held, null);
}

async function swapped(store: TurnDeps['store'], key: string, held: string, next: string | null): Promise<boolean> {
  return store.transaction((tx) => tx.watermarks.swap(key, held, next)).catch(() => false);
}
