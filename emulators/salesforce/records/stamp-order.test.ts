import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Row } from '../schema/types.ts';
import { createStampOrder } from './stamp-order.ts';

const stampOf = (second: number) => `2026-05-06T10:00:${String(second).padStart(2, '0')}.000+0000`;

it('finds what a scan finds, whatever was written in whatever order', () => {
  const writes = fc.array(fc.record({ id: fc.nat(5), second: fc.nat(59) }), { maxLength: 200 });
  fc.assert(
    fc.property(writes, fc.nat(59), fc.nat(60), (history, from, until) => {
      const order = createStampOrder();
      const rows = new Map<string, Row>();
      for (const { id, second } of history) {
        const row: Row = { Id: String(id), SystemModstamp: stampOf(second) };
        rows.set(String(id), row);
        order.note(row);
      }
      const isWithin = ({ SystemModstamp: stamp }: Row) =>
        String(stamp) >= stampOf(from) && String(stamp) < stampOf(until);
      const found = order.between(stampOf(from), stampOf(until), (id) => rows.get(id));
      expect(new Set(found)).toEqual(new Set([...rows.values()].filter(isWithin)));
      const stamps = found.map((row) => String(row['SystemModstamp']));
      expect(stamps).toEqual([...stamps].sort());
    }),
  );
});

it('forgets what was rolled back', () => {
  const order = createStampOrder();
  const before: Row = { Id: '1', SystemModstamp: stampOf(1) };
  order.note(before);
  order.note({ Id: '1', SystemModstamp: stampOf(2) });
  order.note(before);
  expect(order.between(stampOf(0), stampOf(9), () => before)).toEqual([before]);
});
