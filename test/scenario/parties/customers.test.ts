import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DeepPartial } from '../../../emulators/partner-center/documents.ts';
import type { Referral } from '../../../emulators/partner-center/referral.ts';
import type { DealReport } from '../../../src/cli/product/deals.ts';
import type { SettingsInput } from '../../../src/config/schema.ts';
import { eventually } from '../../support/eventually.ts';
import { CRM_NAMES } from '../../support/scenario/crm/kinds.ts';
import { type PartiesPlace, startPartiesPlace } from './place.ts';

/** Which account of the CRM the customer of a referral is, and which record the referral names. */

const OSLO = { addressLine1: '5 Dock', city: 'Oslo', state: null, postalCode: '0150', country: 'NO' };

/** A company that exists once. */
const company = () => `Company ${randomUUID().slice(0, 8)} AS`;

type AccountRules = NonNullable<NonNullable<NonNullable<SettingsInput['dynamics']>['newRecords']>['accountMatch']>;

/** The same words in the settings of every CRM. */
const matching = (accountMatch: AccountRules) => (settings: SettingsInput) => {
  for (const mapping of [settings.salesforce, settings.dynamics]) {
    if (mapping) mapping.newRecords = { ...mapping.newRecords, accountMatch };
  }
};

describe.each(CRM_NAMES)('with %s', (crm) => {
  let place: PartiesPlace;

  beforeAll(async () => {
    place = await startPartiesPlace(crm);
  });
  afterAll(() => place?.close());

  const called = (name: string) => place.inCrm.customers().filter((customer) => customer.name === name);

  async function arrivedFrom(customerProfile: DeepPartial<Referral['customerProfile']>) {
    const { id } = place.microsoft.invites({ customerProfile: { team: [], ...customerProfile } });
    return eventually(() => place.inCrm.dealOf(id));
  }

  test('R45 R48 the account has the same name and postal code, however they are written; without one it is made', async () => {
    const name = company();
    const here = place.seller.opensCustomer({ name: name.toUpperCase(), postalCode: '01 50', country: 'NO' });
    place.seller.opensCustomer({ name, postalCode: '5003', country: 'NO' });
    expect((await arrivedFrom({ name, address: OSLO })).customerId).toBe(here);
    const elsewhere = await arrivedFrom({ name, address: { ...OSLO, city: 'Tromsø', postalCode: '9008' } });
    expect(place.inCrm.customerOf(elsewhere.id)).toMatchObject({ name, postalCode: '9008', country: 'NO' });
    expect(called(name)).toHaveLength(2);
  });

  test('R47 is made once for many invitations of one new customer at the same time', async () => {
    const name = company();
    const deals = await Promise.all(Array.from({ length: 6 }, () => arrivedFrom({ name, address: OSLO })));
    expect(called(name)).toHaveLength(1);
    expect(new Set(deals.map(({ customerId }) => customerId)).size).toBe(1);
  });

  test('R58 a record that does not exist is reported as a conflict with its remedy, not skipped; corrected, it arrives', async () => {
    const { id } = place.microsoft.invites({ externalReferenceId: place.crm.noSuchRecord });
    await eventually(async () => {
      const { state, reason } = (await place.cosell('deals', 'show', id, '--json')).json() as DealReport;
      expect(state).toBe('broken');
      expect(reason).toContain(`names the CRM record ${place.crm.noSuchRecord}`);
      expect(reason).toContain('clear it');
    });
    expect(() => place.inCrm.dealOf(id)).toThrow('found 0');
    const status = (await place.cosell('status', '--json')).stdout;
    expect(JSON.parse(status).links.broken).toBeGreaterThan(0);
    place.microsoft.edits(id, { externalReferenceId: null });
    const deal = await eventually(() => place.inCrm.dealOf(id));
    await eventually(() => expect(place.inPartnerCenter.referral(id).externalReferenceId).toBe(deal.id));
  });

  test('R46 is found by the rules of the settings', async () => {
    await place.restart(matching(['name-and-country']));
    const name = company();
    const norwegian = place.seller.opensCustomer({ name, postalCode: '1', country: 'NO' });
    const swedish = place.seller.opensCustomer({ name, postalCode: '2', country: 'SE' });
    expect((await arrivedFrom({ name, address: { ...OSLO, country: 'SE' } })).customerId).toBe(swedish);
    expect((await arrivedFrom({ name, address: OSLO })).customerId).toBe(norwegian);
    await place.restart(matching(['name']));
    const other = company();
    const present = place.seller.opensCustomer({ name: other, postalCode: '1', country: 'SE' });
    expect((await arrivedFrom({ name: other, address: OSLO })).customerId).toBe(present);
  });
});
