import { afterEach, describe, expect, test } from 'vitest';
import { defaultSalesforceWorld } from '../../../emulators/worlds/salesforce.ts';
import { eventually } from '../../support/eventually.ts';
import { ACTIVE_STAGE } from '../../support/scenario/seller.ts';
import type { ScenarioSettings } from '../../support/scenario/settings.ts';
import { type SalesforceParties, startSalesforceParties } from './place.ts';

/** What the settings and the organisation make of the people on a deal: which way they travel, who owns what arrives, and an organisation without teams. */

const SAM = 'sam.seller@lakeshore.example';
const KAI = 'kai.keen@lakeshore.example';
const INES = 'ines.moreau@microsoft.example';
const CONNECTOR = 'integration@lakeshore.example';

const users = [
  ...(defaultSalesforceWorld.users ?? []),
  { username: KAI, firstName: 'Kai', lastName: 'Keen', email: KAI, phone: '+12065550181' },
];

const person = (email: string, firstName: string, lastName: string) => ({
  firstName,
  lastName,
  email,
  phoneNumber: '+12065550199',
  title: null,
});
const ines = person(INES, 'Ines', 'Moreau');
const kai = person(KAI, 'Kai', 'Keen');
const sam = person(SAM, 'Sam', 'Seller');

let place: SalesforceParties;
afterEach(() => place?.close());

const open = async (adjust: (settings: ScenarioSettings) => void, organization = {}) => {
  place = await startSalesforceParties({
    salesforce: { users, organization: { multiCurrency: true, ...organization } },
    adjust,
  });
};
const userId = (email: string) => place.inSalesforce.rows('User').find((row) => row['Email'] === email)?.['Id'];
const ownerOf = (dealId: string) =>
  place.inSalesforce.row('User', place.inSalesforce.deal(dealId)['OwnerId'])['Username'];
const audit = (dealId: string) => place.inSalesforce.auditOf(dealId).join('\n');
const teamOf = (referralId: string) =>
  place.inPartnerCenter
    .referral(referralId)
    .team.map(({ email }) => email)
    .sort();
const membersOf = (dealId: string) =>
  place.inSalesforce
    .rows('OpportunityTeamMember')
    .filter((row) => row['OpportunityId'] === dealId)
    .map((row) => place.inSalesforce.row('User', row['UserId'])['Email'])
    .sort();

function addsMember(dealId: string, email: string): void {
  const fields = { OpportunityId: dealId, UserId: userId(email) };
  place.salesforce.admin.people.create({ by: SAM, sobject: 'OpportunityTeamMember', fields });
}

async function shared(): Promise<{ dealId: string; referralId: string }> {
  const dealId = place.seller.opens({ ticked: true });
  const { id: referralId } = await eventually(() => place.inPartnerCenter.referralOf(dealId));
  await eventually(() => expect(place.inSalesforce.deal(dealId)['Referral_Identifier__c']).toBe(referralId));
  return { dealId, referralId };
}

async function invited(team: readonly object[]): Promise<{ dealId: string; referralId: string }> {
  const { id: referralId } = place.microsoft.invites({ team: [...team] } as Parameters<
    typeof place.microsoft.invites
  >[0]);
  const dealId = await eventually(() => String(place.inSalesforce.dealOf(referralId)['Id']));
  await eventually(() => expect(place.inPartnerCenter.referral(referralId).externalReferenceId).toBe(dealId));
  return { dealId, referralId };
}

/** Something else travels the same way afterwards, so that the team has had its chance. */
async function edited({ dealId, referralId }: { dealId: string; referralId: string }, amount: number): Promise<void> {
  place.seller.edits(dealId, { Amount: amount });
  await eventually(() => expect(place.inPartnerCenter.referral(referralId).details.dealValue).toBe(amount));
  await place.quiet();
}

