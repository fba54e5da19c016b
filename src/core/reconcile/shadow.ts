import type { Deal, DealField } from '../model/deal.ts';
import type { Change, Plan } from '../model/plan.ts';
import type { PerSide, Side } from '../model/side.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { sameValue } from './equality.ts';

/** Something that a pass would have done had it been allowed to write, and what has become of it since. */
export interface ShadowFinding {
  kind: 'create' | 'update' | 'tell';
  /** Where it would have been done. */
  side: Side;
  /** Of an update. */
  field: DealField | null;
  /** The value that would have been written; of a `create` the deal's name, of a `tell` the sentence. */
  would: unknown;
  /** What stood there then. */
  before: unknown;
  /** Of a create: what the record would have been found by. */
  marker: string | null;
  sinceMs: number;
  /**
   * `open`: nobody has done it yet. `agree`: somebody else, most likely Microsoft's flows, did the same. `differ`: somebody did something
   * else.
   */
  verdict: 'open' | 'agree' | 'differ';
  /** What is there instead, when it differs. */
  found: unknown;
  settledAtMs: number | null;
}

type Views = PerSide<Snapshot | null>;

/** Settled findings that are kept of one deal; older ones are forgotten. */
const KEPT = 20;

/** What stands against a deal after one more look at both sides: earlier findings as they turned out, and what the plan adds. */
export function judge(before: readonly ShadowFinding[], plan: Plan, now: Views, nowMs: number): ShadowFinding[] {
  const wanted = wantedBy(plan, now, nowMs);
  const judged = before.flatMap((finding) => judgeOne(finding, wanted, now, nowMs));
  const open = new Map(judged.filter(({ verdict }) => verdict === 'open').map((finding) => [keyOf(finding), finding]));
  const fresh = wanted.filter((finding) => !open.has(keyOf(finding)));
  const settled = judged.filter(({ verdict }) => verdict !== 'open').slice(-KEPT);
  return [...settled, ...open.values(), ...fresh];
}

function keyOf({ kind, side, field, would }: ShadowFinding): string {
  return [kind, side, kind === 'tell' ? would : field].join(' ');
}

function wantedBy(plan: Plan, now: Views, nowMs: number): ShadowFinding[] {
  const rest = { sinceMs: nowMs, verdict: 'open', found: null, settledAtMs: null } as const;
  const told = [
    ...plan.refusals.map(({ message, remedy }) => `${message} ${remedy}`),
    ...(plan.halt ? [plan.halt] : []),
  ];
  return [
    ...plan.changes.flatMap((change) => ofChange(change, now).map((finding) => ({ ...finding, ...rest }))),
    ...told.map((would) => ({
      kind: 'tell' as const,
      side: 'crm' as const,
      field: null,
      would,
      before: null,
      marker: null,
      ...rest,
    })),
  ];
}

type Wanted = Pick<ShadowFinding, 'kind' | 'side' | 'field' | 'would' | 'before' | 'marker'>;

function ofChange(change: Change, now: Views): Wanted[] {
  const { side, fields } = change;
  if (change.kind === 'create') {
    return [{ kind: 'create', side, field: null, would: fields.name ?? null, before: null, marker: change.marker }];
  }
  return (Object.keys(fields) as DealField[]).map((field) => ({
    kind: 'update',
    side,
    field,
    would: fields[field] ?? null,
    before: shownBy(now, side, field),
    marker: null,
  }));
}

function shownBy(now: Views, side: Side, field: DealField): Deal[DealField] | null {
  return (now[side]?.deal[field] as Deal[DealField] | undefined) ?? null;
}

/** None when the finding has lost its object: the seller took the change back, or mended what stood in the way. */
function judgeOne(
  finding: ShadowFinding,
  wanted: readonly ShadowFinding[],
  now: Views,
  nowMs: number,
): readonly ShadowFinding[] {
  if (finding.verdict !== 'open') return [finding];
  const still = wanted.find((candidate) => keyOf(candidate) === keyOf(finding));
  const turnedOut = outcomeOf(finding, still !== undefined, now);
  if (turnedOut) return [{ ...finding, ...turnedOut, settledAtMs: nowMs }];
  return still ? [{ ...finding, would: still.would }] : [];
}

type Outcome = Pick<ShadowFinding, 'verdict' | 'found'>;

function outcomeOf(finding: ShadowFinding, isWanted: boolean, now: Views): Outcome | null {
  const { kind, side, field, before, would } = finding;
  if (kind === 'tell') return !isWanted && isShared(finding, now) ? { verdict: 'differ', found: 'shared' } : null;
  if (kind === 'create') return now[side] ? { verdict: 'agree', found: now[side].id } : null;
  const current = field === null ? null : shownBy(now, side, field);
  if (sameValue(current, would)) return { verdict: 'agree', found: current };
  return sameValue(current, before) ? null : { verdict: 'differ', found: current };
}

/** Whether a deal that would have been held back was shared after that all the same. */
function isShared({ sinceMs }: ShadowFinding, now: Views): boolean {
  const referral = now['partner-center'];
  return referral?.referral?.origin === 'ours' && Date.parse(referral.modifiedAt) >= sinceMs;
}
