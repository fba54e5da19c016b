import { beforeEach, expect, test } from 'vitest';
import { useCaller } from './caller.ts';

const caller = useCaller({ organization: { installed: 'none' } });

beforeEach(async () => {
  await caller().emulator.admin.reset();
  await caller().signIn();
});

const label = (text: string) => ({
  '@odata.type': 'Microsoft.Dynamics.CRM.Label',
  LocalizedLabels: [{ '@odata.type': 'Microsoft.Dynamics.CRM.LocalizedLabel', Label: text, LanguageCode: 1033 }],
});
const column = (type: string, SchemaName: string, more: object = {}) => ({
  '@odata.type': `Microsoft.Dynamics.CRM.${type}AttributeMetadata`,
  SchemaName,
  DisplayName: label(SchemaName),
  RequiredLevel: { Value: 'None', CanBeChanged: true },
  ...more,
});
const text = (name: string, MaxLength = 100, more: object = {}) =>
  column('String', name, { MaxLength, FormatName: { Value: 'Text' }, ...more });

const OPPORTUNITY = "EntityDefinitions(LogicalName='opportunity')";
const SOLUTION = { 'MSCRM.SolutionUniqueName': 'cosell' };
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  caller().call('POST', path, body, headers);

async function createSolution(): Promise<string> {
  const publisher = await caller().create('publishers', {
    uniquename: 'cosellconnector',
    friendlyname: 'Cosell',
    customizationprefix: 'csl',
    customizationoptionvalueprefix: 48_217,
  });
  const solution = await caller().create('solutions', {
    uniquename: 'cosell',
    friendlyname: 'Cosell',
    version: '1.0.0.0',
    'publisherid@odata.bind': `/publishers(${publisher['publisherid']})`,
  });
  return String(solution['solutionid']);
}

const createTable = () =>
  post(
    'EntityDefinitions',
    {
      '@odata.type': 'Microsoft.Dynamics.CRM.EntityMetadata',
      SchemaName: 'csl_MicrosoftSolution',
      DisplayName: label('Microsoft Solution'),
      DisplayCollectionName: label('Microsoft Solutions'),
      OwnershipType: 'UserOwned',
      HasNotes: true,
      HasActivities: false,
      ChangeTrackingEnabled: true,
      Attributes: [text('csl_Name', 200, { IsPrimaryName: true })],
    },
    SOLUTION,
  );

const relate = () =>
  post(
    'RelationshipDefinitions',
    {
      '@odata.type': 'Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata',
      SchemaName: 'csl_opportunity_microsoftsolution',
      ReferencedEntity: 'opportunity',
      ReferencedAttribute: 'opportunityid',
      ReferencingEntity: 'csl_microsoftsolution',
      CascadeConfiguration: { Delete: 'Cascade', Assign: 'NoCascade' },
      Lookup: column('Lookup', 'csl_OpportunityId'),
    },
    SOLUTION,
  );

test('DV32b: creates columns of every kind, which rows then have', async () => {
  await createSolution();
  const columns = [
    text('csl_ReferralId'),
    column('Memo', 'csl_Audit', { MaxLength: 10_000, Format: 'TextArea' }),
    column('Boolean', 'csl_Sync', {
      DefaultValue: false,
      OptionSet: { TrueOption: { Value: 1, Label: label('Yes') }, FalseOption: { Value: 0, Label: label('No') } },
    }),
    column('Picklist', 'csl_Help', {
      OptionSet: {
        IsGlobal: false,
        OptionSetType: 'Picklist',
        Options: [{ Label: label('A') }, { Label: label('B') }],
      },
    }),
    column('Money', 'csl_Price', { PrecisionSource: 2 }),
    column('DateTime', 'csl_LastSyncedOn', { Format: 'DateAndTime' }),
    column('DateTime', 'csl_Due', { Format: 'DateOnly' }),
    column('Integer', 'csl_Count', { MinValue: 0, MaxValue: 10 }),
  ];
  for (const each of columns) {
    const answer = await post(`${OPPORTUNITY}/Attributes`, each, SOLUTION);
    expect(answer.status).toBe(204);
    expect(answer.headers.get('odata-entityid')).toMatch(
      /EntityDefinitions\(LogicalName='opportunity'\)\/Attributes\([0-9a-f-]{36}\)$/,
    );
  }
  const row = await caller().create('opportunities', {
    name: 'Deal',
    csl_referralid: 'r1',
    csl_help: 482_170_001,
    csl_price: 1.239,
    csl_count: 3,
    csl_due: '2026-12-24',
  });
  expect(row).toMatchObject({ csl_sync: false, csl_help: 482_170_001, csl_price: 1.24, csl_price_base: 1.24 });
  const outside = await post('opportunities', { name: 'Deal', csl_count: 11 });
  expect(outside.status).toBe(400);
});

