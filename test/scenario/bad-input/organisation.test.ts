import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DealReport } from '../../../src/cli/product/deals.ts';
import { type DisturbedInstallation, STACK, startDisturbedInstallation } from '../../support/disturbed-installation.ts';
import { eventually } from '../../support/eventually.ts';
import { type CallMeter, callMeter } from '../../support/scenario/call-costs.ts';
import { type Microsoft, microsoftIn } from '../../support/scenario/microsoft.ts';
import {
  observePartnerCenter,
  observeSalesforce,
  type PartnerCenterObserved,
  type SalesforceObserved,
} from '../../support/scenario/observed.ts';
import { type Seller, sellerIn } from '../../support/scenario/seller.ts';

/** What an organisation does not let the connector write: who is told what, what goes on meanwhile, and how it ends. */

const INTEGRATION = 'integration@lakeshore.example';

let place: DisturbedInstallation;
let meter: CallMeter;
let seller: Seller;
let microsoft: Microsoft;
let inPartnerCenter: PartnerCenterObserved;
let inSalesforce: SalesforceObserved;

beforeAll(async () => {
  place = await startDisturbedInstallation({ partnerCenter: { referrals: [] }, salesforce: { records: [] } });
  meter = callMeter('salesforce', place);
  seller = sellerIn(place.salesforce);
  microsoft = microsoftIn(place.partnerCenter);
  inPartnerCenter = observePartnerCenter(place.partnerCenter);
  inSalesforce = observeSalesforce(place.salesforce);
});
afterAll(() => place?.close());

async function shared() {
  const dealId = seller.opens({ ticked: true });
  const { id: referralId } = await eventually(() => inPartnerCenter.referralOf(dealId));
  await eventually(() => expect(inSalesforce.deal(dealId)['Referral_Identifier__c']).toBe(referralId));
  return { dealId, referralId };
}

const audit = (dealId: string) => inSalesforce.auditOf(dealId).join('\n');
const nameOf = (dealId: string) => String(inSalesforce.deal(dealId)['Name']);
const people = () => place.salesforce.admin.people;

async function shown(id: string): Promise<DealReport> {
  const { stdout, stderr } = await place.cosell('deals', 'show', id, '--json');
  expect(stderr).not.toMatch(STACK);
  return JSON.parse(stdout) as DealReport;
}

interface Obstacle {
  what: string;
  /** Puts it in the way of the amount of this deal. */
  arises(dealId: string): void;
  ends(dealId: string): void;
  /** What the seller reads: the cause and the remedy. */
  told: RegExp;
}

const OBSTACLES: readonly Obstacle[] = [
  {
    what: 'a validation rule of the organisation',
    arises: () =>
      void people().addValidationRule({
        name: 'Large_deals',
        sobject: 'Opportunity',
        when: 'Amount > 100000',
        message: 'Deals above 100,000 need an approval.',
        field: 'Amount',
        changed: ['Amount'],
      }),
    ends: () => void people().removeValidationRule({ name: 'Large_deals' }),
    told: /Deals above 100,000 need an approval/,
  },
  {
    what: 'a right that the connector lacks for one field',
    arises: () => void people().restrictUser({ username: INTEGRATION, readOnlyFields: ['Opportunity.Amount'] }),
    ends: () => void people().restrictUser({ username: INTEGRATION, readOnlyFields: [] }),
    told: /may not write Amount\. Ask your CRM administrator/,
  },
];

describe.each(OBSTACLES)('$what', ({ arises, ends, told }) => {
  test('holds up that field alone, is told once with its remedy, is not tried for ever, and the value arrives after the fix', async () => {
    const { dealId, referralId } = await shared();
    const other = await shared();
    arises(dealId);
    microsoft.edits(referralId, { details: { dealValue: 200_000, notes: 'Beside the amount.' } });
    microsoft.edits(other.referralId, { details: { notes: 'Of another deal.' } });
    await eventually(() => expect(inSalesforce.deal(dealId)['Description']).toBe('Beside the amount.'));
    await eventually(() => expect(inSalesforce.deal(other.dealId)['Description']).toBe('Of another deal.'));
    await eventually(() => expect(audit(dealId)).toMatch(told));
    expect(nameOf(dealId)).toMatch(/^✘/);
    expect(inSalesforce.deal(dealId)['Amount']).toBe(50_000);
    await meter.settled();
    expect(inSalesforce.auditOf(dealId).filter((line) => told.test(line))).toHaveLength(1);
    expect((await shown(dealId)).reason).toMatch(told);
    // What sellers change still goes out.
    seller.edits(dealId, { Description: 'Seen by the seller.' });
    await eventually(() => expect(inPartnerCenter.referral(referralId).details.notes).toBe('Seen by the seller.'));
    ends(dealId);
    await place.cosell('reconcile', dealId);
    await eventually(() => expect(inSalesforce.deal(dealId)['Amount']).toBe(200_000));
    await eventually(() => expect(nameOf(dealId)).toMatch(/^✔/));
  });
});

test('a record that somebody else is saving is tried again until it is free, and nobody is told', async () => {
  const { dealId, referralId } = await shared();
  people().holdLock({ id: dealId, times: 2 });
  microsoft.edits(referralId, { details: { dealValue: 61_000 } });
  await eventually(() => expect(inSalesforce.deal(dealId)['Amount']).toBe(61_000), { withinMs: 30_000 });
  expect(nameOf(dealId)).toMatch(/^✔/);
});

test('a record locked for approval takes nothing: the deal says so, others go on, and the change arrives after the approval', async () => {
  const { dealId, referralId } = await shared();
  people().submitForApproval({ id: dealId });
  microsoft.edits(referralId, { details: { dealValue: 62_000 } });
  const other = await shared();
  microsoft.edits(other.referralId, { details: { notes: 'While it was locked.' } });
  await eventually(() => expect(inSalesforce.deal(other.dealId)['Description']).toBe('While it was locked.'));
  await eventually(async () => expect((await shown(dealId)).reason).toMatch(/locked/i));
  await meter.settled();
  expect(inSalesforce.deal(dealId)['Amount']).toBe(50_000);
  people().approve({ id: dealId });
  await place.cosell('reconcile', dealId);
  await eventually(() => expect(inSalesforce.deal(dealId)['Amount']).toBe(62_000));
  await eventually(() => expect(nameOf(dealId)).toMatch(/^✔/));
});

test('an opportunity that somebody deletes breaks its own link with the reason, and brings no second one', async () => {
  const { dealId, referralId } = await shared();
  people().delete({ id: dealId });
  microsoft.edits(referralId, { details: { notes: 'Too late.' } });
  const other = await shared();
  microsoft.edits(other.referralId, { details: { notes: 'Not concerned.' } });
  await eventually(() => expect(inSalesforce.deal(other.dealId)['Description']).toBe('Not concerned.'));
  await eventually(async () => expect((await shown(referralId)).reason).toMatch(/gone or no longer visible/));
  await meter.settled();
  expect(inSalesforce.rows('Opportunity').filter((row) => row['Referral_Identifier__c'] === referralId)).toEqual([]);
});

test('none of it left a stack trace', () => {
  expect(place.talk()).not.toMatch(STACK);
});
