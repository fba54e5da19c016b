import { stampMs } from '../../../core/model/stamp.ts';
import { textAt } from '../../crm/rows.ts';
import type { QueryPage } from '../answers.ts';
import type { CallContext } from '../call-context.ts';
import type { SalesforceClient } from '../client.ts';
import type { Org } from '../org.ts';
import { completed } from '../pages.ts';
import type { Row } from '../schema.ts';
import { inList, quoted, select } from '../soql.ts';
import type { NotePlace } from './place.ts';
import { noteOf } from './rows.ts';

/**
 * Notes of ours that changed since: an edit of a note touches neither the stamp of its opportunity nor, where it is an enhanced one, that of
 * the link between them. `since` is a SOQL date-time literal.
 */
export function changedNotesStatement({ kind, title }: NotePlace, since: string): string {
  const titled = `Title = ${quoted(title)}`;
  if (kind === 'note')
    return select(['Id', 'ParentId', 'SystemModstamp'], 'Note', `${titled} AND SystemModstamp >= ${since}`);
  // ContentNote has no SystemModstamp (object reference).
  return select(['Id', 'LatestPublishedVersionId'], 'ContentNote', `${titled} AND LastModifiedDate >= ${since}`);
}

/**
 * The deals whose note has a version that was not delivered yet. Notes stay in the listing for as long as its overlap, and each would
 * cost a read every time. One more call, for enhanced notes alone that were not seen on a deal before.
 */
export async function dealsWithNews(
  client: SalesforceClient,
  page: QueryPage | undefined,
  { notes }: Org,
  context: CallContext,
): Promise<readonly string[]> {
  if (!page || !notes) return [];
  const version = notes.kind === 'note' ? 'SystemModstamp' : 'LatestPublishedVersionId';
  const changed = (await completed(client, page, context))
    .filter((row) => client.notes.isNews(row.Id, textAt(row, version)))
    .map((row): ChangedNote => ({ id: row.Id, parentId: textAt(row, 'ParentId') }));
  return dealsBehind(client, changed, context);
}

interface ChangedNote {
  id: string;
  /** Null for enhanced notes, which hang on links. */
  parentId: string | null;
}

/** To be called when somebody has taken the rows over; before, the next listing finds their notes again. */
export function rememberDelivered(client: SalesforceClient, rows: readonly Row[], org: Org): void {
  for (const row of rows) {
    const note = noteOf(row, org);
    if (note) client.notes.told(note.id, note.version);
  }
}

const OPPORTUNITY_PREFIX = '006';
const IDS_PER_QUERY = 200;

async function dealsBehind(
  client: SalesforceClient,
  notes: readonly ChangedNote[],
  context: CallContext,
): Promise<readonly string[]> {
  const known = notes.flatMap(({ id, parentId }) => parentId ?? client.notes.dealOf(id) ?? []);
  const unknown = notes.filter(({ id, parentId }) => parentId === null && client.notes.dealOf(id) === null);
  const linked: string[] = [];
  for (let at = 0; at < unknown.length; at += IDS_PER_QUERY) {
    const ids = unknown.slice(at, at + IDS_PER_QUERY).map(({ id }) => id);
    // The platform answers no question about links that names neither notes nor records (object reference).
    const where = `ContentDocumentId IN ${inList(ids)}`;
    const page = await client.query(select(['Id', 'LinkedEntityId'], 'ContentDocumentLink', where), context);
    const links = await completed(client, page, context);
    linked.push(...links.flatMap((link) => textAt(link, 'LinkedEntityId') ?? []));
  }
  return [...new Set([...known, ...linked])].filter((id) => id.startsWith(OPPORTUNITY_PREFIX));
}

/** The later of a deal's own stamp and its note's: a newer note makes newer values. */
export function laterStamp(own: string, note: string | null | undefined): string {
  return note != null && stampMs(note) > stampMs(own) ? note : own;
}
