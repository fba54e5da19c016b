import { textAt } from '../crm/rows.ts';
import { idColumn } from './odata.ts';
import type { Org } from './org.ts';
import type { DealRows } from './parties.ts';
import { expanded } from './people.ts';
import type { Row } from './schema.ts';
import { ROW_VERSION, versionOf } from './versions.ts';

/**
 * What a look tells of a deal: that its own row moved, or rows that belong to it, each with the version that it has now. Whoever has read the deal
 * with all these versions, most often by writing it, need not read it again.
 */
export interface Touch {
  /** Of the deal's own row; null when that did not move. */
  version: string | null;
  /** Of the rows that belong to it and moved; null when one of them does not tell. */
  parts: readonly string[] | null;
}

/** Something moved, nobody knows what: the deal has to be read. */
export const UNKNOWN_TOUCH: Touch = { version: null, parts: null };

/** Parents of a deal, and by which column each is known. */
const PARENTS: Readonly<Record<string, string>> = {
  parentaccountid: 'accountid',
  customerid_account: 'accountid',
  parentcontactid: 'contactid',
};

/** What a query must expand so that the parents' versions are told. */
export const PARENT_VERSIONS: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(PARENTS).map(([navigation, id]) => [navigation, [id, ROW_VERSION]]),
);

/** The same for the person at the other end of a connection. */
export const CONNECTED_VERSION: Readonly<Record<string, readonly string[]>> = {
  record2id_contact: ['contactid', ROW_VERSION],
};

/** Versions of all rows that belong to a deal and are looked at for their own sake. */
export function partsOf({ row, lines, connections, notes }: DealRows, org: Org): ReadonlySet<string> {
  const parts = [
    ...parentParts(row),
    ...lines.map((line) => part(line, org.solutions?.line.id ?? '')),
    ...connections.flatMap(connectionParts),
    ...notes.map((note) => part(note, 'annotationid')),
  ];
  return new Set(parts.filter((one) => one !== null));
}

/** Whether all that has moved was there already when the deal was read. */
export function isKnown(
  { version, parts }: Touch,
  read: { version: string | null; parts: ReadonlySet<string> },
): boolean {
  if (parts === null || (version === null && parts.length === 0)) return false;
  return (version === null || version === read.version) && parts.every((one) => read.parts.has(one));
}

/** The deals that rows of feeds and of looks by time belong to. */
export function touchedDeals(org: Org, rows: readonly Row[]): ReadonlyMap<string, Touch> {
  const deals = new Map<string, Touch>();
  for (const row of rows) {
    const touch = touchIn(row, org);
    if (!touch) continue;
    const known = deals.get(touch.dealId);
    deals.set(touch.dealId, {
      version: touch.version ?? known?.version ?? null,
      parts: touch.parts && (known === undefined || known.parts) ? [...(known?.parts ?? []), ...touch.parts] : null,
    });
  }
  return deals;
}

/** Null for a deal that takes no part. */
function touchIn(row: Row, org: Org): (Touch & { dealId: string }) | null {
  const { own, solutions } = org;
  const id = textAt(row, 'opportunityid')?.toLowerCase();
  if (id !== undefined && (own.optIn in row || own.referralId in row)) {
    const takesPart = row[own.optIn] === true || textAt(row, own.referralId) !== null;
    if (!takesPart) return null;
    const version = versionOf(row);
    return { dealId: id, version, parts: version === null ? null : [] };
  }
  if (id !== undefined) return { dealId: id, version: null, parts: told(parentParts(row)) };
  const line = textAt(row, idColumn(solutions?.tables.lineOpportunity ?? ''))?.toLowerCase();
  if (line !== undefined) return { dealId: line, version: null, parts: told([part(row, solutions?.line.id ?? '')]) };
  const connected = textAt(row, idColumn('record1id'))?.toLowerCase();
  if (connected !== undefined) return { dealId: connected, version: null, parts: told(connectionParts(row)) };
  const noted = textAt(row, idColumn('objectid'))?.toLowerCase();
  return noted === undefined ? null : { dealId: noted, version: null, parts: told([part(row, 'annotationid')]) };
}

function parentParts(row: Row): (string | null)[] {
  return Object.entries(PARENTS).flatMap(([navigation, id]) => {
    const parent = expanded(row, navigation);
    return parent ? [part(parent, id)] : [];
  });
}

function connectionParts(row: Row): (string | null)[] {
  const person = expanded(row, 'record2id_contact');
  return [part(row, 'connectionid'), ...(person ? [part(person, 'contactid')] : [])];
}

/** Null when one of them does not tell its version, or there is none at all. */
function told(parts: readonly (string | null)[]): readonly string[] | null {
  const known = parts.filter((one) => one !== null);
  return known.length === parts.length && known.length > 0 ? known : null;
}

function part(row: object, idName: string): string | null {
  const id = textAt(row, idName);
  const version = versionOf(row as Row) ?? (row as Row)[ROW_VERSION] ?? null;
  return id === null || version === null ? null : `${id.toLowerCase()} ${version}`;
}
