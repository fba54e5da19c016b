import { afterEach, describe, expect, test } from 'vitest';
import { defaultDynamicsWorld } from '../../../emulators/worlds/dynamics.ts';
import { partnerCenterWorldBeside } from '../../../emulators/worlds/partner-center.ts';
import type { SettingsInput } from '../../../src/config/schema.ts';
import { type CrmInstallation, installBeside } from '../../support/crm-installation.ts';
import { eventually } from '../../support/eventually.ts';
import { type DynamicsCrm, startDynamicsCrm } from '../../support/scenario/crm/dynamics.ts';
import { type Microsoft, microsoftIn } from '../../support/scenario/microsoft.ts';
import { observePartnerCenter, type PartnerCenterObserved } from '../../support/scenario/observed.ts';

/** What an environment refuses or lacks: each has a code and a sentence, and the other fields and deals keep moving. */

interface Place extends CrmInstallation {
  crm: DynamicsCrm;
  microsoft: Microsoft;
  inPartnerCenter: PartnerCenterObserved;
}

const open: Place[] = [];
afterEach(async () => {
  for (const place of open.splice(0)) await place.close();
});

async function started(adjust?: (settings: SettingsInput) => void): Promise<Place> {
  const crm = await startDynamicsCrm({ world: { ...defaultDynamicsWorld, records: [] } });
  const world = { ...partnerCenterWorldBeside(['dynamics']), referrals: [] };
  const installed = await installBeside(crm, { partnerCenterWorld: world, ...(adjust ? { adjust } : {}) });
  const { partnerCenter } = installed;
  const place = {
    ...installed,
    microsoft: microsoftIn(partnerCenter),
    inPartnerCenter: observePartnerCenter(partnerCenter),
  };
  open.push(place);
  return place;
}

const CONNECTOR = 'integration@lakeshore.example';

async function shared({ crm, inPartnerCenter }: Place): Promise<{ dealId: string; referralId: string }> {
  const dealId = crm.seller.opens({ ticked: true });
  const { id: referralId } = await eventually(() => inPartnerCenter.referralOf(dealId));
  await eventually(() => expect(crm.observed.deal(dealId).referralId).toBe(referralId));
  return { dealId, referralId };
}

const audit = ({ crm }: Place, dealId: string) => crm.observed.auditOf(dealId).join('\n');

interface Shown {
  state: string;
  reason: string | null;
}
const show = async (place: Place, id: string) => (await place.cosell('deals', 'show', id, '--json')).json() as Shown;

describe('one value is refused, the others travel', () => {
  test('a column that the user may not write', async () => {
    const place = await started();
    await place.serve();
    const { dealId, referralId } = await shared(place);
    place.crm.emulator.admin.people.restrictUser({
      username: CONNECTOR,
      readOnlyColumns: ['opportunity.description'],
    });
    place.microsoft.edits(referralId, { details: { notes: 'From the portal.', dealValue: 4321 } });
    await eventually(() => expect(place.crm.observed.deal(dealId).value).toBe(4321));
    await eventually(() => expect(audit(place, dealId)).toMatch(/may not write Description/));
    expect(place.crm.observed.deal(dealId).notes).not.toBe('From the portal.');
    expect((await show(place, dealId)).reason).toMatch(/may not write Description/);
  });

  test('a text that is longer than the column', async () => {
    const place = await started();
    await place.serve();
    const { dealId, referralId } = await shared(place);
    const notes = 'x'.repeat(2500);
    place.microsoft.edits(referralId, { details: { notes, dealValue: 4321 } });
    await eventually(() => expect(place.crm.observed.deal(dealId).value).toBe(4321));
    expect(place.crm.observed.deal(dealId).notes?.length).toBeLessThanOrEqual(2000);
    expect(place.inPartnerCenter.referral(referralId).details.notes).toBe(notes);
  });

  test('a currency that the environment does not keep', async () => {
    const place = await started();
    await place.serve();
    const { dealId, referralId } = await shared(place);
    place.microsoft.edits(referralId, { details: { currency: 'JPY', dealValue: 900_000, notes: 'In yen.' } });
    await eventually(() => expect(place.crm.observed.deal(dealId).notes).toBe('In yen.'));
    await eventually(() => expect(audit(place, dealId)).toMatch(/JPY/));
    expect(place.crm.observed.deal(dealId).currency).toBe('USD');
  });

  test('what a plug-in of the partner refuses, in its own words', async () => {
    const place = await started();
    await place.serve();
    const { dealId, referralId } = await shared(place);
    place.crm.emulator.admin.people.addValidationRule({
      name: 'ceiling',
      table: 'opportunity',
      when: 'estimatedvalue gt 1000000',
      message: 'Deals above a million need the approval of finance.',
    });
    place.microsoft.edits(referralId, { details: { dealValue: 2_000_000, notes: 'Grew.' } });
    await eventually(() => expect(place.crm.observed.deal(dealId).notes).toBe('Grew.'));
    await eventually(() => expect(audit(place, dealId)).toMatch(/approval of finance/));
  });
});

