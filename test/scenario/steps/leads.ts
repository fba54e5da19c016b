import assert from 'node:assert/strict';
import { eventually } from '../../support/eventually.ts';
import type { ScenarioWorld } from '../../support/scenario-world.ts';
import type { Step } from '../step.ts';

/** A lead of the marketplace that has reached the CRM and is linked; answers both ids. */
async function received({ microsoft, inCrm, inPartnerCenter }: ScenarioWorld) {
  const referral = microsoft.sendsLead();
  const leadId = await eventually(() => inCrm.leadOf(referral.id).id);
  await eventually(() => assert.equal(inPartnerCenter.referral(referral.id).externalReferenceId, leadId));
  return { referral, leadId };
}

/** Accepted on both sides, with one deal that carries the referral and no lead beside it. */
async function goesOnAsDeal(world: ScenarioWorld, referralId: string, leadId: string): Promise<string> {
  const { inCrm, inPartnerCenter } = world;
  const dealId = await eventually(() => inCrm.dealOf(referralId).id);
  await eventually(() => {
    const { status, substatus, externalReferenceId } = inPartnerCenter.referral(referralId);
    assert.deepEqual([status, substatus, externalReferenceId], ['Active', 'Accepted', dealId]);
  });
  await world.quiet();
  assert.equal(inCrm.dealOf(referralId).id, dealId, 'still exactly one deal');
  assert.equal(inCrm.deal(dealId).ticked, true);
  assert.equal(inCrm.lead(leadId).dealId, dealId);
  return dealId;
}

const converted: Step = {
  id: '9-lead-converted',
  title:
    'R42 R43 R44 R86 A lead comes as a lead; its seller converts it, and one opportunity goes on with the referral',
  async play(world) {
    const { seller, inCrm, inPartnerCenter } = world;
    const { referral, leadId } = await received(world);
    const { name, team } = referral.customerProfile;
    const { company, lastName, email, ticked } = inCrm.lead(leadId);
    assert.deepEqual([company, lastName, email, ticked], [name, team[0]?.lastName, team[0]?.email, true]);
    assert.equal(inPartnerCenter.referral(referral.id).status, 'New', 'nobody has accepted it');
    seller.convertsLead(leadId);
    const dealId = await goesOnAsDeal(world, referral.id, leadId);
    seller.edits(dealId, { value: 33_000 });
    await eventually(() => assert.equal(inPartnerCenter.referral(referral.id).details.dealValue, 33_000));
  },
};

const accepted: Step = {
  id: '9-lead-accepted',
  title: 'R44 A lead that is accepted in Partner Center becomes an opportunity; no second open record is left',
  async play(world) {
    const { referral, leadId } = await received(world);
    world.microsoft.portalAccepts(referral.id);
    const dealId = await goesOnAsDeal(world, referral.id, leadId);
    assert.match(world.inCrm.auditOf(dealId).join('\n'), /the lead goes on as this opportunity/);
  },
};

const declined: Step = {
  id: '9-lead-declined',
  title: 'R86 A lead that its seller unqualifies is declined with a reason',
  async play(world) {
    const { referral, leadId } = await received(world);
    world.seller.unqualifiesLead(leadId);
    await eventually(() => {
      const { status, substatus, statusReason } = world.inPartnerCenter.referral(referral.id);
      assert.deepEqual([status, substatus], ['Closed', 'Declined']);
      assert.ok(statusReason, 'the portal demands a reason');
    });
  },
};

export const leadSteps: readonly Step[] = [converted, accepted, declined];
