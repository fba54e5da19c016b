import type { Mark } from '../../core/model/snapshot.ts';
import { splitMark } from '../crm/marks.ts';
import type { RememberedRecord } from '../crm/memory.ts';
import { textAt } from '../crm/rows.ts';
import { type NoteRow, noteOf } from './notes/rows.ts';
import type { Org } from './org.ts';
import { type ContactRow, contactRows, type SolutionRow, solutionRows } from './parties.ts';
import type { Row } from './schema.ts';
import { type TeamRows, teamRows } from './team.ts';

/** What a write must know of a record besides its snapshot: row ids of its child lists, its audit text, its name as it stands. */
export interface CurrentRecord extends RememberedRecord {
  name: string | null;
  mark: Mark;
  accountId: string | null;
  contacts: readonly ContactRow[];
  solutions: readonly SolutionRow[];
  team: TeamRows;
  /** The note that travels, where notes are kept so. */
  note: NoteRow | null;
}

/** From a row that was read with its audit column. */
export function currentRecord(row: Row, org: Org): CurrentRecord {
  const { name, mark } = splitMark(textAt(row, 'Name') ?? '');
  return {
    id: row.Id,
    version: textAt(row, 'LastModifiedDate'),
    name: name || null,
    mark,
    audit: textAt(row, org.own.audit),
    accountId: textAt(row, 'AccountId'),
    contacts: contactRows(row, org),
    solutions: solutionRows(row, org),
    team: teamRows(row, org),
    note: noteOf(row, org),
  };
}
