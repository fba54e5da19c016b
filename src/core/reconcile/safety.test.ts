import { describe, expect, it } from 'vitest';
import { DEAL } from '../../../test/samples/snapshots.ts';
import type { DealView } from '../model/deal.ts';
import { SIDES } from '../model/side.ts';
import { safetyStop } from './safety.ts';

const FIVE: DealView = { name: 'A', value: '1', currency: 'EUR', closeDate: '2026-01-01', notes: 'N' };

function both(view: DealView) {
  return { crm: view, 'partner-center': view };
}

describe('a pass stops', () => {
  it.each([...SIDES])('when most values vanish at once on the %s side', (side) => {
    const reason = safetyStop(both(DEAL), { ...both(DEAL), [side]: { name: DEAL.name, status: DEAL.status } });
    expect(reason).toContain(side);
    expect(reason).toContain('customer, value, currency');
  });

  it('when more than half of five known values vanish, whether blank, zero or absent', () => {
    expect(
      safetyStop(both(FIVE), { ...both(FIVE), crm: { name: 'A', value: '0', currency: null, notes: 'N' } }),
    ).toContain('3 of 5');
  });
});

describe('a pass goes on', () => {
  it('when values changed but did not vanish', () => {
    const changed = Object.fromEntries(Object.keys(FIVE).map((field) => [field, 'other']));
    expect(safetyStop(both(FIVE), both(changed))).toBeNull();
  });

  it('when half or fewer vanish', () => {
    const six = { ...FIVE, status: 'active' } as const;
    expect(safetyStop(both(six), { ...both(six), crm: { name: 'A', value: '1', status: 'active' } })).toBeNull();
  });

  it('when too little was known to judge', () => {
    const { name, value, currency, closeDate } = FIVE as Required<typeof FIVE>;
    expect(safetyStop(both({ name, value, currency, closeDate }), both({}))).toBeNull();
  });

  it('when two records have just met', () => {
    expect(safetyStop(both({}), both(DEAL))).toBeNull();
    expect(safetyStop(both({}), both({}))).toBeNull();
  });
});
