import type { Settings } from '../../config/schema.ts';

type Wanted = Settings['dynamics']['newRecords']['accountKey'];

/** The column by which accounts are recognised, in the words of the adapters. */
export function accountKeyOf(key: Wanted): { column: string; holds: 'duns' | 'externalId' } | null {
  return key ? { column: key.field, holds: key.holds === 'duns' ? 'duns' : 'externalId' } : null;
}
