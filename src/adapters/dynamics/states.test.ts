import { expect, test } from 'vitest';
import type { Choice, ColumnShape } from './describe.ts';
import { stateFor, statusOf, statusTable } from './states.ts';

const column = (choices: readonly Partial<Choice>[]): ColumnShape => ({
  name: 'statuscode',
  label: 'Status Reason',
  type: 'status',
  length: 0,
  scale: null,
  createable: true,
  updateable: true,
  demanded: false,
  targets: new Map(),
  choices: choices.map((choice) => ({
    value: 0,
    label: '',
    state: null,
    firstReason: null,
    external: null,
    ...choice,
  })),
});

const STATES = column([
  { value: 0, firstReason: 1 },
  { value: 1, firstReason: 3 },
  { value: 2, firstReason: 5 },
]);
const REASONS = column([
  { value: 1, label: 'In Bearbeitung', state: 0 },
  { value: 2, label: 'Zurückgestellt', state: 0 },
  { value: 100, label: 'Microsoft fragt', state: 0 },
  { value: 3, label: 'Gewonnen', state: 1 },
  { value: 4, label: 'Abgebrochen', state: 2 },
  { value: 5, label: 'Verkauft', state: 2 },
]);
const USUAL = { onHoldStatus: null, activeStatus: null, wonStatus: null, lostStatus: null };

test('finds the usual reasons by what the platform begins each state with, whatever the language', () => {
  expect(statusTable(USUAL, STATES, REASONS)).toEqual({ onHold: 2, active: 1, won: 3, lost: 5 });
});

test('takes reasons by label or number', () => {
  const wanted = { ...USUAL, onHoldStatus: 'microsoft fragt', lostStatus: '4' };
  expect(statusTable(wanted, STATES, REASONS)).toMatchObject({ onHold: 100, lost: 4 });
});

test('names what would do in place of an unknown reason', () => {
  expect(() => statusTable({ ...USUAL, wonStatus: 'Verkauft' }, STATES, REASONS)).toThrow('fits wonStatus');
});

test('reads any other open reason as active, and closes by actions alone', () => {
  const table = statusTable(USUAL, STATES, REASONS);
  const shown = [
    { statecode: 0, statuscode: 2 },
    { statecode: 0, statuscode: 100 },
    { statecode: 1, statuscode: 3 },
    { statecode: 2, statuscode: 4 },
  ].map((row) => statusOf(row, table));
  expect(shown).toEqual(['invited', 'active', 'won', 'lost']);
  expect(stateFor('expired', table)).toEqual({ kind: 'close', action: 'LoseOpportunity', reason: 5 });
  expect(stateFor('active', table)).toEqual({ kind: 'open', reason: 1 });
});
