import assert from 'node:assert/strict';
import type { DealStage, DealValues, NewDeal } from '../../support/scenario/crm/words.ts';
import { type CostWorld, HELP } from './world.ts';

/** What somebody does, and the assertion that it has arrived. */
export type Played = readonly [act: () => void, arrived: () => void];

export const NEW_SOLUTIONS = ['SOL-70001-AAA', 'SOL-70002-BBB', 'SOL-70003-CCC'].map((id) => ({
  id,
  name: `Solution ${id}`,
  type: 'Name',
  solutionType: '3P',
}));

/** The changes whose calls are counted, by their names in the table. */
export const CHANGES: Readonly<Record<string, (world: CostWorld) => Played>> = {
  'Microsoft invites: account, contact, three new solutions, notes': inviting,
  'the deal value changes in Partner Center': editing({ dealValue: 1001 }, { value: 1001 }),
  'value, currency, date and notes change in Partner Center': editing(
    { dealValue: 1002, currency: 'GBP', closingDateTime: '2028-01-31T00:00:00Z', notes: 'All at once.' },
    { value: 1002, currency: 'GBP', closeDate: '2028-01-31', notes: 'All at once.' },
  ),
  'a note changes in Partner Center': editing({ notes: 'From the portal.' }, { notes: 'From the portal.' }),
  'Microsoft accepts, its CRM identifier arrives': ({ deal, microsoft, inCrm }) => {
    const { dealId, referralId } = deal('coSell');
    return [
      () => microsoft.accepts(referralId, '7-COST0001'),
      () => assert.equal(inCrm.deal(dealId).microsoftCrmId, '7-COST0001'),
    ];
  },
  'Partner Center closes the deal as won': ({ deal, microsoft, inCrm }) => {
    const { dealId, referralId } = deal('private');
    return [() => microsoft.closes(referralId, 'Won'), () => assert.equal(inCrm.deal(dealId).stage, 'won')];
  },
  'a private deal is shared': (world) => sharing(world, {}, { type: 'Independent', documents: 1 }),
  'a partner-led deal is shared': (world) => sharing(world, { visible: true }, { type: 'Shared', documents: 1 }),
  'a co-sell deal is shared': (world) => sharing(world, HELP, { type: 'Shared', documents: 2 }),
  'help is asked for later': ({ deal, seller, inPartnerCenter, inCrm }) => {
    const { dealId, referralId } = deal('private');
    return [
      () => seller.edits(dealId, HELP),
      () => {
        inPartnerCenter.halfOf(inPartnerCenter.referral(referralId));
        assert.equal(inCrm.deal(dealId).visible, true);
      },
    ];
  },
  'the amount changes in the CRM': typing({ value: 2001 }, { dealValue: 2001 }),
  'a note changes in the CRM': typing({ notes: 'From the seller.' }, { notes: 'From the seller.' }),
  'a solution is added in the CRM': ({ deal, seller, inPartnerCenter }) => {
    const { dealId, referralId } = deal('private');
    return [
      () => seller.addsSolution(dealId, 'SOL-52210-MQP'),
      () => assert.equal(inPartnerCenter.referral(referralId).details.requirements.solutions.length, 2),
    ];
  },
  'a contact is added in the CRM': ({ deal, seller, inPartnerCenter }) => {
    const { dealId, referralId } = deal('private');
    return [
      () => seller.addsContact(dealId),
      () => assert.equal(inPartnerCenter.referral(referralId).customerProfile.team.length, 2),
    ];
  },
  'an invitation is accepted': answering('active', 'Accepted'),
  'an invitation is declined': answering('lost', 'Declined'),
  'the seller wins the deal': ({ deal, seller, inPartnerCenter }) => {
    const { dealId, referralId } = deal('private');
    return [
      () => seller.moves(dealId, 'won'),
      () => assert.equal(inPartnerCenter.referral(referralId).substatus, 'Won'),
    ];
  },
};

function inviting({ microsoft, inCrm, inPartnerCenter }: CostWorld): Played {
  let id = '';
  return [
    () => {
      const details = { notes: 'Three at once.', requirements: { solutions: NEW_SOLUTIONS } };
      id = microsoft.invites({ details }).id;
    },
    () => {
      const deal = inCrm.dealOf(id);
      assert.equal(deal.notes, 'Three at once.');
      assert.equal(inCrm.solutionsOf(deal.id).length, 3);
      assert.equal(inCrm.contactsOf(deal.id).length, 1);
      assert.equal(inPartnerCenter.referral(id).externalReferenceId, deal.id);
    },
  ];
}

function editing(details: Readonly<Record<string, unknown>>, shown: Partial<DealValues>) {
  return ({ deal, microsoft, inCrm }: CostWorld): Played => {
    const { dealId, referralId } = deal('private');
    return [
      () => microsoft.edits(referralId, { details }),
      () => assert.partialDeepStrictEqual(inCrm.deal(dealId), shown),
    ];
  };
}

function typing(fields: Partial<DealValues>, shown: Readonly<Record<string, unknown>>) {
  return ({ deal, seller, inPartnerCenter }: CostWorld): Played => {
    const { dealId, referralId } = deal('private');
    return [
      () => seller.edits(dealId, fields),
      () => assert.partialDeepStrictEqual(inPartnerCenter.referral(referralId).details, shown),
    ];
  };
}

function answering(stage: DealStage, substatus: string) {
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
  { seller, inPartnerCenter, inCrm }: CostWorld,
  opened: NewDeal,
  { type, documents }: { type: string; documents: number },
): Played {
  const dealId = seller.opens(opened);
  const arrived = () => {
    const own = inPartnerCenter.referralOf(dealId);
    const engaged = inPartnerCenter.referrals().filter(({ engagementId }) => engagementId === own.engagementId);
    assert.deepEqual([own.type, engaged.length], [type, documents]);
    assert.equal(inCrm.deal(dealId).referralId, own.id);
  };
  return [() => seller.ticks(dealId), arrived];
}
