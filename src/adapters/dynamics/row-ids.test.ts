import { expect, test } from 'vitest';
import { rowId } from './odata.ts';
import { orderIn, rowIds } from './row-ids.ts';

test('ids of one moment keep the order in which they were made, and those of a later one come after', () => {
  const first = rowIds(1_800_000_000_000);
  const made = [first(), first(), first(), rowIds(1_800_000_000_001)()];
  expect(made.toSorted((left, right) => (orderIn(left) < orderIn(right) ? -1 : 1))).toEqual(made);
  for (const id of made) expect(rowId(id)).toBe(id);
  expect(new Set(made.map((id) => id.slice(0, 23))).size).toBe(made.length);
});
