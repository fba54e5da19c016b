import type { Link } from '../../core/model/link.ts';
import type { Hint, LinkKey, LinkReader, LinkWriter, StoredLink } from '../../engine/ports.ts';
import type { StoreClock } from '../dialect.ts';
import { combineHints } from '../hints.ts';
import { linkGone } from '../link-errors.ts';
import type { LayeredMap } from './layered-map.ts';

/** A link as stored: JSON, so that nothing is shared with the caller. */
export interface MemoryLink {
  id: string;
  body: string;
  hintNumber: number;
  hints: { 'partner-center': NumberedHint; crm: NumberedHint };
  updatedAtMs: number;
}

interface NumberedHint {
  text: string | null;
  number: number;
}

/** What a reader needs: the committed layer or the transaction's view, both with the index of unique ids. */
export interface LinkView {
  get(id: string): MemoryLink | undefined;
  values(): Iterable<MemoryLink>;
  owner(uniqueId: string): string | undefined;
}

type UniqueName = 'referralId' | 'microsoftReferralId' | 'engagementId' | 'recordId';

const UNIQUE: readonly UniqueName[] = ['referralId', 'microsoftReferralId', 'engagementId', 'recordId'];

export function memoryLinkReader(view: LinkView): LinkReader {
  const find = (by: LinkKey): MemoryLink | undefined => {
    const [name, value] = Object.entries(by)[0] ?? [];
    const id = view.owner(`${name} ${value}`);
    return id === undefined ? undefined : view.get(id);
  };
  return {
    async get(id) {
      return toStored(view.get(id));
    },
    async find(by) {
      return toStored(find(by));
    },
    async findMany(by) {
      return [...new Set(by.map(find))].flatMap((row) => toStored(row) ?? []);
    },
    async page({ after, limit, state }) {
      return [...view.values()]
        .filter(({ id }) => after === null || id > after)
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .flatMap((row) => toStored(row) ?? [])
        .filter(({ link }) => state === undefined || link.state === state)
        .slice(0, limit);
    },
    async count() {
      const count = { proposed: 0, active: 0, closed: 0, halted: 0, broken: 0 };
      for (const row of view.values()) count[(JSON.parse(row.body) as Link).state] += 1;
      return count;
    },
  };
}

export function memoryLinkWriter(
  links: LayeredMap<MemoryLink>,
  owners: LayeredMap<string>,
  clock: StoreClock,
): LinkWriter {
  const isTaken = (link: Link) =>
    uniqueIds(link).some((uniqueId) => ![undefined, link.id].includes(owners.get(uniqueId)));
  const put = (row: MemoryLink, link: Link, earlier: Link | null) => {
    if (earlier) for (const uniqueId of uniqueIds(earlier)) owners.delete(uniqueId);
    for (const uniqueId of uniqueIds(link)) owners.set(uniqueId, link.id);
    links.set(link.id, row);
  };
  return {
    async add(link, hints) {
      if (links.get(link.id) || isTaken(link)) return 'taken';
      const number = hints.crm === null && hints['partner-center'] === null ? 0 : 1;
      const numbered = (hint: Hint | null) => ({ text: hint && JSON.stringify(hint), number });
      const row = {
        id: link.id,
        body: JSON.stringify(link),
        hintNumber: number,
        hints: { 'partner-center': numbered(hints['partner-center']), crm: numbered(hints.crm) },
        updatedAtMs: clock.nowMs(),
      };
      put(row, link, null);
      return 'added';
    },
    async save(link, hintNumber) {
      const row = links.get(link.id);
      if (row === undefined) throw linkGone(link.id);
      if (isTaken(link)) return 'taken';
      const unseen = (hint: NumberedHint) => (hint.number <= hintNumber ? { ...hint, text: null } : hint);
      const hints = { 'partner-center': unseen(row.hints['partner-center']), crm: unseen(row.hints.crm) };
      const saved = { ...row, body: JSON.stringify(link), hints, updatedAtMs: clock.nowMs() };
      put(saved, link, JSON.parse(row.body) as Link);
      return 'saved';
    },
    async hint(id, side, hint) {
      const row = links.get(id);
      if (row === undefined) return false;
      const number = row.hintNumber + 1;
      const text = JSON.stringify(combineHints(parseHint(row.hints[side]), hint));
      links.set(id, { ...row, hintNumber: number, hints: { ...row.hints, [side]: { text, number } } });
      return true;
    },
    async remove(id) {
      const row = links.get(id);
      if (row === undefined) return;
      for (const uniqueId of uniqueIds(JSON.parse(row.body) as Link)) owners.delete(uniqueId);
      links.delete(id);
    },
  };
}

function uniqueIds(link: Link): string[] {
  return UNIQUE.flatMap((name) => (link[name] === null ? [] : `${name} ${link[name]}`));
}

function toStored(row: MemoryLink | undefined): StoredLink | null {
  if (row === undefined) return null;
  return {
    link: JSON.parse(row.body) as Link,
    hints: { 'partner-center': parseHint(row.hints['partner-center']), crm: parseHint(row.hints.crm) },
    hintNumber: row.hintNumber,
    updatedAtMs: row.updatedAtMs,
  };
}

function parseHint({ text }: NumberedHint): Hint | null {
  return text === null ? null : (JSON.parse(text) as Hint);
}
