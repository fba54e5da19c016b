import { describe, expect, it } from 'vitest';
import { DEAL, link, record, referral, solution } from '../../../test/samples/snapshots.ts';
import { afterPass, changeTo, pair, planOf, settle, type World, world } from '../../../test/samples/two-sides.ts';
import { DEFAULT_RULES } from '../mapping/field-rules.ts';
import type { DealView } from '../model/deal.ts';
import { refusal } from '../model/refusal.ts';
import type { Side } from '../model/side.ts';
import type { RecordFacts } from '../model/snapshot.ts';

describe('a linked pair', () => {
  it('that agrees is left in silence', () => {
    expect(planOf(pair({}, {}))).toMatchObject({ changes: [], decisions: [], notes: [], refusals: [] });
  });

  it('takes different edits of both sides, Partner Center first', () => {
    const plan = planOf(pair({}, { value: '150' }, { notes: 'From Microsoft' }));
    expect(plan.changes).toMatchObject([
      { side: 'partner-center', id: 'ref-1', expectedVersion: 'etag-1', fields: { value: '150' } },
      { side: 'crm', id: 'opp-1', expectedVersion: 'stamp-1', fields: { notes: 'From Microsoft' } },
    ]);
    expect(plan.changes[0]).toMatchObject({ previous: { value: '100' } });
  });

  it('keeps what the seller entered and names what was overruled (R85)', () => {
    const plan = planOf(pair({}, { value: '150' }, { value: '200' }));
    expect(plan.changes).toMatchObject([{ side: 'partner-center', fields: { value: '150' } }]);
    expect(plan.notes).toMatchObject([{ code: 'overruled', field: 'value' }]);
  });

  it('compares time stamps of different precision when the newest wins', () => {
    const rules = DEFAULT_RULES.map((rule) => ({ ...rule, owner: 'newest' as const }));
    const start = { ...pair({}, { value: '150' }, { value: '200' }), rules };
    expect(planOf(start).changes).toMatchObject([{ side: 'crm', fields: { value: '200' } }]);
    const crm = { ...start.now.crm, modifiedAt: '2026-03-01T10:00:01.000+0000' };
    const later = { ...start, now: { ...start.now, crm } };
    expect(planOf(later).changes).toMatchObject([{ side: 'partner-center', fields: { value: '150' } }]);
  });

  it('says once that a name cannot be sent (R79)', () => {
    const first = afterPass(pair({}, { name: 'Renamed' }));
    expect(first.plan.changes).toEqual([]);
    expect(first.plan.notes).toMatchObject([{ code: 'unsendable', field: 'name' }]);
    expect(planOf(first.world).notes).toEqual([]);
  });

  it('sends everything but an empty value, and says so once (R76)', () => {
    const first = afterPass(pair({}, { value: '0', notes: 'New' }));
    expect(first.plan.changes[0]?.fields).toEqual({ notes: 'New' });
    expect(first.plan.notes).toMatchObject([{ code: 'value-empty' }]);
    expect(planOf(first.world)).toMatchObject({ changes: [], notes: [] });
  });

  it('is not touched at Partner Center once the seller unticks Sync (R60)', () => {
    const edits = { value: '150', status: 'lost', help: 'ProofOfConceptOrDemo' } as const;
    const plan = planOf(pair({ help: null }, edits, { closeDate: '2026-12-31' }, { optedIn: false }));
    expect(plan.changes).toMatchObject([{ side: 'crm', fields: { closeDate: '2026-12-31' } }]);
  });

  it('sends what was edited while Sync was unticked, once it is ticked again', () => {
    const away = afterPass(pair({}, { value: '150' }, {}, { optedIn: false }));
    expect(away.plan.changes).toEqual([]);
    const back = { ...away.world, now: { ...away.world.now, crm: record(away.world.now.crm.deal) } };
    expect(planOf(back).changes).toMatchObject([{ side: 'partner-center', fields: { value: '150' } }]);
  });

  it('gets no further update once the referral is closed (R82)', () => {
    const closed = { status: 'won' } as const;
    expect(planOf(pair(closed, { value: '150', name: 'Renamed' }))).toMatchObject({ changes: [], notes: [] });
    expect(planOf(pair(closed, { status: 'active' }))).toMatchObject({
      changes: [],
      notes: [{ code: 'status-unsendable' }],
    });
  });

  it.each([
    ['won', 'closed:won'],
    ['lost', 'closed:lost'],
  ] as const)('closes the referral as %s', (status, act) => {
    const [change] = planOf(pair({}, { status })).changes;
    expect(change).toMatchObject({ side: 'partner-center', fields: { status }, irreversible: [act] });
  });

  it('follows a referral that was closed, with its reason', () => {
    const plan = planOf(pair({}, {}, { status: 'lost', statusReason: 'Budget not adequate' }));
    expect(plan.changes).toMatchObject([
      { side: 'crm', fields: { status: 'lost', statusReason: 'Budget not adequate' }, irreversible: [] },
    ]);
  });

  it('does not send back a reason that Partner Center has just changed', () => {
    const plan = planOf(pair({ statusReason: 'Old' }, { status: 'lost' }, { statusReason: 'New' }));
    expect(changeTo('partner-center', plan)?.fields).toEqual({ status: 'lost' });
    expect(changeTo('crm', plan)?.fields).toEqual({ statusReason: 'New' });
  });

  it('puts an unticked visibility back and says why (R65)', () => {
    const plan = planOf(pair({}, { visibleToMicrosoft: false }));
    expect(plan.changes).toMatchObject([{ side: 'crm', fields: { visibleToMicrosoft: true } }]);
    expect(plan.notes).toMatchObject([{ code: 'visibility-one-way' }]);
  });

  it('is adopted by what each record is missing, without moving stages', () => {
    const now = {
      crm: { ...record({ ...DEAL, status: 'won', notes: null }), counterpartId: null },
      'partner-center': referral({ ...DEAL, name: 'Another name' }),
    };
    const { plans, world: after } = settle(world({ link: link(), now }));
    expect(plans).toHaveLength(1);
    expect(plans[0]?.changes).toMatchObject([{ side: 'crm', counterpartId: 'ref-1' }]);
    expect(plans[0]?.changes[0]?.fields).toEqual({ notes: DEAL.notes });
    expect(plans[0]?.notes.map(({ code }) => code)).toEqual(['status-unsendable']);
    expect(after.now['partner-center'].deal.status).toBe('active');
  });

  it('shows Microsoft nothing because of a tick that was found at adoption', () => {
    const quiet = { ...DEAL, help: null, visibleToMicrosoft: false };
    const now = { crm: record({ ...DEAL }), 'partner-center': referral(quiet) };
    const { plans, world: after } = settle(world({ link: link(), now }));
    expect(plans.flatMap(({ changes }) => changes)).toEqual([]);
    expect(planOf(after).changes).toEqual([]);
    expect(after.now['partner-center'].deal).toMatchObject({ help: null, visibleToMicrosoft: false });
  });

  it('takes the currency along with an amount that would be read in another one', () => {
    const start = pair({}, {});
    const shown = { ...start.now.crm.deal, currency: 'USD' };
    const base = { ...start.link.base, crm: { ...start.link.base.crm, currency: 'USD' } };
    const now = { ...start.now, crm: { ...start.now.crm, deal: { ...shown, value: '150' } } };
    const plan = planOf({ ...start, link: { ...start.link, base }, now });
    expect(changeTo('partner-center', plan)?.fields).toEqual({ value: '150', currency: 'USD' });
  });

  it('does not send a refused value again while it is the same, and says that it still stands', () => {
    const refusals = [refusal('partner-center-refused', 'notes', { said: 'Too long.' })];
    const start = pair({}, { notes: 'Long', value: '150' });
    const refused = [{ side: 'partner-center' as const, field: 'notes' as const, value: 'Long', refusals }];
    const plan = planOf({ ...start, link: { ...start.link, refused } });
    expect(changeTo('partner-center', plan)?.fields).toEqual({ value: '150' });
    expect(plan.standing).toMatchObject([{ code: 'partner-center-refused', side: 'partner-center' }]);
    const changed = pair({}, { notes: 'Short' });
    expect(changeTo('partner-center', planOf({ ...changed, link: { ...changed.link, refused } }))?.fields).toEqual({
      notes: 'Short',
    });
  });

  it('stops when one side seems to have been emptied, until a person releases it', () => {
    const emptied = pair({}, Object.fromEntries(Object.keys(DEAL).map((field) => [field, null])) as DealView);
    expect(planOf(emptied)).toMatchObject({ changes: [], halt: expect.stringContaining('crm') });
    const released = { ...emptied, link: { ...emptied.link, released: true } };
    expect(planOf(released).halt).toBeNull();
  });
});

