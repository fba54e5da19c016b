/** What is remembered of a record; adapters add what their writes need. */
export interface RememberedRecord {
  id: string;
  version: string | null;
  audit: string | null;
}

export interface RecordMemory<Remembered extends RememberedRecord> {
  put(record: Remembered): void;
  /** The record when it still has this version; a conditional write then protects what is built on it. */
  get(id: string, version: string): Remembered | null;
  /** The record as it was read or written last, whatever has become of it. */
  last(id: string): Remembered | null;
  forget(id: string): void;
}

const MAX_RECORDS = 10_000;
const MAX_AUDIT_CHARS = 4_000_000;

/**
 * Remembers the records that were read or written last, which saves the read before most writes. Only a hint: without it, or when the version
 * has moved on, the record is read.
 */
export function createMemory<Remembered extends RememberedRecord>(
  maxRecords = MAX_RECORDS,
  maxAuditChars = MAX_AUDIT_CHARS,
): RecordMemory<Remembered> {
  const records = new Map<string, Remembered>();
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
    last: (id) => records.get(id) ?? null,
    forget,
  };
}
