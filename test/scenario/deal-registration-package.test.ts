import { afterEach, describe, expect, test } from 'vitest';
import { assign, crm, emptyOrg, SELLER, signIn, startInstalled } from '../support/crm-org.ts';
import { eventually } from '../support/eventually.ts';
import type { Installation } from '../support/installation.ts';
import { microsoftIn } from '../support/scenario/microsoft.ts';
import { observePartnerCenter, observeSalesforce } from '../support/scenario/observed.ts';
import { sellerIn } from '../support/scenario/seller.ts';
import type { ScenarioSettings } from '../support/scenario/settings.ts';

/** Registering won deals from the fields that our own package brings where the settings want them. */

const STATUS = 'Deal_Registration_Status__c';
const FIELDS = [
  'Register_Deal__c',
  'Contract_Signed__c',
  'Contract_Start__c',
  'Contract_End__c',
  'Contract_Perpetual__c',
];
const HOURS_73_MS = 73 * 3_600_000;
const DAY_MS = 86_400_000;

let place: Installation;
afterEach(() => place?.close());

function registering(settings: ScenarioSettings): void {
  settings.salesforce = { ...settings.salesforce, registration: {}, fields: { registrationStatus: STATUS } };
}

const day = (offset: number) => new Date(Date.now() + offset * DAY_MS).toISOString().slice(0, 10);
const opportunityFields = async () => (await signIn(place.salesforce, SELLER)).fields('Opportunity');

describe('the fields of the package for deal registration', () => {
  test('deal registration: an organisation that did not ask for them does not get them', async () => {
    place = await startInstalled();
    await assign(place.salesforce, SELLER, 'CoSell_Connector_Seller');
    const fields = await opportunityFields();
    expect([...FIELDS, STATUS].filter((name) => fields.has(name))).toEqual([]);
    await place.configure(registering);
    const { steps } = await crm(place, 'plan');
    const made = steps.flatMap(({ action, name }) => (action === 'create' ? [name] : []));
    expect(made.sort()).toEqual([...FIELDS, STATUS].map((name) => `Opportunity.${name}`).sort());
    expect(steps.find(({ name }) => name.startsWith('Opportunity: '))?.notes.join()).toContain('Register_Deal__c');
  });

  test('deal registration: a seller fills them in, and the won deal is registered; the state is shown and read-only', async () => {
    const salesforce = emptyOrg({ multiCurrency: true });
    place = await startInstalled({ salesforce, partnerCenter: { referrals: [] }, adjust: registering });
    await assign(place.salesforce, SELLER, 'CoSell_Connector_Seller');
    const session = await signIn(place.salesforce, SELLER);
    const seen = await session.fields('Opportunity');
    expect(FIELDS.map((name) => seen.get(name)?.['updateable'])).toEqual(FIELDS.map(() => true));
    expect(seen.get(STATUS)).toMatchObject({ updateable: false });

    await place.serve();
    const [seller, inSalesforce] = [sellerIn(place.salesforce), observeSalesforce(place.salesforce)];
    const inPartnerCenter = observePartnerCenter(place.partnerCenter);
    const fields = { Referral_visible_to_Microsoft_sellers__c: true };
    const dealId = seller.opens({ amount: 200_000, fields, ticked: true });
    const { id: referralId } = await eventually(() => inPartnerCenter.referralOf(dealId));
    await place.partnerCenter.admin.moveClock({ advanceMs: HOURS_73_MS });
    microsoftIn(place.partnerCenter).closes(referralId, 'Won');
    await eventually(() => expect(inSalesforce.deal(dealId)['StageName']).toBe('Closed Won'));

    const contract = { Contract_Signed__c: day(0), Contract_Start__c: day(1), Contract_End__c: day(400) };
    const { status } = await session.call('PATCH', `sobjects/Opportunity/${dealId}`, {
      ...contract,
      Register_Deal__c: true,
    });
    expect(status).toBe(204);
    const [registration] = await eventually(() => {
      const { registrations } = inPartnerCenter.referral(referralId);
      expect(registrations, inSalesforce.auditOf(dealId).join('\n')).toHaveLength(1);
      return registrations;
    });
    expect(registration).toMatchObject({ contract: { value: 200_000, currency: 'USD' } });
    await eventually(() => expect(inSalesforce.deal(dealId)[STATUS]).toBe('ReviewPending'));
    place.partnerCenter.admin.people.reviewRegistration({ referralId, status: 'Approved' });
    await eventually(() => expect(inSalesforce.deal(dealId)[STATUS]).toBe('Approved'));
  });
});
