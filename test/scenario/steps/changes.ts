import assert from 'node:assert/strict';
import { eventually } from '../../support/eventually.ts';
import type { Step } from '../step.ts';
import { invited } from './invitation.ts';
import { shared } from './sharing.ts';

const toPartnerCenter: Step = {
  id: '4-to-partner-center',
  title:
    'R73 R75 R78 Value, currency, close date, notes, visibility, contacts and solutions edited in the CRM reach Partner Center',
  async play(world) {
    const { seller, inPartnerCenter } = world;
    const { dealId, referralId } = await shared(world);
    seller.edits(dealId, {
      value: 91_000,
      currency: 'CHF',
      closeDate: '2027-12-01',
      notes: 'Grew after the workshop.',
      visible: true,
    });
    await eventually(() => {
      const { details, consent } = inPartnerCenter.referral(referralId);
      assert.deepEqual(
        [details.dealValue, details.currency, details.closingDateTime?.slice(0, 10), details.notes],
        [91_000, 'CHF', '2027-12-01', 'Grew after the workshop.'],
      );
      assert.equal(consent.consentToShareReferralWithMicrosoftSellers, true);
    });
    seller.addsContact(dealId, {
      firstName: 'Second',
      lastName: 'Person',
      email: `second.${dealId}@customer.example`,
      phone: '+12065550101',
    });
    seller.addsSolution(dealId, 'SOL-52210-MQP');
    await eventually(() => {
      const { customerProfile, details } = inPartnerCenter.referral(referralId);
      assert.equal(customerProfile.team.length, 2);
      assert.deepEqual(details.requirements.solutions.map(({ id }) => id).sort(), ['SOL-41877-KDT', 'SOL-52210-MQP']);
    });
  },
};

const toCrm: Step = {
  id: '4-to-crm',
  title: 'R51 The same changes made in Partner Center reach the CRM, acceptance in the portal too',
  async play(world) {
    const { microsoft, inCrm } = world;
    const { dealId, referralId } = await shared(world);
    microsoft.edits(referralId, {
      details: {
        dealValue: 33_333.25,
        currency: 'GBP',
        closingDateTime: '2028-01-31T00:00:00Z',
        notes: 'Edited in the portal.',
      },
      consent: { consentToShareReferralWithMicrosoftSellers: true },
    });
    await eventually(() =>
      assert.partialDeepStrictEqual(inCrm.deal(dealId), {
        value: 33_333.25,
        currency: 'GBP',
        closeDate: '2028-01-31',
        notes: 'Edited in the portal.',
        visible: true,
      }),
    );
    await eventually(() => assert.match(inCrm.auditOf(dealId).join('\n'), /Partner Center changed .*33333\.25/));
    const invitation = await invited(world);
    microsoft.portalAccepts(invitation.referralId);
    const { dealId: invitedId } = invitation;
    await eventually(() => assert.equal(inCrm.deal(invitedId).stage, 'active'));
  },
};

const unpatchable: Step = {
  id: '4-unpatchable',
  title: 'R79 A change that Partner Center cannot take leaves one clear note and no loop; the rest of the edit travels',
  async play(world) {
    const { seller, inPartnerCenter, inCrm, quiet } = world;
    const { dealId, referralId } = await shared(world, { name: 'Original name' });
    const notes = () => inCrm.auditOf(dealId).filter((line) => /Name: changed here/.test(line));
    seller.edits(dealId, { name: '✔ Renamed by the seller', value: 12_345 });
    await eventually(() => assert.equal(inPartnerCenter.referral(referralId).details.dealValue, 12_345));
    await eventually(() => assert.equal(notes().length, 1));
    seller.edits(dealId, { value: 23_456 });
    await eventually(() => assert.equal(inPartnerCenter.referral(referralId).details.dealValue, 23_456));
    await quiet();
    assert.equal(notes().length, 1, 'said once');
    assert.equal(inPartnerCenter.referral(referralId).name, 'Original name');
    assert.match(inCrm.deal(dealId).name, /Renamed by the seller$/, "the seller's name stays");
  },
};

const emptyValue: Step = {
  id: '4-empty-value',
  title: 'R76 An empty deal value is not sent, the other fields are, and the audit field says so',
  async play(world) {
    const { seller, inPartnerCenter, inCrm, quiet } = world;
    const { dealId, referralId } = await shared(world, { value: 50_000 });
    seller.edits(dealId, { value: 0, notes: 'The amount is being recalculated.' });
    await eventually(() =>
      assert.equal(inPartnerCenter.referral(referralId).details.notes, 'The amount is being recalculated.'),
    );
    await quiet();
    assert.equal(inPartnerCenter.referral(referralId).details.dealValue, 50_000);
    const told = inCrm.auditOf(dealId).filter((line) => /empty or zero is not sent/.test(line));
    assert.equal(told.length, 1);
  },
};

