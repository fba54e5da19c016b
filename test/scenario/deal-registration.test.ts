import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RegistrationReport } from '../../src/cli/product/deal-registration.ts';
import type { DealReport } from '../../src/cli/product/deals.ts';
import { eventually } from '../support/eventually.ts';
import { type Installation, startInstallation } from '../support/installation.ts';
import { type Microsoft, microsoftIn } from '../support/scenario/microsoft.ts';
import {
  observePartnerCenter,
  observeSalesforce,
  type PartnerCenterObserved,
  type SalesforceObserved,
} from '../support/scenario/observed.ts';
import { type OpenedDeal, type Seller, sellerIn } from '../support/scenario/seller.ts';

/** Registering won deals at Microsoft, from the command line and from fields of the CRM. */

const VISIBLE = { Referral_visible_to_Microsoft_sellers__c: true };
const HOURS_73_MS = 73 * 3_600_000;

let place: Installation;
let seller: Seller;
let microsoft: Microsoft;
let inPartnerCenter: PartnerCenterObserved;
let inSalesforce: SalesforceObserved;
let ripe: Record<'byCommand' | 'helped' | 'ticked' | 'tickedSmall', Pair>;

beforeAll(async () => {
  place = await startInstallation({
    partnerCenter: { referrals: [] },
    adjust(settings) {
      // Standard fields stand in for those that an organisation makes for it.
      const registration = {
        ask: 'IsPrivate',
        perpetual: 'IsPrivate',
        value: 'Amount',
        signedOn: 'CloseDate',
        startsOn: 'CloseDate',
        endsOn: 'none',
      };
      settings.salesforce = { ...settings.salesforce, registration };
    },
  });
  seller = sellerIn(place.salesforce);
  microsoft = microsoftIn(place.partnerCenter);
  inPartnerCenter = observePartnerCenter(place.partnerCenter);
  inSalesforce = observeSalesforce(place.salesforce);
  await place.serve();
  const help = { How_can_Microsoft_help__c: 'General or Other' };
  const asks = { ...VISIBLE, IsPrivate: true };
  // Shared three days ago, as deals must be before they are won.
  ripe = {
    byCommand: await shared(),
    helped: await shared({ fields: help }),
    ticked: await shared(),
    tickedSmall: await shared({ fields: asks, amount: 20_000 }),
  };
  await eventually(() => inPartnerCenter.halfOf(inPartnerCenter.referral(ripe.helped.referralId)));
  await place.partnerCenter.admin.moveClock({ advanceMs: HOURS_73_MS });
});
afterAll(() => place?.close());

const today = () => new Date().toISOString().slice(0, 10);
const audit = (dealId: string) => inSalesforce.auditOf(dealId).join('\n');
const registrationsOf = (referralId: string) => inPartnerCenter.referral(referralId).registrations;
const shown = async (id: string) => (await place.cosell('deals', 'show', id, '--json')).json() as DealReport;

async function shared(deal: OpenedDeal = {}) {
  const dealId = seller.opens({ closeDate: today(), amount: 200_000, fields: VISIBLE, ...deal, ticked: true });
  const { id: referralId } = await eventually(() => inPartnerCenter.referralOf(dealId));
  await eventually(() => expect(inSalesforce.deal(dealId)['Referral_Identifier__c']).toBe(referralId));
  return { dealId, referralId };
}

type Pair = Awaited<ReturnType<typeof shared>>;

/** Won in the portal. */
async function wins({ dealId, referralId }: Pair): Promise<Pair> {
  microsoft.closes(referralId, 'Won');
  await eventually(() => expect(inSalesforce.deal(dealId)['StageName']).toBe('Closed Won'));
  return { dealId, referralId };
}

async function register(id: string, ...options: string[]) {
  const contract = ['--value', '200000', '--signed', today(), '--starts', today(), '--perpetual'];
  const said = await place.cosell('deals', 'register', id, ...contract, '--json', ...options);
  return { code: said.code, report: said.json() as RegistrationReport };
}

