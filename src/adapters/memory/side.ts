import { CosellError } from '../../core/errors.ts';
import { say } from '../../core/messages.ts';
import type { DealField, DealView } from '../../core/model/deal.ts';
import type { CreateChange, UpdateChange } from '../../core/model/plan.ts';
import type { Side } from '../../core/model/side.ts';
import type { Mark, RecordFacts, ReferralFacts, Snapshot } from '../../core/model/snapshot.ts';
import type {
  CallOptions,
  ListPage,
  ListRequest,
  SideCapabilities,
  SidePort,
  WriteResult,
} from '../../engine/ports.ts';
import { createFaults, type FaultControls, type PortCall } from './faults.ts';

export interface MemorySideOptions {
  side: Side;
  fields: readonly DealField[];
  updatable?: readonly DealField[];
  normalize?: (view: DealView) => DealView;
  nowMs: () => number;
  nextId: () => string;
  /** Versions and time stamps stand still this long, as Salesforce's do; 0: each change has its own. */
  versionGranularityMs?: number;
  /** As where each record that is read costs a call. */
  readsSingly?: true;
  /** False: marks are switched off. */
  marks?: boolean;
}

/** A side that lives in memory: the engine's twin of a CRM or of Partner Center, with people who edit it and faults that strike once. */
export interface MemorySide extends SidePort, FaultControls {
  /** A person's act on this side. Unknown ids are created. */
  edit(
    id: string,
    fields: DealView,
    facts?: { optedIn?: boolean; counterpartId?: string | null; referral?: Partial<ReferralFacts> },
  ): void;
  delete(id: string): void;
  get(id: string): Snapshot | undefined;
  all(): readonly Snapshot[];
  /** Audit lines in the order they were written. */
  linesOf(id: string): readonly string[];
  calls: { read: number; write: number };
}

const PAGE_SIZE = 100;

interface Row {
  snapshot: Snapshot;
  lines: string[];
}

