/** What is missing before the connector can work: one entry per object or column. */
export interface Lack {
  object: string;
  /** Null when the whole object is missing. */
  column: string | null;
  reason: 'absent' | 'read-only';
}
