import { randomUUID } from 'node:crypto';

/** Ids that fit into one millisecond. */
const PER_MS = 128;
const DIGITS = 12;

/**
 * Ids for new rows. The connector chooses ids itself, so that one call can make a row, others that refer to it, and read it back. The last
 * twelve digits grow: SQL Server sorts by them first, and rows that come in order cost its indexes nothing.
 */
export function rowIds(nowMs: number): () => string {
  let count = 0;
  return () => {
    const order = Math.max(0, Math.floor(nowMs)) * PER_MS + (count % PER_MS);
    count += 1;
    return `${randomUUID().slice(0, -DIGITS)}${order.toString(16).padStart(DIGITS, '0').slice(-DIGITS)}`;
  };
}

/** Sorts rows of one moment in the order in which the connector made them. */
export function orderIn(id: string): string {
  return `${id.slice(-DIGITS)}${id}`;
}
