import type { Deal, DealField } from '../core/model/deal.ts';
import type { UpdateChange } from '../core/model/plan.ts';
import type { Refusal } from '../core/model/refusal.ts';
import { type Applied, record } from './applied.ts';
import type { SidePort } from './ports.ts';

/** Fields that only make sense together. */
const PAIRS: readonly (readonly DealField[])[] = [
  ['status', 'statusReason'],
  ['value', 'currency'],
  ['help', 'visibleToMicrosoft'],
];

/**
 * Writes a change. When the side refuses it as a whole, its fields are written one by one, so that one bad value does not hold up the
 * others; what is refused then is known field by field.
 */
export async function applyUpdate(
  side: SidePort,
  change: UpdateChange,
  applied: Applied,
  signal: AbortSignal,
): Promise<void> {
  const result = await side.update(change, { signal });
  const groups = groupsOf(change);
  if (result.kind !== 'refused' || groups.length === 0) return record(applied, change.side, result);
  if (groups.length === 1) return recordRefusal(applied, change, groups[0] ?? [], result.refusals);
  let version = change.expectedVersion;
  for (const group of groups) {
    const part = partOf(change, group, version);
    const outcome = await side.update(part, { signal });
    if (outcome.kind === 'refused') {
      recordRefusal(applied, part, group, outcome.refusals);
      continue;
    }
    record(applied, change.side, outcome);
    if (outcome.kind !== 'written') return;
    version = outcome.snapshot.version;
  }
}

function groupsOf({ fields }: UpdateChange): readonly (readonly DealField[])[] {
  const left = new Set(Object.keys(fields) as DealField[]);
  const pairs = PAIRS.map((pair) => pair.filter((field) => left.delete(field))).filter((pair) => pair.length > 0);
  return [...pairs, ...[...left].map((field) => [field])];
}

/** A part carries no news: what became of the whole is told afterwards. */
function partOf(change: UpdateChange, group: readonly DealField[], expectedVersion: string | null): UpdateChange {
  const { feedback: _, ...rest } = change;
  const fields = Object.fromEntries(group.map((field) => [field, change.fields[field]]));
  return { ...rest, fields, expectedVersion };
}

function recordRefusal(
  applied: Applied,
  { side, fields }: UpdateChange,
  group: readonly DealField[],
  refusals: readonly Refusal[],
): void {
  applied.refusals.push(...refusals.map((refusal) => ({ ...refusal, side })));
  for (const field of group) applied.refused.push({ side, field, value: fields[field] as Deal[DealField], refusals });
}
