import { strFromU8, unzipSync } from 'fflate';
import { beforeEach, expect, test } from 'vitest';
import { useCaller } from './caller.ts';

const caller = useCaller({ organization: { installed: 'none' } });

beforeEach(async () => {
  await caller().emulator.admin.reset();
  await caller().signIn();
});

const OPPORTUNITY = "EntityDefinitions(LogicalName='opportunity')";
const label = (text: string) => ({ LocalizedLabels: [{ Label: text, LanguageCode: 1033 }] });
const column = (type: string, SchemaName: string, more: object = {}) => ({
  '@odata.type': `Microsoft.Dynamics.CRM.${type}AttributeMetadata`,
  SchemaName,
  DisplayName: label(`${SchemaName} & more`),
  ...more,
});

async function post(path: string, body: unknown) {
  const answer = await caller().call('POST', path, body, { 'MSCRM.SolutionUniqueName': 'cosell' });
  if (answer.status >= 400) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
  return answer;
}

/** A package with a column, a key, a table of its own, a relationship and an environment variable. */
async function build(): Promise<void> {
  const publisher = await caller().create('publishers', {
    uniquename: 'cosellconnector',
    friendlyname: 'Cosell',
    customizationprefix: 'csl',
    customizationoptionvalueprefix: 48_217,
  });
  await caller().create('solutions', {
    uniquename: 'cosell',
    friendlyname: 'Cosell',
    version: '1.0.0.0',
    'publisherid@odata.bind': `/publishers(${publisher['publisherid']})`,
  });
  await post(`${OPPORTUNITY}/Attributes`, column('String', 'csl_ReferralId', { MaxLength: 77 }));
  await post(
    `${OPPORTUNITY}/Attributes`,
    column('Picklist', 'csl_Help', { OptionSet: { IsGlobal: false, Options: [{ Label: label('A "quoted" <one>') }] } }),
  );
  await post(`${OPPORTUNITY}/Keys`, { SchemaName: 'csl_ReferralKey', KeyAttributes: ['csl_referralid'] });
  await post('EntityDefinitions', {
    SchemaName: 'csl_Line',
    DisplayName: label('Line'),
    DisplayCollectionName: label('Lines'),
    OwnershipType: 'UserOwned',
    HasNotes: false,
    Attributes: [column('String', 'csl_Name', { MaxLength: 200, IsPrimaryName: true })],
  });
  await post(
    "EntityDefinitions(LogicalName='csl_line')/Attributes",
    column('Money', 'csl_Price', { PrecisionSource: 2 }),
  );
  await post('RelationshipDefinitions', {
    '@odata.type': 'Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata',
    SchemaName: 'csl_opportunity_line',
    ReferencedEntity: 'opportunity',
    ReferencingEntity: 'csl_line',
    CascadeConfiguration: { Delete: 'Cascade' },
    Lookup: column('Lookup', 'csl_OpportunityId'),
  });
  const [unit] = (await caller().call('GET', 'businessunits')).body.value;
  const bind = { 'businessunitid@odata.bind': `/businessunits(${unit.businessunitid})` };
  const role = (await post('roles', { name: 'Reader', ...bind })).headers.get('odata-entityid')?.slice(-37, -1);
  const table = await caller().call('GET', `${OPPORTUNITY}?$select=Privileges`);
  const read = table.body.Privileges.find(({ Name }: { Name: string }) => Name === 'prvReadOpportunity');
  await post(`roles(${role})/Microsoft.Dynamics.CRM.AddPrivilegesRole`, {
    Privileges: [{ PrivilegeId: read.PrivilegeId, Depth: 'Global', BusinessUnitId: unit.businessunitid }],
  });
  await post('environmentvariabledefinitions', {
    schemaname: 'csl_url',
    displayname: 'URL',
    defaultvalue: 'https://x/?a&b',
  });
}

async function exported(Managed: boolean): Promise<string> {
  return (await post('ExportSolution', { SolutionName: 'cosell', Managed })).body.ExportSolutionFile;
}

const filesOf = (file: string) =>
  Object.fromEntries(
    Object.entries(unzipSync(Buffer.from(file, 'base64'))).map(([path, bytes]) => [path, strFromU8(bytes)]),
  );

/** Puts the file into another organisation. */
async function elsewhere(file: string) {
  await caller().emulator.admin.reset();
  await caller().signIn();
  return caller().call('POST', 'ImportSolution', { CustomizationFile: file, OverwriteUnmanagedCustomizations: false });
}

async function useEverything() {
  await caller().emulator.clock.advance(1000);
  const deal = await caller().create('opportunities', {
    name: 'Deal',
    csl_referralid: 'r1',
    csl_help: 482_170_000,
    csl_opportunity_line: [{ csl_name: 'One', csl_price: 2.5 }],
  });
  const read = await caller().call(
    'GET',
    "opportunities(csl_referralid='r1')?$select=csl_help&$expand=csl_opportunity_line($select=csl_name,csl_price)",
    undefined,
    { Prefer: 'odata.include-annotations="OData.Community.Display.V1.FormattedValue"' },
  );
  expect(read.body).toMatchObject({
    'csl_help@OData.Community.Display.V1.FormattedValue': 'A "quoted" <one>',
    csl_opportunity_line: [{ csl_name: 'One', csl_price: 2.5, _csl_opportunityid_value: deal['opportunityid'] }],
  });
}

