import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type PartnerCenterEmulator, startPartnerCenterEmulator } from '../../../emulators/partner-center/start.ts';
import type { DealView } from '../../../src/core/model/deal.ts';
import type { SidePort } from '../../../src/engine/ports.ts';
import {
  connectSide,
  createChange,
  FIELDS,
  failure,
  HELP,
  RECORD,
  SHORT_TIMEOUT_MS,
  updateChange,
  written,
} from '../../support/partner-center-side.ts';

let emulator: PartnerCenterEmulator;
let side: SidePort;

beforeEach(async () => {
  emulator = await startPartnerCenterEmulator();
  side = connectSide(emulator);
});

afterEach(() => emulator.close());

describe('creating a deal', () => {
  test('private: one call, born active, showing what was asked', async () => {
    const snapshot = written(await side.create(createChange()));
    expect(snapshot.deal).toMatchObject({
      ...side.normalize(FIELDS),
      status: 'active',
      visibleToMicrosoft: false,
      help: null,
    });
    expect(snapshot).toMatchObject({
      counterpartId: RECORD,
      referral: { origin: 'ours', category: 'co-sell', microsoftReferralId: null },
    });
    expect(emulator.admin.calls()).toMatchObject({ write: 1, read: 0, token: 1 });
  });

  test('partner-led: visible, without a request to Microsoft', async () => {
    const snapshot = written(await side.create(createChange({ visibleToMicrosoft: true })));
    expect(snapshot.deal).toMatchObject({ visibleToMicrosoft: true, help: null });
    expect(emulator.admin.calls().write).toBe(1);
  });

  test('co-sell: two documents in one engagement; the answer is what a read shows', async () => {
    const snapshot = written(await side.create(createChange(HELP)));
    expect(snapshot.deal).toMatchObject(HELP);
    expect(snapshot.referral?.microsoftReferralId).toMatch(/^[\da-f-]{36}$/);
    expect(emulator.admin.calls()).toMatchObject({ write: 2, read: 0 });
    expect(await side.read([snapshot.id])).toEqual([snapshot]);
  });

  test('a refusal is a value with the service’s words at the field', async () => {
    const result = await side.create(createChange({ solutions: [] }));
    expect(result).toMatchObject({
      kind: 'refused',
      refusals: [{ field: 'solutions', message: expect.stringContaining('solution') }],
    });
  });

  test('co-sell that stops half-way leaves the deal, which the next update completes', async () => {
    emulator.admin.addFault({ match: { method: 'POST', path: '/v1.0' }, kind: 'server-error', after: 1 });
    const result = await side.create(createChange(HELP));
    if (result.kind !== 'exists') throw new Error(result.kind);
    expect(result.snapshot.deal).toMatchObject({ help: null, visibleToMicrosoft: true });
    const completed = written(await side.update(updateChange(result.snapshot, { help: HELP.help })));
    expect(completed.deal).toMatchObject(HELP);
    expect(await side.read([completed.id])).toEqual([completed]);
  });

  test('a request to Microsoft whose answer was lost is not made twice', async () => {
    const deal = written(await side.create(createChange({ visibleToMicrosoft: true })));
    const impatient = connectSide(emulator, { timeoutMs: SHORT_TIMEOUT_MS });
    emulator.admin.addFault({ match: { method: 'POST', path: '/v1.0' }, kind: 'timeout-after' });
    const lost = await failure(impatient.update(updateChange(deal, { help: HELP.help })));
    expect(lost).toMatchObject({ recovery: 'retry', outcomeUnknown: true });
    const [now] = await impatient.read([deal.id]);
    expect(now?.deal.help).toBe(HELP.help);
    const again = written(await impatient.update(updateChange(deal, { help: HELP.help })));
    expect(again.deal.help).toBe(HELP.help);
    expect(emulator.admin.calls().operations).toMatchObject({ 'create-referral': 2 });
  });
});

