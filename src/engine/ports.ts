/**
 * The only contracts that adapters, the store and the shell know of the engine.
 * Promises hold for every implementation and are tested by one suite per port in `test/contract/`.
 */
import type { DealField, DealView } from '../core/model/deal.ts';
import type { Link } from '../core/model/link.ts';
import type { ConvertChange, CreateChange, Note, UpdateChange } from '../core/model/plan.ts';
import type { Refusal } from '../core/model/refusal.ts';
import type { PerSide, Side } from '../core/model/side.ts';
import type { RecordKind, Snapshot } from '../core/model/snapshot.ts';

// ---- Sides ----------------------------------------------------------------------------------------------------------

/**
 * One external system. Methods throw `CosellError` with a recovery class: `retry`, `throttled`, `reauthenticate`, `misconfigured`,
 * `bad-input` (an answer that cannot be understood) or `bug`; expected outcomes are values. Safe to call concurrently. Where something
 * else answers in place of the system, that is `misconfigured`: it says nothing of any record.
 */
export interface SidePort {
  readonly side: Side;
  readonly capabilities: SideCapabilities;
  /**
   * Records changed at or after `since` (all when null), oldest change first, a page at a time. May repeat records; never leaves one out.
   * A record changed while listing appears in this listing or in the next one from the last page's `resumeAt`.
   */
  list(request: ListRequest): AsyncIterable<ListPage>;
  /**
   * The present state of each id, in any order; ids that are gone or invisible are left out. Implementations batch. A lead that has become
   * an opportunity is answered by that opportunity, under its own id and with `replaces`, here and in listings. A side with several kinds
   * of record tells them apart by their ids, or looks among all of them.
   */
  read(ids: readonly string[], options?: ReadOptions): Promise<readonly Snapshot[]>;
  /**
   * The record that a lost create made, found by what it carries: a CRM record by referral id, a referral by CRM record id.
   * `startedAtMs` bounds the search. Null when there is none.
   */
  find(marker: string, startedAtMs: number, options?: CallOptions): Promise<Snapshot | null>;
  /** Creates the record with everything that belongs to it; answers the record as it reads afterwards. An error with `outcomeUnknown` means: `find` before trying again. */
  create(change: CreateChange, options?: CallOptions): Promise<WriteResult>;
  /** Writes the given fields only. `conflict` when the record moved on since `expectedVersion`; nothing is written then. */
  update(change: UpdateChange, options?: CallOptions): Promise<WriteResult>;
  /**
   * Turns a lead into an opportunity that has the fields, identifier and tick; answers that opportunity. May be repeated after any failure:
   * what was done already is found and completed. Only sides whose capabilities name leads have it.
   */
  convert?(change: ConvertChange, options?: CallOptions): Promise<WriteResult>;
  /**
   * Records that will probably be written soon, as last seen: what a write must know besides is read for all of them together. Promises
   * nothing; without it each write does it for itself.
   */
  prepare?(seen: readonly Snapshot[], options?: CallOptions): Promise<void>;
  /** The values as a record of this kind will show them after a write; pure. Without it the planner sees phantom differences for ever. */
  normalize(view: DealView, kind?: RecordKind): DealView;
}

export interface CallOptions {
  signal?: AbortSignal;
}

export interface ReadOptions extends CallOptions {
  /** What was last seen of the records: tells where to look. It is never answered in place of a read. */
  known?: readonly Snapshot[];
}

/**
 * One side of every link as a whole. Several systems may play it together, as the CRMs of two countries do: their records are listed, read
 * and searched for as one, while planning and writing have to do with the member that a deal belongs to.
 */
export interface SideGroup extends Pick<SidePort, 'list' | 'read' | 'find'> {
  /** The system that holds the record of a deal, or the one that a record for it will be made in. */
  memberFor(deal: Partial<PerSide<Snapshot | null>>): SidePort;
}

