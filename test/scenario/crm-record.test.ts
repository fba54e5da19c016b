import { afterEach, expect, test } from 'vitest';
import { SECTIONS } from '../../src/adapters/salesforce/install/layout.ts';
import { recordsOf, startInstalled } from '../support/crm-org.ts';
import { eventually } from '../support/eventually.ts';
import type { Installation } from '../support/installation.ts';
import { microsoftIn } from '../support/scenario/microsoft.ts';
import { observeSalesforce } from '../support/scenario/observed.ts';

let place: Installation | undefined;
afterEach(() => place?.close());

/** What only a deal that started here, or one for services, has: empty on Microsoft's invitation to a solution deal. Nor is anything missing on it. */
const NOT_ON_AN_INVITATION = [
  'How_can_Microsoft_help__c',
  'Solution_Area__c',
  'Solution_Play__c',
  'Partner_Role__c',
  'Cosell_Readiness__c',
];

test('R56 the opportunity shows all that the referral tells', async () => {
  place = await startInstalled({
    partnerCenter: { referrals: [] },
    adjust: (settings) => {
      settings.deals = { defaultCurrency: 'USD' };
    },
  });
  const { partnerCenter, salesforce } = place;
  await place.serve();
  const notes = 'Three sites, decision in spring.';
  const referral = microsoftIn(partnerCenter).invites({ referralProgram: 'Azure Accelerate', details: { notes } });
  const crm = observeSalesforce(salesforce);
  const deal = await eventually(() => {
    const found = crm.dealOf(referral.id);
    expect(found['Name']).toBe(`✔ ${referral.name}`);
    return found;
  });

  // Of what the section would show, the fields that this organisation has: those for registration are made where the settings ask for them.
  const shown = (SECTIONS['Opportunity']?.columns ?? []).flat().flatMap(({ field }) => (field in deal ? [field] : []));
  const empty = shown.filter((field) => [null, undefined, ''].includes(deal[field] as never));
  expect(empty.sort()).toEqual(NOT_ON_AN_INVITATION.toSorted());
  expect(deal).toMatchObject({
    Amount: referral.details.dealValue,
    CloseDate: referral.details.closingDateTime?.slice(0, 10),
    Description: notes,
    Referral_Identifier__c: referral.id,
    Referral_Link__c: expect.stringContaining(referral.id),
    Referral_Program__c: 'Azure Accelerate',
    Referral_visible_to_Microsoft_sellers__c: true,
    Microsoft_CRM_Identifier__c: referral.trackingInfo.microsoftMsxId,
    Solution_Count__c: 1,
  });
  const [customer] = recordsOf(salesforce)['Account']?.filter(({ Id }) => Id === deal['AccountId']) ?? [];
  expect(customer).toMatchObject({
    Name: referral.customerProfile.name,
    BillingCity: 'Cork',
    BillingCountryCode: 'IE',
  });
  expect(crm.contactsOf(deal['Id'])).toMatchObject([
    { Email: referral.customerProfile.team[0]?.email, IsPrimary: true },
  ]);
  expect(crm.solutionsOf(deal['Id'])).toEqual(referral.details.requirements.solutions.map(({ id }) => id));
});
