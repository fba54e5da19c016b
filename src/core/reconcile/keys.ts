import type { Contact, Solution } from '../model/deal.ts';

type Entry = Contact | Solution;
type Entries = ReadonlyMap<string, Entry>;

/** Several lists by the keys of their entries. The same person or solution has the same key in all of them. */
export function keyLists<const Lists extends readonly (readonly Entry[])[]>(
  lists: Lists,
): { [At in keyof Lists]: Entries } {
  const emails = emailsByName(lists.flat());
  const keyOf = (entry: Entry) => entryKey(entry, emails);
  return lists.map((list) => numbered(list, keyOf)) as { [At in keyof Lists]: Entries };
}

/** What makes two entries the same person or solution, the e-mail or id in lower case; a person without e-mail goes by name. */
function entryKey(entry: Entry, emails: ReadonlyMap<string, string | null>): string {
  if ('id' in entry) return entry.id.toLowerCase();
  const name = fullName(entry);
  return emailOf(entry) || emails.get(name) || name;
}

/** A person whose e-mail only one list knows is still one person: names that go with exactly one e-mail; null where several do. */
function emailsByName(entries: readonly Entry[]): ReadonlyMap<string, string | null> {
  const found = new Map<string, string | null>();
  for (const entry of entries) {
    if ('id' in entry) continue;
    const [name, email] = [fullName(entry), emailOf(entry)];
    if (!name || !email) continue;
    found.set(name, found.has(name) && found.get(name) !== email ? null : email);
  }
  return found;
}

/** Entries that share a key are told apart by number, so that none of them is lost. */
function numbered(list: readonly Entry[], keyOf: (entry: Entry) => string): Entries {
  const keys: string[] = [];
  const used = new Set<string>();
  // Sides list their entries in any order; sorting gives twins the same number each time.
  const sorted = list.map((entry, at) => ({ entry, at })).sort((left, right) => byContent(left.entry, right.entry));
  for (const { entry, at } of sorted) {
    let number = 1;
    while (used.has(`${keyOf(entry)}#${number}`)) number += 1;
    const key = `${keyOf(entry)}#${number}`;
    keys[at] = key;
    used.add(key);
  }
  return new Map(list.map((entry, at) => [keys[at] as string, entry]));
}

function byContent(left: Entry, right: Entry): number {
  const [first, second] = [JSON.stringify(left), JSON.stringify(right)];
  return first < second ? -1 : Number(first > second);
}

function emailOf(contact: Contact): string {
  return contact.email?.trim().toLowerCase() ?? '';
}

function fullName(contact: Contact): string {
  return `${contact.firstName ?? ''} ${contact.lastName ?? ''}`.trim().toLowerCase();
}