/** What a side can do, as data; the planner and the engine read this instead of asking which vendor it is. */
export interface SideCapabilities {
  /** Fields this side can show at all. */
  fields: readonly DealField[];
  /** Fields that can still be written after the record was created. */
  updatable: readonly DealField[];
  /** Whether `expectedVersion` is honoured. */
  conditionalWrite: boolean;
  /** How long the version must have been at rest before it protects a write: Salesforce compares whole seconds. */
  versionGranularityMs: number;
  /** Whether marks and audit lines can be shown on its records. */
  feedback: boolean;
  /** Whether marks are wanted there; those that are there all the same are taken away. */
  marks: boolean;
  /** Records that `list` returns per call, for progress and cost estimates. */
  pageSize: number;
  /** Each record that is read costs a call: many changes are better listed. */
  readsSingly?: true;
  /** The same of leads, where this side keeps them beside its opportunities; absent where it does not. */
  leads?: KindCapabilities;
}

/** What records of one kind can show and take. */
export type KindCapabilities = Pick<SideCapabilities, 'fields' | 'updatable'>;

export interface ListRequest extends CallOptions {
  /** Vendor time stamp or cursor from `resumeAt`; null lists everything. */
  since: string | null;
  /**
   * What was last known of records, as of `since` or later; unknown ones are left out. Completes a record of which the listing shows only the
   * part that changed, because a change of another part would be listed as well.
   */
  known?: (ids: readonly string[]) => Promise<readonly Snapshot[]>;
}

export interface ListPage {
  snapshots: readonly Snapshot[];
  /**
   * Ids of records that were listed but cannot be understood; a read of one throws `bad-input` with the reason. One of them must not
   * stop all others, and none may be passed over in silence.
   */
  unreadable?: readonly string[];
  /** Ids of records that were deleted since, where the side tells; also of such that never took part. */
  gone?: readonly string[];
  /** Where the next listing must begin so that nothing is missed; saved once this page is safe in the store. */
  resumeAt: string;
  /** Records in the whole listing, when the side tells. */
  total: number | null;
}

/** The state after the write, or why there was none. */
export type WriteResult =
  | { kind: 'written'; snapshot: Snapshot; notes: readonly Note[] }
  /** `create` only: the record was there already (a lost create, or made by Microsoft's connector); nothing was written. */
  | { kind: 'exists'; snapshot: Snapshot }
  | { kind: 'conflict' }
  | { kind: 'gone' }
  | { kind: 'refused'; refusals: readonly Refusal[] };

// ---- Store ----------------------------------------------------------------------------------------------------------

/**
 * Durable state. `transaction` is all or nothing and durable when it resolves; reads outside it see committed state.
 * Its body makes no calls to other systems (on SQLite everybody waits for it), has no effects besides its writes (PostgreSQL repeats
 * it after a deadlock), and starts no other transaction: `work` outside the transaction counts as one (`nested-transaction`).
 * Write links before work, in every transaction: that order keeps deadlocks rare.
 * Implementations: SQLite, PostgreSQL and the in-memory twin.
 */
export interface Store {
  transaction<T>(body: (tx: StoreTransaction) => Promise<T>): Promise<T>;
  readonly links: LinkReader;
  readonly watermarks: { get(name: string): Promise<string | null> };
  readonly audit: AuditReader;
  readonly work: WorkList;
  /** Forgets what nobody needs any more: raw deliveries after 30 days, keys without work after a day. Links and audit entries stay. */
  prune(): Promise<void>;
  close(): Promise<void>;
}

/** The writes, all within one transaction. Links found by id or key stay as they are until it ends: read, change, save is safe. */
export interface StoreTransaction {
  links: LinkReader & LinkWriter;
  deliveries: { add(delivery: Delivery): Promise<void> };
  watermarks: {
    set(name: string, value: string | null): Promise<void>;
    /** Sets it only where it still has the expected value (null: there is none); false when it has not. */
    swap(name: string, expected: string | null, value: string | null): Promise<boolean>;
  };
  audit: { add(entry: AuditEntry): Promise<void> };
  work: WorkWriter;
}

export interface LinkReader {
  get(id: string): Promise<StoredLink | null>;
  /** Finds by own referral id, by Microsoft's half's id, by engagement or by CRM record; null when unknown. */
  find(by: LinkKey): Promise<StoredLink | null>;
  /** Many at once, for sweeps; unknown keys are left out. */
  findMany(by: readonly LinkKey[]): Promise<readonly StoredLink[]>;
  /** In id order after `after`, for listings and full comparisons. */
  page(request: LinkPageRequest): Promise<readonly StoredLink[]>;
  count(): Promise<Record<Link['state'], number>>;
}

