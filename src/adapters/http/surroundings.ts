/** Time as the transport needs it; the engine's `Clock` fits. */
export interface TransportClock {
  nowMs(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Operational log as the transport needs it; the engine's `Log` fits. */
export interface TransportLog {
  warn(facts: object, message: string): void;
}

/** The part of the global `fetch` that is used; tests and simulations put their own in. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;
