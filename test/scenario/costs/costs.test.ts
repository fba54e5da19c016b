import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { disturbedBeside } from '../../support/disturbed-installation.ts';
import { eventually } from '../../support/eventually.ts';
import { type CallsPerSide, callMeter } from '../../support/scenario/call-costs.ts';
import { CRM_KINDS, CRM_NAMES, type CrmName } from '../../support/scenario/crm/kinds.ts';
import { CHANGES } from './changes.ts';
import { CRMS_WITHOUT_DEALS } from './without-deals.ts';
import { type CostWorld, startCostWorld } from './world.ts';

/**
 * What each change costs in calls, exactly, with all its echoes: whoever makes one dearer must change this table, and say why.
 * The looks that find a seller's change are not in it: their number does not depend on the changes.
 *
 * Reads of Partner Center: a notice tells no values; Microsoft's document of a deal is found through its engagement; lists of solutions and
 * contacts are replaced as a whole, so what others put into them is read first. Reads of Salesforce: one call looks for everything that a new
 * deal may hang on, one reads the new deal; a new contact role does not touch the stamp of its opportunity, so a read confirms it.
 * Reads of Dynamics 365: a look tells which deals have changed, and one call reads those; a new deal is read back by the call that makes it.
 */
const TABLE = `
| What happens                                                    | Partner Center |        | Salesforce |        | Dynamics 365 |        |
|                                                                 | reads          | writes | reads      | writes | reads        | writes |
| Microsoft invites: account, contact, three new solutions, notes | 3              | 1      | 2          | 1      | 1            | 1      |
| the deal value changes in Partner Center                        | 1              | 0      | 0          | 1      | 0            | 1      |
| value, currency, date and notes change in Partner Center        | 1              | 0      | 0          | 1      | 0            | 1      |
| a note changes in Partner Center                                | 1              | 0      | 0          | 1      | 0            | 1      |
| Microsoft accepts, its CRM identifier arrives                   | 1              | 0      | 0          | 1      | 0            | 1      |
| Partner Center closes the deal as won                           | 1              | 0      | 0          | 1      | 0            | 1      |
| a private deal is shared                                        | 0              | 1      | 0          | 1      | 1            | 1      |
| a partner-led deal is shared                                    | 0              | 1      | 0          | 1      | 1            | 1      |
| a co-sell deal is shared                                        | 1              | 2      | 0          | 1      | 1            | 1      |
| help is asked for later                                         | 3              | 2      | 0          | 1      | 1            | 1      |
| the amount changes in the CRM                                   | 0              | 1      | 0          | 0      | 1            | 0      |
| a note changes in the CRM                                       | 0              | 1      | 0          | 0      | 1            | 0      |
| a solution is added in the CRM                                  | 1              | 1      | 0          | 0      | 2            | 0      |
| a contact is added in the CRM                                   | 1              | 1      | 1          | 0      | 2            | 0      |
| an invitation is accepted                                       | 0              | 1      | 0          | 1      | 1            | 1      |
| an invitation is declined                                       | 0              | 1      | 0          | 1      | 1            | 1      |
| the seller wins the deal                                        | 0              | 1      | 0          | 1      | 1            | 1      |
`;

/** Columns of the table in which the calls to a CRM stand. */
const COLUMNS: Readonly<Record<CrmName, number>> = { salesforce: 2, dynamics: 4 };

/** Calls by which the connector learns what has changed in a CRM, however much that is. */
const CALLS_PER_LOOK: Readonly<Record<CrmName, number>> = { salesforce: 1, dynamics: 3 };

const ROWS = TABLE.trim()
  .split('\n')
  .slice(2)
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, what = '', ...cells]) => ({ what, calls: cells.slice(0, 6).map(Number) }));

const four = ({ partnerCenter, crm }: CallsPerSide) => [
  partnerCenter.reads,
  partnerCenter.writes,
  crm.reads,
  crm.writes,
];

describe.each(CRM_NAMES)('with %s', (name) => {
  let world: CostWorld;
  beforeAll(async () => {
    world = await startCostWorld(name, await CRMS_WITHOUT_DEALS[name]());
  });
  afterAll(() => world?.place.close());

  test.for(ROWS)('$what: so many calls and not one more', async ({ what, calls }) => {
    const play = CHANGES[what];
    if (!play) throw new Error(`The table counts "${what}", which nobody plays`);
    const [act, arrived] = play(world);
    const at = COLUMNS[name];
    expect(four(await world.meter.costOf(act, arrived))).toEqual([...calls.slice(0, 2), ...calls.slice(at, at + 2)]);
  });
});

test('every change that is played is in the table', () => {
  expect(Object.keys(CHANGES)).toEqual(ROWS.map(({ what }) => what));
});

test('a new deal with everything costs 4 calls to the CRM at most, a change 2', () => {
  for (const name of CRM_NAMES) {
    const sums = ROWS.map(({ calls }) => (calls[COLUMNS[name]] ?? 0) + (calls[COLUMNS[name] + 1] ?? 0));
    const [invitation = 0, ...changes] = sums;
    expect(invitation).toBeLessThanOrEqual(4);
    expect(Math.max(...changes)).toBeLessThanOrEqual(2);
  }
});

test.each(CRM_NAMES)(
  'R83 R84 a look at an idle system takes the same calls, however many deals are linked, and causes no other, with %s',
  async (name) => {
    const { start, partnerCenterWorld } = CRM_KINDS[name];
    const place = await disturbedBeside(name, await start(), { partnerCenterWorld });
    try {
      const meter = callMeter(name, place);
      await meter.settled();
      const sent = () => ({ partnerCenter: place.partnerCenter.admin.calls().read, crm: place.crm.calls().read });
      const before = { ...meter.seen(), sent: sent() };
      await eventually(() => expect(meter.seen().looks.partnerCenter).toBeGreaterThan(before.looks.partnerCenter + 5));
      const now = { ...meter.seen(), sent: sent() };
      expect(now.others).toBe(before.others);
      const since = (side: 'partnerCenter' | 'crm') => ({
        looks: now.looks[side] - before.looks[side],
        unknown: now.sent[side] - before.sent[side] - (now.lookCalls[side] - before.lookCalls[side]),
        partial: now.lookCalls[side] - before.lookCalls[side],
      });
      // A look may be under way while the two are compared.
      for (const side of ['partnerCenter', 'crm'] as const)
        expect(Math.abs(since(side).unknown)).toBeLessThanOrEqual(1);
      const { looks, partial } = since('crm');
      expect(Math.abs(partial - looks * CALLS_PER_LOOK[name])).toBeLessThan(CALLS_PER_LOOK[name]);
    } finally {
      await place.close();
    }
  },
);
