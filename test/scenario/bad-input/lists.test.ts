import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DealCheck, DealReport } from '../../../src/cli/product/deals.ts';
import { eventually } from '../../support/eventually.ts';
import { ACTIVE_STAGE } from '../../support/scenario/seller.ts';
import { type SalesforceParties, startSalesforceParties } from '../parties/place.ts';

/** Values that are in none of the organisation's lists: countries that it does not know, and stages that somebody made up. */

let place: SalesforceParties;
beforeAll(async () => {
  place = await startSalesforceParties();
});
afterAll(() => place?.close());

const UNLISTED = 'Typed by an import';
const audit = (dealId: string) => place.inSalesforce.auditOf(dealId).join('\n');
const statusOf = (referralId: string) => place.inPartnerCenter.referral(referralId).status;
const shown = async (id: string) => (await place.cosell('deals', 'show', id, '--json')).json() as DealReport;

async function invited(parts: Parameters<SalesforceParties['microsoft']['invites']>[0] = {}) {
  const { id: referralId } = place.microsoft.invites(parts);
  const dealId = await eventually(() => String(place.inSalesforce.dealOf(referralId)['Id']));
  await eventually(() => expect(place.inPartnerCenter.referral(referralId).externalReferenceId).toBe(dealId));
  return { referralId, dealId };
}

async function shared() {
  const dealId = place.seller.opens({ ticked: true });
  const { id: referralId } = await eventually(() => place.inPartnerCenter.referralOf(dealId));
  await eventually(() => expect(place.inSalesforce.deal(dealId)['Referral_Identifier__c']).toBe(referralId));
  return { referralId, dealId };
}

describe('a country that is not in the organisation’s list', () => {
  test.each(['XK', 'ZZ', 'Kosovo', 'Atlantis'])(
    '%s: the invitation arrives without it, told on the record and by the command',
    async (country) => {
      const address = { addressLine1: '1 Square', city: 'Pristina', state: null, postalCode: '10000', country };
      const { referralId, dealId } = await invited({ customerProfile: { address } });
      const said = `The new account has no country: the CRM does not know "${country}".`;
      expect(audit(dealId)).toContain(said);
      const account = place.inSalesforce.row('Account', place.inSalesforce.deal(dealId)['AccountId']);
      expect(account).toMatchObject({ BillingCountryCode: null, BillingCity: 'Pristina', BillingPostalCode: '10000' });
      expect((await shown(referralId)).history.map(({ summary }) => summary).join('\n')).toContain(said);
      // It goes on as any other deal.
      place.seller.moves(dealId, ACTIVE_STAGE);
      place.seller.edits(dealId, { Amount: 71_000 });
      await eventually(() => expect(place.inPartnerCenter.referral(referralId).details.dealValue).toBe(71_000));
      expect(place.inPartnerCenter.referral(referralId).customerProfile.address.country).toBe(country);
    },
  );
});

describe('a stage that is not in the organisation’s list', () => {
  test('accepts no invitation: the seller is told, other edits wait, and a listed stage accepts', async () => {
    const { referralId, dealId } = await invited();
    place.seller.edits(dealId, { StageName: UNLISTED, Amount: 71_000 });
    await eventually(() =>
      expect(audit(dealId)).toMatch(/stage change cannot be sent: the CRM does not list this stage/),
    );
    await place.quiet();
    expect(statusOf(referralId)).toBe('New');
    expect(place.inSalesforce.deal(dealId)).toMatchObject({ StageName: UNLISTED, Amount: 71_000 });
    expect(audit(dealId).match(/does not list this stage/g)).toHaveLength(1);
    place.seller.moves(dealId, ACTIVE_STAGE);
    await eventually(() => expect(statusOf(referralId)).toBe('Active'));
    await eventually(() => expect(place.inPartnerCenter.referral(referralId).details.dealValue).toBe(71_000));
  });

  test('holds up nothing else on a shared deal, which still follows Partner Center', async () => {
    const { referralId, dealId } = await shared();
    place.seller.edits(dealId, { StageName: UNLISTED, Amount: 72_000 });
    await eventually(() => expect(place.inPartnerCenter.referral(referralId).details.dealValue).toBe(72_000));
    await eventually(() => expect(audit(dealId)).toMatch(/does not list this stage/));
    await place.quiet();
    place.microsoft.closes(referralId, 'Won');
    await eventually(() => expect(place.inSalesforce.deal(dealId)['StageName']).toBe('Closed Won'));
  });

  test('keeps a deal from being shared, with its remedy; a listed one shares it', async () => {
    const dealId = place.seller.opens();
    place.seller.edits(dealId, { StageName: UNLISTED, Sync_With_Partner_Center__c: true });
    await eventually(() =>
      expect(audit(dealId)).toMatch(/in a stage that the CRM does not list.* Choose one of the stages/),
    );
    const check = (await place.cosell('deals', 'check', dealId, '--json')).json() as DealCheck;
    expect([check.outcome, check.missing.map(({ code }) => code)]).toEqual(['incomplete', ['stage-unknown']]);
    expect(place.inPartnerCenter.referralsOf(dealId)).toEqual([]);
    place.seller.moves(dealId, ACTIVE_STAGE);
    await eventually(() => expect(place.inPartnerCenter.referralsOf(dealId)).toHaveLength(1));
    await eventually(() => expect(String(place.inSalesforce.deal(dealId)['Name'])).toMatch(/^✔/));
  });

  test('counts as soon as an administrator has added it', async () => {
    const { referralId, dealId } = await invited();
    place.salesforce.admin.people.addStage({ name: 'Technical Fit', probability: 30 });
    place.seller.moves(dealId, 'Technical Fit');
    await eventually(() => expect(statusOf(referralId)).toBe('Active'));
    expect(audit(dealId)).not.toContain('does not list');
  });
});