test('DV32b: creates a table and relates it, so that both sides navigate', async () => {
  await createSolution();
  const made = await createTable();
  expect(made.status).toBe(204);
  expect(made.headers.get('odata-entityid')).toMatch(/EntityDefinitions\([0-9a-f-]{36}\)$/);
  expect((await relate()).status).toBe(204);
  const deal = await caller().create('opportunities', {
    name: 'Deal',
    csl_opportunity_microsoftsolution: [{ csl_name: 'One' }],
  });
  const id = deal['opportunityid'];
  await caller().create('csl_microsoftsolutions', {
    csl_name: 'Two',
    'csl_OpportunityId@odata.bind': `/opportunities(${id})`,
  });
  const read = await caller().call(
    'GET',
    `opportunities(${id})?$select=name&$expand=csl_opportunity_microsoftsolution($select=csl_name;$orderby=csl_name)`,
  );
  expect(read.body.csl_opportunity_microsoftsolution).toMatchObject([
    { csl_name: 'One', _csl_opportunityid_value: id },
    { csl_name: 'Two' },
  ]);
  await caller().call('DELETE', `opportunities(${id})`);
  expect((await caller().call('GET', 'csl_microsoftsolutions')).body.value).toEqual([]);
});

test('DV32b: says what exists already, and what cannot be', async () => {
  await createSolution();
  await createTable();
  expect((await createTable()).body.error.code).toBe('0x80047010');
  await post(`${OPPORTUNITY}/Attributes`, text('csl_ReferralId'));
  expect((await post(`${OPPORTUNITY}/Attributes`, text('csl_ReferralId'))).body.error.code).toBe('0x80047013');
  for (const bad of [text('ReferralId'), text('csl_Long', 4001), column('Lookup', 'csl_Lookup')]) {
    expect((await post(`${OPPORTUNITY}/Attributes`, bad)).status).toBe(400);
  }
  expect((await caller().call('PATCH', OPPORTUNITY, {})).status).toBe(405);
  expect((await caller().call('DELETE', OPPORTUNITY)).status).toBe(400);
  const unknown = await post(`${OPPORTUNITY}/Attributes`, text('csl_Other'), { 'MSCRM.SolutionUniqueName': 'none' });
  expect(unknown.status).toBe(404);
});

test('DV25b: answers under a key once its index is built, and keeps it from breaking', async () => {
  await createSolution();
  await post(`${OPPORTUNITY}/Attributes`, text('csl_ReferralId'));
  const key = { SchemaName: 'csl_ReferralKey', KeyAttributes: ['csl_referralid'], DisplayName: label('Key') };
  expect((await post(`${OPPORTUNITY}/Keys`, key, SOLUTION)).status).toBe(204);
  await caller().create('opportunities', { name: 'Deal', csl_referralid: 'r1' });
  const read = () => caller().call('GET', "opportunities(csl_referralid='r1')");
  expect(await read()).toMatchObject({ status: 400, body: { error: { code: '0x80060890' } } });
  await caller().emulator.clock.advance(100);
  expect((await read()).body.name).toBe('Deal');
  const twice = await post('opportunities', { name: 'Deal', csl_referralid: 'R1' });
  expect(twice).toMatchObject({ status: 412, body: { error: { code: '0x80060892' } } });
  expect((await post(`${OPPORTUNITY}/Keys`, key)).body.error.code).toBe('0x80060893');
  expect((await post(`${OPPORTUNITY}/Keys`, { ...key, SchemaName: 'csl_Other' })).body.error.code).toBe('0x80060894');
  const dropped = await caller().call('DELETE', `${OPPORTUNITY}/Attributes(LogicalName='csl_referralid')`);
  expect(dropped.body.error.code).toBe('0x8004f01f');
});

test('DV32c: keeps keys within their limits', async () => {
  await post(`${OPPORTUNITY}/Attributes`, text('csl_Long', 500));
  await post(`${OPPORTUNITY}/Attributes`, text('csl_Secret', 50, { IsSecured: true }));
  const key = (KeyAttributes: string[]) => post(`${OPPORTUNITY}/Keys`, { SchemaName: 'csl_Key', KeyAttributes });
  expect((await key(['csl_long'])).body.error.message).toContain('at most 900 bytes');
  expect((await key(['csl_secret'])).body.error.code).toBe('0x80060896');
  expect((await key(['description'])).status).toBe(400);
  expect((await key(['nickname'])).body.error.code).toBe('0x80041103');
});

test('DV25b: fails to build an index over doubles, and builds it anew on request', async () => {
  await post(`${OPPORTUNITY}/Attributes`, text('csl_ReferralId'));
  await caller().create('opportunities', { name: 'A', csl_referralid: 'same' });
  const other = await caller().create('opportunities', { name: 'B', csl_referralid: 'same' });
  await post(`${OPPORTUNITY}/Keys`, { SchemaName: 'csl_ReferralKey', KeyAttributes: ['csl_referralid'] });
  await caller().emulator.clock.advance(1000);
  const read = () => caller().call('GET', "opportunities(csl_referralid='other')");
  expect((await read()).body.error.code).toBe('0x80060890');
  await caller().call('PATCH', `opportunities(${other['opportunityid']})`, { csl_referralid: 'other' });
  const again = { EntityLogicalName: 'opportunity', EntityKeyLogicalName: 'csl_referralkey' };
  expect((await post('ReactivateEntityKey', again)).status).toBe(204);
  await caller().emulator.clock.advance(1000);
  expect((await read()).body.name).toBe('B');
});

