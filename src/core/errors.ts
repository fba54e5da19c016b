/** What the caller should do about an error. Only `bug` may reach the top unhandled. */
export type Recovery =
  | 'retry'
  | 'throttled'
  | 'reauthenticate'
  | 'refused'
  | 'conflict'
  | 'not-found'
  | 'misconfigured'
  | 'bad-input'
  | 'bug';

/** Who can mend it. */
export type Owner = 'nobody' | 'seller' | 'administrator' | 'developer';

const OWNERS: Record<Recovery, Owner> = {
  retry: 'nobody',
  throttled: 'nobody',
  reauthenticate: 'administrator',
  refused: 'seller',
  conflict: 'nobody',
  'not-found': 'administrator',
  misconfigured: 'administrator',
  'bad-input': 'administrator',
  bug: 'developer',
};

export interface CosellErrorFacts {
  /** Stable, kebab-case, listed in docs/reference/errors.md. */
  code: string;
  recovery: Recovery;
  /** What happened. */
  message: string;
  /** What to do next, in one sentence. */
  remedy: string;
  /** Where: a file and path inside it, a connection, a record. */
  place?: string | undefined;
  /** One of several systems that play a side together: the others go on. */
  member?: string | undefined;
  /** `throttled`: wait at least this long. */
  retryAfterMs?: number | undefined;
  /** The request may have been carried out although no answer came: search before creating again. */
  outcomeUnknown?: boolean | undefined;
  /** The vendor's own words, for the log. */
  vendor?: { status?: number | undefined; code?: string | undefined; requestId?: string | undefined } | undefined;
  cause?: unknown;
}

/** The one error class: named by what the caller should do, carrying a code, a remedy and a place. */
export class CosellError extends Error {
  readonly code: string;
  readonly recovery: Recovery;
  readonly remedy: string;
  readonly place: string | undefined;
  readonly member: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly outcomeUnknown: boolean;
  readonly vendor: CosellErrorFacts['vendor'];

  constructor(facts: CosellErrorFacts) {
    super(facts.message, { cause: facts.cause });
    this.name = 'CosellError';
    this.code = facts.code;
    this.recovery = facts.recovery;
    this.remedy = facts.remedy;
    this.place = facts.place;
    this.member = facts.member;
    this.retryAfterMs = facts.retryAfterMs;
    this.outcomeUnknown = facts.outcomeUnknown ?? false;
    this.vendor = facts.vendor;
  }

  get owner(): Owner {
    return OWNERS[this.recovery];
  }

  /** The same failure, known to be that of one of several systems. */
  of(member: string): CosellError {
    return new CosellError({ ...this, message: this.message, cause: this.cause ?? this, member });
  }
}

/** Any thrown value as a CosellError; what is not one already is a bug of ours. */
export function asCosellError(thrown: unknown): CosellError {
  if (thrown instanceof CosellError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new CosellError({
    code: 'internal',
    recovery: 'bug',
    message: `Unexpected failure: ${message}`,
    remedy: 'Report it with the log around this time; the change is kept and tried again.',
    cause: thrown,
  });
}
