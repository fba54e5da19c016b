import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDisturbedInstallation } from '../../support/disturbed-installation.ts';
import { eventually } from '../../support/eventually.ts';
import { type CallsPerSide, callMeter } from '../../support/scenario/call-costs.ts';
import { CHANGES } from './changes.ts';
import { type CostWorld, startCostWorld } from './world.ts';

/**
 * What each change costs in calls, exactly, with all its echoes: whoever makes one dearer must change this table, and say why.
 * The looks that find a seller's change are not in it: their number does not depend on the changes.
 *
 * Reads of Partner Center: a notice tells no values; Microsoft's document of a deal is found through its engagement; lists of solutions and
 * contacts are replaced as a whole, so what others put into them is read first. Reads of Salesforce: one call looks for everything that a new
 * deal may hang on, one reads the new deal; a new contact role does not touch the stamp of its opportunity, so a read confirms it.
 */
const TABLE = `
| What happens                                                    | Partner Center |        | Salesforce |        |
|                                                                 | reads          | writes | reads      | writes |
| Microsoft invites: account, contact, three new solutions, notes | 3              | 1      | 2          | 1      |
| the deal value changes in Partner Center                        | 1              | 0      | 0          | 1      |
| value, currency, date and notes change in Partner Center        | 1              | 0      | 0          | 1      |
| a note changes in Partner Center                                | 1              | 0      | 0          | 1      |
| Microsoft accepts, its CRM identifier arrives                   | 1              | 0      | 0          | 1      |
| Partner Center closes the deal as won                           | 1              | 0      | 0          | 1      |
| a private deal is shared                                        | 0              | 1      | 0          | 1      |
| a partner-led deal is shared                                    | 0              | 1      | 0          | 1      |
| a co-sell deal is shared                                        | 1              | 2      | 0          | 1      |
| help is asked for later                                         | 3              | 2      | 0          | 1      |
| the amount changes in Salesforce                                | 0              | 1      | 0          | 0      |
| a note changes in Salesforce                                    | 0              | 1      | 0          | 0      |
| a solution is added in Salesforce                               | 1              | 1      | 0          | 0      |
| a contact is added in Salesforce                                | 1              | 1      | 1          | 0      |
| an invitation is accepted                                       | 0              | 1      | 0          | 1      |
| an invitation is declined                                       | 0              | 1      | 0          | 1      |
| the seller wins the deal                                        | 0              | 1      | 0          | 1      |
`;

const ROWS = TABLE.trim()
  .split('\n')
  .slice(2)
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, what = '', ...cells]) => ({ what, calls: cells.slice(0, 4).map(Number) }));

let world: CostWorld;
beforeAll(async () => {
  world = await startCostWorld();
});
afterAll(() => world?.place.close());

const four = ({ partnerCenter, salesforce }: CallsPerSide) => [
  partnerCenter.reads,
  partnerCenter.writes,
  salesforce.reads,
  salesforce.writes,
];

test.for(ROWS)('$what: so many calls and not one more', async ({ what, calls }) => {
  const play = CHANGES[what];
  if (!play) throw new Error(`The table counts "${what}", which nobody plays`);
  const [act, arrived] = play(world);
  expect(four(await world.meter.costOf(act, arrived))).toEqual(calls);
});

test('every change that is played is in the table', () => {
  expect(Object.keys(CHANGES)).toEqual(ROWS.map(({ what }) => what));
});

test('R83 R84 a look at an idle system is one call to each side, however many deals are linked, and causes no other', async () => {
  const place = await startDisturbedInstallation();
  try {
    const meter = callMeter(place);
    await meter.settled();
    const before = {
      ...meter.seen(),
      partnerCenter: place.partnerCenter.admin.calls(),
      salesforce: place.salesforce.admin.calls(),
    };
    await eventually(() => expect(meter.seen().looks.partnerCenter).toBeGreaterThan(before.looks.partnerCenter + 5));
    const { looks, others } = meter.seen();
    expect(others).toBe(before.others);
    const sent = (side: 'partnerCenter' | 'salesforce') =>
      place[side].admin.calls().read - before[side].read - (looks[side] - before.looks[side]);
    // A look may be under way while the two are compared.
    expect(Math.abs(sent('partnerCenter'))).toBeLessThanOrEqual(1);
    expect(Math.abs(sent('salesforce'))).toBeLessThanOrEqual(1);
  } finally {
    await place.close();
  }
});
