import type { Row } from './schema.ts';

/** The column that tells the version of a row; expanded rows need not carry an ETag. */
export const ROW_VERSION = 'versionnumber';

/** Equality is all that a version may be asked for (contract §3). */
export function versionOf(row: Row): string | null {
  const version = row['@odata.etag'];
  return typeof version === 'string' ? version : null;
}
