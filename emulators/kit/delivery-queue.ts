import type { ArmedWebhookFault } from './webhook-faults.ts';

export interface DeliveryAttempt {
  /** Virtual time. */
  at: string;
  /** HTTP status; absent when there was no answer. */
  status?: number;
  error?: string;
}

/** Posts a body once. An answer's content does not matter, and no answer at all is an attempt, too. */
export async function postDelivery(
  at: string,
  url: string,
  body: string,
  headers: Record<string, string>,
  timeoutMs: number,
): Promise<DeliveryAttempt> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(url, { method: 'POST', body, headers, signal, redirect: 'manual' });
    // Read to the end, so that the connection can be used again.
    await response.arrayBuffer();
    return { at, status: response.status };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { at, error: cause instanceof Error ? cause.message : String(cause) };
  }
}

export interface QueueOptions<D> {
  /** Sends one delivery, retries included. */
  deliver(delivery: D): Promise<void>;
  /** The place of a delivery in the order of events. */
  numberOf(delivery: D): number;
  /** Runs a task after so many virtual milliseconds. */
  later(delayMs: number, task: () => void): void;
}

/** Deliveries on their way: several at a time, in no order that a subscriber could rely on. */
export interface DeliveryQueue<D> {
  /** Sends a delivery as soon as there is a lane for it. */
  send(delivery: D): void;
  /** Sends it late, or holds it back until a later one has passed, as the fault wants. */
  suffer(delivery: D, fault: Pick<ArmedWebhookFault, 'kind' | 'delayMs'>): void;
  /** Resolves when nothing is being sent at this moment; deliveries that wait for their time do not count. */
  settled(): Promise<void>;
  /** Forgets what is not sent yet. */
  clear(): void;
}

const LANES = 16;
const LATE_MS = 60_000;
const REORDER_MS = 5000;

export function createDeliveryQueue<D>({ deliver, numberOf, later }: QueueOptions<D>): DeliveryQueue<D> {
  let queue: D[] = [];
  let held: D[] = [];
  let sending = 0;
  const waiters: (() => void)[] = [];

  function releaseHeld(passed: number): void {
    const overtaken = held.filter((delivery) => numberOf(delivery) < passed);
    held = held.filter((delivery) => !overtaken.includes(delivery));
    queue.push(...overtaken);
  }

  function pump(): void {
    while (sending < LANES) {
      const next = queue.shift();
      if (next === undefined) break;
      sending += 1;
      void deliver(next).finally(() => {
        sending -= 1;
        releaseHeld(numberOf(next));
        pump();
        if (sending === 0) for (const resolve of waiters.splice(0)) resolve();
      });
    }
  }

  function send(delivery: D): void {
    queue.push(delivery);
    pump();
  }

  function hold(delivery: D, delayMs: number): void {
    held.push(delivery);
    later(delayMs, () => {
      if (!held.includes(delivery)) return;
      held = held.filter((other) => other !== delivery);
      send(delivery);
    });
  }

  return {
    send,
    suffer(delivery, { kind, delayMs }) {
      if (kind === 'late') later(delayMs ?? LATE_MS, () => send(delivery));
      else if (kind === 'reordered') hold(delivery, delayMs ?? REORDER_MS);
      else send(delivery);
    },
    settled: () => (sending === 0 ? Promise.resolve() : new Promise((resolve) => waiters.push(resolve))),
    clear() {
      queue = [];
      held = [];
    },
  };
}
