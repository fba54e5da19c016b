import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Referral } from '../../emulators/partner-center/referral.ts';
import { eventually } from '../support/eventually.ts';
import { type Installation, startInstallation } from '../support/installation.ts';
import {
  observePartnerCenter,
  observeSalesforce,
  type PartnerCenterObserved,
  type SalesforceObserved,
} from '../support/scenario/observed.ts';
import { type OpenedDeal, type Seller, sellerIn } from '../support/scenario/seller.ts';

/** What kinds of deal sellers can share, what each kind needs, and how one kind becomes another. */

const HELP = 'How_can_Microsoft_help__c';
const VISIBLE = 'Referral_visible_to_Microsoft_sellers__c';
const TYPE = 'Co_sell_Type__c';
const INTENT = 'Customer_purchase_intent__c';

let place: Installation;
let seller: Seller;
let inPartnerCenter: PartnerCenterObserved;
let inSalesforce: SalesforceObserved;

beforeAll(async () => {
  place = await startInstallation({ partnerCenter: { referrals: [] } });
  seller = sellerIn(place.salesforce);
  inPartnerCenter = observePartnerCenter(place.partnerCenter);
  inSalesforce = observeSalesforce(place.salesforce);
  await place.serve();
});
afterAll(() => place?.close());

const audit = (dealId: string) => inSalesforce.auditOf(dealId).join('\n');
const postsSoFar = () => place.partnerCenter.admin.calls().write;

/** The id of a row of the default world's taxonomy. */
const named = (sobject: string, name: string) => inSalesforce.rows(sobject).find(({ Name }) => Name === name)?.['Id'];

const servicesFields = () => ({
  [TYPE]: 'Services Co-sell',
  [INTENT]: null,
  Solution_Area__c: named('Solution_Area__c', 'Data & AI'),
  Solution_Play__c: named('Solution_Play__c', 'Unify your data platform'),
  Partner_Role__c: named('Partner_Role__c', 'Services'),
});

async function shared(deal: OpenedDeal = {}): Promise<{ dealId: string; own: Referral }> {
  const dealId = seller.opens({ ...deal, ticked: true });
  const own = await eventually(() => inPartnerCenter.referralOf(dealId));
  await eventually(() => expect(inSalesforce.deal(dealId)['Referral_Identifier__c']).toBe(own.id));
  return { dealId, own };
}

function attributesOf(referral: Referral): Record<string, string> {
  const { attributes } = referral.details.requirements.additionalRequirements;
  return Object.fromEntries(attributes.map(({ type, id }) => [type, id]));
}

const documentsOf = ({ engagementId }: Referral) =>
  inPartnerCenter.referrals().filter((referral) => referral.engagementId === engagementId);

/** Ticked although something is missing: nothing is sent, and the seller reads what to do. */
async function refused(deal: OpenedDeal, told: RegExp): Promise<string> {
  const before = postsSoFar();
  const dealId = seller.opens({ ...deal, ticked: true });
  await eventually(() => expect(audit(dealId)).toMatch(told));
  expect(String(inSalesforce.deal(dealId)['Name'])).toMatch(/^✘ /);
  expect(inPartnerCenter.referralsOf(dealId)).toEqual([]);
  expect(postsSoFar()).toBe(before);
  return dealId;
}

async function isMended(dealId: string): Promise<Referral> {
  const own = await eventually(() => inPartnerCenter.referralOf(dealId));
  await eventually(() => expect(String(inSalesforce.deal(dealId)['Name'])).toMatch(/^✔ /));
  return own;
}

