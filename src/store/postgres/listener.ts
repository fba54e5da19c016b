import pg from 'pg';
import { WAKE_CHANNEL } from '../dialect.ts';

export interface ListenerOptions {
  connection: pg.ClientConfig;
  /** Own notifications are ignored: this process was woken when it committed. */
  sender: string;
}

/** The net under NOTIFY, which does not pass every pooler and is deaf while reconnecting. */
const POLL_MS = 1_000;
const RECONNECT_MS = 1_000;

/** Listens for other processes' work on a connection of its own, while somebody wants to know. */
export function createListener(options: ListenerOptions): {
  subscribe(changed: () => void): () => void;
  close(): Promise<void>;
} {
  const subscribers = new Set<() => void>();
  let client: pg.Client | null = null;
  let poll: NodeJS.Timeout | null = null;
  let reconnect: NodeJS.Timeout | null = null;
  let ended: Promise<unknown> = Promise.resolve();

  function announce(): void {
    for (const subscriber of subscribers) subscriber();
  }

  function connect(): void {
    const fresh = new pg.Client(options.connection);
    client = fresh;
    fresh.on('notification', ({ payload }) => {
      if (payload !== options.sender) announce();
    });
    const lost = () => {
      if (client !== fresh) return;
      client = null;
      if (subscribers.size > 0) reconnect = setTimeout(connect, RECONNECT_MS).unref();
    };
    fresh.on('error', lost);
    fresh.on('end', lost);
    fresh.connect().then(
      () => fresh.query(`listen ${WAKE_CHANNEL}`).then(announce, lost),
      () => lost(),
    );
  }

  function stop(): void {
    if (poll) clearInterval(poll);
    if (reconnect) clearTimeout(reconnect);
    poll = null;
    reconnect = null;
    const last = client;
    client = null;
    if (last) ended = last.end().catch(() => undefined);
  }

  return {
    subscribe(changed) {
      const subscriber = () => changed();
      subscribers.add(subscriber);
      if (subscribers.size === 1) {
        poll = setInterval(announce, POLL_MS).unref();
        connect();
      }
      return () => {
        subscribers.delete(subscriber);
        if (subscribers.size === 0) stop();
      };
    },
    async close() {
      subscribers.clear();
      stop();
      await ended;
    },
  };
}
