import type { Contact, Solution } from '../model/deal.ts';
import { otherSide, type PerSide, type Side } from '../model/side.ts';
import { entryKey, sameValue } from './equality.ts';

type Entry = Contact | Solution;

interface ListMerge {
  merged: readonly Entry[];
  /** Whether any entry was changed apart on both sides. */
  conflict: boolean;
}

/**
 * Three-way merge of keyed lists: additions and removals of both sides survive; an entry changed apart follows the owner.
 * An entry removed on one side and changed on the other stays: losing a person or solution is worse than keeping one.
 */
export function mergeLists(base: PerSide<readonly Entry[]>, now: PerSide<readonly Entry[]>, owner: Side): ListMerge {
  const byKey = (list: readonly Entry[]) => new Map(list.map((entry) => [entryKey(entry), entry]));
  const was = { crm: byKey(base.crm), 'partner-center': byKey(base['partner-center']) };
  const is = { crm: byKey(now.crm), 'partner-center': byKey(now['partner-center']) };
  const keys = new Set([...is[owner].keys(), ...is[otherSide(owner)].keys()]);
  const merged: Entry[] = [];
  let conflict = false;
  for (const key of keys) {
    const outcome = mergeEntry(key, was, is, owner);
    conflict ||= outcome.conflict;
    if (outcome.entry) merged.push(outcome.entry);
  }
  return { merged, conflict };
}

type Maps = PerSide<ReadonlyMap<string, Entry>>;

function mergeEntry(key: string, was: Maps, is: Maps, owner: Side): { entry: Entry | null; conflict: boolean } {
  const other = otherSide(owner);
  const changed = (side: Side) => !sameValue(was[side].get(key), is[side].get(key));
  const mine = is[owner].get(key);
  const theirs = is[other].get(key);
  if (changed(owner) && changed(other)) {
    if (!mine || !theirs) return { entry: mine ?? theirs ?? null, conflict: false };
    return { entry: complete(mine, theirs), conflict: !compatible(mine, theirs) };
  }
  if (changed(other)) return { entry: theirs ? complete(theirs, mine) : null, conflict: false };
  return { entry: mine ? complete(mine, theirs) : null, conflict: false };
}

/** The winner's values, with its blanks filled from the other: one side may not know a phone number or a publisher. */
function complete(winner: Entry, other: Entry | undefined): Entry {
  if (!other) return winner;
  const filled = Object.entries(winner).map(([name, value]) => [
    name,
    value ?? (other as unknown as Record<string, unknown>)[name] ?? null,
  ]);
  return Object.fromEntries(filled) as unknown as Entry;
}

function compatible(left: Entry, right: Entry): boolean {
  const other = right as unknown as Record<string, unknown>;
  return Object.entries(left).every(
    ([name, value]) => value == null || other[name] == null || sameValue(value, other[name]),
  );
}
