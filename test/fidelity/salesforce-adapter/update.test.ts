import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { SalesforceSide } from '../../../src/adapters/salesforce/side.ts';
import type { Snapshot } from '../../../src/core/model/snapshot.ts';
import { auditLine } from '../../samples/audit-lines.ts';
import { invitation, startTestOrg, type TestOrg, updateOf, written } from './org.ts';

let org: TestOrg;
let side: SalesforceSide;
let deal: Snapshot;

const line = (text: string) => auditLine(Date.UTC(2026, 10, 21, 9, 30), text);
const fabrikam = { name: 'Fabrikam', street: null, city: null, state: null, postalCode: '1', country: 'US' };

beforeAll(async () => {
  org = await startTestOrg();
});
afterAll(() => org.emulator.close());
beforeEach(async () => {
  await org.emulator.admin.reset();
  side = await org.connect();
  deal = written(await side.create(invitation('r-1')));
  await org.emulator.admin.moveClock({ advanceMs: 5000 });
  org.emulator.admin.resetCalls();
});

describe('an update', () => {
  test('carries fields, mark and audit lines in one call and brings the new state back', async () => {
    const result = await side.update(
      updateOf(deal, {
        fields: { value: '200000', closeDate: '2027-03-31', microsoftCrmId: '7-ABC' },
        feedback: { mark: 'failed', lines: [line('Something is missing.')] },
      }),
    );
    expect(org.calls()).toEqual({ read: 0, write: 1 });
    const snapshot = written(result);
    expect(snapshot.deal).toMatchObject({ value: '200000', closeDate: '2027-03-31', microsoftCrmId: '7-ABC' });
    expect(snapshot.record?.mark).toBe('failed');
    expect(snapshot.version).not.toBe(deal.version);
    expect(org.rows('Opportunity')[0]).toMatchObject({
      Name: '✘ Contoso migration',
      Audit__c: '2026-11-21 09:30 - Something is missing.\n2026-11-21 09:05 - Created from Partner Center.',
    });
    // The state after a write is enough for the next one.
    const next = await side.update(
      updateOf(snapshot, { fields: { value: '1' }, feedback: { lines: [line('Again.')] } }),
    );
    expect(written(next).deal.value).toBe('1');
    expect(org.calls()).toEqual({ read: 0, write: 2 });
  });

  test('of a record not read before reads its audit text first', async () => {
    const fresh = await org.connect();
    org.emulator.admin.resetCalls();
    await fresh.update(updateOf(deal, { feedback: { lines: [line('New.')] } }));
    expect(org.calls()).toEqual({ read: 1, write: 1 });
    expect(String(org.rows('Opportunity')[0]?.['Audit__c']).split('\n')).toHaveLength(2);
  });

  test('of records that were announced needs no read of its own', async () => {
    const other = written(await side.create(invitation('r-2', { name: 'Another' })));
    const fresh = await org.connect();
    org.emulator.admin.resetCalls();
    await fresh.prepare?.([deal, other]);
    expect(org.calls()).toEqual({ read: 1, write: 0 });
    await fresh.prepare?.([deal, other]);
    const lines = { feedback: { lines: [line('New.')] } };
    await Promise.all([deal, other].map((snapshot) => fresh.update(updateOf(snapshot, lines))));
    expect(org.calls().read).toBe(1);
    expect(org.rows('Opportunity').map((row) => String(row['Audit__c']).split('\n').length)).toEqual([2, 2]);
  });

  test('is a conflict when somebody else saved meanwhile, and writes nothing', async () => {
    await org.edit(deal.id, { NextStep: 'Call Eva' });
    const change = updateOf(deal, {
      fields: { value: '1', contacts: [], solutions: [] },
      feedback: { mark: 'failed', lines: [line('Lost.')] },
    });
    expect(await side.update(change)).toEqual({ kind: 'conflict' });
    expect(await side.update(change)).toEqual({ kind: 'conflict' });
    expect(org.rows('Opportunity')[0]).toMatchObject({ Name: '✔ Contoso migration', Amount: 180000.5 });
    expect(org.rows('OpportunityContactRole')).toHaveLength(1);
    expect(org.rows('Microsoft_Solutions__c')).toHaveLength(1);
  });

  test('without an expected version writes whatever the state is', async () => {
    await org.edit(deal.id, { NextStep: 'Call Eva' });
    const result = await side.update(updateOf(deal, { expectedVersion: null, fields: { value: '1' } }));
    expect(written(result).deal.value).toBe('1');
  });

  test('of a deleted record finds it gone', async () => {
    org.emulator.admin.people.delete({ id: deal.id });
    expect(await side.update(updateOf(deal, { fields: { value: '1' } }))).toEqual({ kind: 'gone' });
    expect(await side.update(updateOf(deal, { expectedVersion: null, fields: { value: '1' } }))).toEqual({
      kind: 'gone',
    });
    expect(await side.read([deal.id])).toEqual([]);
  });

  test('moves the stage with the status only', async () => {
    const accepted = written(await side.update(updateOf(deal, { fields: { status: 'active' } })));
    expect(org.rows('Opportunity')[0]).toMatchObject({ StageName: 'Prospecting' });
    await org.edit(deal.id, { StageName: 'Negotiation' });
    const [present] = await side.read([deal.id]);
    const kept = await side.update(updateOf(present ?? accepted, { fields: { status: 'active', value: '3' } }));
    expect(written(kept).deal.status).toBe('active');
    expect(org.rows('Opportunity')[0]).toMatchObject({ StageName: 'Negotiation', Amount: 3 });
    await org.emulator.admin.moveClock({ advanceMs: 1000 });
    const lost = await side.update(updateOf(written(kept), { fields: { status: 'declined' } }));
    expect(written(lost).deal.status).toBe('lost');
  });

  test('notes the referral on a record that was born in the CRM', async () => {
    const id = org.create('Opportunity', {
      Name: 'Own deal',
      StageName: 'Prospecting',
      CloseDate: '2027-01-01',
      Sync_With_Partner_Center__c: true,
    });
    const [own] = await side.read([id]);
    expect(own?.deal.team).toEqual([
      expect.objectContaining({ firstName: 'Sam', lastName: 'Seller', email: 'sam.seller@lakeshore.example' }),
    ]);
    const shared = await side.update(
      updateOf(own ?? deal, { counterpartId: 'r-9', feedback: { mark: 'ok', lines: [line('Shared.')] } }),
    );
    expect(written(shared)).toMatchObject({ counterpartId: 'r-9', record: { mark: 'ok' }, deal: { name: 'Own deal' } });
    expect(await side.find('r-9', 0)).toMatchObject({ id });
  });

  test('says when Salesforce ignored the amount because of products', async () => {
    org.emulator.admin.people.setLineItems({ id: deal.id, amount: 500 });
    const [present] = await side.read([deal.id]);
    const result = await side.update(updateOf(present ?? deal, { fields: { value: '900' } }));
    expect(result).toMatchObject({
      kind: 'written',
      snapshot: { deal: { value: '500' } },
      notes: [{ code: 'amount-not-kept', field: 'value', message: expect.stringContaining('products') }],
    });
  });

  test('never cuts a seller’s name for the sake of its mark', async () => {
    const long = 'n'.repeat(120);
    await org.edit(deal.id, { Name: long });
    const [present] = await side.read([deal.id]);
    await side.update(updateOf(present ?? deal, { feedback: { mark: 'ok', lines: [] }, fields: { value: '2' } }));
    expect(org.rows('Opportunity')[0]?.['Name']).toBe(long);
  });

  test('takes marks off where they are switched off', async () => {
    const plain = await org.connect({ checkMarkInName: false });
    await plain.update(updateOf(deal, { feedback: { mark: 'ok', lines: [line('Quiet.')] } }));
    expect(org.rows('Opportunity')[0]).toMatchObject({ Name: 'Contoso migration' });
  });
});

