import { expect, test } from 'vitest';
import { stageFor, stageTable, statusOf } from './stages.ts';

const STAGES = [
  { value: 'On Hold', label: 'Zurückgestellt', isClosed: false, isWon: false, isActive: true },
  { value: 'Prospecting', label: 'Prospecting', isClosed: false, isWon: false, isActive: true },
  { value: 'Closed Won', label: 'Closed Won', isClosed: true, isWon: true, isActive: true },
  { value: 'No Decision', label: 'No Decision', isClosed: true, isWon: false, isActive: true },
  { value: 'Prospecting 2019', label: 'Prospecting 2019', isClosed: false, isWon: false, isActive: false },
  { value: 'Negotiation/Review', label: 'Negotiation/Review', isClosed: false, isWon: false, isActive: true },
  { value: 'Closed Lost', label: 'Closed Lost', isClosed: true, isWon: false, isActive: true },
];
const NONE = { onHoldStage: 'on hold', activeStage: null, closedWonStage: null, closedLostStage: null };
const table = stageTable(NONE, STAGES);

test('stages left open are taken from the org in its own order', () => {
  expect(table).toMatchObject({ onHold: 'On Hold', active: 'Prospecting', won: 'Closed Won', lost: 'No Decision' });
  expect(stageTable({ ...NONE, onHoldStage: 'Zurückgestellt', closedLostStage: 'Closed Lost' }, STAGES)).toMatchObject({
    onHold: 'On Hold',
    lost: 'Closed Lost',
  });
});

test('a stage that the org does not have names the setting and the stages that would do', () => {
  expect(() => stageTable({ ...NONE, onHoldStage: 'Parked' }, STAGES)).toThrow(
    expect.objectContaining({
      recovery: 'misconfigured',
      place: 'salesforce.onHoldStage',
      remedy: expect.stringContaining('On Hold, Prospecting'),
    }),
  );
  expect(() => stageTable({ ...NONE, activeStage: 'Closed Won' }, STAGES)).toThrow(/fits activeStage/);
});

test('every open stage but on hold means active', () => {
  const row = (StageName: string, more = {}) => ({ Id: 'x', StageName, IsClosed: false, IsWon: false, ...more });
  expect(statusOf(row('on hold'), table)).toBe('invited');
  expect(statusOf(row('Negotiation/Review'), table)).toBe('active');
  // Nobody is offered a retired stage, but old records stand in it.
  expect(statusOf(row('Prospecting 2019'), table)).toBe('active');
  expect(statusOf(row('Closed Won', { IsClosed: true, IsWon: true }), table)).toBe('won');
  expect(statusOf(row('Closed Lost', { IsClosed: true }), table)).toBe('lost');
});

test('a stage that the org does not list means nothing', () => {
  expect(statusOf({ Id: 'x', StageName: 'Typed by an import', IsClosed: false, IsWon: false }, table)).toBeNull();
});

test('all that ends without a sale is lost', () => {
  expect((['declined', 'expired', 'error', 'lost'] as const).map((status) => stageFor(status, table))).toEqual(
    Array(4).fill('No Decision'),
  );
});