describe('records name each other', () => {
  const nameless = (start: World, side: Side): World => ({
    ...start,
    now: { ...start.now, [side]: { ...start.now[side], counterpartId: null } },
  });

  it.each([
    ['crm', 'ref-1'],
    ['partner-center', 'opp-1'],
  ] as const)('%s gets what it is missing', (side, counterpartId) => {
    expect(planOf(nameless(pair({}, {}), side)).changes).toMatchObject([{ side, counterpartId, fields: {} }]);
  });

  it('but a foreign reference stays', () => {
    const start = pair({}, {});
    const now = { ...start.now, 'partner-center': { ...start.now['partner-center'], counterpartId: 'other' } };
    expect(planOf({ ...start, now }).changes).toEqual([]);
  });

  it.each<[string, World]>([
    ['closed referral', pair({ status: 'won' }, {})],
    ['record without a tick', pair({}, {}, {}, { optedIn: false })],
  ])('but nothing is written to Partner Center for a %s', (_, start) => {
    expect(planOf(nameless(start, 'partner-center')).changes).toEqual([]);
  });
});

describe('a currency that is none', () => {
  it('holds itself and the amount, while other edits travel, until it is mended', () => {
    const first = afterPass(pair({}, { currency: 'EURO', value: '150', notes: 'Other notes' }));
    expect(first.plan.refusals).toMatchObject([{ code: 'currency-not-code', field: 'currency' }]);
    expect(changeTo('partner-center', first.plan)?.fields).toEqual({ notes: 'Other notes' });
    const second = planOf(first.world);
    expect(second).toMatchObject({ changes: [], refusals: [{ code: 'currency-not-code' }] });
    const { now } = first.world;
    const mended = planOf({ ...first.world, now: { ...now, crm: record({ ...now.crm.deal, currency: 'CHF' }) } });
    expect(mended.refusals).toEqual([]);
    expect(changeTo('partner-center', mended)?.fields).toMatchObject({ currency: 'CHF', value: '150' });
  });
});