export function createMemorySide(options: MemorySideOptions): MemorySide {
  const { side } = options;
  const rows = new Map<string, Row>();
  const calls = { read: 0, write: 0 };
  const faults = createFaults(side);
  let versions = 0;
  const normalize = (view: DealView) => only(options.fields, options.normalize ? options.normalize(view) : view);
  const capabilities: SideCapabilities = {
    fields: options.fields,
    updatable: options.updatable ?? options.fields,
    conditionalWrite: true,
    versionGranularityMs: options.versionGranularityMs ?? 0,
    feedback: side === 'crm',
    marks: side === 'crm' && (options.marks ?? true),
    pageSize: PAGE_SIZE,
    ...(options.readsSingly ? { readsSingly: true } : {}),
  };

  function begin(call: PortCall, { signal }: CallOptions = {}): void {
    if (signal?.aborted) throw cancelled(side);
    calls[call === 'read' ? 'read' : 'write'] += 1;
    faults.strike(call, 'before');
  }

  /** What a call answers, unless its answer gets lost. */
  function answered<Answer>(call: PortCall, answer: Answer): Answer {
    faults.strike(call, 'after');
    return answer;
  }

  function stamps(): Pick<Snapshot, 'version' | 'modifiedAt'> {
    const { versionGranularityMs: coarse } = capabilities;
    const at = new Date(coarse > 0 ? options.nowMs() - (options.nowMs() % coarse) : options.nowMs()).toISOString();
    if (coarse > 0) return { version: at, modifiedAt: at };
    return { version: `v${versions}`, modifiedAt: `${at.slice(0, -1)}${String(versions).padStart(4, '0')}Z` };
  }

  function put(id: string, change: Partial<Snapshot>, deal: DealView, lines: readonly string[] = []): Row {
    const row = rows.get(id);
    versions += 1;
    const shown = normalize(deal);
    const snapshot: Snapshot = {
      side,
      id,
      counterpartId: null,
      ...row?.snapshot,
      ...change,
      ...stamps(),
      deal: { ...(row?.snapshot.deal ?? blank(options.fields)), ...shown },
    };
    const stored = { snapshot, lines: [...(row?.lines ?? []), ...lines] };
    rows.set(id, stored);
    return stored;
  }

  /** Deleted records; this side tells of them for ever. */
  const gone = new Set<string>();

  function bearerOf(marker: string): Snapshot | null {
    return [...rows.values()].find(({ snapshot }) => snapshot.counterpartId === marker)?.snapshot ?? null;
  }

  function written(change: CreateChange | UpdateChange, id: string): WriteResult {
    const record = recordFacts(rows.get(id)?.snapshot.record, change.feedback?.mark);
    const facts =
      side === 'crm' ? { record } : { referral: referralFacts(rows.get(id)?.snapshot.referral, id, change.kind) };
    const counterpart = change.counterpartId ? { counterpartId: change.counterpartId } : {};
    const row = put(
      id,
      { ...facts, ...counterpart },
      change.fields,
      change.feedback?.lines.map(({ told }) => say(told)),
    );
    return { kind: 'written', snapshot: row.snapshot, notes: [] };
  }

  return {
    side,
    capabilities,
    normalize,
    calls,
    async *list({ since, ...callOptions }: ListRequest): AsyncIterable<ListPage> {
      const changed = [...rows.values()]
        .map(({ snapshot }) => snapshot)
        .filter(({ modifiedAt }) => since === null || modifiedAt >= since)
        .sort((a, b) => a.modifiedAt.localeCompare(b.modifiedAt));
      let resumeAt = since ?? '';
      for (let at = 0; at === 0 || at < changed.length; at += PAGE_SIZE) {
        begin('read', callOptions);
        const snapshots = changed.slice(at, at + PAGE_SIZE);
        resumeAt = snapshots.at(-1)?.modifiedAt ?? resumeAt;
        yield answered('read', {
          snapshots: snapshots.filter(({ id }) => !faults.isSpoilt(id)),
          unreadable: snapshots.flatMap(({ id }) => (faults.isSpoilt(id) ? [id] : [])),
          gone: since === null ? [] : [...gone],
          resumeAt,
          total: changed.length,
        });
      }
    },
    async read(ids, callOptions) {
      begin('read', callOptions);
      faults.checkReadable(ids.filter((id) => rows.has(id)));
      return answered(
        'read',
        [...new Set(ids)].flatMap((id) => rows.get(id)?.snapshot ?? []),
      );
    },
    async find(marker, _startedAtMs, callOptions) {
      begin('read', callOptions);
      const found = bearerOf(marker);
      if (found) faults.checkReadable([found.id]);
      return answered('read', found);
    },
    async create(change, callOptions) {
      begin('create', callOptions);
      // Partner Center's POST knows no idempotency key (contract/partner-center.md §4.1).
      const existing = side === 'crm' ? bearerOf(change.marker) : null;
      if (existing) return answered('create', { kind: 'exists', snapshot: existing });
      return answered('create', faults.refusalOf(change) ?? written(change, options.nextId()));
    },
    async update(change, callOptions) {
      begin('update', callOptions);
      const row = rows.get(change.id);
      if (!row) return { kind: 'gone' };
      if (change.expectedVersion !== null && change.expectedVersion !== row.snapshot.version)
        return { kind: 'conflict' };
      return answered('update', faults.refusalOf(change) ?? written(change, change.id));
    },
    edit(id, fields, facts = {}) {
      const old = rows.get(id)?.snapshot;
      const record = {
        ...recordFacts(old?.record, undefined),
        optedIn: facts.optedIn ?? old?.record?.optedIn ?? false,
      };
      const referral = { ...referralFacts(old?.referral, id, 'update'), ...facts.referral };
      put(
        id,
        {
          ...(side === 'crm' ? { record } : { referral }),
          ...('counterpartId' in facts ? { counterpartId: facts.counterpartId ?? null } : {}),
        },
        fields,
      );
    },
    delete(id) {
      rows.delete(id);
      gone.add(id);
    },
    get: (id) => rows.get(id)?.snapshot,
    all: () => [...rows.values()].map(({ snapshot }) => snapshot),
    linesOf: (id) => rows.get(id)?.lines ?? [],
    failNext: faults.failNext,
    spoil: faults.spoil,
    refuse: faults.refuse,
  };
}

function only(fields: readonly DealField[], view: DealView): DealView {
  return Object.fromEntries(Object.entries(view).filter(([field]) => fields.includes(field as DealField)));
}

function cancelled(side: Side): CosellError {
  return new CosellError({
    code: 'cancelled',
    recovery: 'retry',
    message: 'The call was cancelled before it was made.',
    remedy: 'Nothing to do; it is tried again.',
    place: `memory ${side}`,
  });
}

function blank(fields: readonly DealField[]): DealView {
  return Object.fromEntries(fields.map((field) => [field, null]));
}

function recordFacts(old: RecordFacts | undefined, mark: Mark | undefined): RecordFacts {
  return {
    kind: 'opportunity',
    customerId: null,
    optedIn: true,
    mark: null,
    ...old,
    ...(mark === undefined ? {} : { mark }),
  };
}

function referralFacts(old: ReferralFacts | undefined, id: string, kind: 'create' | 'update'): ReferralFacts {
  const origin = kind === 'create' ? 'ours' : 'theirs';
  return {
    engagementId: `engagement-of-${id}`,
    microsoftReferralId: null,
    category: 'co-sell',
    origin,
    partnerId: null,
    expiresAt: null,
    ...old,
  };
}
