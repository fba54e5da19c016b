import { afterEach, describe, expect, test } from 'vitest';
import { INTEGRATION, recordsOf, SELLER, signIn, startInstalled } from '../support/crm-org.ts';
import { eventually } from '../support/eventually.ts';
import type { Installation } from '../support/installation.ts';
import { microsoftIn } from '../support/scenario/microsoft.ts';

let place: Installation;
afterEach(() => place?.close());

describe('the connector on what was installed', () => {
  test('R12 the audit text holds 100,000 characters; the oldest lines make room before it overflows', async () => {
    place = await startInstalled({
      partnerCenter: { referrals: [] },
      adjust: (settings) => {
        settings.deals = { defaultCurrency: 'USD' };
      },
    });
    const connector = await signIn(place.salesforce, INTEGRATION);
    expect((await connector.fields('Opportunity')).get('Audit__c')).toMatchObject({
      type: 'textarea',
      length: 100_000,
    });
    const stop = await place.serve();
    const referral = microsoftIn(place.partnerCenter).invites();
    const linked = () =>
      recordsOf(place.salesforce)['Opportunity']?.find((row) => row['Referral_Identifier__c'] === referral.id);
    const opportunity = await eventually(() => {
      const found = linked();
      expect(found?.['Audit__c']).toEqual(expect.any(String));
      return found;
    });
    const line = (n: number) => `2026-01-01 00:00 - line ${n} ${'x'.repeat(70)}`;
    const full = Array.from({ length: 1000 }, (_, n) => line(1000 - n)).join('\n');
    expect(full.length).toBeGreaterThan(97_000);
    const id = String(opportunity?.['Id']);
    await eventually(async () => {
      const { links } = (await place.cosell('status', '--json')).json() as { links: { active: number } };
      expect(links.active).toBe(1);
    });
    // Salesforce counts in whole seconds: an edit in the second of the connector's own write would look like that write.
    await place.salesforce.admin.moveClock({ advanceMs: 2000 });
    const Audit__c = `${full}\n${'y'.repeat(99_990 - full.length)}`;
    place.salesforce.admin.people.edit({
      by: SELLER,
      id,
      fields: { Audit__c, StageName: 'Qualification', Amount: 4711 },
    });
    await eventually(() => {
      const audit = String(linked()?.['Audit__c']);
      const facts = [audit.includes('yyyy'), audit.includes('line 1000 '), audit.split('\n')[0]?.includes('line')];
      expect(facts).toEqual([false, true, false]);
      expect(audit.length).toBeLessThanOrEqual(100_000);
    });
    await stop();
  });
});
