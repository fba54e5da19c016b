import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { worlds } from '../../../test/arbitraries/deals.ts';
import { afterPass, dealsOf, planOf, settle, type World } from '../../../test/samples/two-sides.ts';
import type { DealView } from '../model/deal.ts';
import type { Change, Plan } from '../model/plan.ts';
import { SIDES, type Side } from '../model/side.ts';
import type { DealStatus } from '../model/status.ts';

const RUNS = { numRuns: 300 };

function changesTo(side: Side, plans: readonly Plan[]): readonly Change[] {
  return plans.flatMap(({ changes }) => changes.filter((change) => change.side === side));
}

function calm(start: World): boolean {
  return planOf(start).halt === null;
}

describe('any two linked records', () => {
  it('come to rest after two passes at most', () => {
    fc.assert(
      fc.property(worlds(), (start) => {
        expect(settle(start).plans.length).toBeLessThanOrEqual(2);
      }),
      RUNS,
    );
  });

  it('plan nothing once a plan was applied, and decide nothing new', () => {
    fc.assert(
      fc.property(worlds(), (start) => {
        fc.pre(calm(start));
        const { world } = settle(start);
        const again = afterPass(world);
        expect(again.plan.changes).toEqual([]);
        expect(again.plan.decisions.filter(({ verdict }) => verdict !== 'hold')).toEqual([]);
        expect(again.plan.notes).toEqual([]);
        expect(again.world.link.base).toEqual(world.link.base);
      }),
      RUNS,
    );
  });

  it('are left alone when nobody has edited them, however little a side shows of what it was given', () => {
    fc.assert(
      fc.property(worlds({ hasBase: true, untouched: ['crm', 'partner-center'] }), (start) => {
        expect(planOf(start)).toMatchObject({ changes: [], decisions: [], notes: [], refusals: [], halt: null });
      }),
      RUNS,
    );
  });

  it('end the same when the first writes to a side fail and are repeated', () => {
    fc.assert(
      fc.property(worlds(), fc.subarray([...SIDES], { minLength: 1 }), (start, failing) => {
        fc.pre(calm(start));
        const repeated = settle(afterPass(start, failing).world);
        expect(dealsOf(repeated.world)).toEqual(dealsOf(settle(start).world));
      }),
      RUNS,
    );
  });
});

describe('a side that nobody has diverged from', () => {
  it.each([...SIDES])('%s gets no write but a visibility put back', (quiet) => {
    const other = quiet === 'crm' ? 'partner-center' : 'crm';
    fc.assert(
      fc.property(worlds({ hasBase: true, untouched: [quiet] }), (start) => {
        const written = changesTo(other, [planOf(start)]).flatMap(({ fields }) => Object.keys(fields));
        expect(written.filter((field) => field !== 'visibleToMicrosoft')).toEqual([]);
      }),
      RUNS,
    );
  });
});

describe('what is written', () => {
  it('was shown by one of the sides', () => {
    fc.assert(
      fc.property(worlds(), (start) => {
        const shown = dealsOf(start);
        const written = planOf(start).changes.flatMap(({ fields }) => Object.entries(fields));
        // A status may be a step on the way, and help implies visibility: both have tests of their own.
        const values = written.filter(([field]) => field !== 'status' && field !== 'visibleToMicrosoft');
        for (const [field, value] of values)
          expectKnown(
            value,
            SIDES.map((side) => shown[side][field as keyof DealView]),
          );
      }),
      RUNS,
    );
  });

  it('keeps every entry of a list that only one side removed nothing from', () => {
    fc.assert(
      fc.property(worlds({ hasBase: false }), (start) => {
        const shown = dealsOf(start);
        for (const { fields } of planOf(start).changes) {
          const ids = (view: DealView) => (view.solutions ?? []).map(({ id }) => id);
          if (!fields.solutions) continue;
          const expected = new Set(SIDES.flatMap((side) => ids(shown[side])));
          expect(new Set(ids(fields))).toEqual(expected);
        }
      }),
      RUNS,
    );
  });

  it('is nothing for a field that a side has no place for', () => {
    fc.assert(
      fc.property(worlds(), (start) => {
        const shown = dealsOf(start);
        const told = new Set(start.rules.flatMap(({ field, maySayNothing }) => (maySayNothing ? [field] : [])));
        const touched = planOf(start)
          .decisions.map(({ field }) => field)
          .filter((field) => !told.has(field));
        expect(touched.filter((field) => SIDES.some((side) => !(field in shown[side])))).toEqual([]);
      }),
      RUNS,
    );
  });

  it('never makes a visible deal invisible, and shows every deal that help is asked for', () => {
    fc.assert(
      fc.property(worlds(), (start) => {
        const { plans, world } = settle(start);
        const written = plans.flatMap(({ changes }) => changes.map(({ fields }) => fields.visibleToMicrosoft));
        expect(written.filter((visible) => visible === false)).toEqual([]);
        const asked = plans.some(({ changes }) =>
          changes.some(({ side, fields }) => side === 'partner-center' && fields.help),
        );
        if (asked) expect(world.now['partner-center'].deal.visibleToMicrosoft).toBe(true);
      }),
      RUNS,
    );
  });

  it('moves a referral by legal steps only', () => {
    const legal: Partial<Record<DealStatus, readonly DealStatus[]>> = {
      invited: ['active', 'declined'],
      active: ['won', 'lost', 'error'],
    };
    fc.assert(
      fc.property(worlds(), (start) => {
        let current = start;
        for (let pass = 0; pass < 3; pass += 1) {
          const before = current.now['partner-center'].deal.status as DealStatus;
          const step = afterPass(current);
          const [change] = changesTo('partner-center', [step.plan]);
          const status = change?.fields.status;
          if (status) expect(legal[before] ?? []).toContain(status);
          current = step.world;
        }
      }),
      RUNS,
    );
  });
});

describe('Partner Center gets nothing', () => {
  it('from a record whose seller has not ticked Sync', () => {
    fc.assert(
      fc.property(worlds({ optedIn: false }), (start) => {
        const { plans, world } = settle(start);
        expect(changesTo('partner-center', plans)).toEqual([]);
        expect(world.now['partner-center']).toEqual(start.now['partner-center']);
      }),
      RUNS,
    );
  });

  it('for a closed referral', () => {
    fc.assert(
      fc.property(worlds({ referral: 'closed' }), (start) => {
        expect(changesTo('partner-center', settle(start).plans)).toEqual([]);
      }),
      RUNS,
    );
  });
});

/** Lists may mix details of the two sides, but each detail of an entry was shown in an entry of the same list. */
function expectKnown(written: unknown, known: readonly unknown[]): void {
  const details = new Set(known.flat().flatMap(detailsOf));
  if (Array.isArray(written)) expect(written.flatMap(detailsOf).filter((detail) => !details.has(detail))).toEqual([]);
  else expect(known).toContainEqual(written);
}

function detailsOf(entry: unknown): readonly string[] {
  return Object.entries(entry ?? {}).map((detail) => JSON.stringify(detail));
}