describe('changing a deal', () => {
  test('one conditional call writes values, list and back-reference and answers the new state', async () => {
    const before = written(await side.create(createChange(HELP)));
    emulator.admin.resetCalls();
    const fields: DealView = {
      value: '100',
      currency: 'EUR',
      closeDate: '2027-10-01',
      notes: 'A & B',
      referralProgram: 'X',
    };
    const after = written(await side.update(updateChange(before, fields, { counterpartId: '006other' })));
    expect(after).toMatchObject({ counterpartId: '006other', deal: { ...before.deal, ...fields } });
    expect(after.version).not.toBe(before.version);
    expect(emulator.admin.calls()).toMatchObject({ write: 1, read: 0 });
    expect(await side.read([before.id])).toEqual([after]);
  });

  test('a version that has moved on is a conflict and writes nothing', async () => {
    const before = written(await side.create(createChange()));
    emulator.admin.people.portalEdit({ referralId: before.id, changes: { details: { notes: 'from the portal' } } });
    expect(await side.update(updateChange(before, { value: '1' }))).toEqual({ kind: 'conflict' });
    expect(await side.update(updateChange(before, { team: [] }))).toEqual({ kind: 'conflict' });
    expect(await side.update(updateChange(before, HELP))).toEqual({ kind: 'conflict' });
    const [now] = await side.read([before.id]);
    expect(now?.deal).toMatchObject({ value: FIELDS.value, notes: 'from the portal' });
  });

  test('a referral that is gone, and one that is closed', async () => {
    const deal = written(await side.create(createChange()));
    const gone = updateChange({ ...deal, id: '00000000-0000-4000-8000-000000000000' }, { value: '1' });
    expect(await side.update(gone)).toEqual({ kind: 'gone' });
    const won = written(await side.update(updateChange(deal, { status: 'won' })));
    expect(won.deal.status).toBe('won');
    expect(await side.update(updateChange(won, { value: '1' }))).toMatchObject({ kind: 'refused' });
    expect(await side.update(updateChange(deal, { name: 'x' }))).toMatchObject({
      kind: 'refused',
      refusals: [{ code: 'fixed-at-creation' }],
    });
  });

  test('lists are replaced without losing what only the service knows', async () => {
    const colleague = {
      firstName: 'Kai',
      lastName: 'Keen',
      email: 'kai@lakeshore.example',
      phoneNumber: '+12065550181',
    };
    const { id } = emulator.admin.people.invite({ referral: { team: [{ ...colleague, contactPreference: {} }] } });
    const [before] = await side.read([id]);
    if (!before) throw new Error('no invitation');
    const accepted = written(await side.update(updateChange(before, { status: 'active' })));
    const team = [...(accepted.deal.team ?? []), ...(FIELDS.team ?? [])];
    const after = written(await side.update(updateChange(accepted, { team })));
    expect(after.deal.team).toEqual(team);
    const { referrals } = emulator.admin.snapshot() as { referrals: { id: string; team: object[] }[] };
    expect(referrals.find((referral) => referral.id === id)?.team[0]).toHaveProperty('contactPreference');
  });

  test('private becomes partner-led, then co-sell', async () => {
    const hidden = written(await side.create(createChange()));
    const shown = written(await side.update(updateChange(hidden, { visibleToMicrosoft: true })));
    expect(shown.deal).toMatchObject({ visibleToMicrosoft: true, help: null });
    const helped = written(await side.update(updateChange(shown, { ...HELP, notes: 'please' })));
    expect(helped.deal).toMatchObject({ ...HELP, notes: 'please' });
    expect(await side.read([helped.id])).toEqual([helped]);
    const otherHelp = await side.update(updateChange(helped, { help: 'GeneralOrOther' }));
    expect(otherHelp).toMatchObject({ kind: 'refused', refusals: [{ code: 'help-is-final', field: 'help' }] });
  });

  test('private becomes co-sell in one step', async () => {
    const hidden = written(await side.create(createChange()));
    const helped = written(await side.update(updateChange(hidden, { help: HELP.help })));
    expect(helped.deal).toMatchObject(HELP);
    expect(await side.read([helped.id])).toEqual([helped]);
  });

  test('an answer without a body is read', async () => {
    const before = written(await side.create(createChange()));
    const bare = connectSide(emulator, {
      fetch: async (url, init) => {
        const headers = { ...(init.headers as Record<string, string>) };
        delete headers['prefer'];
        return fetch(url, { ...init, headers });
      },
    });
    expect(written(await bare.update(updateChange(before, { value: '7' }))).deal.value).toBe('7');
  });
});

describe('an invitation', () => {
  test('is read with one call, accepted, or declined with a reason even if the seller gave none', async () => {
    const first = emulator.admin.people.invite({});
    const second = emulator.admin.people.invite({});
    emulator.admin.resetCalls();
    const [invited] = await side.read([first.id]);
    expect(invited).toMatchObject({ deal: { status: 'invited' }, referral: { origin: 'theirs', category: 'co-sell' } });
    expect(emulator.admin.calls().read).toBe(1);
    if (!invited) throw new Error('no invitation');
    expect(written(await side.update(updateChange(invited, { status: 'active' }))).deal.status).toBe('active');
    const [other] = await side.read([second.id]);
    if (!other) throw new Error('no invitation');
    const declined = written(await side.update(updateChange(other, { status: 'declined' })));
    expect(declined.deal).toMatchObject({ status: 'declined', statusReason: 'Others' });
    expect(await side.update(updateChange(invited, HELP))).toMatchObject({ kind: 'refused' });
  });
});

/** What no public document settles, the adapter takes either way. */
test.each([
  { 'post-status': '201' },
  { 'own-deal-direction': 'Incoming' },
  { 'terminal-write-status': '409' },
  { 'terminal-write-status': '422' },
  { 'post-requires-consent': true },
  { 'decline-needs-reason': false },
  { 'page-size': 1 },
  { 'next-link-faults': false, 'page-size': 1 },
])('a co-sell deal goes its way with %j', async (switches) => {
  emulator.admin.setSwitches(switches);
  const deal = written(await side.create(createChange(HELP)));
  emulator.admin.people.microsoftAccept({ referralId: deal.id, microsoftMsxId: '7-YES' });
  const [accepted] = await side.read([deal.id]);
  if (!accepted) throw new Error('gone');
  expect(accepted).toMatchObject({ deal: { ...HELP, microsoftCrmId: '7-YES' }, referral: { origin: 'ours' } });
  const won = written(await side.update(updateChange(accepted, { status: 'won' })));
  expect(won.deal).toMatchObject({ status: 'won', microsoftCrmId: '7-YES' });
  expect(await side.update(updateChange(won, { value: '1' }))).toMatchObject({ kind: 'refused' });
});
