import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { SalesforceSide } from '../../../src/adapters/salesforce/side.ts';
import { invitation, startTestOrg, type TestOrg, written } from './org.ts';

let org: TestOrg;
let side: SalesforceSide;

beforeAll(async () => {
  org = await startTestOrg();
});
afterAll(() => org.emulator.close());
beforeEach(async () => {
  await org.emulator.admin.reset();
  side = await org.connect();
  org.emulator.admin.resetCalls();
});

describe('a new deal', () => {
  test('becomes one opportunity with everything that belongs to it, in one writing call', async () => {
    const result = await side.create(invitation('r-1'));
    expect(org.calls()).toEqual({ read: 2, write: 1 });
    expect(result).toMatchObject({ kind: 'written', notes: [] });
    const snapshot = written(result);
    expect(snapshot).toMatchObject({
      counterpartId: 'r-1',
      version: expect.stringContaining('+0000'),
      record: { optedIn: true, mark: 'ok', kind: 'opportunity' },
      deal: {
        name: 'Contoso migration',
        status: 'invited',
        value: '180000.5',
        closeDate: '2027-01-31',
        notes: 'Wants to move.',
        help: 'ProofOfConceptOrDemo',
        visibleToMicrosoft: true,
        customer: { name: 'Contoso', city: 'Kiel', postalCode: '24103', country: 'DE' },
        contacts: [{ firstName: 'Eva', lastName: 'Eins', email: 'eva@contoso.example', phone: '+49 431 1' }],
        solutions: [{ id: 'SOL-1-ABC', name: 'Data Lake', kind: '3P', price: '10.5', quantity: '2' }],
        team: [],
      },
    });
    const [stored] = org.rows('Opportunity');
    expect(stored).toMatchObject({
      Name: '✔ Contoso migration',
      StageName: 'On Hold',
      Referral_Identifier__c: 'r-1',
      Referral_Link__c: 'https://partner.microsoft.com/referrals/v2/inbox?id=r-1',
      Sync_With_Partner_Center__c: true,
      How_can_Microsoft_help__c: 'Proof Of Concept or Demo',
      Audit__c: '2026-11-21 09:05 - Created from Partner Center.',
    });
    expect(org.rows('OpportunityContactRole')).toEqual([expect.objectContaining({ IsPrimary: true })]);
    expect(org.rows('Account')).toEqual([
      expect.objectContaining({ BillingCountryCode: 'DE', BillingCountry: 'Germany' }),
    ]);
  });

  test('hangs on the account, contact and solution that are there', async () => {
    const account = org.create('Account', { Name: 'CONTOSO', BillingPostalCode: '24 103' });
    org.create('Account', { Name: 'Contoso', BillingPostalCode: '99999' });
    const contact = org.create('Contact', { LastName: 'Eins', Email: 'eva@contoso.example', AccountId: account });
    const detail = org.create('Microsoft_Solution_Detail__c', { Name: 'Lake', Solution_Identifier__c: 'sol-1-abc' });
    const snapshot = written(await side.create(invitation('r-1')));
    expect(snapshot.record?.customerId).toBe(account);
    expect(org.rows('Account')).toHaveLength(2);
    expect(org.rows('Contact').map((row) => row['Id'])).toEqual([contact]);
    expect(org.rows('Microsoft_Solution_Detail__c').map((row) => row['Id'])).toEqual([detail]);
    expect(org.rows('OpportunityContactRole')).toEqual([expect.objectContaining({ ContactId: contact })]);
  });

  test('without a postal code takes an account of the name only when there is no doubt', async () => {
    const customer = { name: 'Contoso', street: null, city: null, state: null, postalCode: null, country: 'DE' };
    const account = org.create('Account', { Name: 'Contoso', BillingPostalCode: '1' });
    expect(written(await side.create(invitation('r-1', { customer }))).record?.customerId).toBe(account);
    org.create('Account', { Name: 'Contoso', BillingPostalCode: '2' });
    await side.create(invitation('r-2', { customer }));
    expect(org.rows('Account')).toHaveLength(3);
  });

  test('is not doubled by a repetition', async () => {
    const first = written(await side.create(invitation('r-1')));
    const again = await side.create(invitation('R-1', { name: 'Other name' }));
    expect(again).toEqual({ kind: 'exists', snapshot: first });
    expect(org.rows('Opportunity').map((row) => row['Name'])).toEqual(['✔ Contoso migration']);
  });

  test('is found by its referral after the answer was lost', async () => {
    side = await org.connect({ timeoutMs: 300 });
    org.emulator.admin.addFault({ match: { operation: 'composite-graph' }, kind: 'timeout-after' });
    const startedAtMs = org.emulator.clock.now();
    await expect(side.create(invitation('r-1'))).rejects.toMatchObject({ recovery: 'retry', outcomeUnknown: true });
    expect(await side.find('r-1', startedAtMs)).toMatchObject({ counterpartId: 'r-1' });
    expect(await side.find('r-2', startedAtMs)).toBeNull();
  });
});

