import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultSalesforceWorld } from '../../../emulators/worlds/salesforce.ts';
import type { DealReport } from '../../../src/cli/product/deals.ts';
import { eventually } from '../../support/eventually.ts';
import { type SalesforceParties, startSalesforceParties } from '../parties/place.ts';

/** What an organisation may have against a deal's people, customer and lists: who is told what, and that everything else moves on. */

const SELLER = 'sam.seller@lakeshore.example';
const LOU = 'lou.left@lakeshore.example';

let place: SalesforceParties;

beforeAll(async () => {
  const users = [
    ...(defaultSalesforceWorld.users ?? []),
    { username: LOU, firstName: 'Lou', lastName: 'Left', email: LOU, phone: '+12065550182' },
  ];
  place = await startSalesforceParties({ salesforce: { users } });
});
afterAll(() => place?.close());

const audit = (dealId: string) => place.inSalesforce.auditOf(dealId).join('\n');
const people = () => place.salesforce.admin.people;
const reasonOf = async (id: string) =>
  ((await place.cosell('deals', 'show', id, '--json')).json() as DealReport).reason;

async function shared(): Promise<{ dealId: string; referralId: string }> {
  const dealId = place.seller.opens({ ticked: true });
  const { id } = await eventually(() => place.inPartnerCenter.referralOf(dealId));
  await eventually(() => expect(place.inSalesforce.deal(dealId)['Referral_Identifier__c']).toBe(id));
  return { dealId, referralId: id };
}

const somebody = (lastName: string, phoneNumber: string) => ({
  firstName: 'Pat',
  lastName,
  email: `${lastName.toLowerCase()}@prospect.example`,
  phoneNumber,
  title: null,
});

describe('a deal of a customer', () => {
  test('whose account is deleted, and the deal with it, is reported as gone with its referral untouched; others go on', async () => {
    const { dealId, referralId } = await shared();
    const other = await shared();
    people().delete({ by: SELLER, id: String(place.inSalesforce.deal(dealId)['AccountId']) });
    place.microsoft.edits(referralId, { details: { notes: 'Into the void.' } });
    place.microsoft.edits(other.referralId, { details: { notes: 'Still here.' } });
    await eventually(() => expect(place.inSalesforce.deal(other.dealId)['Description']).toBe('Still here.'));
    await eventually(async () => expect(await reasonOf(referralId)).toMatch(/is gone or no longer visible/));
    expect(place.inPartnerCenter.referral(referralId)).toMatchObject({ status: 'Active', externalReferenceId: dealId });
  });

  test('whose account was merged into another one goes on with that one', async () => {
    const { dealId, referralId } = await shared();
    const merged = place.inSalesforce.deal(dealId)['AccountId'];
    const master = people().create({
      by: SELLER,
      sobject: 'Account',
      fields: { Name: 'Master Ltd', BillingCountryCode: 'GB' },
    });
    for (const { Id } of place.inSalesforce.contactsOf(dealId)) {
      people().edit({ by: SELLER, id: String(Id), fields: { AccountId: master['Id'] } });
    }
    place.seller.edits(dealId, { AccountId: master['Id'], Amount: 72_000 });
    people().delete({ by: SELLER, id: String(merged) });
    await eventually(() => expect(place.inPartnerCenter.referral(referralId).details.dealValue).toBe(72_000));
    await eventually(() => expect(audit(dealId)).toMatch(/Customer: changed here/));
    expect(String(place.inSalesforce.deal(dealId)['Name'])).toMatch(/^✔/);
  });

  test('in a country that the list of the org lacks arrives without it, and the seller is told', async () => {
    const address = { addressLine1: '1 Way', city: 'Nowhere', state: null, postalCode: '1', country: 'ZZ' };
    const { id } = place.microsoft.invites({ customerProfile: { name: 'Nowhere Ltd', address, team: [] } });
    const deal = await eventually(() => place.inSalesforce.dealOf(id));
    await eventually(() => expect(audit(String(deal['Id']))).toMatch(/has no country: the CRM does not know "ZZ"/));
  });
});

