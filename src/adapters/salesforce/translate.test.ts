import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DealView } from '../../core/model/deal.ts';
import { capabilitiesOf } from './capabilities.ts';
import { testOrg, testShapes } from './org-fixture.ts';
import { normalizeView, snapshotFromRow } from './translate.ts';
import { opportunityColumns } from './write-columns.ts';

const ROW = {
  Id: '006000000000001AAA',
  Name: '✓ Contoso migration',
  StageName: 'On Hold',
  IsClosed: false,
  IsWon: false,
  Amount: 180000.5,
  CloseDate: '2027-01-31',
  Description: 'line one\r\nline two ',
  How_can_Microsoft_help__c: 'proof of concept OR demo',
  Referral_visible_to_Microsoft_sellers__c: true,
  Microsoft_CRM_Identifier__c: null,
  Referral_Program__c: '',
  Solution_Area__r: { Name: 'Security' },
  Sync_With_Partner_Center__c: true,
  Referral_Identifier__c: 'r-1',
  Products__c: 'SOL-1-ABC; SOL-2-DEF',
  LastModifiedDate: '2026-11-21T12:00:03.000+0000',
  SystemModstamp: '2026-11-21T12:00:09.000+0000',
  AccountId: '001000000000001AAA',
  Account: { Name: 'Contoso', BillingCountry: 'de', BillingCity: 'Kiel' },
  Owner: { FirstName: 'Ada', LastName: 'Ito', Email: 'Ada@acme.example', Phone: null },
  OpportunityContactRoles: {
    records: [
      { Id: '00K2', ContactId: '0032', IsPrimary: false, Contact: { LastName: 'Zwei', Email: null } },
      {
        Id: '00K1',
        ContactId: '0031',
        IsPrimary: true,
        Contact: { FirstName: 'Eva', LastName: 'Eins', Email: 'Eva@X.example' },
      },
    ],
  },
  Opportunity_To_Microsoft_Solutions__r: null,
};

describe('a row as a snapshot', () => {
  const snapshot = snapshotFromRow(ROW, testOrg());

  test('carries the canonical values', () => {
    expect(snapshot.deal).toMatchObject({
      name: 'Contoso migration',
      status: 'invited',
      value: '180000.5',
      currency: 'EUR',
      closeDate: '2027-01-31',
      notes: 'line one\nline two',
      help: 'ProofOfConceptOrDemo',
      visibleToMicrosoft: true,
      microsoftCrmId: null,
      referralProgram: null,
      solutionArea: 'Security',
      customer: { name: 'Contoso', city: 'Kiel', country: 'DE', street: null, state: null, postalCode: null },
    });
  });

  test('names the primary contact first, in lower-case e-mail', () => {
    expect(snapshot.deal.contacts?.map(({ lastName, email }) => [lastName, email])).toEqual([
      ['Eins', 'eva@x.example'],
      ['Zwei', null],
    ]);
    expect(snapshot.deal.team).toEqual([{ firstName: 'Ada', lastName: 'Ito', email: 'ada@acme.example', phone: null }]);
  });

  test('reads the old products text where there are no solution lines', () => {
    expect(snapshot.deal.solutions?.map(({ id }) => id)).toEqual(['SOL-1-ABC', 'SOL-2-DEF']);
  });

  test('knows its version, its counterpart, its mark and its opt-in', () => {
    expect(snapshot).toMatchObject({
      side: 'crm',
      version: '2026-11-21T12:00:03.000+0000',
      counterpartId: 'r-1',
      record: { optedIn: true, mark: 'ok', customerId: '001000000000001AAA' },
    });
  });
});