test('DV32b: replaces definitions as a whole, and adds options', async () => {
  await post(`${OPPORTUNITY}/Attributes`, text('csl_ReferralId', 5));
  const place = `${OPPORTUNITY}/Attributes(LogicalName='csl_referralid')`;
  expect((await post('opportunities', { name: 'A', csl_referralid: 'sixsix' })).status).toBe(400);
  expect((await caller().call('PUT', place, text('csl_ReferralId', 6))).status).toBe(204);
  expect((await post('opportunities', { name: 'A', csl_referralid: 'sixsix' })).status).toBe(204);
  const reason = {
    EntityLogicalName: 'opportunity',
    AttributeLogicalName: 'opportunityratingcode',
    Value: 77,
    Label: label('Icy'),
  };
  expect((await post('InsertOptionValue', reason)).body.NewOptionValue).toBe(77);
  expect((await post('InsertOptionValue', reason)).status).toBe(400);
  expect((await post('opportunities', { name: 'B', opportunityratingcode: 77 })).status).toBe(204);
});

test('DV33: lists what was created under a solution, tables with or without their parts', async () => {
  const solutionId = await createSolution();
  await createTable();
  await relate();
  await post(`${OPPORTUNITY}/Attributes`, text('csl_ReferralId'), SOLUTION);
  const components = await caller().call(
    'GET',
    `solutioncomponents?$select=componenttype,rootcomponentbehavior,objectid&$filter=_solutionid_value eq ${solutionId}`,
  );
  const kinds = components.body.value.map((each: Record<string, unknown>) => [
    each['componenttype'],
    each['rootcomponentbehavior'],
  ]);
  expect(kinds.toSorted()).toEqual([
    [1, 0],
    [1, 1],
    [10, null],
    [2, null],
  ]);
});

test('DV33b: keeps unique names of publishers and solutions', async () => {
  await createSolution();
  const publisher = { uniquename: 'cosellconnector', friendlyname: 'x', customizationprefix: 'csl' };
  const twice = await post('publishers', { ...publisher, customizationoptionvalueprefix: 48_217 });
  expect(twice).toMatchObject({ status: 412, body: { error: { code: '0x80040237' } } });
  const prefix = {
    ...publisher,
    uniquename: 'other',
    customizationprefix: 'mscrmx',
    customizationoptionvalueprefix: 48_217,
  };
  expect((await post('publishers', prefix)).status).toBe(400);
  const ids = (await caller().call('GET', "publishers?$filter=uniquename eq 'cosellconnector'")).body.value;
  const solution = {
    uniquename: 'cosell',
    friendlyname: 'x',
    version: '1.0',
    'publisherid@odata.bind': `/publishers(${ids[0].publisherid})`,
  };
  expect((await post('solutions', solution)).body.error.code).toBe('0x8004f023');
});

test('DV32e: shows a form as published until PublishXml, and refuses broken ones', async () => {
  const filter = "systemforms?$filter=objecttypecode eq 'opportunity' and type eq 2";
  const [form] = (await caller().call('GET', filter)).body.value;
  const place = `systemforms(${form.formid})`;
  const control =
    '<row><cell id="{11111111-0000-4000-8000-000000000001}"><control id="description" datafieldname="description" /></cell></row>';
  const formxml = form.formxml.replace('</rows>', `${control}</rows>`);
  expect((await caller().call('PATCH', place, { formxml })).status).toBe(204);
  expect((await caller().call('GET', place)).body.formxml).toBe(form.formxml);
  const pending = await caller().call('GET', `${place}/Microsoft.Dynamics.CRM.RetrieveUnpublished()`);
  expect(pending.body.formxml).toBe(formxml);
  const other = '<importexportxml><entities><entity>lead</entity></entities></importexportxml>';
  await post('PublishXml', { ParameterXml: other });
  expect((await caller().call('GET', place)).body.formxml).toBe(form.formxml);
  expect((await post('PublishXml', { ParameterXml: other.replace('lead', 'opportunity') })).status).toBe(204);
  expect((await caller().call('GET', place)).body.formxml).toBe(formxml);
  for (const bad of [
    '<form>',
    '<view />',
    formxml.replaceAll('description"', 'nickname"'),
    formxml.replace(control, control + control),
  ]) {
    expect((await caller().call('PATCH', place, { formxml: bad })).status).toBe(400);
  }
});

test('DV32d: lets only those customize who have the right', async () => {
  const role = { name: 'Plain', privileges: [{ table: '*' }, { table: 'entity', rights: ['read' as const] }] };
  const users = [
    {
      username: 'a',
      lastName: 'A',
      email: 'a@x.example',
      applicationId: caller().emulator.credentials.clientId,
      role: 'Plain',
    },
  ];
  await caller().emulator.admin.reset({ roles: [role], users });
  await caller().signIn();
  expect((await post(`${OPPORTUNITY}/Attributes`, text('csl_Column'))).status).toBe(403);
});
