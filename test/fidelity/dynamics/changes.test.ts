import { expect, test } from 'vitest';
import { type Caller, openCaller, useCaller } from './caller.ts';

const caller = useCaller();
const TRACK = { Prefer: 'odata.track-changes' };

const below = (link: string) => link.slice(link.indexOf('/api/'));

/** Reads a link to its end; answers the rows and the next delta link. */
async function follow(from: Caller, path: string, headers: Record<string, string> = {}) {
  const rows: Record<string, unknown>[] = [];
  let next: string | undefined = path;
  let delta = '';
  let pages = 0;
  while (next !== undefined) {
    const { status, body } = await from.call('GET', next, undefined, headers);
    if (status !== 200) throw new Error(JSON.stringify(body));
    rows.push(...body.value);
    delta = body['@odata.deltaLink'] ?? delta;
    next = body['@odata.nextLink'] && below(body['@odata.nextLink']);
    pages += 1;
  }
  return { rows, delta: below(delta), pages };
}

test('DV30 a delta tells changed rows in order, then deletions', async () => {
  const first = await caller().create('leads', { subject: 'first' });
  const second = await caller().create('leads', { subject: 'second' });
  const start = await follow(caller(), 'leads?$select=subject', TRACK);
  expect(start.rows.map((row) => row['subject'])).toEqual(['first', 'second']);
  await caller().call('PATCH', `leads(${first['leadid']})`, { subject: 'first again' });
  await caller().call('DELETE', `leads(${second['leadid']})`);
  const third = await caller().create('leads', { subject: 'third' });
  const passing = await caller().create('leads', { subject: 'passing' });
  await caller().call('DELETE', `leads(${passing['leadid']})`);
  const delta = await follow(caller(), start.delta);
  expect(delta.rows).toMatchObject([
    { subject: 'first again', leadid: first['leadid'] },
    { subject: 'third', leadid: third['leadid'] },
    { id: second['leadid'], reason: 'deleted' },
    { id: passing['leadid'], reason: 'deleted' },
  ]);
  expect((await follow(caller(), delta.delta)).rows).toEqual([]);
});

test('DV30 pages neither repeat nor lose a change that happens meanwhile', async () => {
  const own = await openCaller();
  for (const n of [1, 2, 3, 4, 5]) await own.create('contacts', { lastname: `C${n}` });
  const paged = { Prefer: 'odata.track-changes,odata.maxpagesize=2' };
  const { rows, pages, delta } = await follow(own, 'contacts?$select=lastname', paged);
  expect(pages).toBe(3);
  expect(rows.map((row) => row['lastname'])).toEqual(['C1', 'C2', 'C3', 'C4', 'C5']);
  await own.create('contacts', { lastname: 'C6' });
  expect((await follow(own, delta)).rows).toMatchObject([{ lastname: 'C6' }]);
  await own.emulator.close();
});

test('DV30b what change tracking cannot do is refused in its words', async () => {
  const filtered = await caller().call('GET', "accounts?$filter=name eq 'x'", undefined, TRACK);
  expect(filtered.status).toBe(400);
  expect(filtered.body.error.message).toContain('"$filter"');
  const off = await caller().call('GET', 'opportunitycloses', undefined, TRACK);
  expect(off.body.error.code).toBe('0x80072491');
});

test('DV30c a token expires with age, and with a change of metadata', async () => {
  const own = await openCaller({ organization: { changeTrackingDays: 3 } });
  const start = await follow(own, 'accounts?$select=name', TRACK);
  await own.emulator.admin.moveClock({ advanceDays: 4 });
  await own.signIn();
  const late = await own.call('GET', start.delta);
  const expired = { status: 400, body: { error: { code: '0x80044352' } } };
  expect(late).toMatchObject(expired);
  const again = await follow(own, 'accounts?$select=name', TRACK);
  await own.call('POST', "EntityDefinitions(LogicalName='account')/Attributes", {
    '@odata.type': 'Microsoft.Dynamics.CRM.IntegerAttributeMetadata',
    SchemaName: 'new_Number',
    DisplayName: { LocalizedLabels: [{ Label: 'Number', LanguageCode: 1033 }] },
  });
  expect(await own.call('GET', again.delta)).toMatchObject(expired);
  await own.emulator.close();
});

test('DV32 definitions of tables and columns can be read, selected, filtered and expanded', async () => {
  const table = await caller().call(
    'GET',
    "EntityDefinitions(LogicalName='opportunity')?$select=EntitySetName,ChangeTrackingEnabled&$expand=Keys($select=SchemaName,EntityKeyIndexStatus)",
  );
  expect(table.body).toMatchObject({
    EntitySetName: 'opportunities',
    ChangeTrackingEnabled: true,
    Keys: [{ SchemaName: 'csl_ReferralKey', EntityKeyIndexStatus: 'Active' }],
  });
  const found = await caller().call('GET', "EntityDefinitions?$filter=LogicalName eq 'lead'&$select=LogicalName");
  expect(found.body.value).toMatchObject([{ LogicalName: 'lead' }]);
  const lengths = await caller().call(
    'GET',
    "EntityDefinitions(LogicalName='opportunity')/Attributes/Microsoft.Dynamics.CRM.StringAttributeMetadata?$select=LogicalName,MaxLength&$filter=LogicalName eq 'name'",
  );
  expect(lengths.body.value).toMatchObject([{ LogicalName: 'name', MaxLength: 300 }]);
  const missing = await caller().call('GET', "EntityDefinitions(LogicalName='nothing')");
  expect(missing.status).toBe(404);
});

test('DV32 status reasons say which state they belong to', async () => {
  const path =
    "EntityDefinitions(LogicalName='opportunity')/Attributes(LogicalName='statuscode')/Microsoft.Dynamics.CRM.StatusAttributeMetadata?$select=LogicalName&$expand=OptionSet";
  const { body } = await caller().call('GET', path);
  const options = body.OptionSet.Options.map((option: { Value: number; State: number }) => [
    option.Value,
    option.State,
  ]);
  expect(options).toEqual([
    [1, 0],
    [2, 0],
    [3, 1],
    [4, 2],
    [5, 2],
  ]);
});
