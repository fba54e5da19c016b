import { randomUUID } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import type { PartnerCenterWorldInput } from '../../../emulators/partner-center/world-schema.ts';
import { defaultDynamicsWorld } from '../../../emulators/worlds/dynamics.ts';
import { partnerCenterWorldBeside } from '../../../emulators/worlds/partner-center.ts';
import type { DealCheck } from '../../../src/cli/product/deals.ts';
import type { SettingsInput } from '../../../src/config/schema.ts';
import { type CrmInstallation, installBeside } from '../../support/crm-installation.ts';
import { eventually } from '../../support/eventually.ts';
import { type DynamicsCrm, startDynamicsCrm } from '../../support/scenario/crm/dynamics.ts';
import { type Microsoft, microsoftIn } from '../../support/scenario/microsoft.ts';
import { observePartnerCenter, type PartnerCenterObserved } from '../../support/scenario/observed.ts';
import { countDoubled } from '../../support/scenario/tallies.ts';

/** What whoever runs the connector beside Dynamics 365 relies on. */

interface Place extends CrmInstallation {
  crm: DynamicsCrm;
  microsoft: Microsoft;
  inPartnerCenter: PartnerCenterObserved;
}

interface Options {
  installed?: 'cosell' | 'microsoft';
  referrals?: PartnerCenterWorldInput['referrals'];
  adjust?: (settings: SettingsInput) => void;
}

const CONNECTOR = 'integration@lakeshore.example';

const open: Place[] = [];
afterEach(async () => {
  for (const place of open.splice(0)) await place.close();
});

async function started({ installed = 'cosell', referrals = [], adjust }: Options = {}): Promise<Place> {
  const organization = { ...defaultDynamicsWorld.organization, installed };
  const crm = await startDynamicsCrm({ world: { ...defaultDynamicsWorld, organization, records: [] } });
  const partnerCenterWorld = { ...partnerCenterWorldBeside(['dynamics']), referrals };
  const installation = await installBeside(crm, { partnerCenterWorld, ...(adjust ? { adjust } : {}) });
  const { partnerCenter } = installation;
  const people = { microsoft: microsoftIn(partnerCenter), inPartnerCenter: observePartnerCenter(partnerCenter) };
  const place = { ...installation, ...people };
  open.push(place);
  return place;
}

test('R50 a column that the environment demands is named by the failure, and filled by a default of the settings', async () => {
  const place = await started();
  place.crm.emulator.admin.people.addValidationRule({
    name: 'step',
    table: 'opportunity',
    when: 'stepname eq null',
    message: 'Pipeline phase (stepname) must be set.',
  });
  const stop = await place.serve();
  const { id } = place.microsoft.invites();
  await eventually(async () => {
    const { reason } = (await place.cosell('deals', 'show', id, '--json')).json() as { reason: string | null };
    expect(reason).toMatch(/stepname/);
  });
  await stop();
  await place.configure((settings) => {
    settings.dynamics = { newRecords: { opportunity: { stepname: '1-Qualify' } } };
  });
  await place.serve();
  await place.cosell('reconcile', id);
  const deal = await eventually(() => place.crm.observed.dealOf(id));
  const row = place.crm.emulator.admin.snapshot().records['opportunity']?.find((each) => each['id'] === deal.id);
  expect(row?.['stepname']).toBe('1-Qualify');
});

test('R92 a command tells what would be refused before Sync is ticked, and writes nothing', async () => {
  const place = await started();
  const { seller } = place.crm;
  const id = seller.opens({ contact: null, solution: null, help: 'GeneralOrOther' });
  const check = async () => (await place.cosell('deals', 'check', id, '--json')).json() as DealCheck;
  const incomplete = await check();
  expect(incomplete).toMatchObject({ outcome: 'incomplete', ticked: false, kind: 'co-sell' });
  expect(incomplete.missing.map(({ code }) => code).sort()).toEqual(['contact-missing', 'solution-missing']);
  seller.addsContact(id);
  seller.addsSolution(id);
  expect(await check()).toMatchObject({ outcome: 'ready', missing: [] });
  expect(place.crm.calls().write).toBe(0);
  expect(place.inPartnerCenter.referralsOf(id)).toEqual([]);
});

test('R97 the old text of products is read where a deal has no solutions, and never written', async () => {
  const place = await started({ installed: 'microsoft' });
  await place.serve();
  const text = 'SOL-41877-KDT';
  const { people } = place.crm.emulator.admin;
  const column = 'msft_microsoftpartnercentersolutions';
  const customer = people.create({
    table: 'account',
    values: {
      name: 'Old Products Ltd',
      address1_line1: '1 Main St',
      address1_city: 'Springfield',
      address1_postalcode: '62701',
      address1_country: 'US',
    },
  });
  const deal = people.create({
    table: 'opportunity',
    values: {
      name: 'With old products',
      customerid: { table: 'account', id: customer.id },
      estimatedvalue: 5000,
      estimatedclosedate: '2027-05-31',
      [column]: text,
      msft_customerpurchaseintent: 299600000,
      msft_microsoftpartnercenterreferralsync: true,
    },
  });
  const referral = await eventually(() => place.inPartnerCenter.referralOf(deal.id));
  expect(referral.details.requirements.solutions.map(({ id }) => id)).toEqual([text]);
  const row = place.crm.emulator.admin.snapshot().records['opportunity']?.find((each) => each['id'] === deal.id);
  expect(row?.[column]).toBe(text);
});

