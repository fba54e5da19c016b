import { randomUUID } from 'node:crypto';

/**
 * An id for a new row. The connector chooses ids itself, so that one call can make a row, others that refer to it, and read it back. The last
 * twelve digits grow with time: SQL Server sorts by them first, and rows that come in order cost its indexes nothing.
 */
export function newRowId(nowMs: number): string {
  return `${randomUUID().slice(0, -12)}${Math.max(0, Math.floor(nowMs)).toString(16).padStart(12, '0').slice(-12)}`;
}
