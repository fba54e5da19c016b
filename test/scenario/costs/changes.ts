import assert from 'node:assert/strict';
import { ACTIVE_STAGE, type OpenedDeal } from '../../support/scenario/seller.ts';
import { type CostWorld, HELP } from './world.ts';

/** What somebody does, and the assertion that it has arrived. */
export type Played = readonly [act: () => void, arrived: () => void];

const VISIBLE = 'Referral_visible_to_Microsoft_sellers__c';

export const NEW_SOLUTIONS = ['SOL-70001-AAA', 'SOL-70002-BBB', 'SOL-70003-CCC'].map((id) => ({
  id,
  name: `Solution ${id}`,
  type: 'Name',
  solutionType: '3P',
}));

/** The changes whose calls are counted, by their names in the table. */
export const CHANGES: Readonly<Record<string, (world: CostWorld) => Played>> = {
  'Microsoft invites: account, contact, three new solutions, notes': inviting,
  'the deal value changes in Partner Center': editing({ dealValue: 1001 }, { Amount: 1001 }),
  'value, currency, date and notes change in Partner Center': editing(
    { dealValue: 1002, currency: 'GBP', closingDateTime: '2028-01-31T00:00:00Z', notes: 'All at once.' },
    { Amount: 1002, CurrencyIsoCode: 'GBP', CloseDate: '2028-01-31', Description: 'All at once.' },
  ),
  'a note changes in Partner Center': editing({ notes: 'From the portal.' }, { Description: 'From the portal.' }),
  'Microsoft accepts, its CRM identifier arrives': ({ deal, microsoft, inSalesforce }) => {
    const { dealId, referralId } = deal('coSell');
    return [
      () => microsoft.accepts(referralId, '7-COST0001'),
      () => assert.equal(inSalesforce.deal(dealId)['Microsoft_CRM_Identifier__c'], '7-COST0001'),
    ];
  },
  'Partner Center closes the deal as won': ({ deal, microsoft, inSalesforce }) => {
    const { dealId, referralId } = deal('private');
    return [
      () => microsoft.closes(referralId, 'Won'),
      () => assert.equal(inSalesforce.deal(dealId)['StageName'], 'Closed Won'),
    ];
  },
  'a private deal is shared': (world) => sharing(world, {}, { type: 'Independent', documents: 1 }),
  'a partner-led deal is shared': (world) =>
    sharing(world, { fields: { [VISIBLE]: true } }, { type: 'Shared', documents: 1 }),
  'a co-sell deal is shared': (world) => sharing(world, { fields: HELP }, { type: 'Shared', documents: 2 }),
  'help is asked for later': ({ deal, seller, inPartnerCenter, inSalesforce }) => {
    const { dealId, referralId } = deal('private');
    return [
      () => seller.edits(dealId, HELP),
      () => {
        inPartnerCenter.halfOf(inPartnerCenter.referral(referralId));
        assert.equal(inSalesforce.deal(dealId)[VISIBLE], true);
      },
    ];
  },
  'the amount changes in Salesforce': typing({ Amount: 2001 }, { dealValue: 2001 }),
  'a note changes in Salesforce': typing({ Description: 'From the seller.' }, { notes: 'From the seller.' }),
  'a solution is added in Salesforce': ({ deal, seller, inPartnerCenter }) => {
    const { dealId, referralId } = deal('private');
    return [
      () => seller.addsSolution(dealId, 'SOL-52210-MQP'),
      () => assert.equal(inPartnerCenter.referral(referralId).details.requirements.solutions.length, 2),
    ];
  },
  'a contact is added in Salesforce': ({ deal, seller, inPartnerCenter }) => {
    const { dealId, referralId } = deal('private');
    return [
      () => seller.addsContact(dealId),
      () => assert.equal(inPartnerCenter.referral(referralId).customerProfile.team.length, 2),
    ];
  },
  'an invitation is accepted': answering(ACTIVE_STAGE, 'Accepted'),
  'an invitation is declined': answering('Closed Lost', 'Declined'),
  'the seller wins the deal': ({ deal, seller, inPartnerCenter }) => {
    const { dealId, referralId } = deal('private');
    return [
      () => seller.moves(dealId, 'Closed Won'),
      () => assert.equal(inPartnerCenter.referral(referralId).substatus, 'Won'),
    ];
  },
};

function inviting({ microsoft, inSalesforce, inPartnerCenter }: CostWorld): Played {
  let id = '';
  return [
    () => {
      const details = { notes: 'Three at once.', requirements: { solutions: NEW_SOLUTIONS } };
      id = microsoft.invites({ details }).id;
    },
    () => {
      const deal = inSalesforce.dealOf(id);
      assert.equal(deal['Description'], 'Three at once.');
      assert.equal(inSalesforce.solutionsOf(deal['Id']).length, 3);
      assert.equal(inSalesforce.contactsOf(deal['Id']).length, 1);
      assert.equal(inPartnerCenter.referral(id).externalReferenceId, deal['Id']);
    },
  ];
}

function editing(details: Readonly<Record<string, unknown>>, shown: Readonly<Record<string, unknown>>) {
  return ({ deal, microsoft, inSalesforce }: CostWorld): Played => {
    const { dealId, referralId } = deal('private');
    return [
      () => microsoft.edits(referralId, { details }),
      () => assert.partialDeepStrictEqual(inSalesforce.deal(dealId), shown),
    ];
  };
}

function typing(fields: Readonly<Record<string, unknown>>, shown: Readonly<Record<string, unknown>>) {
  return ({ deal, seller, inPartnerCenter }: CostWorld): Played => {
    const { dealId, referralId } = deal('private');
    return [
      () => seller.edits(dealId, fields),
      () => assert.partialDeepStrictEqual(inPartnerCenter.referral(referralId).details, shown),
    ];
  };
}

function answering(stage: string, substatus: string) {
  return ({ deal, seller, inPartnerCenter }: CostWorld): Played => {
    const { dealId, referralId } = deal('invitation');
    return [
      () => seller.moves(dealId, stage),
      () => assert.equal(inPartnerCenter.referral(referralId).substatus, substatus),
    ];
  };
}

/** A new deal is shared by its tick. */
function sharing(
  { seller, inPartnerCenter, inSalesforce }: CostWorld,
  opened: OpenedDeal,
  { type, documents }: { type: string; documents: number },
): Played {
  const dealId = seller.opens(opened);
  const arrived = () => {
    const own = inPartnerCenter.referralOf(dealId);
    const engaged = inPartnerCenter.referrals().filter(({ engagementId }) => engagementId === own.engagementId);
    assert.deepEqual([own.type, engaged.length], [type, documents]);
    assert.equal(inSalesforce.deal(dealId)['Referral_Identifier__c'], own.id);
  };
  return [() => seller.ticks(dealId), arrived];
}
