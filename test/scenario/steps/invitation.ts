import assert from 'node:assert/strict';
import { eventually } from '../../support/eventually.ts';
import { ACTIVE_STAGE } from '../../support/scenario/seller.ts';
import { ON_HOLD } from '../../support/scenario/settings.ts';
import type { ScenarioWorld } from '../../support/scenario-world.ts';
import type { Step } from '../step.ts';

const AUDIT_LINE = /^\d{4}-\d\d-\d\d \d\d:\d\d - \S/;

/** Everything that an invitation brings along, for a customer whom the CRM knows by name and postal code. */
const arrives: Step = {
  id: '1-invitation',
  title:
    'R38 R39 R40 R45 R48 R49 R54 R55 R59 R87 R89 Microsoft invites: one opportunity on hold, complete, at the account the CRM knows',
  async play({ microsoft, inSalesforce, inPartnerCenter, quiet }) {
    const relecloud = inSalesforce.rows('Account').find(({ Name }) => Name === 'Relecloud Ltd');
    const accounts = inSalesforce.rows('Account').length;
    const { id } = microsoft.invites({
      name: 'Relecloud reporting platform',
      customerProfile: {
        name: 'Relecloud Ltd',
        address: {
          addressLine1: '12 Harbour Road',
          city: 'Bristol',
          state: null,
          postalCode: 'BS1 5TY',
          country: 'GB',
        },
      },
      details: {
        notes: 'Moves its reporting this year.',
        dealValue: 123_456.78,
        currency: 'GBP',
        closingDateTime: '2027-09-15T00:00:00Z',
        requirements: {
          solutions: [
            { id: 'SOL-41877-KDT', name: 'Lakeshore Fabric Accelerator', type: 'Name', solutionType: '3P' },
            { id: 'SOL-99001-NEW', name: 'Lakeshore Newcomer', type: 'Name', solutionType: '3P' },
          ],
        },
      },
    });
    const deal = await eventually(() => inSalesforce.dealOf(id));
    assert.partialDeepStrictEqual(deal, {
      Name: '✔ Relecloud reporting platform',
      StageName: ON_HOLD,
      AccountId: relecloud?.['Id'],
      Amount: 123_456.78,
      CurrencyIsoCode: 'GBP',
      CloseDate: '2027-09-15',
      Description: 'Moves its reporting this year.',
      Sync_With_Partner_Center__c: true,
      Referral_visible_to_Microsoft_sellers__c: true,
      Referral_Identifier__c: id,
      Referral_Link__c: `https://partner.microsoft.com/referrals/v2/inbox?id=${id}`,
    });
    assert.equal(inSalesforce.rows('Account').length, accounts, 'no account was added');
    assert.equal(inSalesforce.row('Account', deal['AccountId'])['BillingCountryCode'], 'GB');
    assert.deepEqual(inSalesforce.solutionsOf(deal['Id']), ['SOL-41877-KDT', 'SOL-99001-NEW']);
    const [contact, ...others] = inSalesforce.contactsOf(deal['Id']);
    assert.equal(others.length, 0, 'one contact role');
    const [person] = inPartnerCenter.referral(id).customerProfile.team;
    assert.partialDeepStrictEqual(contact, {
      FirstName: person?.firstName,
      LastName: person?.lastName,
      Email: person?.email,
      Phone: person?.phoneNumber,
      IsPrimary: true,
    });
    const audit = inSalesforce.auditOf(String(deal['Id']));
    assert.ok(audit.length > 0 && audit.every((line) => AUDIT_LINE.test(line)), `audit lines: ${audit.join(' | ')}`);
    await eventually(() => assert.equal(inPartnerCenter.referralOf(String(deal['Id'])).id, id));
    await quiet();
    assert.equal(inSalesforce.dealOf(id)['Id'], deal['Id'], 'still exactly one opportunity');
    assert.equal(inPartnerCenter.referral(id).status, 'New', 'nobody has accepted it');
  },
};

const newCustomer: Step = {
  id: '1-new-customer',
  title:
    'R45 R47 R48 Two invitations for one new customer at once make one account; the same name elsewhere makes another',
  async play({ microsoft, inSalesforce }) {
    const address = { addressLine1: '5 Dock', city: 'Oslo', state: null, postalCode: '0150', country: 'NO' };
    const customerProfile = { name: 'Fabrikam Shipping AS', address, team: [] };
    const elsewhere = { ...customerProfile, address: { ...address, city: 'Bergen', postalCode: '5003' } };
    const invited = [customerProfile, customerProfile, elsewhere].map((profile) =>
      microsoft.invites({ customerProfile: profile }),
    );
    const deals = await eventually(() => invited.map(({ id }) => inSalesforce.dealOf(id)));
    const accounts = inSalesforce.rows('Account').filter(({ Name }) => Name === 'Fabrikam Shipping AS');
    assert.deepEqual(accounts.map((row) => row['BillingPostalCode']).sort(), ['0150', '5003']);
    assert.ok(accounts.every((row) => row['BillingCountryCode'] === 'NO'));
    assert.equal(deals[0]?.['AccountId'], deals[1]?.['AccountId']);
    assert.notEqual(deals[0]?.['AccountId'], deals[2]?.['AccountId']);
  },
};

/** An invitation that has reached the CRM and is linked; answers both ids. */
export async function invited({ microsoft, inSalesforce, inPartnerCenter }: ScenarioWorld) {
  const { id } = microsoft.invites();
  const dealId = await eventually(() => String(inSalesforce.dealOf(id)['Id']));
  await eventually(() => inPartnerCenter.referralOf(dealId));
  return { referralId: id, dealId };
}

const accepted: Step = {
  id: '2-accepted',
  title: 'R80 Leaving the on-hold stage accepts the referral; what was edited on hold follows',
  async play(world) {
    const { seller, inPartnerCenter, inSalesforce, quiet } = world;
    const { referralId, dealId } = await invited(world);
    seller.edits(dealId, { Amount: 77_000, Description: 'Edited while on hold.' });
    await quiet();
    const waiting = inPartnerCenter.referral(referralId);
    assert.equal(waiting.details.dealValue, 120_000, 'edits on hold stay in the CRM');
    assert.equal(inSalesforce.deal(dealId)['Amount'], 77_000, 'edits on hold are kept');
    seller.moves(dealId, ACTIVE_STAGE);
    await eventually(() => {
      const { status, substatus, details } = inPartnerCenter.referral(referralId);
      assert.deepEqual([status, substatus], ['Active', 'Accepted']);
      assert.deepEqual([details.dealValue, details.notes], [77_000, 'Edited while on hold.']);
    });
    await eventually(() => assert.match(inSalesforce.auditOf(dealId).join('\n'), /Accepted: Partner Center was told/));
    assert.equal(inSalesforce.deal(dealId)['StageName'], ACTIVE_STAGE);
  },
};

const declined: Step = {
  id: '2-declined',
  title: 'R81 Closing it as lost while on hold declines the referral with a reason',
  async play(world) {
    const { seller, inPartnerCenter, inSalesforce } = world;
    const { referralId, dealId } = await invited(world);
    seller.moves(dealId, 'Closed Lost');
    await eventually(() => {
      const { status, substatus, statusReason } = inPartnerCenter.referral(referralId);
      assert.deepEqual([status, substatus], ['Closed', 'Declined']);
      assert.ok(statusReason, 'the portal demands a reason');
    });
    await eventually(() => assert.match(inSalesforce.auditOf(dealId).join('\n'), /Declined: Partner Center was told/));
  },
};

export const invitationSteps: readonly Step[] = [arrives, newCustomer, accepted, declined];
