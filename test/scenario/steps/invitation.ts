import assert from 'node:assert/strict';
import { eventually } from '../../support/eventually.ts';
import type { ScenarioWorld } from '../../support/scenario-world.ts';
import type { Step } from '../step.ts';

const AUDIT_LINE = /^\d{4}-\d\d-\d\d \d\d:\d\d - \S/;

/** Everything that an invitation brings along, for a customer whom the CRM knows by name and postal code. */
const arrives: Step = {
  id: '1-invitation',
  title:
    'R38 R39 R40 R45 R48 R49 R54 R55 R59 R87 R89 Microsoft invites: one opportunity on hold, complete, at the account the CRM knows',
  async play({ microsoft, inCrm, inPartnerCenter, quiet }) {
    const relecloud = inCrm.customers().find(({ name }) => name === 'Relecloud Ltd');
    const accounts = inCrm.customers().length;
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
    const deal = await eventually(() => inCrm.dealOf(id));
    assert.partialDeepStrictEqual(deal, {
      name: '✔ Relecloud reporting platform',
      stage: 'on-hold',
      customerId: relecloud?.id,
      value: 123_456.78,
      currency: 'GBP',
      closeDate: '2027-09-15',
      notes: 'Moves its reporting this year.',
      ticked: true,
      visible: true,
      referralId: id,
      referralLink: `https://partner.microsoft.com/referrals/v2/inbox?id=${id}`,
    });
    assert.equal(inCrm.customers().length, accounts, 'no account was added');
    assert.equal(inCrm.customerOf(deal.id).country, 'GB');
    assert.deepEqual(inCrm.solutionsOf(deal.id), ['SOL-41877-KDT', 'SOL-99001-NEW']);
    const [contact, ...others] = inCrm.contactsOf(deal.id);
    assert.equal(others.length, 0, 'one contact role');
    const [person] = inPartnerCenter.referral(id).customerProfile.team;
    assert.partialDeepStrictEqual(contact, {
      firstName: person?.firstName,
      lastName: person?.lastName,
      email: person?.email,
      phone: person?.phoneNumber,
      isPrimary: true,
    });
    const audit = inCrm.auditOf(deal.id);
    assert.ok(audit.length > 0 && audit.every((line) => AUDIT_LINE.test(line)), `audit lines: ${audit.join(' | ')}`);
    await eventually(() => assert.equal(inPartnerCenter.referralOf(deal.id).id, id));
    await quiet();
    assert.equal(inCrm.dealOf(id).id, deal.id, 'still exactly one opportunity');
    assert.equal(inPartnerCenter.referral(id).status, 'New', 'nobody has accepted it');
  },
};

const newCustomer: Step = {
  id: '1-new-customer',
  title:
    'R45 R47 R48 Two invitations for one new customer at once make one account; the same name elsewhere makes another',
  async play({ microsoft, inCrm }) {
    const address = { addressLine1: '5 Dock', city: 'Oslo', state: null, postalCode: '0150', country: 'NO' };
    const customerProfile = { name: 'Fabrikam Shipping AS', address, team: [] };
    const elsewhere = { ...customerProfile, address: { ...address, city: 'Bergen', postalCode: '5003' } };
    const invited = [customerProfile, customerProfile, elsewhere].map((profile) =>
      microsoft.invites({ customerProfile: profile }),
    );
    const deals = await eventually(() => invited.map(({ id }) => inCrm.dealOf(id)));
    const accounts = inCrm.customers().filter(({ name }) => name === 'Fabrikam Shipping AS');
    assert.deepEqual(accounts.map(({ postalCode }) => postalCode).sort(), ['0150', '5003']);
    assert.ok(accounts.every(({ country }) => country === 'NO'));
    assert.equal(deals[0]?.customerId, deals[1]?.customerId);
    assert.notEqual(deals[0]?.customerId, deals[2]?.customerId);
  },
};

/** An invitation that has reached the CRM and is linked; answers both ids. */
export async function invited({ microsoft, inCrm, inPartnerCenter }: ScenarioWorld) {
  const { id } = microsoft.invites();
  const dealId = await eventually(() => inCrm.dealOf(id).id);
  await eventually(() => inPartnerCenter.referralOf(dealId));
  return { referralId: id, dealId };
}

const accepted: Step = {
  id: '2-accepted',
  title: 'R80 Leaving the on-hold stage accepts the referral; what was edited on hold follows',
  async play(world) {
    const { seller, inPartnerCenter, inCrm, quiet } = world;
    const { referralId, dealId } = await invited(world);
    seller.edits(dealId, { value: 77_000, notes: 'Edited while on hold.' });
    await quiet();
    const waiting = inPartnerCenter.referral(referralId);
    assert.equal(waiting.details.dealValue, 120_000, 'edits on hold stay in the CRM');
    assert.equal(inCrm.deal(dealId).value, 77_000, 'edits on hold are kept');
    seller.moves(dealId, 'active');
    await eventually(() => {
      const { status, substatus, details } = inPartnerCenter.referral(referralId);
      assert.deepEqual([status, substatus], ['Active', 'Accepted']);
      assert.deepEqual([details.dealValue, details.notes], [77_000, 'Edited while on hold.']);
    });
    await eventually(() => assert.match(inCrm.auditOf(dealId).join('\n'), /Accepted: Partner Center was told/));
    assert.equal(inCrm.deal(dealId).stage, 'active');
  },
};

const declined: Step = {
  id: '2-declined',
  title: 'R81 Closing it as lost while on hold declines the referral with a reason',
  async play(world) {
    const { seller, inPartnerCenter, inCrm } = world;
    const { referralId, dealId } = await invited(world);
    seller.moves(dealId, 'lost');
    await eventually(() => {
      const { status, substatus, statusReason } = inPartnerCenter.referral(referralId);
      assert.deepEqual([status, substatus], ['Closed', 'Declined']);
      assert.ok(statusReason, 'the portal demands a reason');
    });
    await eventually(() => assert.match(inCrm.auditOf(dealId).join('\n'), /Declined: Partner Center was told/));
  },
};

export const invitationSteps: readonly Step[] = [arrives, newCustomer, accepted, declined];