describe('a record of an inactive owner', () => {
  test('is shared and kept in step, and stays his', async () => {
    const dealId = place.seller.opens();
    const lou = place.inSalesforce.rows('User').find((row) => row['Email'] === LOU);
    place.seller.edits(dealId, { OwnerId: lou?.['Id'] });
    people().deactivateUser({ username: LOU });
    place.seller.ticks(dealId);
    const { id } = await eventually(() => place.inPartnerCenter.referralOf(dealId));
    place.microsoft.edits(id, { details: { notes: 'Who is the owner?' } });
    await eventually(() => expect(place.inSalesforce.deal(dealId)['Description']).toBe('Who is the owner?'));
    expect(place.inSalesforce.deal(dealId)['OwnerId']).toBe(lou?.['Id']);
  });
});

describe('a locked record', () => {
  test('that somebody else is saving is written a moment later', async () => {
    const { dealId, referralId } = await shared();
    people().holdLock({ id: dealId, times: 2 });
    place.microsoft.edits(referralId, { details: { notes: 'In the queue.' } });
    await eventually(() => expect(place.inSalesforce.deal(dealId)['Description']).toBe('In the queue.'));
  });

  test('in an approval is reported with its remedy; another deal goes on, and it follows when asked', async () => {
    const { dealId, referralId } = await shared();
    const other = await shared();
    people().submitForApproval({ id: dealId });
    place.microsoft.edits(referralId, { details: { notes: 'Locked out.' } });
    place.microsoft.edits(other.referralId, { details: { notes: 'Not locked.' } });
    await eventually(async () => expect(await reasonOf(referralId)).toMatch(/locked.*approval.*Finish or recall/s));
    await eventually(() => expect(place.inSalesforce.deal(other.dealId)['Description']).toBe('Not locked.'));
    people().approve({ id: dealId });
    await place.cosell('reconcile', referralId);
    await eventually(() => expect(place.inSalesforce.deal(dealId)['Description']).toBe('Locked out.'));
  });
});

// Rules stay in the organisation, so these come last.
describe('a duplicate rule that blocks', () => {
  test('a new contact is named in the audit field; the other fields of the same change arrive', async () => {
    const { dealId, referralId } = await shared();
    people().create({ by: SELLER, sobject: 'Contact', fields: { LastName: 'Present', Phone: '+12065550900' } });
    people().addDuplicateRule({ name: 'Phones', sobject: 'Contact', fields: ['Phone'], allowSave: false });
    const { team } = place.inPartnerCenter.referral(referralId).customerProfile;
    place.microsoft.edits(referralId, {
      details: { notes: 'A second contact.' },
      customerProfile: { team: [...team, somebody('Double', '+12065550900')] },
    });
    await eventually(() => expect(place.inSalesforce.deal(dealId)['Description']).toBe('A second contact.'));
    await eventually(() => expect(audit(dealId)).toMatch(/duplicate rule of your organisation refuses the record/));
    expect(place.inSalesforce.contactsOf(dealId)).toHaveLength(1);
  });

  test('a new account is reported with its remedy, holds up nobody, and the deal arrives once it is mended', async () => {
    const address = { addressLine1: '5 Dock', city: 'Oslo', state: null, postalCode: '0150', country: 'NO' };
    const present = people().create({
      by: SELLER,
      sobject: 'Account',
      fields: { Name: 'Twice AS', BillingPostalCode: '9' },
    });
    people().addDuplicateRule({ name: 'Names', sobject: 'Account', fields: ['Name'], allowSave: false });
    const { id } = place.microsoft.invites({ customerProfile: { name: 'Twice AS', address, team: [] } });
    const other = place.microsoft.invites();
    await eventually(() => place.inSalesforce.dealOf(other.id));
    await eventually(async () => expect(await reasonOf(id)).toMatch(/duplicate rule.*Merge or correct/s));
    people().edit({ by: SELLER, id: String(present['Id']), fields: { BillingPostalCode: '0150' } });
    await place.cosell('reconcile', id);
    const deal = await eventually(() => place.inSalesforce.dealOf(id));
    expect(deal['AccountId']).toBe(present['Id']);
  });
});
