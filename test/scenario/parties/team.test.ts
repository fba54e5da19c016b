import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { CRM_KINDS, CRM_NAMES } from '../../support/scenario/crm/kinds.ts';
import type { Colleague } from '../../support/scenario/crm/words.ts';
import { callsSince } from '../../support/scenario/tallies.ts';
import { type PartiesPlace, startPartiesPlace } from './place.ts';

/** The people of the partner on a deal: owner and opportunity team on one side, the team of the referral on the other. */

const SAM = 'sam.seller@lakeshore.example';
const KAI = 'kai.keen@lakeshore.example';
const LOU = 'lou.left@lakeshore.example';
const UMA = 'uma.unreachable@lakeshore.example';
const INES = 'ines.moreau@microsoft.example';

const COLLEAGUES: readonly Colleague[] = [
  { firstName: 'Kai', lastName: 'Keen', email: KAI, phone: '+12065550181' },
  { firstName: 'Lou', lastName: 'Left', email: LOU, phone: '+12065550182', active: false },
  { firstName: 'Uma', lastName: 'Unreachable', email: UMA },
];

const person = (email: string, firstName: string, lastName: string) => ({
  firstName,
  lastName,
  email,
  phoneNumber: '+12065550199',
  title: null,
});
const ines = person(INES, 'Ines', 'Moreau');

describe.each(CRM_NAMES)('with %s', (crm) => {
  let place: PartiesPlace;

  beforeAll(async () => {
    place = await startPartiesPlace(crm, { colleagues: COLLEAGUES });
  });
  afterAll(() => place?.close());

  const audit = (dealId: string) => place.inCrm.auditOf(dealId).join('\n');
  const teamOf = (referralId: string) =>
    place.inPartnerCenter
      .referral(referralId)
      .team.map(({ email }) => email)
      .sort();
  const membersOf = (dealId: string) => place.inCrm.teamOf(dealId).sort();

  /** A deal that the connector shared, with its owner as the team. */
  async function shared(): Promise<{ dealId: string; referralId: string }> {
    const dealId = place.seller.opens({ ticked: true });
    const { id } = await eventually(() => place.inPartnerCenter.referralOf(dealId));
    await eventually(() => expect(place.inCrm.deal(dealId).referralId).toBe(id));
    expect(teamOf(id)).toEqual([SAM]);
    return { dealId, referralId: id };
  }

  describe('R77 changes in the CRM', () => {
    test("R77 a member added to the opportunity team or removed from it updates the referral's team", async () => {
      const { dealId, referralId } = await shared();
      place.seller.addsMember(dealId, KAI);
      await eventually(() => expect(teamOf(referralId)).toEqual([KAI, SAM]));
      expect(place.inPartnerCenter.referral(referralId).team.find(({ email }) => email === KAI)).toMatchObject({
        firstName: 'Kai',
        lastName: 'Keen',
        phoneNumber: '+12065550181',
      });
      place.seller.removesMember(dealId, KAI);
      if (!CRM_KINDS[crm].noticesRemovedMembers) place.seller.edits(dealId, { value: 61_000 });
      await eventually(() => expect(teamOf(referralId)).toEqual([SAM]));
    });

    test("R77 a new owner takes the old one's place in the referral's team, and Microsoft's people stay in it", async () => {
      const { dealId, referralId } = await shared();
      const [own] = place.inPartnerCenter.referral(referralId).team;
      place.microsoft.edits(referralId, { team: [...(own ? [own] : []), ines] });
      await place.quiet();
      place.seller.handsOver(dealId, KAI);
      await eventually(() => expect(teamOf(referralId)).toEqual([INES, KAI]));
      expect(audit(dealId)).not.toContain(INES);
    });

    test('R77 a user without a phone is named in the audit field; the owner and other changes go on', async () => {
      const { dealId, referralId } = await shared();
      place.seller.addsMember(dealId, UMA);
      place.seller.edits(dealId, { value: 61_500 });
      await eventually(() => expect(place.inPartnerCenter.referral(referralId).details.dealValue).toBe(61_500));
      await eventually(() => expect(audit(dealId)).toMatch(/Uma Unreachable is not named .*: phone/));
      expect(teamOf(referralId)).toEqual([SAM]);
      await place.quiet();
      expect(audit(dealId).match(/Uma Unreachable is/g)).toHaveLength(1);
    });

    test('R77 an owner whom Partner Center cannot take does not keep a deal from being shared', async () => {
      const dealId = place.seller.opens();
      place.seller.handsOver(dealId, UMA);
      place.seller.ticks(dealId);
      const { id } = await eventually(() => place.inPartnerCenter.referralOf(dealId));
      expect(teamOf(id)).toEqual([]);
      await eventually(() => expect(audit(dealId)).toMatch(/Uma Unreachable is not named/));
    });
  });

  describe('R77 changes in Partner Center', () => {
    test('R77 a member who is an active user joins the opportunity team; others are named once; the owner stays', async () => {
      const { dealId, referralId } = await shared();
      const own = place.inPartnerCenter.referral(referralId).team;
      const strangers = [person('stranger@partner.example', 'Stan', 'Stranger'), person(LOU, 'Lou', 'Left')];
      place.microsoft.edits(referralId, { team: [...own, person(KAI, 'K.', 'Keen'), ...strangers, ines] });
      await eventually(() => expect(membersOf(dealId)).toEqual([KAI]));
      expect(audit(dealId)).toMatch(/Stan Stranger \(stranger@partner\.example\) .*no active user/);
      expect(audit(dealId)).toMatch(/Lou Left .*no active user/);
      expect(audit(dealId)).not.toContain('Moreau');
      await place.quiet();
      const before = place.writes();
      place.microsoft.edits(referralId, { details: { notes: 'Something else.' } });
      await eventually(() => expect(place.inCrm.deal(dealId).notes).toBe('Something else.'));
      await place.quiet();
      expect(callsSince(before, place.writes())).toEqual({ partnerCenter: 0, crm: 1 });
      expect(audit(dealId).match(/Stan Stranger \(/g)).toHaveLength(1);
      expect(place.inCrm.ownerOf(dealId)).toBe(SAM);
      // Whoever the CRM cannot take stays in the referral's team.
      expect(teamOf(referralId)).toEqual([INES, KAI, LOU, SAM, 'stranger@partner.example'].sort());
      place.microsoft.edits(referralId, { team: own });
      await eventually(() => expect(membersOf(dealId)).toEqual([]));
      expect(place.inCrm.ownerOf(dealId)).toBe(SAM);
    });

    test('R77 an invitation brings its team; the connector owns the new opportunity', async () => {
      const { id } = place.microsoft.invites({ team: [ines, person(KAI, 'Kai', 'Keen')] });
      const deal = await eventually(() => place.inCrm.dealOf(id));
      await eventually(() => expect(membersOf(deal.id)).toEqual([KAI]));
      expect(place.inCrm.ownerOf(deal.id)).toBe('integration@lakeshore.example');
    });
  });
});
