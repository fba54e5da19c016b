import { expect, test } from 'vitest';
import { useCaller } from './caller.ts';

const caller = useCaller();
const people = () => caller().emulator.admin.people;
const BY = 'sam.seller@lakeshore.example';

const deal = (values: Record<string, unknown> = {}) =>
  people().create({ by: BY, table: 'opportunity', values: { name: 'Deal', ...values } }).id;

const read = async (id: string, select: string) =>
  (await caller().call('GET', `opportunities(${id})?$select=${select}`)).body;

test('a person edits by label, moves the version and signs the change', async () => {
  const id = deal();
  people().edit({ by: BY, id, values: { csl_microsofthelp: 'Quotes or Licensing', csl_syncwithpartnercenter: true } });
  const row = await read(id, 'csl_microsofthelp,csl_syncwithpartnercenter,_modifiedby_value');
  expect(row).toMatchObject({ csl_microsofthelp: 482_170_003, csl_syncwithpartnercenter: true });
  expect(row['_modifiedby_value']).not.toBe(caller().emulator.credentials.userId);
});

test('a person closes and reopens a deal', async () => {
  const id = deal({ estimatedvalue: 70 });
  people().close({ by: BY, id, outcome: 'won' });
  expect(await read(id, 'statecode,actualvalue')).toMatchObject({ statecode: 1, actualvalue: 70 });
  people().reopen({ by: BY, id });
  expect(await read(id, 'statecode')).toMatchObject({ statecode: 0 });
});

test('a person writes a note, and deletes the deal with it', async () => {
  const id = deal();
  const note = people().addNote({ by: BY, id, text: 'Called twice.' });
  expect((await caller().call('GET', `annotations(${note.id})`)).body).toMatchObject({ notetext: 'Called twice.' });
  people().delete({ by: BY, id });
  expect((await caller().call('GET', `annotations(${note.id})`)).status).toBe(404);
});

test('products decide the revenue while they are there', async () => {
  const id = deal({ estimatedvalue: 10 });
  people().setLineItems({ id, amount: 300 });
  await caller().call('PATCH', `opportunities(${id})`, { estimatedvalue: 5 });
  expect(await read(id, 'estimatedvalue')).toMatchObject({ estimatedvalue: 300 });
  people().setLineItems({ id, amount: null });
  await caller().call('PATCH', `opportunities(${id})`, { estimatedvalue: 5 });
  expect(await read(id, 'estimatedvalue')).toMatchObject({ estimatedvalue: 5 });
});

test('a person qualifies a lead for an account that is there', async () => {
  const account = people().create({ table: 'account', values: { name: 'Known Ltd' } });
  const lead = people().create({ table: 'lead', values: { subject: 'Hot', lastname: 'Tan' } });
  const { created } = people().convertLead({ id: lead.id, accountId: account.id });
  expect(Object.keys(created).sort()).toEqual(['contact', 'opportunity']);
  expect(await read(String(created['opportunity']), '_customerid_value')).toMatchObject({
    _customerid_value: account.id,
  });
});

test('many opportunities come into being for measurements', () => {
  const { ids, accountIds } = people().seedOpportunities({ count: 30, values: { name: 'Deal {n}' } });
  expect([ids.length, accountIds.length]).toEqual([30, 3]);
});

test('the same acts come over HTTP', async () => {
  const answer = await caller().call('POST', '/_emulator/people/add-note', { id: deal(), text: 'x' });
  expect(answer.status).toBe(200);
  const broken = await caller().call('POST', '/_emulator/people/edit', { id: deal(), values: { nonsense: 1 } });
  expect(broken.status).toBe(400);
});
