import { describe, expect, it } from 'vitest';
import { contact, DEAL, record } from '../../../test/samples/snapshots.ts';
import { afterPass, changeTo, pair, planOf, settle } from '../../../test/samples/two-sides.ts';

describe('an invitation', () => {
  const invited = { status: 'invited', help: null } as const;

  it('keeps edits made on hold in the CRM and sends them when it is accepted (R80)', () => {
    const start = pair(invited, { value: '150', notes: 'Called them' });
    const held = afterPass(start);
    expect(held.plan.changes).toEqual([]);
    const { now } = held.world;
    const accepted = planOf({ ...held.world, now: { ...now, crm: record({ ...now.crm.deal, status: 'active' }) } });
    expect(accepted.changes).toMatchObject([
      { side: 'partner-center', fields: { status: 'active', value: '150', notes: 'Called them' } },
    ]);
  });

  it('still takes what Microsoft changes meanwhile', () => {
    const plan = planOf(pair(invited, { value: '150' }, { closeDate: '2026-12-31' }));
    expect(plan.changes).toMatchObject([{ side: 'crm', fields: { closeDate: '2026-12-31' } }]);
  });

  it('does not forget a value that both sides changed while it was open', () => {
    const held = afterPass(pair(invited, { value: '150' }, { value: '200' }));
    expect(held.plan).toMatchObject({ changes: [], notes: [] });
    const { now } = held.world;
    const accepted = planOf({ ...held.world, now: { ...now, crm: record({ ...now.crm.deal, status: 'active' }) } });
    expect(accepted.notes).toMatchObject([{ code: 'overruled', field: 'value' }]);
    const undone = planOf({ ...held.world, now: { ...now, crm: record({ ...now.crm.deal, value: DEAL.value }) } });
    expect(undone.changes).toMatchObject([{ side: 'crm', fields: { value: '200' } }]);
  });

  it('lets new contacts of Microsoft in while the own ones wait', () => {
    const [ours, theirs] = [
      contact('our@x.example', { lastName: 'Our' }),
      contact('their@x.example', { lastName: 'Their' }),
    ];
    const start = pair(invited, { contacts: [...DEAL.contacts, ours] }, { contacts: [...DEAL.contacts, theirs] });
    const first = afterPass(start);
    expect(first.plan.changes).toMatchObject([{ side: 'crm', fields: { contacts: [...DEAL.contacts, ours, theirs] } }]);
    expect(planOf(first.world).changes).toEqual([]);
    const { now } = first.world;
    const accepted = planOf({ ...first.world, now: { ...now, crm: record({ ...now.crm.deal, status: 'active' }) } });
    expect(changeTo('partner-center', accepted)?.fields.contacts).toEqual([...DEAL.contacts, theirs, ours]);
  });

  it('closed as lost is declined with the reason, and nothing else is sent (R81)', () => {
    const start = pair(invited, { status: 'lost', statusReason: 'Timeline too short', value: '150' });
    const { plans } = settle(start);
    expect(plans).toHaveLength(1);
    expect(plans[0]?.changes).toMatchObject([{ side: 'partner-center', irreversible: ['closed:declined'] }]);
    expect(plans[0]?.changes[0]?.fields).toEqual({ status: 'declined', statusReason: 'Timeline too short' });
  });

  it('won at once is accepted first and then won', () => {
    const { plans } = settle(pair(invited, { status: 'won', value: '150' }));
    expect(plans.map(({ changes, again }) => [changes[0]?.fields, again])).toEqual([
      [{ value: '150', status: 'active' }, true],
      [{ status: 'won' }, false],
    ]);
  });

  it('that expired closes the CRM record and keeps the contacts that are hidden then', () => {
    const plan = planOf(pair(invited, {}, { status: 'expired', contacts: [] }));
    expect(plan.changes).toMatchObject([{ side: 'crm', fields: { status: 'expired' } }]);
    expect(plan.changes[0]?.fields).not.toHaveProperty('contacts');
  });
});