export type LinkKey =
  | { referralId: string }
  | { microsoftReferralId: string }
  | { engagementId: string }
  | { recordId: string };

export interface LinkPageRequest {
  after: string | null;
  limit: number;
  state?: Link['state'];
}

/** A link with the hints that arrived since its last pass. */
export interface StoredLink {
  link: Link;
  hints: Record<Side, Hint | null>;
  /** Grows with every hint; `save` clears only the hints that the pass has seen. */
  hintNumber: number;
  updatedAtMs: number;
}

/** That a side has moved: the new snapshot if the sweep brought it, otherwise only `read it again`. */
export type Hint =
  /** `changedAt`: the change's own time stamp, when the notice told it; a snapshot at least as new makes the read needless. */
  { kind: 'read'; changedAt?: string } | { kind: 'snapshot'; snapshot: Snapshot };

export interface LinkWriter {
  /** Adds a link. `taken` (nothing written) when one of its ids already belongs to another link. */
  add(link: Link, hints: Record<Side, Hint | null>): Promise<'added' | 'taken'>;
  /** Replaces a link and clears the hints up to `hintNumber`. `taken` as for `add`. Throws `link-gone` (conflict) when it was removed. */
  save(link: Link, hintNumber: number): Promise<'saved' | 'taken'>;
  /**
   * Leaves a hint; the newest snapshot stands. `read` replaces a snapshot and stands until a pass has seen it, because a snapshot may
   * have been taken before the change that `read` tells of; only a snapshot known to be as new as its `changedAt` replaces it.
   * False when there is no such link (any more).
   */
  hint(id: string, side: Side, hint: Hint): Promise<boolean>;
  remove(id: string): Promise<void>;
}

/** One webhook POST as received, stored before it is acknowledged. */
export interface Delivery {
  id: string;
  receivedAtMs: number;
  event: string;
  referralId: string;
  /** The raw body, for forensic reading. */
  body: string;
}

/** Append-only: what a pass did or a person ordered. */
export interface AuditEntry {
  id: string;
  linkId: string | null;
  atMs: number;
  /** `pass`, `linked`, `refused`, `failed`, `halted`, `released`, `adopted`, `shadow`. */
  kind: string;
  /** Decisions, changes, notes and refusals as JSON. */
  body: unknown;
}

export interface AuditReader {
  /** Newest first. */
  forLink(linkId: string, limit: number): Promise<readonly AuditEntry[]>;
  recent(limit: number): Promise<readonly AuditEntry[]>;
}

// ---- Work list ------------------------------------------------------------------------------------------------------

/** 0 is most urgent: a person waits; 1 webhooks and sweeps; 2 retries and follow-ups; 3 backfill. */
export type Priority = 0 | 1 | 2 | 3;

/**
 * Keyed, level-triggered work: one row per key, dirty or clean, leased or free. The invariants are in `src/store/work/README.md`.
 */
export interface WorkWriter {
  /**
   * Marks keys dirty, in the caller's transaction. A parked key wakes up with fresh attempts; a key in back-off keeps its back-off
   * unless a person waits (priority 0). A lane that nobody has set gets a default limit.
   */
  enqueue(requests: readonly WorkRequest[]): Promise<void>;
  /**
   * Ends one claim. `fenced` (nothing written) when the lease was lost meanwhile: the caller must roll back its transaction.
   * Dirt that arrived during the run makes the key due again, after its pending debounce.
   */
  settle(claim: Claim, outcome: WorkOutcome): Promise<'settled' | 'fenced'>;
}