describe('help asked for later', () => {
  const partnerLed = { help: null, visibleToMicrosoft: false } as const;

  it('makes the deal co-sell and visible on both sides (R64, R66)', () => {
    const plan = planOf(pair(partnerLed, { help: 'GeneralOrOther' }));
    expect(changeTo('partner-center', plan)).toMatchObject({
      fields: { help: 'GeneralOrOther', visibleToMicrosoft: true },
      irreversible: ['visible-to-microsoft', 'help-requested:co-sell'],
    });
    expect(changeTo('crm', plan)?.fields).toEqual({ visibleToMicrosoft: true });
  });

  it('waits for a complete contact, while other edits travel (R67)', () => {
    const start = pair({ ...partnerLed, contacts: [] }, { help: 'GeneralOrOther', value: '150' });
    const first = afterPass(start);
    expect(first.plan.refusals).toMatchObject([{ code: 'contact-missing' }]);
    expect(first.plan.changes.map(({ side, fields }) => [side, fields])).toEqual([
      ['partner-center', { value: '150' }],
    ]);
    const second = planOf(first.world);
    expect(second).toMatchObject({ changes: [], refusals: [{ code: 'contact-missing' }] });
    const { now } = first.world;
    const crm = record({ ...now.crm.deal, contacts: DEAL.contacts });
    const mended = planOf({ ...first.world, now: { ...now, crm } });
    expect(mended.refusals).toEqual([]);
    expect(changeTo('partner-center', mended)?.fields).toMatchObject({
      help: 'GeneralOrOther',
      contacts: DEAL.contacts,
    });
  });

  it.each<[string, DealView, Partial<RecordFacts>]>([
    ['without a tick', { status: 'active' }, { optedIn: false }],
    ['on hold', { status: 'invited' }, {}],
    ['after the end', { status: 'won' }, {}],
  ])('is no complaint %s', (_, agreed, facts) => {
    const start = pair({ ...partnerLed, contacts: [], ...agreed }, { help: 'GeneralOrOther' }, {}, facts);
    expect(planOf(start)).toMatchObject({ changes: [], refusals: [] });
  });
});

describe('the last entry of a list', () => {
  it('that the seller removes stays at Partner Center, visibly (R74)', () => {
    const first = afterPass(pair({}, { solutions: [] }));
    expect(first.plan.changes).toEqual([]);
    expect(first.plan.refusals).toMatchObject([{ code: 'last-entry', field: 'solutions' }]);
    expect(first.plan.refusals[0]?.message).toContain('solutions');
  });

  it('is replaced as soon as there is another', () => {
    const removed = afterPass(pair({}, { solutions: [] })).world;
    const crm = record({ ...removed.now.crm.deal, solutions: [solution('SOL-2')] });
    const plan = planOf({ ...removed, now: { ...removed.now, crm } });
    expect(plan.refusals).toEqual([]);
    expect(plan.changes.map(({ side }) => side)).toEqual(['partner-center']);
    expect(plan.changes[0]?.fields.solutions).toMatchObject([{ id: 'SOL-2' }]);
  });

  it('that vanishes at Partner Center stays in the CRM, silently', () => {
    const first = afterPass(pair({}, {}, { contacts: [] }));
    expect(first.plan).toMatchObject({ changes: [], refusals: [], notes: [] });
  });
});