describe('cosell deals register', () => {
  test('deal registration: a won deal is registered; its review is followed in deals show and in the audit field', async () => {
    const { dealId, referralId } = await wins(ripe.byCommand);
    const { code, report } = await register(dealId);
    expect([code, report.status, report.refusals]).toEqual([0, 'ReviewPending', []]);
    expect(registrationsOf(referralId)).toMatchObject([
      {
        type: 'AzureIPCoSell',
        contract: { value: 200_000, currency: 'USD', term: 'Perpetual' },
        solutionDetails: [{ id: 'SOL-41877-KDT', isDeployedOnAzure: true, primaryDeploymentOn: 'Customer' }],
      },
    ]);
    await eventually(() => expect(audit(dealId)).toContain('Deal registration at Microsoft: ReviewPending.'));
    place.partnerCenter.admin.people.reviewRegistration({ referralId, status: 'Approved' });
    await eventually(() => expect(audit(dealId)).toContain('Deal registration at Microsoft: Approved.'));
    expect(await shown(dealId)).toMatchObject({ registrationStatus: 'Approved', state: 'closed', status: 'won' });
    expect(inSalesforce.auditOf(dealId).filter((line) => line.includes('Deal registration'))).toHaveLength(2);
  });

  test('deal registration: what Microsoft would not take is refused before any call, with the remedy', async () => {
    const early = await register(ripe.ticked.dealId);
    expect(early.code).toBe(4);
    expect(early.report.refusals).toMatchObject([
      { code: 'registration-not-won', remedy: 'Register it once it is won.' },
    ]);
    const { dealId, referralId } = await wins(await shared());
    const before = place.partnerCenter.admin.calls().write;
    const soon = await register(dealId, '--value', '20000');
    expect(soon.report.refusals.map(({ code }) => code)).toEqual([
      'registration-early',
      'registration-value',
      'registration-signed',
    ]);
    expect(registrationsOf(referralId)).toEqual([]);
    expect(place.partnerCenter.admin.calls().write).toBe(before);
  });

  test('deal registration: what Microsoft refuses nevertheless is said, and an unknown deal is', async () => {
    const { dealId } = await wins(ripe.helped);
    const { code, report } = await register(dealId);
    expect(code).toBe(4);
    expect(report.refusals[0]?.message).toContain('Microsoft has not accepted this deal');
    expect(
      (await place.cosell('deals', 'register', 'nobody', '--value', '1', '--signed', today(), '--starts', today()))
        .code,
    ).toBe(1);
  });
});

describe('fields of the CRM', () => {
  test('deal registration: the tick on a won record registers it once', async () => {
    const { dealId, referralId } = await wins(ripe.ticked);
    seller.edits(dealId, { IsPrivate: true });
    await eventually(() => expect(registrationsOf(referralId)).toHaveLength(1));
    expect(registrationsOf(referralId)[0]).toMatchObject({ contract: { value: 200_000, term: 'Perpetual' } });
    await eventually(() => expect(audit(dealId)).toContain('Deal registration at Microsoft: ReviewPending.'));
    seller.edits(dealId, { NextStep: 'Celebrate' });
    const other = await shared();
    expect(registrationsOf(other.referralId)).toEqual([]);
    expect(registrationsOf(referralId)).toHaveLength(1);
  });

  test('deal registration: the tick before the deal is won waits; what is missing then is told, and mending registers', async () => {
    const { dealId, referralId } = await wins(ripe.tickedSmall);
    await eventually(() => expect(audit(dealId)).toContain('The contract is worth less than 25,000 USD a year.'));
    expect(registrationsOf(referralId)).toEqual([]);
    seller.edits(dealId, { Amount: 160_000 });
    await eventually(() => expect(registrationsOf(referralId)).toHaveLength(1));
    await eventually(() => expect(String(inSalesforce.deal(dealId)['Name'])).toMatch(/^✔ /));
  });
});