describe('contacts and solutions', () => {
  test('are added, changed and removed with the deal, as one', async () => {
    const known = org.create('Contact', { LastName: 'Zwei', Email: 'zoe@contoso.example' });
    const result = await side.update(
      updateOf(deal, {
        fields: {
          contacts: [
            { firstName: 'Zoe', lastName: 'Zwei', email: 'ZOE@contoso.example', phone: null },
            { firstName: 'Max', lastName: 'Drei', email: 'max@contoso.example', phone: null },
          ],
          solutions: [
            { id: 'SOL-1-ABC', name: 'Data Lake', publisher: null, kind: '3P', price: '12', quantity: null },
            { id: 'AZ-2', name: 'Azure', publisher: 'Microsoft', kind: '1P', price: null, quantity: null },
          ],
        },
      }),
    );
    expect(org.calls()).toEqual({ read: 1, write: 1 });
    const snapshot = written(result);
    expect(snapshot.deal.contacts?.map(({ lastName }) => lastName)).toEqual(['Zwei', 'Drei']);
    expect(snapshot.deal.solutions?.map(({ id, price }) => [id, price])).toEqual([
      ['SOL-1-ABC', '12'],
      ['AZ-2', null],
    ]);
    expect(org.rows('OpportunityContactRole')).toEqual([
      expect.objectContaining({ ContactId: known, IsPrimary: true }),
      expect.objectContaining({ IsPrimary: false }),
    ]);
    // People who left the deal stay in the CRM.
    expect(org.rows('Contact').map((row) => row['LastName'])).toEqual(['Eins', 'Zwei', 'Drei']);
  });

  test('when the primary contact goes, another one takes its place', async () => {
    const zoe = { firstName: 'Zoe', lastName: 'Zwei', email: 'zoe@contoso.example', phone: null };
    const two = written(
      await side.update(updateOf(deal, { fields: { contacts: [...(deal.deal.contacts ?? []), zoe] } })),
    );
    await org.emulator.admin.moveClock({ advanceMs: 2000 });
    await side.update(updateOf(two, { fields: { contacts: [zoe] } }));
    expect(org.rows('OpportunityContactRole')).toEqual([expect.objectContaining({ IsPrimary: true })]);
  });

  test('that moved on unnoticed are a conflict once, and are read again then', async () => {
    // Removing a role does not move the opportunity, so its version still stands.
    org.emulator.admin.people.delete({ id: String(org.rows('OpportunityContactRole')[0]?.['Id']) });
    const change = updateOf(deal, { fields: { contacts: [], value: '7' } });
    expect(await side.update(change)).toEqual({ kind: 'conflict' });
    expect(org.rows('Opportunity')[0]).toMatchObject({ Amount: 180000.5 });
    expect(written(await side.update(change)).deal).toMatchObject({ contacts: [], value: '7' });
  });

  test('exchanging the only solution does not untick Sync', async () => {
    const result = await side.update(
      updateOf(deal, {
        fields: {
          solutions: [{ id: 'SOL-2', name: 'Lake 2', publisher: null, kind: '3P', price: null, quantity: null }],
        },
      }),
    );
    expect(written(result)).toMatchObject({ record: { optedIn: true }, deal: { solutions: [{ id: 'SOL-2' }] } });
  });

  test('in large numbers still arrive whole', async () => {
    const solutions = Array.from({ length: 30 }, (_, n) => ({
      id: `SOL-${n}`,
      name: `Solution ${n}`,
      publisher: null,
      kind: '3P',
      price: null,
      quantity: null,
    }));
    const result = await side.update(updateOf(deal, { fields: { solutions } }));
    expect(written(result).deal.solutions).toHaveLength(30);
  });
});

