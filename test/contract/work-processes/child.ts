import { writeSync } from 'node:fs';
import type { Claim, Store } from '../../../src/engine/ports.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { addEvent } from './events.ts';
import type { Line, Order } from './orders.ts';

const order = JSON.parse(process.argv[2] ?? '') as Order;

/** Written at once: a killed process must not take what it has said with it. */
function say(line: Line): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}

const nowMs = () => Number(process.hrtime.bigint()) / 1e6;

let stopping = false;
let wake: () => void = () => undefined;
process.stdin.on('end', () => {
  stopping = true;
  wake();
});
process.stdin.resume();

const store = await openStore({ url: order.store, ...(order.role === 'work' && { work: order.work }) });
if (order.role === 'work') await work(store, order);
else await enqueueForEver(store, order);
await store.close();

async function enqueueForEver(target: Store, { keys, name }: Extract<Order, { role: 'enqueue' }>): Promise<void> {
  say({ kind: 'ready' });
  for (let at = 0; !stopping; at += 1) {
    const [event, key] = [`${name}-${at}`, keys[at % keys.length] ?? 'none'];
    await addEvent(target, { event, key });
    say({ kind: 'acknowledged', event, key });
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function work(target: Store, settings: Extract<Order, { role: 'work' }>): Promise<void> {
  const running = new Map<string, { claim: Claim; ended: Promise<void> }>();
  await target.work.releaseAll(null);
  target.work.onWake(() => wake());
  const renewal = setInterval(() => {
    target.work
      .renew(
        [...running.values()].map(({ claim }) => claim),
        settings.leaseMs,
      )
      .catch(fail);
    target.work.reap().catch(fail);
  }, settings.leaseMs / 3);
  say({ kind: 'ready' });
  while (!stopping) {
    const woken = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const limit = settings.slots - running.size;
    const claims = limit > 0 ? await target.work.claim({ owner: settings.name, limit, leaseMs: settings.leaseMs }) : [];
    for (const claim of claims) {
      const ended = pass(target, claim, settings).finally(() => {
        running.delete(claim.key);
        wake();
      });
      ended.catch(fail);
      running.set(claim.key, { claim, ended });
    }
    if (claims.length === 0) await Promise.race([woken, nextDue(target)]);
  }
  await Promise.allSettled([...running.values()].map(({ ended }) => ended));
  clearInterval(renewal);
  await target.work.releaseAll(settings.name);
}

async function nextDue({ work: list }: Store): Promise<void> {
  const [dueAtMs, now] = await Promise.all([list.nextDueAtMs(), list.nowMs()]);
  await new Promise((resolve) => setTimeout(resolve, Math.max(1, Math.min(250, (dueAtMs ?? Number.MAX_VALUE) - now))));
}

/** Reads the link, works on it for a while, and saves it with the hints it has seen. */
async function pass(target: Store, claim: Claim, settings: Extract<Order, { role: 'work' }>): Promise<void> {
  const { key, lane, generation } = claim;
  say({ kind: 'begin', key, lane, generation, atMs: nowMs() });
  const stored = await target.links.get(key);
  await new Promise((resolve) => setTimeout(resolve, settings.passMs));
  const failed = Math.random() < settings.failRate;
  const atMs = nowMs();
  const answer = await target
    .transaction(async (tx) => {
      if (stored && !failed) await tx.links.save(stored.link, stored.hintNumber);
      const outcome = failed ? ({ kind: 'failed', reason: 'by chance' } as const) : ({ kind: 'done' } as const);
      if ((await tx.work.settle(claim, outcome)) === 'fenced') throw new Fenced();
    })
    .catch((error: unknown) => {
      if (error instanceof Fenced) return 'fenced' as const;
      throw error;
    });
  say({ kind: 'end', key, generation, atMs, outcome: answer ?? (failed ? 'failed' : 'done') });
}

class Fenced extends Error {}

function fail(error: unknown): never {
  writeSync(2, `${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}
