import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DealReport } from '../../../src/cli/product/deals.ts';
import { type DisturbedInstallation, STACK, startDisturbedInstallation } from '../../support/disturbed-installation.ts';
import { eventually } from '../../support/eventually.ts';
import { rewriting } from '../../support/proxy.ts';
import { type Microsoft, microsoftIn } from '../../support/scenario/microsoft.ts';
import {
  observePartnerCenter,
  observeSalesforce,
  type PartnerCenterObserved,
  type SalesforceObserved,
} from '../../support/scenario/observed.ts';
import { ACTIVE_STAGE, type OpenedDeal, type Seller, sellerIn } from '../../support/scenario/seller.ts';

/** Values that make no sense, typed by people or answered by a system: who is told what, and that nothing is lost or held up. */

let place: DisturbedInstallation;
let seller: Seller;
let microsoft: Microsoft;
let inPartnerCenter: PartnerCenterObserved;
let inSalesforce: SalesforceObserved;

beforeAll(async () => {
  // Country and currency are kept in text fields, as orgs without Salesforce's own lists do.
  place = await startDisturbedInstallation({
    partnerCenter: { referrals: [] },
    salesforce: { records: [] },
    adjust(settings) {
      settings.salesforce = { ...settings.salesforce, fields: { country: 'Site', currency: 'NextStep' } };
    },
  });
  seller = sellerIn(place.salesforce);
  microsoft = microsoftIn(place.partnerCenter);
  inPartnerCenter = observePartnerCenter(place.partnerCenter);
  inSalesforce = observeSalesforce(place.salesforce);
});
afterAll(() => place?.close());

/** A seller opens a complete deal with these texts, and ticks Sync. */
function shares(typed: { country?: string; currency?: string }, deal: OpenedDeal = {}): string {
  const { country = 'US', currency = 'USD' } = typed;
  const id = seller.opens({ ...deal, fields: { NextStep: currency, ...deal.fields } });
  writesCountry(id, country);
  seller.ticks(id);
  return id;
}

function writesCountry(dealId: string, country: string): void {
  seller.edits(String(inSalesforce.deal(dealId)['AccountId']), { Site: country });
}

const audit = (dealId: string) => inSalesforce.auditOf(dealId).join('\n');
const nameOf = (dealId: string) => String(inSalesforce.deal(dealId)['Name']);

async function shown(id: string): Promise<DealReport> {
  const { stdout, stderr } = await place.cosell('deals', 'show', id, '--json');
  expect(stderr).not.toMatch(STACK);
  return JSON.parse(stdout) as DealReport;
}

describe('a seller who writes', () => {
  test.each([
    ['a country by its name', { country: 'Germany' }, '"Germany" is not a two-letter country code', 'Write DE', 'DE'],
    [
      'a country code that is none',
      { country: 'ZZ' },
      '"ZZ" is not a two-letter country code',
      'two-letter code',
      'DE',
    ],
    ['no country', { country: '' }, 'has no country code', 'two-letter code', 'DE'],
  ])('R69 %s is told in the audit field before any call, and the deal is shared once it is mended', async (...row) => {
    const [, typed, message, remedy, mended] = row;
    const dealId = shares(typed);
    await eventually(() => expect(audit(dealId)).toContain(message));
    expect(audit(dealId)).toContain(remedy);
    expect(nameOf(dealId)).toMatch(/^✘/);
    expect(inPartnerCenter.referralsOf(dealId)).toEqual([]);
    writesCountry(dealId, mended);
    const referral = await eventually(() => inPartnerCenter.referralOf(dealId));
    expect(referral.customerProfile.address.country).toBe('DE');
    await eventually(() => expect(nameOf(dealId)).toMatch(/^✔/));
  });

  test.each(['EURO', 'ZZZ'])('the currency %s is told, and the deal is shared once it is mended', async (currency) => {
    const dealId = shares({ currency });
    await eventually(() => expect(audit(dealId)).toContain(`"${currency}" is not a currency code`));
    expect(audit(dealId)).toContain('three-letter code');
    expect(inPartnerCenter.referralsOf(dealId)).toEqual([]);
    seller.edits(dealId, { NextStep: 'EUR' });
    const { details } = await eventually(() => inPartnerCenter.referralOf(dealId));
    expect(details.currency).toBe('EUR');
  });

  test('a senseless currency on a shared deal holds up the amount only', async () => {
    const dealId = shares({});
    await eventually(() => inPartnerCenter.referralOf(dealId));
    seller.edits(dealId, { NextStep: 'EURO', Amount: 70_000, Description: 'Second call held.' });
    await eventually(() => expect(audit(dealId)).toContain('"EURO" is not a currency code'));
    const { details } = await eventually(() => {
      const referral = inPartnerCenter.referralOf(dealId);
      expect(referral.details.notes).toBe('Second call held.');
      return referral;
    });
    expect(details).toMatchObject({ dealValue: 50_000, currency: 'USD' });
    seller.edits(dealId, { NextStep: 'EUR' });
    await eventually(() =>
      expect(inPartnerCenter.referralOf(dealId).details).toMatchObject({ dealValue: 70_000, currency: 'EUR' }),
    );
    await eventually(() => expect(nameOf(dealId)).toMatch(/^✔/));
  });
});