const visibility: Step = {
  id: '4-visibility',
  title: 'R65 Visibility cannot be taken back: the tick returns with an explanation',
  async play(world) {
    const { seller, inPartnerCenter, inCrm } = world;
    const { dealId, referralId } = await shared(world, { visible: true });
    seller.edits(dealId, { visible: false });
    await eventually(() => assert.equal(inCrm.deal(dealId).visible, true));
    assert.match(inCrm.auditOf(dealId).join('\n'), /stays visible; the change was put back/);
    assert.equal(inPartnerCenter.referral(referralId).consent.consentToShareReferralWithMicrosoftSellers, true);
  },
};

const microsoftAccepts: Step = {
  id: '5-microsoft-accepts',
  title: 'R52 Microsoft accepts: its CRM identifier arrives',
  async play(world) {
    const { microsoft, inCrm } = world;
    const { dealId, referralId } = await shared(world, {
      help: 'QuotesOrLicensing',
    });
    await eventually(() => world.inPartnerCenter.halfOf(world.inPartnerCenter.referral(referralId)));
    microsoft.accepts(referralId, '7-TOUR0001');
    await eventually(() => assert.equal(inCrm.deal(dealId).microsoftCrmId, '7-TOUR0001'));
  },
};

/** Ends of a deal, seen from where they happen. */
const closings: Step = {
  id: '5-closings',
  title: 'R57 R82 Won and lost travel both ways; nothing is sent afterwards',
  async play(world) {
    const { seller, microsoft, inPartnerCenter, inCrm, quiet } = world;
    const [wonHere, lostHere, wonThere, lostThere] = await Promise.all([1, 2, 3, 4].map(() => shared(world)));
    if (!wonHere || !lostHere || !wonThere || !lostThere) throw new Error('four deals');
    seller.moves(wonHere.dealId, 'won');
    seller.moves(lostHere.dealId, 'lost');
    microsoft.closes(wonThere.referralId, 'Won');
    microsoft.closes(lostThere.referralId, 'Lost', 'Customer chose another vendor');
    const statusOf = (id: string) => {
      const { status, substatus } = inPartnerCenter.referral(id);
      return `${status}/${substatus}`;
    };
    await eventually(() => assert.equal(statusOf(wonHere.referralId), 'Closed/Won'));
    await eventually(() => assert.equal(statusOf(lostHere.referralId), 'Closed/Lost'));
    await eventually(() => assert.equal(inCrm.deal(wonThere.dealId).stage, 'won'));
    await eventually(() => assert.equal(inCrm.deal(lostThere.dealId).stage, 'lost'));
    await eventually(() =>
      assert.match(inCrm.auditOf(lostThere.dealId).join('\n'), /closed the referral as lost: Customer chose/),
    );
    await quiet();
    const ends = [wonHere, lostHere, wonThere, lostThere];
    const before = ends.map(({ referralId }) => inPartnerCenter.referral(referralId).eTag);
    const writes = world.writes();
    for (const { dealId } of ends) seller.edits(dealId, { value: 1, notes: 'After the end.' });
    seller.moves(lostHere.dealId, 'active');
    await quiet();
    assert.equal(world.writes().partnerCenter, writes.partnerCenter, 'no write is even attempted');
    assert.deepEqual(
      ends.map(({ referralId }) => inPartnerCenter.referral(referralId).eTag),
      before,
    );
  },
};

/** Long enough for the CRM record to arrive first, short enough to wait for. */
const SHORT_TERM_MS = 3000;

const invitationEnds: Step = {
  id: '5-invitation-ends',
  title:
    'R57 An invitation declined in the portal or left to expire closes its opportunity, with the reason in the audit field',
  async play(world) {
    const { microsoft, partnerCenter, inCrm } = world;
    const expirationDateTime = new Date(partnerCenter.clock.now() + SHORT_TERM_MS).toISOString();
    const expiring = microsoft.invites({ expirationDateTime });
    const declined = await invited(world);
    microsoft.portalDeclines(declined.referralId, 'Customer budget not adequate');
    const ends = [
      [declined.referralId, /closed the referral as declined: Customer budget not adequate/],
      [expiring.id, /closed the referral as expired/],
    ] as const;
    for (const [referralId, told] of ends) {
      await eventually(() => {
        const { id, stage } = inCrm.dealOf(referralId);
        assert.equal(stage, 'lost');
        assert.match(inCrm.auditOf(id).join('\n'), told);
      });
    }
  },
};

export const changeSteps: readonly Step[] = [
  toPartnerCenter,
  toCrm,
  unpatchable,
  emptyValue,
  visibility,
  microsoftAccepts,
  closings,
  invitationEnds,
];