describe('updates that wait together', () => {
  test('share one call and keep their own outcomes', async () => {
    const others = await Promise.all(
      Array.from({ length: 23 }, (_, n) => side.create(invitation(`r-x${n}`, { customer: fabrikam, contacts: [] }))),
    );
    const deals = [deal, ...others.map(written)];
    await org.emulator.admin.moveClock({ advanceMs: 5000 });
    org.emulator.admin.people.addValidationRule({
      name: 'No_seven',
      sobject: 'Opportunity',
      when: 'Amount = 7',
      message: 'Seven is taken.',
    });
    await org.edit(deals[3]?.id ?? '', { NextStep: 'Edited meanwhile' });
    side = await org.connect({ writeLanes: 1 });
    await side.read(deals.map(({ id }) => id));
    org.emulator.admin.resetCalls();
    const results = await Promise.all(
      deals.map((snapshot, n) => side.update(updateOf(snapshot, { fields: { value: String(n) } }))),
    );
    // The conflict is seen in a second look at the one record whose version differs, the refusal in the writing call.
    expect(org.calls()).toEqual({ read: 1, write: 1 });
    expect(results.map(({ kind }) => kind)).toEqual(
      deals.map((_, n) => (n === 3 ? 'conflict' : n === 7 ? 'refused' : 'written')),
    );
    expect(org.rows('Opportunity').filter((row) => row['Amount'] === 180000.5)).toHaveLength(2);
  });
});

describe('what passes by itself', () => {
  test('a locked account is tried again later', async () => {
    org.emulator.admin.people.holdLock({ id: deal.id, times: 1 });
    await expect(side.update(updateOf(deal, { fields: { value: '1' } }))).rejects.toMatchObject({ recovery: 'retry' });
    expect(written(await side.update(updateOf(deal, { fields: { value: '1' } }))).deal.value).toBe('1');
  });

  test('an approval under way is told to the seller', async () => {
    org.emulator.admin.people.submitForApproval({ id: deal.id });
    expect(await side.update(updateOf(deal, { fields: { value: '1' } }))).toMatchObject({
      kind: 'refused',
      refusals: [{ code: 'crm-record-locked' }],
    });
  });

  test('a page of the edge in place of an answer leaves the outcome open', async () => {
    org.emulator.admin.addFault({ match: { operation: 'composite' }, kind: 'html' });
    await expect(side.update(updateOf(deal, { fields: { value: '1' } }))).rejects.toMatchObject({
      recovery: 'retry',
      outcomeUnknown: true,
    });
  });
});