describe('an invitation from Microsoft', () => {
  test('with more text than Salesforce holds arrives cut, and the seller is told', async () => {
    const { id } = microsoft.invites({ name: 'N'.repeat(200), details: { notes: 'n'.repeat(40_000) } });
    const deal = await eventually(() => inSalesforce.dealOf(id));
    expect(String(deal['Name'])).toHaveLength(120);
    expect(String(deal['Name'])).toMatch(/^✔ N+…$/);
    expect(String(deal['Description'])).toHaveLength(32_000);
    await eventually(() => expect(audit(String(deal['Id']))).toMatch(/Name was shortened/));
    expect(audit(String(deal['Id']))).toMatch(/Description was shortened/);
    seller.moves(String(deal['Id']), ACTIVE_STAGE);
    await eventually(() => expect(inPartnerCenter.referral(id).status).toBe('Active'));
    // What was cut is not sent back as if the seller had shortened it.
    expect(inPartnerCenter.referral(id)).toMatchObject({
      name: 'N'.repeat(200),
      details: { notes: 'n'.repeat(40_000) },
    });
  });

  test('without a closing date, or in a currency nobody knows, arrives and the seller is told', async () => {
    const { id } = microsoft.invites({ details: { closingDateTime: null, currency: 'ZZZ' } });
    const deal = await eventually(() => inSalesforce.dealOf(id));
    expect(deal['CloseDate']).toMatch(/^\d{4}-\d\d-\d\d$/);
    await eventually(() => expect(audit(String(deal['Id']))).toMatch(/demands a close date/));
  });

  test('with an e-mail address that is none is refused with its reason, holds up nobody, and arrives once mended', async () => {
    const team = [
      { firstName: 'Ann', lastName: 'Wrong', phoneNumber: '+35315550100', email: 'ann at prospect', title: null },
    ];
    const { id } = microsoft.invites({ customerProfile: { team } });
    const sound = microsoft.invites();
    await eventually(() => inSalesforce.dealOf(sound.id));
    await eventually(async () => expect((await shown(id)).reason).toMatch(/e-mail address.*ann at prospect.*Correct/s));
    expect(() => inSalesforce.dealOf(id)).toThrow('found 0');
    microsoft.edits(id, {
      customerProfile: { team: team.map((person) => ({ ...person, email: 'ann@prospect.example' })) },
    });
    const deal = await eventually(() => inSalesforce.dealOf(id));
    expect(inSalesforce.contactsOf(deal['Id'])).toMatchObject([{ Email: 'ann@prospect.example' }]);
  });
});

