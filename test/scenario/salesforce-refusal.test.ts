import { afterEach, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { type Installation, startInstallation } from '../support/installation.ts';
import { AUDIT_TIME } from '../support/scenario/audit.ts';
import { microsoftIn } from '../support/scenario/microsoft.ts';
import { observePartnerCenter, observeSalesforce } from '../support/scenario/observed.ts';
import { sellerIn } from '../support/scenario/seller.ts';

let place: Installation;
afterEach(() => place?.close());

test('R88 the audit field gets the cause and the remedy of what a validation rule refuses; the rest goes on', async () => {
  place = await startInstallation({ partnerCenter: { referrals: [] } });
  await place.serve();
  const inSalesforce = observeSalesforce(place.salesforce);
  const id = sellerIn(place.salesforce).opens({ ticked: true });
  const referral = await eventually(() => observePartnerCenter(place.partnerCenter).referralOf(id));
  await eventually(() => expect(inSalesforce.auditOf(id).join()).toContain('Shared with Partner Center'));
  place.salesforce.admin.people.addValidationRule({
    name: 'Large_deals',
    sobject: 'Opportunity',
    when: 'Amount > 1000000',
    message: 'Deals above a million need an approval.',
    field: 'Amount',
  });
  microsoftIn(place.partnerCenter).edits(referral.id, {
    details: { dealValue: 2_000_000, notes: 'Larger than we thought.' },
  });
  const cause = /Not taken over from Partner Center: A validation rule .* need an approval\. Mend what the rule names/;
  const line = await eventually(() => {
    const found = inSalesforce.auditOf(id).find((text) => cause.test(text));
    expect(found).toBeDefined();
    return String(found);
  });
  expect(line).toMatch(AUDIT_TIME);
  expect(line).not.toMatch(/Error:|\bat .+:\d+|[{}]|[0-9a-f]{8}-[0-9a-f]{4}-/);
  await eventually(() => expect(String(inSalesforce.deal(id)['Name'])).toMatch(/^✘ /));
  expect(inSalesforce.deal(id)).toMatchObject({ Amount: 50_000, Description: 'Larger than we thought.' });
});
