/** One request and its answer, as kept for people who ask why. */
export interface Trace {
  number: number;
  /** Virtual time, ISO 8601. */
  at: string;
  method: string;
  /** Path with query. */
  path: string;
  operation?: string;
  /** HTTP status; absent when no answer was sent. */
  status?: number;
  /** Real milliseconds from arrival to answer. */
  ms: number;
  headers?: Record<string, string>;
  requestBody?: string;
  /** Only kept for refusals (status 400 and above). */
  responseBody?: string;
  /** Kind of the fault that was injected. */
  fault?: string;
  /** The gap, when the emulator did not know the request. */
  unsupported?: string;
}

export interface Traces {
  add(trace: Omit<Trace, 'number'>): void;
  /** Oldest first. */
  list(filter?: { unsupported?: boolean }): Trace[];
  clear(): void;
}

const LONGEST_BODY = 2048;

/** Keeps the latest traces in a ring; `capacity` entries, the oldest fall out. */
export function createTraces(capacity = 1000): Traces {
  const ring: Trace[] = [];
  let added = 0;
  const inOrder = () => [...ring.slice(added % capacity), ...ring.slice(0, added % capacity)];
  return {
    add(trace) {
      ring[added % capacity] = { number: added + 1, ...trace };
      added += 1;
    },
    list(filter = {}) {
      const all = added > capacity ? inOrder() : [...ring];
      return filter.unsupported ? all.filter((trace) => trace.unsupported !== undefined) : all;
    },
    clear() {
      ring.length = 0;
      added = 0;
    },
  };
}

const SECRET_HEADERS = new Set(['authorization', 'proxy-authorization', 'cookie', 'x-ms-signature']);

/** Headers fit to be shown: credentials become the word `redacted`. */
export function redactHeaders(headers: Headers): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const [name, value] of headers) {
    shown[name] = SECRET_HEADERS.has(name) ? `${value.split(' ', 1)[0] ?? ''} redacted` : value;
  }
  return shown;
}

/** Shortens a body to what a trace keeps. */
export function shortBody(body: string): string {
  return body.length > LONGEST_BODY ? `${body.slice(0, LONGEST_BODY)}… (${body.length} characters)` : body;
}