describe('an answer with a value that makes no sense', () => {
  test.each([
    ['a closing date that no calendar has', { closingDateTime: '2026-13-45' }, '2026-13-45'],
    ['an amount in words', { dealValue: 'a lot' }, 'a lot'],
  ])('of Partner Center (%s) parks that deal with its place, and others go on', async (_, details, value) => {
    const dealId = shares({});
    const { id } = await eventually(() => inPartnerCenter.referralOf(dealId));
    const spoilt = (part: Record<string, unknown>) => {
      if (part['id'] === id) part['details'] = { ...(part['details'] as object), ...details };
    };
    const mend = place.toPartnerCenter.disturb({ of: () => true, answer: rewriting(spoilt) });
    microsoft.edits(id, { details: { notes: 'Edited beside the nonsense.' } });
    const other = microsoft.invites();
    await eventually(() => inSalesforce.dealOf(other.id));
    await eventually(async () => expect(await parked()).toMatch(new RegExp(`answer-not-understood: .*"${value}"`)));
    expect(inSalesforce.deal(dealId)).toMatchObject({ Amount: 50_000, CloseDate: '2027-05-31' });
    mend();
    microsoft.edits(id, { details: { notes: 'Mended.' } });
    await eventually(() => expect(inSalesforce.deal(dealId)['Description']).toBe('Mended.'));
    await eventually(async () => expect(await parked()).toBe(''));
  });

  test('to the sharing itself never leads to a second referral; the first is found once mended', async () => {
    const dealId = seller.opens({ fields: { NextStep: 'USD' } });
    writesCountry(dealId, 'US');
    const spoilt = (part: Record<string, unknown>) => {
      if (part['externalReferenceId'] === dealId)
        part['details'] = { ...(part['details'] as object), dealValue: 'a lot' };
    };
    const mend = place.toPartnerCenter.disturb({ of: () => true, answer: rewriting(spoilt) });
    seller.ticks(dealId);
    await eventually(async () => expect(await parked()).toMatch(/link:\S+ answer-not-understood: .*"a lot"/));
    mend();
    expect((await place.cosell('parked', 'retry', 'all')).code).toBe(0);
    const identifier = await eventually(() => {
      const { Referral_Identifier__c: held } = inSalesforce.deal(dealId);
      expect(held).toBeTruthy();
      return held;
    });
    expect(inPartnerCenter.referralsOf(dealId)).toMatchObject([{ id: identifier }]);
    await eventually(async () => expect(await parked()).toBe(''));
  });

  test('of Salesforce parks that deal with its place, and others go on', async () => {
    const dealId = shares({});
    await eventually(() => inPartnerCenter.referralOf(dealId));
    const spoilt = (part: Record<string, unknown>) => {
      if (part['Id'] === dealId) part['CloseDate'] = '2026-13-45';
    };
    const mend = place.toSalesforce.disturb({ of: () => true, answer: rewriting(spoilt) });
    seller.edits(dealId, { Amount: 80_000 });
    const otherId = shares({});
    await eventually(() => inPartnerCenter.referralOf(otherId));
    await eventually(async () =>
      expect(await parked()).toMatch(/salesforce-value-unreadable: .*"2026-13-45".*CloseDate/),
    );
    mend();
    const retried = await place.cosell('parked', 'retry', 'all');
    expect(retried.code).toBe(0);
    await eventually(() => expect(inPartnerCenter.referralOf(dealId).details.dealValue).toBe(80_000));
  });

  test('is understood where it only looks odd: amounts as text', async () => {
    const dealId = shares({});
    const { id } = await eventually(() => inPartnerCenter.referralOf(dealId));
    const texts = (part: Record<string, unknown>) => {
      for (const name of ['dealValue', 'Amount']) if (typeof part[name] === 'number') part[name] = String(part[name]);
    };
    const disturbance = { of: () => true, answer: rewriting(texts) };
    const mend = [place.toPartnerCenter.disturb(disturbance), place.toSalesforce.disturb(disturbance)];
    seller.edits(dealId, { Amount: 90_000.5 });
    await eventually(() => expect(inPartnerCenter.referralOf(dealId).details.dealValue).toBe(90_000.5));
    microsoft.edits(id, { details: { dealValue: 95_000 } });
    await eventually(() => expect(inSalesforce.deal(dealId)['Amount']).toBe(95_000));
    for (const end of mend) end();
  });
});

async function parked(): Promise<string> {
  const { stdout } = await place.cosell('parked', 'list', '--json');
  return (JSON.parse(stdout) as { parked: { key: string; reason: string }[] }).parked
    .map(({ key, reason }) => `${key} ${reason}`)
    .join('\n');
}

test('none of it left a stack trace', () => {
  expect(place.talk()).not.toMatch(STACK);
  expect(place.talk()).not.toContain('"stack"');
});
