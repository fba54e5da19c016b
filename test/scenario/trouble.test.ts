import { afterEach, describe, expect, test } from 'vitest';
import type { FaultRule } from '../../emulators/kit/faults.ts';
import type { StatusReport } from '../../src/cli/product/status.ts';
import type { SettingsInput } from '../../src/config/schema.ts';
import { type ScenarioPlace, startScenarioPlace } from '../support/crm-installation.ts';
import { eventually } from '../support/eventually.ts';
import { CRM_NAMES } from '../support/scenario/crm/kinds.ts';

/** What holds with every CRM although a system is in trouble, tells little, or is to be left alone. */

const THROTTLED: FaultRule = { kind: 'throttle', retryAfterSeconds: 1, times: 4 };
const FAILING: FaultRule = { kind: 'server-error', status: 503, times: 5 };

describe.each(CRM_NAMES)('with %s', (crm) => {
  let place: ScenarioPlace;
  afterEach(() => place?.close());

  async function started(adjust: (settings: SettingsInput) => void = () => undefined): Promise<void> {
    place = await startScenarioPlace(crm, {
      partnerCenter: { referrals: [] },
      withoutRecords: true,
      adjust(settings) {
        settings.limits = { ...settings.limits, rest: '300ms' };
        adjust(settings);
      },
    });
    await place.serve();
  }

  async function shared() {
    const dealId = place.seller.opens({ ticked: true });
    const { id: referralId } = await eventually(() => place.inPartnerCenter.referralOf(dealId));
    await eventually(() => expect(place.inCrm.deal(dealId).referralId).toBe(referralId));
    return { dealId, referralId };
  }

  test.each([
    ['throttles', THROTTLED],
    ['fails', FAILING],
  ] as const)('R103 the CRM %s: changes wait, arrive, and nothing stays switched off', async (_, fault) => {
    await started();
    const [out, back] = [await shared(), await shared()];
    place.crm.addFault(fault);
    place.seller.edits(out.dealId, { value: 72_000 });
    place.microsoft.edits(back.referralId, { details: { dealValue: 73_000 } });
    await eventually(
      () => {
        expect(place.inPartnerCenter.referral(out.referralId).details.dealValue).toBe(72_000);
        expect(place.inCrm.deal(back.dealId).value).toBe(73_000);
      },
      { withinMs: 40_000 },
    );
    await eventually(async () => {
      expect(place.crm.faultsLeft()).toBe(0);
      const { work, attention } = (await place.cosell('status', '--json')).json() as StatusReport;
      expect([work.due, work.parked, attention]).toEqual([0, 0, []]);
    });
  });

  test('R37 what no notice told is found by looking as often as the settings say', async () => {
    await started((settings) => {
      settings.webhook = { ...settings.webhook, register: 'never' };
      settings.sweep = { partnerCenterEvery: '200ms', crmEvery: '200ms', overlap: '1s' };
    });
    const { dealId, referralId } = await shared();
    expect(place.partnerCenter.admin.webhooks.registration()).toBeUndefined();
    place.microsoft.edits(referralId, { details: { notes: 'Nobody was told.' } });
    await eventually(() => expect(place.inCrm.deal(dealId).notes).toBe('Nobody was told.'));
  });

  test('R8 a seller whom Partner Center does not know shares a deal', async () => {
    await started();
    const { referralId } = await shared();
    expect(place.inPartnerCenter.referral(referralId).status).toBe('Active');
  });

  test('R107 releasing the webhook leaves the deals of the CRM as they are', async () => {
    await started();
    const { dealId } = await shared();
    await eventually(() => expect(place.inCrm.deal(dealId).name).toMatch(/^✔ /));
    const before = place.inCrm.deal(dealId);
    expect((await place.cosell('webhook', 'release')).code).toBe(0);
    // With nobody before us the API keeps the address, for no notice of a deal.
    expect(place.partnerCenter.admin.webhooks.registration()?.events).toEqual(['test-created']);
    expect(place.inCrm.deal(dealId)).toEqual(before);
    expect(before.referralLink).toContain(before.referralId);
  });

  test('R41 leads stay away unless the settings want them', async () => {
    await started();
    const lead = place.microsoft.sendsLead();
    const invitation = place.microsoft.invites();
    await eventually(() => place.inCrm.dealOf(invitation.id));
    expect(() => place.inCrm.leadOf(lead.id)).toThrow('found 0');
    expect(() => place.inCrm.dealOf(lead.id)).toThrow('found 0');
  });

  test('R56 the deal shows all that the referral tells', async () => {
    await started();
    const { id } = place.microsoft.invites({ referralProgram: 'Azure Accelerate', details: { notes: 'Three sites.' } });
    const deal = await eventually(() => place.inCrm.dealOf(id));
    const referral = place.inPartnerCenter.referral(id);
    expect(deal).toMatchObject({
      name: `✔ ${referral.name}`,
      value: referral.details.dealValue,
      currency: referral.details.currency,
      closeDate: referral.details.closingDateTime?.slice(0, 10),
      notes: 'Three sites.',
      ticked: true,
      visible: true,
      referralId: id,
      referralLink: expect.stringContaining(id),
      microsoftCrmId: referral.trackingInfo.microsoftMsxId,
      program: 'Azure Accelerate',
    });
    expect(place.inCrm.customerOf(deal.id)).toMatchObject({ name: referral.customerProfile.name, country: 'IE' });
    expect(place.inCrm.contactsOf(deal.id)).toMatchObject([
      { email: referral.customerProfile.team[0]?.email, isPrimary: true },
    ]);
    expect(place.inCrm.solutionsOf(deal.id)).toEqual(referral.details.requirements.solutions.map(({ id }) => id));
  });
});