describe('help', () => {
  test.each([
    ['Workload Specific Value Proposition', 'WorkloadSpecificValueProposition'],
    ['Customer Technical Architecture', 'CustomerTechnicalArchitecture'],
    ['Proof Of Concept or Demo', 'ProofOfConceptOrDemo'],
    ['Quotes or Licensing', 'QuotesOrLicensing'],
    ['Post Sales Customer Success', 'PostSalesCustomerSuccess'],
    ['General or Other', 'GeneralOrOther'],
  ])('R62 "%s" makes a co-sell deal that asks Microsoft for %s', async (choice, code) => {
    const { dealId, own } = await shared({ fields: { [HELP]: choice } });
    const half = await eventually(() => inPartnerCenter.halfOf(own));
    expect(half.inviteContext.assistanceRequestCode).toBe(code);
    await eventually(() => expect(audit(dealId)).toContain('Shared with Partner Center as co-sell deal'));
  });

  test('R66 chosen without the tick on visibility makes the deal visible, in Partner Center and in the CRM', async () => {
    const { dealId, own } = await shared({ fields: { [HELP]: 'General or Other', [VISIBLE]: false } });
    expect(own.consent.consentToShareReferralWithMicrosoftSellers).toBe(true);
    await eventually(() => expect(inSalesforce.deal(dealId)[VISIBLE]).toBe(true));
  });

  test('R67 without a customer contact is refused before any call; the audit field says which datum lacks', async () => {
    const dealId = await refused(
      { contact: null, fields: { [HELP]: 'Quotes or Licensing' } },
      /no customer contact with first name, last name, e-mail and phone\. Add a contact role/,
    );
    seller.addsContact(dealId);
    await isMended(dealId);
  });
});

describe('no help', () => {
  test('R63 visible is a partner-led deal, not visible a private one', async () => {
    const partnerLed = await shared({ fields: { [VISIBLE]: true } });
    const isPrivate = await shared();
    const consent = ({ own }: typeof isPrivate) => own.consent.consentToShareReferralWithMicrosoftSellers;
    expect([partnerLed.own.type, consent(partnerLed)]).toEqual(['Shared', true]);
    expect([isPrivate.own.type, consent(isPrivate)]).toEqual(['Independent', false]);
    for (const { own } of [partnerLed, isPrivate]) expect(documentsOf(own)).toHaveLength(1);
    await eventually(() => expect(audit(partnerLed.dealId)).toContain('as partner-led deal'));
    await eventually(() => expect(audit(isPrivate.dealId)).toContain('as private deal'));
  });

  test('R64 a private deal becomes partner-led and then co-sell, in the same engagement', async () => {
    const { dealId, own } = await shared();
    seller.edits(dealId, { [VISIBLE]: true });
    const consent = () => inPartnerCenter.referral(own.id).consent.consentToShareReferralWithMicrosoftSellers;
    await eventually(() => expect(consent()).toBe(true));
    expect(documentsOf(own)).toHaveLength(1);
    seller.edits(dealId, { [HELP]: 'Customer Technical Architecture' });
    const half = await eventually(() => inPartnerCenter.halfOf(own));
    expect(half).toMatchObject({
      engagementId: own.engagementId,
      status: 'New',
      inviteContext: { assistanceRequestCode: 'CustomerTechnicalArchitecture' },
    });
    expect(documentsOf(own)).toHaveLength(2);
    expect(inPartnerCenter.referralOf(dealId).id).toBe(own.id);
    const show = () => place.cosell('deals', 'show', dealId, '--json');
    await eventually(async () => expect((await show()).json()).toMatchObject({ kind: 'co-sell', state: 'active' }));
  });

  test('R65 visibility taken back returns with an explanation', async () => {
    const { dealId, own } = await shared({ fields: { [VISIBLE]: true } });
    seller.edits(dealId, { [VISIBLE]: false });
    await eventually(() => expect(inSalesforce.deal(dealId)[VISIBLE]).toBe(true));
    expect(audit(dealId)).toContain('stays visible; the change was put back');
    expect(inPartnerCenter.referral(own.id).consent.consentToShareReferralWithMicrosoftSellers).toBe(true);
  });
});

describe('IP co-sell', () => {
  test.each(['Yes', 'No', 'HaveNotDecided'])('R70 sends the purchase intent %s', async (intent) => {
    const { own } = await shared({ fields: { [INTENT]: intent } });
    expect(attributesOf(own)).toEqual({ CustomerMarketplaceIntent: intent });
  });

  test('R70 without a purchase intent is refused before any call and shared once one is chosen', async () => {
    const dealId = await refused(
      { fields: { [INTENT]: null } },
      /purchase intent of the customer is not chosen\. Choose Yes, No or Have not decided/,
    );
    seller.edits(dealId, { [INTENT]: 'No' });
    expect(attributesOf(await isMended(dealId))).toEqual({ CustomerMarketplaceIntent: 'No' });
  });

  test('R68 without a solution is refused, services without one are shared', async () => {
    const dealId = await refused({ solution: null }, /No co-sell solution is on the opportunity\. Add at least one/);
    const { own } = await shared({ solution: null, fields: servicesFields() });
    expect(own.details.requirements.solutions).toEqual([]);
    seller.addsSolution(dealId);
    await isMended(dealId);
  });
});