describe('what Salesforce will show', () => {
  const org = testOrg();

  test('texts are cut to their columns, money is rounded, endings are one, e-mail is lower case', () => {
    const shown = normalizeView(
      {
        name: `✔ ${'n'.repeat(130)}`,
        value: '10.005',
        notes: ' kept ',
        status: 'expired',
        contacts: [{ firstName: 'Eva', lastName: null, email: 'EVA@X.example', phone: null }],
        solutions: [{ id: 'SOL-1', name: null, publisher: null, kind: '3P', price: '1.239', quantity: '2.4' }],
      },
      org,
    );
    expect(shown.name).toHaveLength(118);
    expect(shown).toMatchObject({
      value: '10.01',
      notes: 'kept',
      status: 'lost',
      contacts: [{ firstName: null, lastName: 'Eva', email: 'eva@x.example', phone: null }],
      solutions: [{ id: 'SOL-1', name: 'SOL-1', price: '1.24', quantity: '2' }],
    });
  });

  test('fields without a place are left out', () => {
    expect(normalizeView({ purchaseIntent: 'Yes', statusReason: 'price' }, org)).toEqual({});
    expect(capabilitiesOf(org).fields).not.toContain('purchaseIntent');
  });

  test('showing twice changes nothing', () => {
    const text = fc.option(fc.string({ maxLength: 300 }), { nil: null });
    const view: fc.Arbitrary<DealView> = fc.record(
      {
        name: text,
        notes: text,
        value: fc.oneof(
          fc.constant(null),
          fc.double({ noNaN: true, min: -1e9, max: 1e9 }).map((n) => n.toFixed(4)),
        ),
        referralProgram: text,
        contacts: fc.array(fc.record({ firstName: text, lastName: text, email: text, phone: text }), { maxLength: 3 }),
        customer: fc.record({ name: text, street: text, city: text, state: text, postalCode: text, country: text }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(view, (deal) => {
        const once = normalizeView(deal, org);
        expect(normalizeView(once, org)).toEqual(once);
      }),
      { examples: [[{ contacts: [{ firstName: null, lastName: null, email: '! @', phone: null }] }]] },
    );
  });

  test('what is written reads back as what was shown', () => {
    const deal: DealView = {
      value: '12.5',
      notes: 'a',
      help: 'GeneralOrOther',
      visibleToMicrosoft: true,
      closeDate: '2027-02-01',
    };
    const { columns } = opportunityColumns(deal, org, 'update');
    expect(columns).toEqual({
      Amount: 12.5,
      Description: 'a',
      How_can_Microsoft_help__c: 'General or Other',
      Referral_visible_to_Microsoft_sellers__c: true,
      CloseDate: '2027-02-01',
    });
    expect(snapshotFromRow({ ...ROW, ...columns }, org).deal).toMatchObject(deal);
  });
});

describe('writing', () => {
  test('an amount in a currency that the org does not hold is left out with a remark', () => {
    const { columns, notes } = opportunityColumns({ value: '5', currency: 'USD' }, testOrg(), 'create');
    expect(columns).toEqual({});
    expect(notes).toEqual([expect.objectContaining({ code: 'currency-not-held', field: 'value' })]);
  });

  test('a choice that a restricted list does not have is left out with a remark', () => {
    const { columns, notes } = opportunityColumns({ help: 'SomethingNew' }, testOrg(), 'update');
    expect(columns).toEqual({ How_can_Microsoft_help__c: null });
    expect(notes).toEqual([expect.objectContaining({ code: 'choice-unknown', field: 'help' })]);
  });

  test('what the org demands is never cleared', () => {
    expect(opportunityColumns({ closeDate: null, value: null }, testOrg(), 'update').columns).toEqual({ Amount: null });
  });

  test('with country lists on, the code column is used', () => {
    const shapes = testShapes({
      account: [{ name: 'BillingCountryCode', type: 'picklist', restrictedPicklist: true, choices: ['DE', 'US'] }],
    });
    expect(testOrg({ countryField: 'BillingCountry' }, shapes).countryColumn.name).toBe('BillingCountryCode');
    expect(testOrg().countryColumn.name).toBe('BillingCountry');
  });
});
