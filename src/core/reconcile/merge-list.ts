import type { Contact, Solution } from '../model/deal.ts';
import { otherSide, type PerSide, SIDES, type Side } from '../model/side.ts';
import { sameValue } from './equality.ts';
import { keyLists } from './keys.ts';

export type Entry = Contact | Solution;
type Entries = ReadonlyMap<string, Entry>;

export interface ListMerge {
  /** What each side is to show. Each keeps its own rendering of everything that the other side did not change. */
  lists: PerSide<readonly Entry[]>;
  /** Whether a detail of an entry was changed apart on both sides. */
  conflict: boolean;
}

/** How a side will show an entry that is written there. */
type Rendered = (side: Side, entry: Entry) => Entry | undefined;

/** Both lists of one merge by key, when the sides last agreed and now. */
interface Lists {
  was: PerSide<Entries>;
  is: PerSide<Entries>;
  owner: Side;
  rendered: Rendered;
}

/**
 * Three-way merge of keyed lists: additions and removals of both sides survive, and so do changes to different details of one entry; a
 * detail changed apart follows the owner. Two things never travel, because losing a person or a solution is worse than keeping one: the
 * removal of an entry that the other side has changed, and a detail that was blanked.
 */
export function mergeLists(
  base: PerSide<readonly Entry[]>,
  now: PerSide<readonly Entry[]>,
  owner: Side,
  rendered: Rendered,
): ListMerge {
  const [crmWas, referralWas, crmIs, referralIs] = keyLists([
    base.crm,
    base['partner-center'],
    now.crm,
    now['partner-center'],
  ]);
  const is: PerSide<Entries> = { crm: crmIs, 'partner-center': referralIs };
  const lists: Lists = { was: { crm: crmWas, 'partner-center': referralWas }, is, owner, rendered };
  const listFor = (side: Side) => {
    // A side's own order comes first: the first contact may be its primary one.
    const keys = new Set([...is[side].keys(), ...is[otherSide(side)].keys()]);
    return [...keys].filter((key) => !isRemoved(key, lists)).map((key) => entryFor(side, key, lists));
  };
  return {
    lists: { crm: listFor('crm'), 'partner-center': listFor('partner-center') },
    conflict: [...is[owner].keys()].some((key) => isContested(key, lists)),
  };
}

/** Removed on one side and untouched on the other. An entry that a side never had was not removed there. */
function isRemoved(key: string, { was, is }: Lists): boolean {
  return SIDES.some((side) => {
    const other = otherSide(side);
    return was[side].has(key) && !is[side].has(key) && sameValue(was[other].get(key), is[other].get(key));
  });
}

/** The entry as `side` is to show it: its own, with the details that changed on the other side. */
function entryFor(side: Side, key: string, lists: Lists): Entry {
  const own = lists.is[side].get(key);
  const foreign = lists.is[otherSide(side)].get(key);
  if (!own || !foreign) return (own ?? foreign) as Entry;
  const taken = Object.keys(foreign).filter((detail) => takesOver(detail, side, key, lists));
  return { ...own, ...Object.fromEntries(taken.map((detail) => [detail, read(foreign, detail)])) };
}

/** Whether `side` takes a detail from the other: a value that is new there and that no change or ownership of its own opposes. */
function takesOver(detail: string, side: Side, key: string, lists: Lists): boolean {
  const other = otherSide(side);
  const isOffered = !isBlank(read(lists.is[other].get(key), detail)) && isChanged(detail, other, key, lists);
  if (!isOffered || isAlike(detail, key, lists)) return false;
  return (
    isBlank(read(lists.is[side].get(key), detail)) || lists.owner === other || !isChanged(detail, side, key, lists)
  );
}

/** Changed on both sides, and apart. */
function isContested(key: string, lists: Lists): boolean {
  const { crm, 'partner-center': referral } = lists.is;
  const [left, right] = [crm.get(key), referral.get(key)];
  if (!left || !right) return false;
  return Object.keys(left).some((detail) => {
    if (isBlank(read(left, detail)) || isBlank(read(right, detail)) || isAlike(detail, key, lists)) return false;
    return SIDES.every((side) => isChanged(detail, side, key, lists));
  });
}

function isChanged(detail: string, side: Side, key: string, { was, is }: Lists): boolean {
  return !sameValue(read(was[side].get(key), detail), read(is[side].get(key), detail));
}

/** Whether one side's detail is only its own way to show the other's: an e-mail in lower case, a shortened name. */
function isAlike(detail: string, key: string, { is, rendered }: Lists): boolean {
  return SIDES.some((side) => {
    const own = is[side].get(key);
    const foreign = is[otherSide(side)].get(key);
    return own && foreign && sameValue(read(rendered(side, foreign), detail), read(own, detail));
  });
}

function read(entry: Entry | undefined, detail: string): unknown {
  return (entry as unknown as Record<string, unknown> | undefined)?.[detail];
}

/** Unlike a whole field, a detail may well be zero: a solution that costs nothing. */
function isBlank(value: unknown): boolean {
  return value == null || value === '';
}
