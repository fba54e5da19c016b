/** Calls everybody back when work may have become due; several signals in one turn of the event loop count once. */
export interface WakeSignal {
  subscribe(wake: () => void): () => void;
  signal(): void;
}

export function createWakeSignal(): WakeSignal {
  const subscribers = new Set<() => void>();
  let pending = false;
  return {
    subscribe(wake) {
      const subscriber = () => wake();
      subscribers.add(subscriber);
      return () => void subscribers.delete(subscriber);
    },
    signal() {
      if (pending || subscribers.size === 0) return;
      pending = true;
      queueMicrotask(() => {
        pending = false;
        for (const subscriber of subscribers) subscriber();
      });
    },
  };
}