test('DV33d: exports files that differ by one flag, managed or not', async () => {
  await build();
  const [plain, managed] = [filesOf(await exported(false)), filesOf(await exported(true))];
  expect(Object.keys(plain)).toEqual([
    '[Content_Types].xml',
    'solution.xml',
    'customizations.xml',
    'environmentvariabledefinitions/csl_url/environmentvariabledefinition.xml',
  ]);
  expect(managed['customizations.xml']).toBe(plain['customizations.xml']);
  expect(managed['solution.xml']).toBe(plain['solution.xml']?.replace('<Managed>0<', '<Managed>1<'));
  expect(plain['solution.xml']).toContain('<RootComponent type="1" schemaName="opportunity" behavior="1" />');
});

test.each([true, false])('DV33d: brings everything into another organisation (managed: %s)', async (isManaged) => {
  await build();
  const file = await exported(isManaged);
  expect((await elsewhere(file)).status).toBe(204);
  await useEverything();
  const solutions = await caller().call('GET', "solutions?$filter=uniquename eq 'cosell'&$select=version,ismanaged");
  expect(solutions.body.value).toMatchObject([{ version: '1.0.0.0', ismanaged: isManaged }]);
  const variables = await caller().call('GET', "environmentvariabledefinitions?$filter=schemaname eq 'csl_url'");
  expect(variables.body.value).toMatchObject([{ displayname: 'URL', defaultvalue: 'https://x/?a&b' }]);
  const [role] = (await caller().call('GET', "roles?$filter=name eq 'Reader'")).body.value;
  const held = await caller().call('GET', `RetrieveRolePrivilegesRole(RoleId=${role.roleid})`);
  expect(held.body.RolePrivileges).toMatchObject([{ PrivilegeName: 'prvReadOpportunity', Depth: 'Global' }]);
  const jobs = await caller().call('GET', 'importjobs?$select=progress,solutionname');
  expect(jobs.body.value).toMatchObject([{ progress: 100, solutionname: 'cosell' }]);
  // A second import finds everything in place.
  expect((await caller().call('POST', 'ImportSolution', { CustomizationFile: file })).status).toBe(204);
});

test('DV33d: takes away what a managed package brought, and exports none', async () => {
  await build();
  await elsewhere(await exported(true));
  await useEverything();
  const again = await caller().call('POST', 'ExportSolution', { SolutionName: 'cosell', Managed: true });
  expect(again.status).toBe(400);
  const [solution] = (await caller().call('GET', "solutions?$filter=uniquename eq 'cosell'")).body.value;
  expect((await caller().call('DELETE', `solutions(${solution.solutionid})`)).status).toBe(204);
  expect((await caller().call('GET', 'csl_lines')).status).toBe(404);
  expect((await caller().call('GET', "roles?$filter=name eq 'Reader'")).body.value).toEqual([]);
  expect((await caller().call('GET', 'opportunities?$select=csl_referralid')).status).toBe(400);
  expect((await caller().call('GET', 'opportunities?$select=name')).body.value).toHaveLength(1);
});

test('DV33d: refuses to mix managed and unmanaged, and leaves the schema alone when an import fails', async () => {
  await build();
  const [plain, managed] = [await exported(false), await exported(true)];
  const mixed = await caller().call('POST', 'ImportSolution', { CustomizationFile: managed });
  expect(mixed.body.error.code).toBe('0x80048041');
  await elsewhere(managed);
  const back = await caller().call('POST', 'ImportSolution', { CustomizationFile: plain });
  expect(back.body.error.code).toBe('0x80048040');

  await caller().emulator.admin.reset();
  await caller().signIn();
  await caller().call('POST', `${OPPORTUNITY}/Attributes`, column('Integer', 'csl_Help'));
  const failed = await caller().call('POST', 'ImportSolution', { CustomizationFile: managed });
  expect(failed.status).toBe(400);
  expect((await caller().call('GET', 'opportunities?$select=csl_referralid')).status).toBe(400);
  const broken = await caller().call('POST', 'ImportSolution', { CustomizationFile: 'AAAA' });
  expect(broken.body.error.code).toBe('0x80048060');
});

test('DV33c: tells by the job and by its import job why an import failed', async () => {
  await build();
  const file = await exported(true);
  await caller().emulator.admin.reset();
  await caller().signIn();
  await caller().call('POST', `${OPPORTUNITY}/Attributes`, column('Integer', 'csl_Help'));
  const { body } = await caller().call('POST', 'ImportSolutionAsync', { CustomizationFile: file });
  await caller().emulator.clock.advance(1000);
  const job = await caller().call('GET', `asyncoperations(${body.AsyncOperationId})`);
  expect(job.body).toMatchObject({ statuscode: 31, message: expect.stringContaining('exists with another type') });
  const details = await caller().call('GET', `importjobs(${body.ImportJobKey})`);
  expect(details.body).toMatchObject({ progress: 0, data: expect.stringContaining('result="failure"') });
  expect((await caller().call('GET', "solutions?$filter=uniquename eq 'cosell'")).body.value).toEqual([]);
});

test('DV33c: runs one job at a time, and tells by its row how it went', async () => {
  await build();
  const file = await exported(true);
  await elsewhere(file);
  const staged = await caller().call('POST', 'StageSolution', { CustomizationFile: file });
  const { StageSolutionUploadId } = staged.body.StageSolutionResults;
  const started = await caller().call('POST', 'ImportSolutionAsync', { SolutionParameters: { StageSolutionUploadId } });
  const job = () => caller().call('GET', `asyncoperations(${started.body.AsyncOperationId})?$select=statuscode`);
  expect((await job()).body.statuscode).toBe(20);
  const second = await caller().call('POST', 'ImportSolution', { CustomizationFile: file });
  expect(second.body.error.code).toBe('0x80071151');
  await caller().emulator.clock.advance(1000);
  expect((await job()).body.statuscode).toBe(30);
  expect((await caller().call('POST', 'ImportSolution', { CustomizationFile: file })).status).toBe(204);
});