describe('one deal is refused, the others travel', () => {
  test('a customer that a duplicate detection rule knows, where the settings respect such rules', async () => {
    const place = await started((settings) => {
      settings.dynamics = { newRecords: { allowDuplicates: false } };
    });
    place.crm.emulator.admin.people.addDuplicateRule({ name: 'names', table: 'account', columns: ['name'] });
    await place.serve();
    const first = place.microsoft.invites({ customerProfile: { name: 'Twin Ltd' } });
    await eventually(() => place.crm.observed.dealOf(first.id));
    const second = place.microsoft.invites({
      customerProfile: {
        name: 'Twin Ltd',
        address: { addressLine1: '9 Far Rd', city: 'Oslo', state: null, postalCode: '0150', country: 'NO' },
      },
    });
    const other = place.microsoft.invites();
    await eventually(() => place.crm.observed.dealOf(other.id));
    await eventually(async () => expect((await show(place, second.id)).reason).toMatch(/duplicate/i));
    expect(place.crm.observed.customers().filter(({ name }) => name === 'Twin Ltd')).toHaveLength(1);
  });

  test('a row that nobody shares with the connector any more', async () => {
    const place = await started();
    await place.serve();
    const hidden = await shared(place);
    const other = await shared(place);
    place.crm.emulator.admin.people.restrictUser({ username: CONNECTOR, hiddenRows: [hidden.dealId] });
    place.microsoft.edits(hidden.referralId, { details: { notes: 'Not to be seen.' } });
    place.microsoft.edits(other.referralId, { details: { notes: 'To be seen.' } });
    await eventually(() => expect(place.crm.observed.deal(other.dealId).notes).toBe('To be seen.'));
    await eventually(async () =>
      expect((await show(place, hidden.referralId)).reason).toMatch(/may not change this record/),
    );
  });
});

describe('the environment as a whole', () => {
  test('a right that the role lacks is named, and everything arrives once it is granted', async () => {
    const place = await started((settings) => {
      settings.limits = { rest: '500ms' };
    });
    await place.serve();
    const { people } = place.crm.emulator.admin;
    people.restrictUser({ username: CONNECTOR, readOnlyTables: ['account'] });
    const invitation = place.microsoft.invites();
    await eventually(async () => {
      const { stdout } = await place.cosell('status');
      const shown = await place.cosell('deals', 'show', invitation.id);
      expect(stdout + shown.stdout).toMatch(/account/i);
    });
    expect(place.crm.observed.deals()).toEqual([]);
    people.restrictUser({ username: CONNECTOR });
    await place.cosell('reconcile', invitation.id);
    await eventually(() => place.crm.observed.dealOf(invitation.id));
  });

  test('a status reason that it does not have is named at the start, with those that would do', async () => {
    const place = await started((settings) => {
      settings.dynamics = { statuses: { onHold: 'Partner Review' } };
    });
    const said = await place.cosell('doctor');
    expect(said.stdout).toMatch(/no status reason "Partner Review"/);
    expect(said.stdout).toMatch(/On Hold/);
    expect(said.code).toBe(1);
    await expect(place.serve()).rejects.toMatchObject({ code: 'dynamics-status-unknown' });
  });

  test('a mark of changes that has expired: everything is looked at again, nothing lost or doubled', async () => {
    const place = await started();
    const stop = await place.serve();
    const { dealId, referralId } = await shared(place);
    await stop();
    await place.crm.moveClock(8 * 86_400_000);
    place.crm.seller.edits(dealId, { value: 77_000 });
    await place.serve();
    await eventually(() => expect(place.inPartnerCenter.referral(referralId).details.dealValue).toBe(77_000));
    expect(place.inPartnerCenter.referralsOf(dealId)).toHaveLength(1);
    expect(place.crm.observed.deals()).toHaveLength(1);
  });

  test('R103 throttled for its requests of the last minutes: it waits and loses nothing', async () => {
    const place = await started();
    await place.serve();
    const { referralId } = await shared(place);
    const { admin } = place.crm.emulator;
    admin.people.setApiUsage({ username: CONNECTOR, used: 6000 });
    place.microsoft.edits(referralId, { details: { notes: 'After the wait.' } });
    await eventually(async () => {
      const { connections } = (await place.cosell('status', '--json')).json() as { connections: { reason: string }[] };
      expect(connections.map(({ reason }) => reason).join()).toMatch(/throttled/);
    });
    const { work } = (await place.cosell('status', '--json')).json() as { work: { parked: number; waiting: number } };
    expect(work).toMatchObject({ parked: 0 });
  });

  test('R103 throttled for too many calls at once: it waits and loses nothing', async () => {
    const place = await started();
    await place.serve();
    const { dealId, referralId } = await shared(place);
    place.crm.emulator.admin.addFault({ kind: 'throttle', times: 5, retryAfterSeconds: 1 });
    place.microsoft.edits(referralId, { details: { notes: 'After the wait.' } });
    await eventually(() => expect(place.crm.observed.deal(dealId).notes).toBe('After the wait.'), { withinMs: 40_000 });
    const { work } = (await place.cosell('status', '--json')).json() as { work: { parked: number } };
    expect(work.parked).toBe(0);
  });
});
