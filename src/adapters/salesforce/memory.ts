import type { Mark } from '../../core/model/snapshot.ts';
import { splitMark } from './marks.ts';
import type { Org } from './org.ts';
import { type ContactRow, contactRows, type SolutionRow, solutionRows } from './parties.ts';
import { textAt } from './rows.ts';
import type { Row } from './schema.ts';
import { type TeamRows, teamRows } from './team.ts';

/** What a write must know of a record besides its snapshot: row ids of its child lists, its audit text, its name as it stands. */
export interface CurrentRecord {
  id: string;
  version: string | null;
  name: string | null;
  mark: Mark;
  audit: string | null;
  accountId: string | null;
  contacts: readonly ContactRow[];
  solutions: readonly SolutionRow[];
  team: TeamRows;
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
  };
}

export interface RecordMemory {
  put(record: CurrentRecord): void;
  /** The record when it still has this version; a conditional write then protects what is built on it. */
  get(id: string, version: string): CurrentRecord | null;
  forget(id: string): void;
}

const MAX_RECORDS = 10_000;
const MAX_AUDIT_CHARS = 4_000_000;

/**
 * Remembers the records that were read or written last, which saves the read before most writes. Only a hint: without it, or when the version
 * has moved on, the record is read.
 */
export function createMemory(maxRecords = MAX_RECORDS, maxAuditChars = MAX_AUDIT_CHARS): RecordMemory {
  const records = new Map<string, CurrentRecord>();
  let auditChars = 0;

  function forget(id: string): void {
    auditChars -= records.get(id)?.audit?.length ?? 0;
    records.delete(id);
  }

  return {
    put(record) {
      forget(record.id);
      records.set(record.id, record);
      auditChars += record.audit?.length ?? 0;
      for (const oldest of records.keys()) {
        if (records.size <= maxRecords && auditChars <= maxAuditChars) break;
        forget(oldest);
      }
    },
    get(id, version) {
      const record = records.get(id);
      return record?.version === version ? record : null;
    },
    forget,
  };
}