export interface WorkRequest {
  /** `link:<id>`, `referral:<guid>`, `record:<id>`, `sweep:<side>`, … */
  key: string;
  lane: string;
  priority: Priority;
  /**
   * Trailing debounce: run when this long has passed without another request, but not later than `maxWaitMs` (default: ten times the
   * debounce) after the first. A request without debounce pulls the run forward.
   */
  debounceMs?: number;
  maxWaitMs?: number;
  /**
   * A schedule: not before this time (database clock); debounce does not apply. A key has one next run: an earlier request
   * replaces the schedule, so a schedule is renewed by settling with `requeueAfterMs`.
   */
  notBeforeMs?: number;
  /** Only repeats what is known: a key that fails, or is parked, is left as it is. */
  unlessFailing?: true;
}

export interface Claim {
  key: string;
  lane: string;
  attempts: number;
  owner: string;
  /** Number of this claim among the key's claims; fences every later write. */
  generation: number;
  leasedUntilMs: number;
}

export type WorkOutcome =
  /** Clean, or due again after `requeueAfterMs` (schedules, sweeps), at priority 1 at most. */
  | { kind: 'done'; requeueAfterMs?: number }
  /**
   * Again after back-off with jitter, or after `retryAfterMs`, at priority 2 at most; parked with its reason after the last attempt,
   * unless something arrived meanwhile. `park` decides instead of the number of attempts: at once, or not this time.
   */
  | { kind: 'failed'; reason: string; retryAfterMs?: number; park?: boolean }
  /** Not the key's fault (connection throttled or signed out): due again, no attempt burnt. */
  | { kind: 'released'; retryAfterMs?: number };

export interface WorkList {
  /** Leases up to `limit` due keys, most urgent first, never more per lane than its limit. */
  claim(request: ClaimRequest): Promise<readonly Claim[]>;
  /** Prolongs leases of claims still held; answers those that were lost. */
  renew(claims: readonly Claim[], leaseMs: number): Promise<readonly Claim[]>;
  /** Frees expired leases, each as a failed attempt (a key that kills its process must be parked in the end); answers how many. */
  reap(): Promise<number>;
  /**
   * An owner's clean stop: gives its leases back, no attempt burnt. Null, at start: frees, as `reap` does, the leases of everybody who
   * cannot be alive any more: all when no other process has the store open (SQLite, memory), otherwise only the expired ones.
   */
  releaseAll(owner: string | null): Promise<number>;
  /** When the next key can be claimed (database clock, ms), or null. Full lanes do not count, blocked ones from the end of their block. */
  nextDueAtMs(): Promise<number | null>;
  setLane(lane: LaneSettings): Promise<void>;
  /** Pauses a whole lane without burning attempts (429, 503, signed out). A longer pause stands; null lifts it. */
  blockLane(id: string, untilMs: number | null, reason: string | null): Promise<void>;
  lanes(): Promise<readonly LaneState[]>;
  /** Newest first. */
  parked(limit: number): Promise<readonly ParkedWork[]>;
  /** Wakes a parked key; false when it is not parked. */
  unpark(key: string): Promise<boolean>;
  /** Of all lanes, or of some. */
  counts(lanes?: readonly string[]): Promise<WorkCounts>;
  /** Calls back when work may have become due sooner than `nextDueAtMs` said; returns the unsubscribe function. */
  onWake(wake: () => void): () => void;
  /** The clock that leases and due times use. */
  nowMs(): Promise<number>;
}

export interface ClaimRequest {
  owner: string;
  limit: number;
  leaseMs: number;
  lanes?: readonly string[];
}

export interface LaneSettings {
  id: string;
  maxInFlight: number;
}

export interface LaneState extends LaneSettings {
  inFlight: number;
  blockedUntilMs: number | null;
  blockedReason: string | null;
}

export interface ParkedWork {
  key: string;
  lane: string;
  reason: string;
  attempts: number;
  parkedAtMs: number;
}

export interface WorkCounts {
  due: number;
  waiting: number;
  leased: number;
  parked: number;
}

// ---- Surroundings ---------------------------------------------------------------------------------------------------

/** Time and randomness enter through these, so that the whole engine runs under a virtual clock. */
export interface Clock {
  nowMs(): number;
  /** Resolves after `ms` or when the signal aborts (never rejects). */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface Ids {
  next(): string;
  /** Uniform in [0, 1), for jitter. */
  random(): number;
}

/** Operational log: static messages, facts as fields; secrets never. */
export interface Log {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}
