import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DeepPartial } from '../../../emulators/partner-center/documents.ts';
import type { Referral } from '../../../emulators/partner-center/referral.ts';
import type { DealReport } from '../../../src/cli/product/deals.ts';
import { callerOf } from '../../fidelity/salesforce/caller.ts';
import { deploy, textField } from '../../fidelity/salesforce/deploying.ts';
import { eventually } from '../../support/eventually.ts';
import type { ScenarioSettings } from '../../support/scenario/settings.ts';
import { type SalesforceParties, startSalesforceParties } from './place.ts';

/** The customer of a deal: which account it is, how a new one is filled, and what stands in the way. */

let place: SalesforceParties;
let numbered = 0;

beforeAll(async () => {
  place = await startSalesforceParties();
});
afterAll(() => place?.close());

const OSLO = { addressLine1: '5 Dock', city: 'Oslo', state: null, postalCode: '0150', country: 'NO' };

/** A company that exists once. */
const company = () => `Company ${++numbered} AS`;

function account(fields: Record<string, unknown>): string {
  return String(place.salesforce.admin.people.create({ sobject: 'Account', fields })['Id']);
}

const accountsCalled = (name: string) => place.inSalesforce.rows('Account').filter(({ Name }) => Name === name);

async function arrivedFrom(customerProfile: DeepPartial<Referral['customerProfile']>) {
  const { id } = place.microsoft.invites({ customerProfile: { team: [], ...customerProfile } });
  return eventually(() => place.inSalesforce.dealOf(id));
}

async function shown(id: string): Promise<DealReport> {
  return (await place.cosell('deals', 'show', id, '--json')).json() as DealReport;
}

const usual = (settings: ScenarioSettings): ScenarioSettings['salesforce'] => settings.salesforce;

describe('the account of a customer', () => {
  test('R48 has its country as a two-letter code, beside which Salesforce shows the name', async () => {
    const deal = await arrivedFrom({ name: company(), address: OSLO });
    const made = place.inSalesforce.row('Account', deal['AccountId']);
    expect(made).toMatchObject({ BillingCountryCode: 'NO', BillingCountry: 'Norway' });
  });

  test('R47 is made once by two processes on one store that create for one new customer at the same moment', async () => {
    const name = company();
    const names = ['first', 'second'] as const;
    const engines = await Promise.all(names.map(() => place.openEngine()));
    const customer = { name, street: null, city: 'Oslo', state: null, postalCode: '0150', country: 'NO' };
    const results = await Promise.all(
      engines.map(async ({ sides }, at) =>
        sides.crm.memberFor({}).create({
          kind: 'create',
          side: 'crm',
          fields: { name: `Deal of the ${names[at]} process`, customer, status: 'invited' },
          marker: `00000000-0000-4000-8000-00000000000${at}`,
          irreversible: [],
        }),
      ),
    );
    expect(results.map(({ kind }) => kind)).toEqual(['written', 'written']);
    expect(accountsCalled(name)).toHaveLength(1);
    for (const { store } of engines) await store.close();
  });

  test('R46 is found by the rules of the settings, in their order', async () => {
    await place.restart((settings) => {
      settings.salesforce = {
        ...usual(settings),
        newRecords: {
          accountMatch: ['key', 'name-and-country'],
          accountKey: { field: 'DunsNumber', holds: 'duns' },
          account: { Industry: 'Technology' },
        },
      };
    });
    const [name, renamed] = [company(), company()];
    const norwegian = account({ Name: name, BillingPostalCode: '1', BillingCountryCode: 'NO' });
    const swedish = account({ Name: name, BillingPostalCode: '2', BillingCountryCode: 'SE' });
    const keyed = account({ Name: 'Quite another name', DunsNumber: '123456789' });
    const ids = [{ profileType: 'Duns', id: '123456789' }];
    expect((await arrivedFrom({ name, address: { ...OSLO, country: 'SE' } }))['AccountId']).toBe(swedish);
    expect((await arrivedFrom({ name, address: OSLO }))['AccountId']).toBe(norwegian);
    expect((await arrivedFrom({ name, address: OSLO, ids }))['AccountId']).toBe(keyed);
    const other = await arrivedFrom({
      name: renamed,
      address: OSLO,
      ids: [{ profileType: 'DUNS', id: '987654321' }],
    });
    expect(place.inSalesforce.row('Account', other['AccountId'])).toMatchObject({
      Name: renamed,
      DunsNumber: '987654321',
      Industry: 'Technology',
    });
  });
});

describe('a field that the org demands on new opportunities', () => {
  test('R50 is named by the failure, and filled by a default of the settings', async () => {
    const caller = await callerOf(place.salesforce);
    const outcome = await deploy(caller, ...textField('Region__c', '<length>50</length><required>true</required>'));
    expect(outcome).toMatchObject({ success: true });
    const { id } = place.microsoft.invites();
    await eventually(async () => expect((await shown(id)).reason).toMatch(/demands a value .*Region__c/));
    await place.restart((settings) => {
      settings.salesforce = { ...usual(settings), newRecords: { opportunity: { Region__c: 'EMEA' } } };
    });
    await place.cosell('reconcile', id);
    const deal = await eventually(() => place.inSalesforce.dealOf(id));
    expect(deal['Region__c']).toBe('EMEA');
  });
});
