import { expect, onTestFinished, test } from 'vitest';
import type { LeadSettings } from '../../../src/adapters/dynamics/leads/settings.ts';
import type { ConvertChange } from '../../../src/core/model/plan.ts';
import type { Snapshot } from '../../../src/core/model/snapshot.ts';
import { invitation, listed, updateOf, written } from './changes.ts';
import { startTestEnvironment } from './environment.ts';

const REFERRAL = '0d2f1c6e-2f0e-4d13-9c8f-3b1f6f0a5b11';

const LEADS: LeadSettings = {
  newStatus: null,
  working: null,
  disqualifiedStatus: null,
  onAcceptance: 'convert',
  qualifiedStatus: null,
  reasonField: null,
  requiredFieldDefaults: {},
};

async function open(settings: Partial<LeadSettings> = {}) {
  const environment = await startTestEnvironment();
  onTestFinished(environment.emulator.close);
  return { ...environment, side: await environment.connect({ leads: { ...LEADS, ...settings } }) };
}

const lead = () => ({ ...invitation(REFERRAL), recordKind: 'lead' as const });

function conversion(snapshot: Snapshot): ConvertChange {
  const { fields, feedback } = invitation(REFERRAL);
  return {
    kind: 'convert',
    side: 'crm',
    id: snapshot.id,
    expectedVersion: snapshot.version,
    counterpartId: REFERRAL,
    optedIn: true,
    fields: { ...fields, status: 'active' },
    irreversible: [],
    ...(feedback ? { feedback } : {}),
  };
}

test('a lead shows who it is about, and is never doubled', async () => {
  const { side } = await open();
  const made = written(await side.create(lead()));
  expect(made).toMatchObject({
    counterpartId: REFERRAL,
    record: { kind: 'lead', optedIn: true },
    deal: {
      status: 'invited',
      notes: 'Wants to move.',
      customer: { name: 'Contoso', street: 'Hafenweg 1', city: 'Kiel', country: 'DE' },
      contacts: [{ firstName: 'Eva', lastName: 'Eins', email: 'eva@contoso.example' }],
    },
  });
  expect(await side.create(lead())).toEqual({ kind: 'exists', snapshot: made });
  expect(await side.find(REFERRAL, 0)).toEqual(made);
  expect(await side.read([made.id])).toEqual([made]);
  expect(side.normalize(made.deal, 'lead')).toEqual(made.deal);
});

test('statuses of a lead accept and decline', async () => {
  const { side, edit } = await open();
  const made = written(await side.create(lead()));
  await edit(made.id, { statuscode: 2 });
  const [worked] = await side.read([made.id]);
  expect(worked?.deal.status).toBe('active');
  const declined = { fields: { status: 'declined' as const }, recordKind: 'lead' as const };
  const after = written(await side.update(updateOf(worked as Snapshot, declined)));
  expect(after.deal.status).toBe('lost');
  expect(await side.update(updateOf(worked as Snapshot, declined))).toEqual({ kind: 'conflict' });
});

test('an accepted lead is qualified, and its opportunity carries on', async () => {
  const { side, rows } = await open();
  const made = written(await side.create(lead()));
  const result = written((await side.convert?.(conversion(made))) ?? { kind: 'gone' });
  expect(result).toMatchObject({
    counterpartId: REFERRAL,
    record: { kind: 'opportunity', optedIn: true, replaces: { id: made.id, optedIn: true } },
    deal: { name: 'Contoso migration', status: 'active', value: '180000.5', customer: { name: 'Contoso' } },
  });
  expect(rows('opportunity')).toHaveLength(1);
  const again = written((await side.convert?.(conversion(made))) ?? { kind: 'gone' });
  expect(again.id).toBe(result.id);
  expect(await side.read([made.id])).toMatchObject([{ id: result.id, record: { replaces: { id: made.id } } }]);
  const { snapshots } = await listed(side, null);
  expect(snapshots.map(({ id }) => id)).toEqual([result.id]);
});

test('or closed beside a new opportunity', async () => {
  const { side, rows } = await open({ onAcceptance: 'create-opportunity' });
  const made = written(await side.create(lead()));
  const result = written((await side.convert?.(conversion(made))) ?? { kind: 'gone' });
  expect(result.record).toMatchObject({ kind: 'opportunity', replaces: { id: made.id } });
  expect(rows('lead')).toMatchObject([{ statecode: 2, csl_referralid: null, csl_syncwithpartnercenter: false }]);
});

test('a lead that a person qualifies is answered by its opportunity', async () => {
  const { side, emulator } = await open();
  const made = written(await side.create(lead()));
  const { resumeAt } = await listed(side, null);
  await emulator.admin.moveClock({ advanceMs: 1000 });
  emulator.admin.people.convertLead({ id: made.id });
  const { snapshots } = await listed(side, resumeAt);
  expect(snapshots.at(-1)?.record).toMatchObject({ kind: 'opportunity', replaces: { id: made.id, optedIn: true } });
});

test('changed leads are listed with the deals, and nothing is lost between', async () => {
  const { side, edit } = await open();
  const made = written(await side.create(lead()));
  const first = await listed(side, null);
  expect(first.snapshots).toEqual([made]);
  await edit(made.id, { description: 'Called.' });
  const next = await listed(side, first.resumeAt);
  expect(next.snapshots.map(({ deal }) => deal.notes)).toEqual(['Called.']);
});
