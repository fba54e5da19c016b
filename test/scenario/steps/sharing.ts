import assert from 'node:assert/strict';
import type { Referral } from '../../../emulators/partner-center/referral.ts';
import { eventually } from '../../support/eventually.ts';
import { HELP_CODES, type NewDeal } from '../../support/scenario/crm/words.ts';
import { theOnly } from '../../support/scenario/observed.ts';
import type { ScenarioWorld } from '../../support/scenario-world.ts';
import type { Step } from '../step.ts';

/** A complete deal, ticked and shared; answers the opportunity's id and the referral that arose from it. */
export async function shared(world: ScenarioWorld, deal: NewDeal = {}) {
  const { seller, inPartnerCenter, inCrm } = world;
  const dealId = seller.opens({ ...deal, ticked: true });
  const referral = await eventually(() => inPartnerCenter.referralOf(dealId));
  await eventually(() => assert.equal(inCrm.deal(dealId).referralId, referral.id));
  return { dealId, referralId: referral.id };
}

function documentsOf({ inPartnerCenter }: ScenarioWorld, { engagementId }: Referral): Referral[] {
  return inPartnerCenter.referrals().filter((referral) => referral.engagementId === engagementId);
}

function assertBackLink({ inCrm }: ScenarioWorld, dealId: string, referralId: string, kind: string): void {
  const deal = inCrm.deal(dealId);
  assert.match(deal.name, /^✔ /);
  assert.equal(deal.referralId, referralId);
  assert.equal(deal.referralLink, `https://partner.microsoft.com/referrals/v2/inbox?id=${referralId}`);
  assert.match(inCrm.auditOf(dealId).join('\n'), new RegExp(`Shared with Partner Center as ${kind} deal`));
}

const privateDeal: Step = {
  id: '3-private',
  title:
    'R61 R63 R70 Sync on a complete deal without help: a private referral with every value; identifier and link come back',
  async play(world) {
    const { inPartnerCenter } = world;
    const { dealId, referralId } = await shared(world, {
      name: 'Litware lab migration',
      customer: 'Litware Labs',
      value: 64_250.5,
      currency: 'EUR',
      closeDate: '2027-04-30',
      notes: 'Two phases.',
      contact: { firstName: 'Noor', lastName: 'Haas', email: 'noor.haas@litware.example', phone: '+41615550111' },
    });
    const referral = inPartnerCenter.referral(referralId);
    assert.partialDeepStrictEqual(referral, {
      name: 'Litware lab migration',
      type: 'Independent',
      qualification: 'SalesQualified',
      status: 'Active',
      substatus: 'Accepted',
      customerProfile: {
        name: 'Litware Labs',
        address: { addressLine1: '1 Main St', city: 'Springfield', postalCode: '62701', country: 'US' },
        team: [
          { firstName: 'Noor', lastName: 'Haas', email: 'noor.haas@litware.example', phoneNumber: '+41615550111' },
        ],
      },
      consent: { consentToShareReferralWithMicrosoftSellers: false, consentToContact: true },
      team: [{ firstName: 'Sam', lastName: 'Seller', email: 'sam.seller@lakeshore.example' }],
    });
    const { details } = referral;
    assert.deepEqual([details.dealValue, details.currency, details.notes], [64_250.5, 'EUR', 'Two phases.']);
    assert.equal(details.closingDateTime?.slice(0, 10), '2027-04-30');
    assert.deepEqual(
      details.requirements.solutions.map(({ id }) => id),
      ['SOL-41877-KDT'],
    );
    assert.partialDeepStrictEqual(details.requirements.additionalRequirements.attributes, [
      { type: 'CustomerMarketplaceIntent', id: 'Yes' },
    ]);
    assert.equal(documentsOf(world, referral).length, 1, 'Microsoft gets no document');
    assertBackLink(world, dealId, referralId, 'private');
  },
};

const partnerLed: Step = {
  id: '3-partner-led',
  title: 'R63 Visible to Microsoft sellers but no help: a partner-led referral',
  async play(world) {
    const { dealId, referralId } = await shared(world, { visible: true });
    const referral = world.inPartnerCenter.referral(referralId);
    assert.equal(referral.type, 'Shared');
    assert.equal(referral.consent.consentToShareReferralWithMicrosoftSellers, true);
    assert.equal(documentsOf(world, referral).length, 1, 'Microsoft gets no document');
    assertBackLink(world, dealId, referralId, 'partner-led');
  },
};

const coSell: Step = {
  id: '3-co-sell',
  title:
    'R62 R66 Each of the six kinds of help: two documents in one engagement with the right assistance code, visible',
  async play(world) {
    const { seller, inPartnerCenter, inCrm } = world;
    const asked = HELP_CODES.map((code) => ({ code, dealId: seller.opens({ help: code, ticked: true }) }));
    for (const { code, dealId } of asked) {
      const [own, half] = await eventually(() => {
        const referral = inPartnerCenter.referralOf(dealId);
        return [referral, inPartnerCenter.halfOf(referral)] as const;
      });
      assert.equal(half.inviteContext.assistanceRequestCode, code);
      assert.deepEqual([half.status, half.target[0]?.id, half.type], ['New', 'msft', 'Shared']);
      assert.deepEqual([own.status, own.type], ['Active', 'Shared']);
      assert.equal(own.consent.consentToShareReferralWithMicrosoftSellers, true);
      assert.equal(documentsOf(world, own).length, 2);
      await eventually(() => assertBackLink(world, dealId, own.id, 'co-sell'));
      await eventually(() => assert.equal(inCrm.deal(dealId).visible, true));
    }
  },
};

const services: Step = {
  id: '3-services',
  title: 'R68 R71 Services co-sell goes without a solution and names role, area and play',
  async play({ seller, inPartnerCenter, inCrm }) {
    const deals = inCrm.deals().filter(({ name }) => name === 'Humongous cloud operating model');
    const { id: dealId } = theOnly(deals, 'services deal of the default world');
    seller.ticks(dealId);
    const referral = await eventually(() => inPartnerCenter.referralOf(dealId));
    const { solutions, additionalRequirements } = referral.details.requirements;
    assert.equal(solutions.length, 0);
    const named = new Map(additionalRequirements.attributes.map(({ type, id }) => [type, id]));
    assert.deepEqual(
      ['PartnerRole', 'SolutionArea', 'SolutionPlay'].map((type) => named.get(type)),
      ['Services', 'Data & AI', 'Unify your data platform'],
    );
    const half = await eventually(() => inPartnerCenter.halfOf(referral));
    assert.equal(half.inviteContext.assistanceRequestCode, 'CustomerTechnicalArchitecture');
  },
};

const helpLater: Step = {
  id: '3-help-later',
  title: 'R64 R66 Choosing help later upgrades the private deal within its engagement',
  async play(world) {
    const { seller, inPartnerCenter, inCrm } = world;
    const { dealId, referralId } = await shared(world);
    seller.edits(dealId, { help: 'ProofOfConceptOrDemo' });
    const own = inPartnerCenter.referral(referralId);
    const half = await eventually(() => inPartnerCenter.halfOf(own));
    assert.equal(half.inviteContext.assistanceRequestCode, 'ProofOfConceptOrDemo');
    await eventually(() => assert.equal(inCrm.deal(dealId).visible, true));
    assert.equal(inPartnerCenter.referralOf(dealId).id, referralId, 'no second deal');
    assert.equal(inPartnerCenter.referral(referralId).consent.consentToShareReferralWithMicrosoftSellers, true);
  },
};

export const sharingSteps: readonly Step[] = [privateDeal, partnerLed, coSell, services, helpLater];
