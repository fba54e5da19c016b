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
  /** Ids of the records that the call changed, where its path does not name the one. */
  changed?: readonly string[];
  /** Kind of the fault that was injected. */
  fault?: string;
  /** The gap, when the emulator did not know the request. */
  unsupported?: string;
}

export interface TraceFilter {
  unsupported?: boolean;
  /** Only those with a higher number: a reader goes on where it was. */
  after?: number;
}

export interface Traces {
  add(trace: Omit<Trace, 'number'>): void;
  /** Oldest first. */
  list(filter?: TraceFilter): Trace[];
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
      const { unsupported = false, after = 0 } = filter;
      return all.filter((trace) => trace.number > after && (!unsupported || trace.unsupported !== undefined));
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

/** SOAP carries its credential in the body. */
const SESSION_ID = /(<(?:\w+:)?sessionId>)[^<]*/g;

/** What a trace keeps of a body: no credential, and not all of a long one. */
export function shortBody(body: string): string {
  const shown = body.replace(SESSION_ID, '$1redacted');
  return shown.length > LONGEST_BODY ? `${shown.slice(0, LONGEST_BODY)}… (${body.length} characters)` : shown;
}