describe('deals that arrive together', () => {
  test('for one new customer share one account, one contact and one catalogue entry', async () => {
    const results = await Promise.all(['r-1', 'r-2', 'r-3'].map((id) => side.create(invitation(id))));
    expect(new Set(results.map((result) => written(result).record?.customerId)).size).toBe(1);
    expect(org.rows('Account')).toHaveLength(1);
    expect(org.rows('Contact')).toHaveLength(1);
    expect(org.rows('Microsoft_Solution_Detail__c')).toHaveLength(1);
    expect(org.rows('Opportunity')).toHaveLength(3);
  });

  test('of different customers share their calls', async () => {
    org.create('Microsoft_Solution_Detail__c', { Name: 'Lake', Solution_Identifier__c: 'SOL-1-ABC' });
    const changes = Array.from({ length: 20 }, (_, n) =>
      invitation(`r-${n}`, {
        customer: {
          name: `Customer ${n}`,
          street: null,
          city: null,
          state: null,
          postalCode: String(n),
          country: 'US',
        },
        contacts: [],
      }),
    );
    const results = await Promise.all(changes.map((change) => side.create(change)));
    expect(results.map((result) => written(result).counterpartId)).toEqual(changes.map(({ marker }) => marker));
    expect(org.calls()).toEqual({ read: 2, write: 1 });
  });

  test('have their own outcomes: one that is refused leaves the others and nothing of itself', async () => {
    org.emulator.admin.people.addValidationRule({
      name: 'Large_deals',
      sobject: 'Opportunity',
      when: 'Amount > 1000000',
      message: 'Deals above a million need an approval.',
      field: 'Amount',
    });
    const other = { name: 'Fabrikam', street: null, city: null, state: null, postalCode: '1', country: 'US' };
    const [good, bad] = await Promise.all([
      side.create(invitation('r-1')),
      side.create(invitation('r-2', { value: '2000000', customer: other, solutions: [], contacts: [] })),
    ]);
    expect(good.kind).toBe('written');
    expect(bad).toEqual({
      kind: 'refused',
      refusals: [
        expect.objectContaining({
          code: 'crm-validation-rule',
          field: 'value',
          message: expect.stringContaining('Deals above a million need an approval.'),
        }),
      ],
    });
    expect(org.rows('Account').map((row) => row['Name'])).toEqual(['Contoso']);
  });
});

describe('an org with rules of its own', () => {
  test('Microsoft’s rule that demands a solution before Sync is kept', async () => {
    org.emulator.admin.people.activateMicrosoftRule({ name: 'Cannot_sync_without_solution' });
    expect(written(await side.create(invitation('r-1'))).record?.optedIn).toBe(true);
  });

  test('values that its lists do not have are left out with a remark', async () => {
    const customer = { name: 'Contoso', street: null, city: null, state: 'Holstein', postalCode: '1', country: 'DE' };
    const result = await side.create(invitation('r-1', { customer }));
    expect(result).toMatchObject({ kind: 'written', notes: [{ code: 'state-unknown', field: 'customer' }] });
    const american = { ...customer, name: 'Fabrikam', state: 'Washington', country: 'United States' };
    expect(await side.create(invitation('r-2', { customer: american }))).toMatchObject({ kind: 'written', notes: [] });
    expect(org.rows('Account').at(-1)).toMatchObject({ BillingStateCode: 'WA', BillingCountryCode: 'US' });
  });

  test('what it demands is filled from the settings, and a missing close date is assumed', async () => {
    org.emulator.admin.people.addValidationRule({
      name: 'Type',
      sobject: 'Opportunity',
      when: 'Type = null',
      message: 'Choose a type.',
    });
    side = await org.connect({
      requiredFieldDefaults: { Opportunity: { Type: 'New Customer' }, Account: {}, Contact: {} },
    });
    const result = await side.create(invitation('r-1', { closeDate: null }));
    expect(result).toMatchObject({ kind: 'written', notes: [{ code: 'close-date-assumed' }] });
    expect(org.rows('Opportunity')[0]).toMatchObject({ Type: 'New Customer' });
  });

  test('a duplicate warning is overridden or kept, as the settings say', async () => {
    org.create('Account', { Name: 'Contoso', BillingPostalCode: 'elsewhere' });
    org.emulator.admin.people.addDuplicateRule({ name: 'Same_name', sobject: 'Account', fields: ['Name'] });
    const strict = await org.connect({ allowDuplicates: false });
    expect(await strict.create(invitation('r-1'))).toMatchObject({
      kind: 'refused',
      refusals: [{ code: 'crm-duplicate', message: expect.stringMatching(/001Kx/) }],
    });
    expect((await side.create(invitation('r-1'))).kind).toBe('written');
  });

  test('an amount in a foreign currency is left out rather than read as the org’s own', async () => {
    const result = await side.create(invitation('r-1', { currency: 'EUR' }));
    expect(result).toMatchObject({ kind: 'written', notes: [{ code: 'currency-not-held' }] });
    expect(org.rows('Opportunity')[0]).toMatchObject({ Amount: null });
  });

  test('text that looks like a reference of the API stays text', async () => {
    const snapshot = written(await side.create(invitation('r-1', { notes: 'see @{opportunity.id}' })));
    expect(snapshot.deal.notes).toBe('see @ {opportunity.id}');
  });

  test('solution areas are references, found by name', async () => {
    const area = org.create('Solution_Area__c', { Name: 'Security', Active__c: true });
    const snapshot = written(await side.create(invitation('r-1', { solutionArea: 'security' })));
    expect(snapshot.deal.solutionArea).toBe('Security');
    expect(org.rows('Opportunity')[0]).toMatchObject({ Solution_Area__c: area });
    expect(await side.create(invitation('r-2', { solutionArea: 'Gardening' }))).toMatchObject({
      notes: [{ code: 'reference-unknown', field: 'solutionArea' }],
    });
  });
});