describe('R77 deals.team', () => {
  test.each([
    { team: 'to-partner-center', sends: true, takes: false },
    { team: 'to-crm', sends: false, takes: true },
    { team: 'none', sends: false, takes: false },
  ] as const)('R77 $team: people travel that way and no other', async ({ team, sends, takes }) => {
    await open((settings) => {
      settings.deals = { ...settings.deals, team };
    });
    const invitation = await invited([kai]);
    await eventually(() => expect(membersOf(invitation.dealId)).toEqual(takes ? [KAI] : []));

    const own = await shared();
    expect(teamOf(own.referralId)).toEqual(sends ? [SAM] : []);
    addsMember(own.dealId, KAI);
    await edited(own, 61_000);
    expect(teamOf(own.referralId)).toEqual(sends ? [KAI, SAM] : []);

    const other = await shared();
    place.microsoft.edits(other.referralId, { team: [sam, kai], details: { notes: 'With people.' } });
    await eventually(() => expect(place.inSalesforce.deal(other.dealId)['Description']).toBe('With people.'));
    await place.quiet();
    expect(membersOf(other.dealId)).toEqual(takes ? [KAI] : []);
    // Nobody is named as missing where nobody is wanted.
    if (!takes) expect(audit(other.dealId)).not.toMatch(/team/);
  });
});

describe('an organisation without opportunity teams', () => {
  test('R6 R77 the owner alone is the team; the people of the referral stay in Partner Center, and nothing is held up', async () => {
    await open(() => undefined, { opportunityTeams: false });
    const invitation = await invited([ines, kai]);
    await place.quiet();
    expect(ownerOf(invitation.dealId)).toBe(CONNECTOR);
    expect(audit(invitation.dealId)).not.toMatch(/team/);
    place.seller.moves(invitation.dealId, ACTIVE_STAGE);
    await edited(invitation, 71_000);
    expect(teamOf(invitation.referralId)).toEqual([INES, KAI]);

    const own = await shared();
    expect(teamOf(own.referralId)).toEqual([SAM]);
    place.seller.edits(own.dealId, { OwnerId: userId(KAI) });
    await eventually(() => expect(teamOf(own.referralId)).toEqual([KAI]));
    place.microsoft.edits(own.referralId, { team: [kai, sam, ines], details: { notes: 'More people.' } });
    await eventually(() => expect(place.inSalesforce.deal(own.dealId)['Description']).toBe('More people.'));
    await edited(own, 62_000);
    expect(teamOf(own.referralId)).toEqual([INES, KAI, SAM]);
    expect(ownerOf(own.dealId)).toBe(KAI);
    expect((await place.cosell('parked')).stdout).not.toMatch(/link:/);
  });
});

describe('newRecords.owner: team', () => {
  const byTeam = (settings: ScenarioSettings) => {
    settings.salesforce = { ...settings.salesforce, newRecords: { owner: 'team' } };
  };

  test('R50 R77 a new opportunity belongs to the first of the team who is an active user; the others join its team', async () => {
    await open(byTeam);
    const { dealId, referralId } = await invited([ines, kai, sam]);
    expect([ownerOf(dealId), membersOf(dealId)]).toEqual([KAI, [SAM]]);
    await place.quiet();
    place.seller.moves(dealId, ACTIVE_STAGE);
    await edited({ dealId, referralId }, 71_000);
    expect(teamOf(referralId)).toEqual([INES, KAI, SAM]);
    expect(audit(dealId)).not.toMatch(/team/);
  });

  test('R77 where no user is in the team, it belongs to the connector, and the seller is told who is nobody', async () => {
    await open(byTeam);
    const { dealId } = await invited([person('nobody@elsewhere.example', 'No', 'Body')]);
    expect(ownerOf(dealId)).toBe(CONNECTOR);
    expect(audit(dealId)).toMatch(/No Body \(nobody@elsewhere\.example\) .*no active user/);
    expect(ownerOf((await invited([])).dealId)).toBe(CONNECTOR);
  });

  test('R77 also in an organisation without opportunity teams', async () => {
    await open(byTeam, { opportunityTeams: false });
    const { dealId } = await invited([ines, kai]);
    expect(ownerOf(dealId)).toBe(KAI);
  });
});
