import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { type SalesforceParties, startSalesforceParties } from './place.ts';

/** Solutions as Microsoft's package for Salesforce keeps them: its trigger on the last one, and the text field of old. */

let place: SalesforceParties;

beforeAll(async () => {
  place = await startSalesforceParties();
});
afterAll(() => place?.close());

const audit = (dealId: string) => place.inSalesforce.auditOf(dealId).join('\n');
const linesOf = (dealId: string) =>
  place.inSalesforce.rows('Microsoft_Solutions__c').filter((row) => row['Opportunity__c'] === dealId);
const solutionsOf = (referralId: string) => place.inPartnerCenter.referral(referralId).details.requirements.solutions;
const deletes = (id: unknown) =>
  void place.salesforce.admin.people.delete({ by: 'sam.seller@lakeshore.example', id: String(id) });

async function shared(): Promise<{ dealId: string; referralId: string }> {
  const dealId = place.seller.opens({ ticked: true });
  const { id } = await eventually(() => place.inPartnerCenter.referralOf(dealId));
  await eventually(() => expect(place.inSalesforce.deal(dealId)['Referral_Identifier__c']).toBe(id));
  return { dealId, referralId: id };
}

test("R74 Sync that Microsoft's package unticks with the last solution is explained; the link stays and goes on", async () => {
  const { dealId, referralId } = await shared();
  deletes(linesOf(dealId)[0]?.['Id']);
  await eventually(() => expect(place.inSalesforce.deal(dealId)['Sync_With_Partner_Center__c']).toBe(false));
  await eventually(() =>
    expect(audit(dealId)).toMatch(/last solution was removed and Sync .* is off .* link to the referral stays/),
  );
  expect(String(place.inSalesforce.deal(dealId)['Name'])).toMatch(/^✘/);
  expect(solutionsOf(referralId).map(({ id }) => id)).toEqual(['SOL-41877-KDT']);
  place.seller.edits(dealId, { Amount: 77_000 });
  await place.quiet();
  expect(audit(dealId).match(/last solution was removed/g)).toHaveLength(1);
  expect(place.inPartnerCenter.referral(referralId).details.dealValue).toBe(50_000);
  place.seller.addsSolution(dealId, 'SOL-52210-MQP');
  place.seller.ticks(dealId);
  await eventually(() => expect(place.inPartnerCenter.referral(referralId).details.dealValue).toBe(77_000));
  await eventually(() => expect(solutionsOf(referralId).map(({ id }) => id)).toEqual(['SOL-52210-MQP']));
  await eventually(() => expect(String(place.inSalesforce.deal(dealId)['Name'])).toMatch(/^✔/));
});

test('R97 the old Products text stands in for rows, and is never written', async () => {
  const dealId = place.seller.opens({ solution: null, fields: { Products__c: 'SOL-41877-KDT; SOL-52210-MQP' } });
  place.seller.ticks(dealId);
  const { id } = await eventually(() => place.inPartnerCenter.referralOf(dealId));
  expect(solutionsOf(id).map((solution) => solution.id)).toEqual(['SOL-41877-KDT', 'SOL-52210-MQP']);
  place.microsoft.edits(id, { details: { notes: 'Changed there.' } });
  await eventually(() => expect(place.inSalesforce.deal(dealId)['Description']).toBe('Changed there.'));
  expect(place.inSalesforce.deal(dealId)['Products__c']).toBe('SOL-41877-KDT; SOL-52210-MQP');
});