test('R102 an application user who was disabled raises an alert; work waits and arrives once he is back', async () => {
  const place = await started({
    adjust: (settings) => {
      settings.limits = { rest: '500ms' };
    },
  });
  const { admin, credentials } = place.crm.emulator;
  await place.serve();
  admin.people.deactivateUser({ username: CONNECTOR });
  const { id } = place.microsoft.invites();
  await eventually(async () => {
    const status = (await place.cosell('status', '--json')).json() as { healthy: boolean; attention: unknown[] };
    expect(status.attention).not.toEqual([]);
  });
  admin.people.edit({ id: credentials.userId, values: { isdisabled: false } });
  await eventually(() => place.crm.observed.dealOf(id));
  const { work } = (await place.cosell('status', '--json')).json() as { work: { parked: number } };
  expect(work.parked).toBe(0);
});

test('R107 releasing the webhook and stopping leaves the data of the CRM readable', async () => {
  const place = await started();
  const stop = await place.serve();
  const dealId = place.crm.seller.opens({ ticked: true });
  const { id } = await eventually(() => place.inPartnerCenter.referralOf(dealId));
  await eventually(() => expect(place.crm.observed.deal(dealId).referralId).toBe(id));
  expect((await place.cosell('webhook', 'release', '--json')).code).toBe(0);
  await stop();
  const { referralId, referralLink } = place.crm.observed.deal(dealId);
  expect([referralId, referralLink?.includes(id)]).toEqual([id, true]);
  expect(place.crm.observed.auditOf(dealId).join()).toContain('Shared with Partner Center');
});

const MANY = Array.from({ length: 1000 }, (_, at) => ({ at, recordId: randomUUID(), referralId: randomUUID() }));

test('R108 a thousand deals changed at once on both sides arrive, each once and none doubled', async () => {
  const place = await started({
    referrals: MANY.map(({ at, recordId, referralId }) => ({
      id: referralId,
      name: `Deal ${at}`,
      status: 'Active',
      substatus: 'Accepted',
      type: 'Independent',
      qualification: 'SalesQualified',
      direction: 'Outgoing',
      externalReferenceId: recordId,
      customerProfile: { name: `Customer ${at}`, address: { country: 'US' } },
      details: { dealValue: 50_000, currency: 'USD', closingDateTime: '2027-05-31T00:00:00Z', notes: 'First call.' },
    })),
  });
  const { people } = place.crm.emulator.admin;
  people.seed({
    records: MANY.map(({ at, recordId, referralId }) => ({
      table: 'opportunity',
      id: recordId,
      values: {
        name: `✔ Deal ${at}`,
        estimatedvalue: 50_000,
        estimatedclosedate: '2027-05-31',
        description: 'First call.',
        csl_syncwithpartnercenter: true,
        csl_referralid: referralId,
        csl_referrallink: `https://partner.microsoft.com/referrals/v2/inbox?id=${referralId}`,
      },
    })),
  });
  await place.serve();
  const settled = async () => {
    const { work, links } = (await place.cosell('status', '--json')).json() as {
      work: { due: number; leased: number; parked: number };
      links: { active: number };
    };
    expect({ ...work, active: links.active }).toMatchObject({ due: 0, leased: 0, parked: 0, active: 1000 });
  };
  await eventually(settled, { withinMs: 120_000 });
  for (const { at, recordId, referralId } of MANY) {
    if (at % 2 === 0) place.crm.seller.edits(recordId, { value: 60_000 + at });
    else place.microsoft.edits(referralId, { details: { dealValue: 60_000 + at } });
  }
  await eventually(
    () => {
      const referrals = new Map(place.inPartnerCenter.referrals().map((each) => [each.id, each.details.dealValue]));
      const deals = new Map(place.crm.observed.deals().map((each) => [each.id, each.value]));
      const apart = MANY.filter(
        ({ at, recordId, referralId }) =>
          referrals.get(referralId) !== 60_000 + at || deals.get(recordId) !== 60_000 + at,
      );
      expect(apart).toHaveLength(0);
    },
    { withinMs: 180_000 },
  );
  expect(countDoubled({ inPartnerCenter: place.inPartnerCenter, inCrm: place.crm.observed })).toBe(0);
}, 360_000);