describe('services co-sell', () => {
  test('R71 sends role, area and play by their names', async () => {
    const { own } = await shared({ solution: null, fields: { ...servicesFields(), [HELP]: 'General or Other' } });
    const expected = {
      PartnerRole: 'Services',
      SolutionArea: 'Data & AI',
      SolutionPlay: 'Unify your data platform',
    };
    expect(attributesOf(own)).toEqual(expected);
    const half = await eventually(() => inPartnerCenter.halfOf(own));
    expect(attributesOf(half)).toEqual(expected);
  });

  test('R71 without role, area or play is refused before any call, each with its remedy', async () => {
    const fields = { ...servicesFields(), Solution_Area__c: null, Solution_Play__c: null, Partner_Role__c: null };
    const dealId = await refused({ solution: null, fields }, /needs a solution play\. Choose a solution play/);
    expect(audit(dealId)).toMatch(/needs the role of the partner\. Choose a partner role/);
    expect(audit(dealId)).toMatch(/needs a solution area\. Choose a solution area/);
    const { Solution_Area__c, Solution_Play__c, Partner_Role__c } = servicesFields();
    seller.edits(dealId, { Solution_Area__c, Solution_Play__c, Partner_Role__c });
    await isMended(dealId);
  });
});

describe('after sharing', () => {
  test('R72 a change of the co-sell type is explained once; later edits still travel', async () => {
    const { dealId, own } = await shared();
    const told = () => inSalesforce.auditOf(dealId).filter((line) => line.includes('type of a shared deal'));
    seller.edits(dealId, { [TYPE]: 'Services Co-sell' });
    await eventually(() => expect(told()).toHaveLength(1));
    seller.edits(dealId, { Amount: 61_000 });
    await eventually(() => expect(inPartnerCenter.referral(own.id).details.dealValue).toBe(61_000));
    expect(told()).toHaveLength(1);
    expect(attributesOf(inPartnerCenter.referral(own.id))).toEqual(attributesOf(own));
  });

  test('R79 fields that the API does not patch are explained once each, and the rest travels', async () => {
    const { dealId, own } = await shared({ fields: { [HELP]: 'General or Other' } });
    await eventually(() => inPartnerCenter.halfOf(own));
    const told = () => inSalesforce.auditOf(dealId).filter((line) => line.includes('changed here, but Partner Center'));
    const account = String(inSalesforce.deal(dealId)['AccountId']);
    seller.edits(account, { BillingCity: 'Shelbyville' });
    seller.edits(dealId, { Name: 'Another name', [HELP]: 'Quotes or Licensing', [INTENT]: 'No', Amount: 71_000 });
    await eventually(() => expect(inPartnerCenter.referral(own.id).details.dealValue).toBe(71_000));
    await eventually(() => {
      const labels = told().map((line) => line.replace(/^.* - (.*): changed here.*$/, '$1'));
      expect(labels.sort()).toEqual(['Customer', 'Help asked of Microsoft', 'Name', 'Purchase intent']);
    });
    const half = inPartnerCenter.halfOf(own);
    expect(half.inviteContext.assistanceRequestCode).toBe('GeneralOrOther');
    seller.edits(dealId, { Amount: 72_000 });
    await eventually(() => expect(inPartnerCenter.referral(own.id).details.dealValue).toBe(72_000));
    expect(told()).toHaveLength(4);
    expect(String(inSalesforce.deal(dealId)['Name'])).toMatch(/^✔ /);
  });

  test('R76 a value of zero is not sent, the other fields are, and the audit field notes it', async () => {
    const { dealId, own } = await shared({ amount: 50_000 });
    seller.edits(dealId, { Amount: 0, Description: 'Recalculated.' });
    await eventually(() => expect(inPartnerCenter.referral(own.id).details.notes).toBe('Recalculated.'));
    expect(inPartnerCenter.referral(own.id).details.dealValue).toBe(50_000);
    await eventually(() => expect(audit(dealId)).toContain('Deal value: empty or zero is not sent'));
  });
});
