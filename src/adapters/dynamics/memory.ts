import type { Mark, Snapshot } from '../../core/model/snapshot.ts';
import { splitMark } from '../crm/marks.ts';
import type { RememberedRecord } from '../crm/memory.ts';
import { textAt } from '../crm/rows.ts';
import { type HeldNote, noteOf } from './notes.ts';
import type { Org } from './org.ts';
import { accountIdOf, type ContactRow, contactRows, type DealRows, type SolutionRow, solutionRows } from './parties.ts';
import { isClosed } from './states.ts';
import { type TeamRows, teamRows } from './team.ts';
import { partsOf } from './touches.ts';
import { snapshotFromRows } from './translate.ts';
import { versionOf } from './versions.ts';

/** What a write must know of a record besides its snapshot: ids of the rows that belong to it, its audit text, its name as it stands. */
export interface CurrentRecord extends RememberedRecord {
  snapshot: Snapshot;
  name: string | null;
  mark: Mark;
  isClosed: boolean;
  accountId: string | null;
  /** Versions of the rows that belong to it. */
  parts: ReadonlySet<string>;
  contacts: readonly ContactRow[];
  solutions: readonly SolutionRow[];
  team: TeamRows;
  note: HeldNote | null;
}

/** Throws `bad-input` like the snapshot. */
export function currentRecord(rows: DealRows, org: Org): CurrentRecord {
  const { row } = rows;
  const { name, mark } = splitMark(textAt(row, 'name') ?? '');
  return {
    id: textAt(row, 'opportunityid') ?? '',
    version: versionOf(row),
    snapshot: snapshotFromRows(rows, org),
    name: name || null,
    mark,
    audit: textAt(row, org.own.audit),
    isClosed: isClosed(row),
    accountId: accountIdOf(row),
    parts: partsOf(rows, org),
    contacts: contactRows(rows, org),
    solutions: solutionRows(rows, org),
    team: teamRows(rows, org),
    note: noteOf(rows.notes),
  };
}
