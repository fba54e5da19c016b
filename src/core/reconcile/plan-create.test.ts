import { describe, expect, it } from 'vitest';
import { DEAL, link, PLAIN_SIDES, PLAN_SETTINGS, record, referral } from '../../../test/samples/snapshots.ts';
import { DEFAULT_RULES } from '../mapping/field-rules.ts';
import type { DealView } from '../model/deal.ts';
import type { Link } from '../model/link.ts';
import type { Plan } from '../model/plan.ts';
import type { ReferralFacts, Snapshot } from '../model/snapshot.ts';
import { type PlanSettings, planPass } from './plan.ts';

const UNLINKED: Partial<Link> = { referralId: null, recordId: null };

/** The plan for a record that only one side knows. */
function planAlone(snapshot: Snapshot, parts: Partial<Link> = UNLINKED, settings: Partial<PlanSettings> = {}): Plan {
  const now = { crm: null, 'partner-center': null, [snapshot.side]: snapshot };
  const input = { link: link(undefined, parts), now, rules: DEFAULT_RULES, sides: PLAIN_SIDES };
  return planPass({ ...input, today: '2026-03-02', settings: { ...PLAN_SETTINGS, ...settings } });
}

describe('a referral without a CRM record', () => {
  const invitation = { ...DEAL, status: 'invited', help: null } as const;

  it('becomes one, on hold while the invitation is open', () => {
    const plan = planAlone(referral(invitation));
    expect(plan.changes).toMatchObject([{ kind: 'create', side: 'crm', counterpartId: 'ref-1', marker: 'ref-1' }]);
    const { name, customer, value, currency, closeDate, notes, contacts, solutions, team } = DEAL;
    const expected = {
      name,
      customer,
      value,
      currency,
      closeDate,
      notes,
      contacts,
      solutions,
      team,
      status: 'invited',
    };
    expect(plan.changes[0]?.fields).toEqual({
      ...expected,
      visibleToMicrosoft: true,
      coSellType: 'ip',
      purchaseIntent: 'Yes',
    });
  });

  it('is created with what is known and nothing invented', () => {
    const [change] = planAlone(
      referral({ name: 'Bare', status: 'active', value: '0', notes: null, contacts: [] }),
    ).changes;
    expect(change?.fields).toEqual({ name: 'Bare', status: 'active' });
  });

  it.each(['won', 'lost', 'declined', 'expired', 'error'] as const)('is left alone when %s', (status) => {
    expect(planAlone(referral({ ...DEAL, status })).changes).toEqual([]);
  });

  it.each<[string, boolean, 'invited' | 'active', number]>([
    ['only co-sell is wanted', true, 'active', 0],
    ['it was not accepted', false, 'invited', 0],
    ['leads are wanted and it was accepted', false, 'active', 1],
  ])('is a lead: %s', (_, coSellOnly, status, count) => {
    const lead: Partial<ReferralFacts> = { category: 'lead' };
    expect(planAlone(referral({ ...DEAL, status }, lead), UNLINKED, { coSellOnly }).changes).toHaveLength(count);
  });

  it('is not created again when its CRM record is gone', () => {
    expect(planAlone(referral(), { recordId: 'opp-1' }).changes).toEqual([]);
  });
});

describe('a CRM record without a referral', () => {
  it('is shared when it is complete and ticked', () => {
    const plan = planAlone(record());
    expect(plan.refusals).toEqual([]);
    expect(plan.changes).toMatchObject([
      { kind: 'create', side: 'partner-center', counterpartId: 'opp-1', marker: 'opp-1' },
    ]);
    const fields = plan.changes[0]?.fields;
    expect(fields).toMatchObject({ help: DEAL.help, purchaseIntent: 'Yes', team: DEAL.team, visibleToMicrosoft: true });
  });

  it('goes as undecided without a purchase intent where the settings say so', () => {
    const unasked = record({ ...DEAL, purchaseIntent: null });
    expect(planAlone(unasked).refusals).toMatchObject([{ code: 'intent-missing', field: 'purchaseIntent' }]);
    const [change] = planAlone(unasked, undefined, { missingPurchaseIntent: 'HaveNotDecided' }).changes;
    expect(change?.fields.purchaseIntent).toBe('HaveNotDecided');
  });

  it('stays in the CRM, silently, until the seller ticks Sync', () => {
    for (const deal of [DEAL, { ...DEAL, customer: null }])
      expect(planAlone(record(deal, { optedIn: false }))).toMatchObject({ changes: [], refusals: [], notes: [] });
  });

  it.each(['invited', 'won', 'lost'] as const)('is not shared while %s', (status) => {
    expect(planAlone(record({ ...DEAL, status }))).toMatchObject({ changes: [], refusals: [] });
  });

  it('is refused before any call when something is missing', () => {
    const plan = planAlone(record({ ...DEAL, solutions: [] }));
    expect(plan.changes).toEqual([]);
    expect(plan.refusals).toMatchObject([{ code: 'solution-missing' }]);
  });

  it.each<[string, DealView, readonly string[]]>([
    ['private', { help: null, visibleToMicrosoft: false }, []],
    ['partner-led', { help: null, visibleToMicrosoft: true }, ['visible-to-microsoft']],
    ['co-sell', { help: 'GeneralOrOther' }, ['visible-to-microsoft', 'help-requested:co-sell']],
    [
      'co-sell without a tick for visibility',
      { help: 'GeneralOrOther', visibleToMicrosoft: false },
      ['visible-to-microsoft', 'help-requested:co-sell'],
    ],
  ])('as a %s deal says what cannot be undone', (_, changes, acts) => {
    const [change] = planAlone(record({ ...DEAL, ...changes })).changes;
    expect(change?.irreversible).toEqual(acts);
    expect(change?.fields.visibleToMicrosoft ?? false).toBe(acts.length > 0);
  });

  it('is not shared again when its referral is gone', () => {
    expect(planAlone(record(), { referralId: 'ref-1' }).changes).toEqual([]);
  });
});
