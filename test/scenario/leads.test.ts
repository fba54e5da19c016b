import assert from 'node:assert/strict';
import { afterAll, afterEach, beforeAll, describe, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { type Installation, startInstallation } from '../support/installation.ts';
import { microsoftIn } from '../support/scenario/microsoft.ts';
import { observePartnerCenter, observeSalesforce } from '../support/scenario/observed.ts';
import type { ScenarioSettings } from '../support/scenario/settings.ts';
import { readsOf, writesOf } from '../support/scenario/tallies.ts';

const SELLER = 'sam.seller@lakeshore.example';

function withLeads(settings: ScenarioSettings): void {
  settings.deals = { ...settings.deals, coSellOnly: false };
}

let place: Installation;
const microsoft = () => microsoftIn(place.partnerCenter);
const salesforce = () => observeSalesforce(place.salesforce);
const partnerCenter = () => observePartnerCenter(place.partnerCenter);
const seller = () => place.salesforce.admin.people;
const statusOf = (id: string) => {
  const { status, substatus } = partnerCenter().referral(id);
  return `${status}/${substatus}`;
};
const opportunitiesFor = (id: string) =>
  salesforce()
    .rows('Opportunity')
    .filter((row) => row['Referral_Identifier__c'] === id);
const openLeadsFor = (company: unknown) =>
  salesforce()
    .rows('Lead')
    .filter(
      (row) => row['Company'] === company && row['IsConverted'] !== true && !/^Closed/.test(String(row['Status'])),
    );

/** Some sweeps of both sides pass without a write. */
async function quiet(): Promise<void> {
  await eventually(async () => {
    await place.partnerCenter.admin.webhooks.settled();
    const [writes, reads] = [writesOf(place), readsOf(place)];
    await eventually(() => assert.ok(readsOf(place).crm >= reads.crm + 4));
    assert.deepEqual(writesOf(place), writes);
  });
}

/** A lead that has come from the marketplace and is linked on both sides. */
async function received() {
  const referral = microsoft().sendsLead();
  const leadId = await eventually(() => String(salesforce().leadOf(referral.id)['Id']));
  await eventually(() => assert.equal(partnerCenter().referral(referral.id).externalReferenceId, leadId));
  return { referral, leadId };
}

describe('leads', () => {
  beforeAll(async () => {
    place = await startInstallation({ adjust: withLeads });
    await place.serve();
  });
  afterAll(() => place?.close());

  test('R42 R43 an unaccepted lead becomes one Salesforce lead with its person, company, status and referral', async () => {
    const { referral, leadId } = await received();
    const [person] = referral.customerProfile.team;
    const lead = salesforce().row('Lead', leadId);
    assert.partialDeepStrictEqual(lead, {
      FirstName: person?.firstName,
      LastName: person?.lastName,
      Email: person?.email,
      Phone: person?.phoneNumber,
      Company: referral.customerProfile.name,
      CountryCode: 'IE',
      Status: 'Open - Not Contacted',
      Description: referral.details.notes,
      Sync_With_Partner_Center__c: true,
      Referral_Link__c: `https://partner.microsoft.com/referrals/v2/inbox?id=${referral.id}`,
    });
    assert.match(String(lead['Audit__c']), /^\d{4}-\d\d-\d\d \d\d:\d\d - Lead received from Partner Center/);
    await quiet();
    assert.equal(salesforce().leadOf(referral.id)['Id'], leadId, 'still exactly one');
    assert.deepEqual(opportunitiesFor(referral.id), []);
    assert.equal(statusOf(referral.id), 'New/Pending');
  });

  test('R42 an accepted lead arrives as an opportunity', async () => {
    const accepted = salesforce()
      .rows('Opportunity')
      .find(({ Name }) => Name === '✔ Copilot Readiness: contact me');
    assert.ok(accepted, 'the lead that the world holds as accepted');
    assert.deepEqual(
      salesforce()
        .rows('Lead')
        .filter((row) => row['Referral_Identifier__c'] === accepted['Referral_Identifier__c']),
      [],
    );
  });

  test('R44 R86 a seller converts the lead: the opportunity goes on with identifier, link and tick, and Partner Center is told', async () => {
    const { referral, leadId } = await received();
    seller().convertLead({ by: SELLER, id: leadId, opportunityName: 'Converted by Sam' });
    const dealId = String(salesforce().row('Lead', leadId)['ConvertedOpportunityId']);
    await eventually(() => assert.equal(statusOf(referral.id), 'Active/Accepted'));
    const deal = await eventually(() => salesforce().dealOf(referral.id));
    assert.equal(deal['Id'], dealId);
    await quiet();
    assert.partialDeepStrictEqual(salesforce().deal(dealId), {
      Name: '✔ Converted by Sam',
      Sync_With_Partner_Center__c: true,
      Referral_Identifier__c: referral.id,
      Referral_Link__c: `https://partner.microsoft.com/referrals/v2/inbox?id=${referral.id}`,
      Description: referral.details.notes,
    });
    assert.equal(partnerCenter().referral(referral.id).externalReferenceId, dealId);
    assert.equal(opportunitiesFor(referral.id).length, 1);
    assert.deepEqual(openLeadsFor(referral.customerProfile.name), []);
    seller().edit({ by: SELLER, id: dealId, fields: { Amount: 12_345 } });
    await eventually(() => assert.equal(partnerCenter().referral(referral.id).details.dealValue, 12_345));
  });

  test('R44 accepted in Partner Center: the lead is converted, and one open record is left', async () => {
    const { referral, leadId } = await received();
    microsoft().portalAccepts(referral.id);
    const deal = await eventually(() => salesforce().dealOf(referral.id));
    await eventually(() =>
      assert.equal(partnerCenter().referral(referral.id).externalReferenceId, salesforce().dealOf(referral.id)['Id']),
    );
    await quiet();
    const lead = salesforce().row('Lead', leadId);
    assert.deepEqual([lead['IsConverted'], lead['ConvertedOpportunityId']], [true, deal['Id']]);
    assert.partialDeepStrictEqual(salesforce().deal(String(deal['Id'])), {
      Name: `✔ ${referral.name}`,
      StageName: 'Prospecting',
      Sync_With_Partner_Center__c: true,
    });
    assert.equal(opportunitiesFor(referral.id).length, 1);
    assert.match(salesforce().auditOf(String(deal['Id'])).join('\n'), /the lead goes on as this opportunity/);
    const [contact] = salesforce().contactsOf(deal['Id']);
    assert.equal(contact?.['Email'], referral.customerProfile.team[0]?.email);
  });

  test('R86 working on a lead accepts it, and it stays a lead; unqualifying it then closes it as lost', async () => {
    const { referral, leadId } = await received();
    seller().edit({ by: SELLER, id: leadId, fields: { Status: 'Working - Contacted' } });
    await eventually(() => assert.equal(statusOf(referral.id), 'Active/Accepted'));
    await quiet();
    assert.equal(salesforce().row('Lead', leadId)['IsConverted'], false);
    seller().edit({ by: SELLER, id: leadId, fields: { Status: 'Closed - Not Converted' } });
    await eventually(() => assert.equal(statusOf(referral.id), 'Closed/Lost'));
  });

  test('R86 unqualifying a new lead declines it with a reason', async () => {
    const { referral, leadId } = await received();
    seller().edit({ by: SELLER, id: leadId, fields: { Status: 'Closed - Not Converted' } });
    await eventually(() => assert.equal(statusOf(referral.id), 'Closed/Declined'));
    assert.ok(partnerCenter().referral(referral.id).statusReason);
  });
});

describe('leads whose acceptance makes an opportunity beside them', () => {
  beforeAll(async () => {
    place = await startInstallation({
      adjust(settings) {
        withLeads(settings);
        settings.salesforce.leads = { onAcceptance: 'create-opportunity', status: 'Open - Not Contacted' };
      },
    });
    await place.serve();
  });
  afterAll(() => place?.close());

  test('R44 the lead is closed and gives up tick and identifier, the opportunity carries them', async () => {
    const { referral, leadId } = await received();
    microsoft().portalAccepts(referral.id);
    const deal = await eventually(() => salesforce().dealOf(referral.id));
    await eventually(() => assert.equal(partnerCenter().referral(referral.id).externalReferenceId, deal['Id']));
    await quiet();
    const lead = salesforce().row('Lead', leadId);
    assert.partialDeepStrictEqual(lead, {
      IsConverted: false,
      Status: 'Closed - Not Converted',
      Sync_With_Partner_Center__c: false,
      Referral_Identifier__c: null,
    });
    assert.match(String(lead['Audit__c']), /goes on as the opportunity/);
    assert.equal(opportunitiesFor(referral.id).length, 1);
    assert.equal(statusOf(referral.id), 'Active/Accepted');
  });
});

describe('leads in trouble', () => {
  beforeAll(async () => {
    place = await startInstallation({
      adjust(settings) {
        withLeads(settings);
        settings.limits = { callTimeout: '2s' };
      },
    });
    await place.serve();
  });
  afterAll(() => place?.close());

  test('R44 a conversion whose answer is lost is found at the lead and completed, not repeated', async () => {
    const { referral, leadId } = await received();
    const before = salesforce().rows('Opportunity').length;
    place.salesforce.admin.addFault({ kind: 'timeout-after', match: { operation: 'convert-lead' } });
    microsoft().portalAccepts(referral.id);
    const deal = await eventually(() => salesforce().dealOf(referral.id), { withinMs: 30_000 });
    assert.equal(salesforce().row('Lead', leadId)['ConvertedOpportunityId'], deal['Id']);
    assert.equal(salesforce().rows('Opportunity').length, before + 1);
    assert.equal(deal['Sync_With_Partner_Center__c'], true);
  });

  test('R44 a lead converted without an opportunity is told Partner Center as accepted, and waits without retries', async () => {
    const { referral, leadId } = await received();
    seller().convertLead({ by: SELLER, id: leadId, doNotCreateOpportunity: true });
    await eventually(() => assert.equal(statusOf(referral.id), 'Active/Accepted'));
    await quiet();
    assert.deepEqual(opportunitiesFor(referral.id), []);
  });

  test('R86 a deleted lead breaks its link with a sentence and declines nothing', async () => {
    const { referral, leadId } = await received();
    seller().delete({ by: SELLER, id: leadId });
    microsoft().edits(referral.id, { details: { notes: 'Please call again.' } });
    await eventually(async () => {
      const { stdout } = await place.cosell('deals', 'show', referral.id);
      assert.match(stdout, /is gone or no longer visible/);
    });
    await quiet();
    assert.equal(statusOf(referral.id), 'New/Pending');
    assert.deepEqual(opportunitiesFor(referral.id), []);
  });
});

describe('a lead status that the org lacks', () => {
  afterEach(() => place?.close());

  test('R43 is named by the doctor with the statuses that would do', async () => {
    place = await startInstallation({
      adjust(settings) {
        withLeads(settings);
        settings.salesforce.leads = { status: 'Brand new' };
      },
    });
    const { stdout } = await place.cosell('doctor');
    assert.match(stdout, /There is no lead status "Brand new" that fits newStatus/);
    assert.match(stdout, /Open - Not Contacted/);
  });
});

describe('with co-sell only', () => {
  afterEach(() => place?.close());

  test('R41 no lead comes into the CRM, neither as a lead nor as an opportunity', async () => {
    place = await startInstallation();
    await place.serve();
    const lead = microsoft().sendsLead();
    const invited = microsoft().invites();
    await eventually(() => salesforce().dealOf(invited.id));
    await quiet();
    assert.deepEqual(salesforce().rows('Lead'), []);
    assert.deepEqual(opportunitiesFor(lead.id), []);
  });
});
