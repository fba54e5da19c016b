import { expect, test } from 'vitest';
import type { Plan } from '../model/plan.ts';
import { refusal } from '../model/refusal.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { judge } from './shadow.ts';

const EMPTY: Plan = { changes: [], decisions: [], notes: [], refusals: [], standing: [], halt: null, again: false };

function snapshot(side: Snapshot['side'], value: string): Snapshot {
  return { side, id: side, version: null, modifiedAt: '2026-11-20T08:00:00Z', deal: { value }, counterpartId: null };
}

const views = (referral: string | null, record = '200') => ({
  crm: snapshot('crm', record),
  'partner-center': referral === null ? null : snapshot('partner-center', referral),
});

const wants = (value: string): Plan => ({
  ...EMPTY,
  changes: [
    {
      kind: 'update',
      side: 'partner-center',
      id: 'partner-center',
      expectedVersion: null,
      fields: { value },
      previous: { value: '100' },
      irreversible: [],
    },
  ],
});

const first = judge([], wants('200'), views('100'), 1);

test('what a plan would change is open, with what stands there', () => {
  expect(first).toMatchObject([
    { kind: 'update', field: 'value', would: '200', before: '100', verdict: 'open', sinceMs: 1 },
  ]);
});

test('nothing is found twice, and the time of the first sight stays', () => {
  expect(judge(first, wants('200'), views('100'), 2)).toEqual(first);
});

test('the same value from elsewhere agrees, another one differs', () => {
  expect(judge(first, EMPTY, views('200'), 2)).toMatchObject([{ verdict: 'agree', settledAtMs: 2 }]);
  expect(judge(first, EMPTY, views('999'), 2)).toMatchObject([{ verdict: 'differ', found: '999' }]);
});

test('a newer wish takes the place of an older one; one that was taken back is forgotten', () => {
  expect(judge(first, wants('300'), views('100', '300'), 2)).toMatchObject([
    { would: '300', verdict: 'open', sinceMs: 1 },
  ]);
  expect(judge(first, EMPTY, views('100', '100'), 2)).toEqual([]);
});

test('a sentence to the seller stands until the cause is mended', () => {
  const country = refusal('country-missing', null, {});
  const told = judge([], { ...EMPTY, refusals: [country] }, views(null), 1);
  expect(told).toMatchObject([{ kind: 'tell', would: `${country.message} ${country.remedy}` }]);
  expect(judge(told, EMPTY, views(null), 2)).toEqual([]);
});
