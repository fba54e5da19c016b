import { hostOf } from '../../adapters/partner-center/address.ts';
import type { Clock, Log } from '../../engine/ports.ts';

/**
 * Passes verified notices on to whoever was registered before us, in the background and as well as it goes: the other product has sweeps of
 * its own or has to live with what Microsoft loses too, so notices wait in memory only, a bounded number of them.
 */
export interface FanOut {
  /** Queues a notice; never waits and never throws. */
  offer(notice: ForwardedNotice): void;
  /** Ends; what has not been forwarded is dropped. */
  stop(): Promise<void>;
}

export interface ForwardedNotice {
  headers: Readonly<Record<string, string>>;
  /** The raw body, which the signature covers. */
  body: Uint8Array;
}

export interface FanOutOptions {
  /** Where notices go at this moment; null: nowhere. */
  target: () => Promise<string | null>;
  clock: Clock;
  log: Log;
  /** Default 1,000. The oldest falls out. */
  capacity?: number;
  /** Pauses before the second, third, … attempt. */
  retryDelaysMs?: readonly number[];
}

const SENDERS = 4;
const TIMEOUT_MS = 10_000;
const RETRY_DELAYS_MS: readonly number[] = [1_000, 5_000, 30_000, 120_000];

export function createFanOut(options: FanOutOptions): FanOut {
  const { clock, log, capacity = 1_000, retryDelaysMs = RETRY_DELAYS_MS } = options;
  const stopping = new AbortController();
  const waiting: ForwardedNotice[] = [];
  const sending = new Set<Promise<void>>();

  function pump(): void {
    while (sending.size < SENDERS && !stopping.signal.aborted) {
      const notice = waiting.shift();
      if (!notice) return;
      const sent = forward(notice).finally(() => {
        sending.delete(sent);
        pump();
      });
      sending.add(sent);
    }
  }

  async function forward(notice: ForwardedNotice): Promise<void> {
    for (const delayMs of [...retryDelaysMs, null]) {
      const refused = await attempt(notice);
      if (refused === null || stopping.signal.aborted) return;
      if (delayMs === null || !refused.again) {
        log.warn({ host: refused.host, reason: refused.reason }, 'notice not forwarded');
        return;
      }
      await clock.sleep(delayMs, stopping.signal);
    }
  }

  /** Null when it was taken, or when there is nobody to take it. */
  async function attempt({ headers, body }: ForwardedNotice): Promise<Refused | null> {
    let host = '';
    try {
      const url = await options.target();
      if (url === null) return null;
      host = hostOf(url);
      const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(TIMEOUT_MS)]);
      const response = await fetch(url, { method: 'POST', headers, body: body.slice(), redirect: 'manual', signal });
      await response.arrayBuffer();
      const { status } = response;
      if (status >= 200 && status < 300) return null;
      return { host, reason: `answered ${status}`, again: status >= 500 || status === 408 || status === 429 };
    } catch (thrown) {
      // The message of a failed fetch can hold the address with its key; its name is enough.
      return { host, reason: thrown instanceof Error ? thrown.name : 'failed', again: true };
    }
  }

  return {
    offer(notice) {
      if (stopping.signal.aborted) return;
      waiting.push(notice);
      if (waiting.length > capacity) {
        waiting.shift();
        log.warn({ waiting: waiting.length }, 'the oldest notice was not forwarded: too many are waiting');
      }
      pump();
    },
    async stop() {
      stopping.abort();
      await Promise.all(sending);
    },
  };
}

interface Refused {
  host: string;
  reason: string;
  /** Whether another attempt makes sense. */
  again: boolean;
}
