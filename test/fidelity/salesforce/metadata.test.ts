import jsforce from 'jsforce';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Caller, DEAL, openCaller } from './caller.ts';
import { deploy, field, manifest, send, textField, xml, zipped } from './deploying.ts';

let org: Caller;
beforeEach(async () => {
  org = await openCaller({ organization: { microsoftPackage: false } });
});
afterEach(() => org.emulator.close());

const fieldsOf = async (sobject: string): Promise<string[]> =>
  (await org.call('GET', `sobjects/${sobject}/describe`)).body.fields.map((each: { name: string }) => each.name);

const grant = (inner: string, name = 'Deployed') =>
  [
    { PermissionSet: [name] },
    { [`permissionsets/${name}.permissionset`]: xml('PermissionSet', `<label>${name}</label>${inner}`) },
  ] as const;
const readable = (name: string, editable = true) =>
  `<fieldPermissions><editable>${editable}</editable><field>${name}</field><readable>true</readable></fieldPermissions>`;

async function assign(name = 'Deployed'): Promise<void> {
  const sets = await org.query(`SELECT Id FROM PermissionSet WHERE Name = '${name}'`);
  const PermissionSetId = sets.body.records[0].Id;
  await org.create('PermissionSetAssignment', { PermissionSetId, AssigneeId: org.emulator.credentials.userId });
}

/** Deploys and makes visible. */
async function addFields(...names: string[]): Promise<void> {
  const inner = names.map((name) => field(name, '<type>Text</type><length>50</length>')).join('');
  const members = { CustomField: names.map((name) => `Opportunity.${name}`) };
  await deploy(org, members, { 'objects/Opportunity.object': xml('CustomObject', inner) });
  await deploy(org, ...grant(names.map((name) => readable(`Opportunity.${name}`)).join('')));
  await assign();
}

describe('a deployment', () => {
  it('goes through its states in the background', async () => {
    const { status, body } = await send(org, zipped(...textField('Code__c')));
    expect([status, body.deployResult]).toMatchObject([201, { status: 'Pending', done: false, success: false }]);
    const seen: unknown[] = [];
    for (const advanceMs of [150, 150]) {
      await org.emulator.admin.moveClock({ advanceMs });
      const { deployResult } = (await org.call('GET', `metadata/deployRequest/${body.id}`)).body;
      seen.push([deployResult.status, deployResult.done, deployResult.numberComponentsDeployed]);
    }
    expect(seen).toEqual([
      ['InProgress', false, 0],
      ['Succeeded', true, 1],
    ]);
  });

  it('adds a field that nobody sees until a permission set grants it, while the set-up shows it at once', async () => {
    await deploy(org, ...textField('Code__c'));
    expect(await fieldsOf('Opportunity')).not.toContain('Code__c');
    const rows = await org.call('GET', `tooling/query?q=${encodeURIComponent(FIELDS_QUERY)}`);
    expect(rows.body.records).toMatchObject([{ DeveloperName: 'Code', TableEnumOrId: 'Opportunity', Length: 50 }]);
    await deploy(org, ...grant(readable('Opportunity.Code__c', false)));
    await assign();
    expect(await fieldsOf('Opportunity')).toContain('Code__c');
    const write = await org.call('POST', 'sobjects/Opportunity', { ...DEAL, Code__c: 'x' });
    expect(write.body[0].errorCode).toBe('INVALID_FIELD_FOR_INSERT_UPDATE');
  });

  it('with checkOnly is judged and changes nothing', async () => {
    const result = await deploy(org, ...textField('Code__c'), { checkOnly: true });
    expect(result).toMatchObject({ checkOnly: true, status: 'Succeeded' });
    expect((await org.call('GET', `tooling/query?q=${encodeURIComponent(FIELDS_QUERY)}`)).body.totalSize).toBe(0);
  });

  it('undoes everything when one component fails, and says which', async () => {
    const good = field('Good__c', '<type>Text</type><length>5</length>');
    const bad = field('Bad__c', '<type>Text</type>');
    const members = { CustomField: ['Opportunity.Good__c', 'Opportunity.Bad__c'] };
    const files = { 'objects/Opportunity.object': xml('CustomObject', good + bad) };
    const result = await deploy(org, members, files);
    expect(result).toMatchObject({ status: 'Failed', numberComponentErrors: 1, numberComponentsTotal: 2 });
    expect(result.details.componentFailures).toMatchObject([
      {
        componentType: 'CustomField',
        fullName: 'Opportunity.Bad__c',
        fileName: 'objects/Opportunity.object',
        problem: "Must specify 'length' for a CustomField of type Text",
        problemType: 'Error',
        success: false,
      },
    ]);
    expect((await org.call('GET', `tooling/query?q=${encodeURIComponent(FIELDS_QUERY)}`)).body.totalSize).toBe(0);
  });

  it('keeps what was there: records get the new field empty', async () => {
    const id = await org.create('Opportunity', DEAL);
    await addFields('Code__c');
    expect(await org.read('Opportunity', id)).toMatchObject({ Name: DEAL.Name, Code__c: null });
  });

  it('may not run without tests in production, but in a sandbox', async () => {
    const zip = zipped(...textField('Code__c'));
    const refused = await send(org, zip, { testLevel: 'NoTestRun' });
    expect([refused.status, refused.body[0].errorCode]).toEqual([400, 'INVALID_OPERATION']);
    await org.emulator.admin.reset({ organization: { microsoftPackage: false, sandbox: true } });
    await org.signIn();
    expect((await send(org, zip, { testLevel: 'NoTestRun' })).status).toBe(201);
  });

  it('needs the right to modify metadata', async () => {
    await org.emulator.admin.reset({ users: [{ username: USER, lastName: 'I', email: 'i@lakeshore.example' }] });
    await org.signIn();
    const answer = await send(org, zipped(...textField('Code__c')));
    expect([answer.status, answer.body[0].errorCode]).toEqual([403, 'INSUFFICIENT_ACCESS']);
    expect((await org.call('GET', 'tooling/query?q=SELECT+Id+FROM+Layout')).body[0].errorCode).toBe('INVALID_TYPE');
  });

  it.each([
    ['a type that is not emulated', { Flow: ['X'] }, {}, 'the metadata type Flow'],
    [
      'an element that is not emulated',
      { CustomField: ['Opportunity.F__c'] },
      {
        'objects/Opportunity.object': xml('CustomObject', field('F__c', '<type>Text</type><maskType>all</maskType>')),
      },
      'the element maskType of the metadata type CustomField',
    ],
  ])('is refused with 501 for %s', async (_, members, files, gap) => {
    const answer = await send(org, zipped(members, files));
    expect([answer.status, answer.body.gap]).toEqual([501, gap]);
  });
});

const USER = 'integration@lakeshore.example';
const FIELDS_QUERY =
  "SELECT DeveloperName, TableEnumOrId, Length FROM CustomField WHERE EntityDefinition.QualifiedApiName = 'Opportunity'";

describe('component failures', () => {
  const object = (inner: string) => ({ 'objects/Opportunity.object': xml('CustomObject', inner) });
  const rule = (formula: string) =>
    `<validationRules><fullName>R</fullName><active>true</active><errorConditionFormula>${formula}</errorConditionFormula><errorMessage>No.</errorMessage></validationRules>`;
  it.each([
    ['an unknown type', { Gadget: ['X'] }, {}, "Unknown type name 'Gadget' specified in package.xml"],
    [
      'a member without a file',
      { CustomField: ['Opportunity.Gone__c'] },
      {},
      "An object 'Opportunity.Gone__c' of type CustomField was named in package.xml, but was not found in zipped directory",
    ],
    [
      'an element that does not exist',
      { CustomField: ['Opportunity.F__c'] },
      object(field('F__c', '<type>Text</type><length>5</length><colour>red</colour>')),
      'Element {http://soap.sforce.com/2006/04/metadata}colour invalid at this location in type CustomField',
    ],
    [
      'a lookup to nowhere',
      { CustomField: ['Opportunity.F__c'] },
      object(
        field('F__c', '<type>Lookup</type><referenceTo>No__c</referenceTo><relationshipName>Fs</relationshipName>'),
      ),
      "referenceTo value of 'No__c' does not resolve to a valid sObject type",
    ],
    [
      'a rule over a field that does not exist',
      { ValidationRule: ['Opportunity.R'] },
      object(rule('ISBLANK(Nothing__c)')),
      'Field Nothing__c does not exist. Check spelling.',
    ],
    [
      'a rule that compares a picklist',
      { ValidationRule: ['Opportunity.R'] },
      object(rule('StageName = "Closed Won"')),
      'Field StageName is a picklist field. Picklist fields are only supported in certain functions.',
    ],
    [
      'a grant on a field that does not exist',
      ...grant(readable('Opportunity.No__c')),
      'In field: field - no CustomField named Opportunity.No__c found',
    ],
    [
      'a grant on a field that everybody must fill',
      ...grant(readable('Opportunity.Name')),
      'You cannot deploy to a required field: Opportunity.Name',
    ],
    [
      'a layout with a field that does not exist',
      { Layout: ['Opportunity-Other'] },
      {
        'layouts/Opportunity-Other.layout': xml(
          'Layout',
          '<layoutSections><layoutColumns><layoutItems><field>No__c</field></layoutItems></layoutColumns></layoutSections>',
        ),
      },
      'In field: field - no CustomField named Opportunity.No__c found',
    ],
  ])('%s', async (_, members, files, problem) => {
    const result = await deploy(org, members, files as Record<string, string>);
    expect(result.status).toBe('Failed');
    expect(result.details.componentFailures.map((failure: { problem: string }) => failure.problem)).toEqual([problem]);
  });
});

describe('deployed validation rules', () => {
  it('judge every save by their formula', async () => {
    await addFields('Code__c', 'Reason__c');
    const formula =
      'AND(NOT(ISBLANK(Code__c)), OR(ISNEW(), ISCHANGED(Code__c)), NOT(ISPICKVAL(StageName, "Closed Lost")), Reason__c &lt;&gt; "ok")';
    const rule = `<validationRules><fullName>Reasoned</fullName><active>true</active><errorConditionFormula>${formula}</errorConditionFormula><errorDisplayField>Reason__c</errorDisplayField><errorMessage>Say why.</errorMessage></validationRules>`;
    await deploy(
      org,
      { ValidationRule: ['Opportunity.Reasoned'] },
      { 'objects/Opportunity.object': xml('CustomObject', rule) },
    );
    const id = await org.create('Opportunity', DEAL);
    const refused = await org.call('PATCH', `sobjects/Opportunity/${id}`, { Code__c: 'a' });
    expect(refused.body).toEqual([
      { errorCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'Say why.', fields: ['Reason__c'] },
    ]);
    const change = (fields: object) => org.call('PATCH', `sobjects/Opportunity/${id}`, fields);
    expect((await change({ Code__c: 'a', Reason__c: 'ok' })).status).toBe(204);
    expect((await change({ Reason__c: null })).status).toBe(204);
    expect((await change({ Code__c: 'b' })).status).toBe(400);
    expect((await change({ Code__c: 'b', StageName: 'Closed Lost' })).status).toBe(204);
  });
});

const LINES = `<label>Line</label><pluralLabel>Lines</pluralLabel><deploymentStatus>Deployed</deploymentStatus>
  <sharingModel>ControlledByParent</sharingModel>
  <nameField><type>AutoNumber</type><displayFormat>L-{000}</displayFormat><label>Line</label></nameField>
  ${field('Deal__c', '<type>MasterDetail</type><referenceTo>Opportunity</referenceTo><relationshipName>Lines</relationshipName>')}`;
const COUNT = field(
  'Lines__c',
  '<type>Summary</type><summaryForeignKey>Line__c.Deal__c</summaryForeignKey><summaryOperation>count</summaryOperation>',
);
const objectGrant = (name: string) =>
  `<objectPermissions><allowCreate>true</allowCreate><allowDelete>true</allowDelete><allowEdit>true</allowEdit><allowRead>true</allowRead><object>${name}</object></objectPermissions>`;

describe('a deployed detail object', () => {
  const addLines = () =>
    deploy(
      org,
      { CustomObject: ['Line__c'], CustomField: ['Opportunity.Lines__c'] },
      {
        'objects/Line__c.object': xml('CustomObject', LINES),
        'objects/Opportunity.object': xml('CustomObject', COUNT),
      },
    );

  it('takes records, which the roll-up field of the master counts', async () => {
    expect((await addLines()).status).toBe('Succeeded');
    const grants = objectGrant('Line__c') + objectGrant('Opportunity') + readable('Opportunity.Lines__c', false);
    await deploy(org, ...grant(grants));
    await assign();
    const deal = await org.create('Opportunity', DEAL);
    const first = await org.create('Line__c', { Deal__c: deal });
    await org.create('Line__c', { Deal__c: deal });
    expect((await org.read('Line__c', first))['Name']).toBe('L-001');
    const soql = 'SELECT Lines__c, (SELECT Id FROM Lines__r) FROM Opportunity';
    const counted = async () => (await org.query(soql)).body.records[0];
    expect(await counted()).toMatchObject({ Lines__c: 2, Lines__r: { totalSize: 2 } });
    await org.call('DELETE', `sobjects/Line__c/${first}`);
    expect(await counted()).toMatchObject({ Lines__c: 1 });
  });

  it('can be granted only together with reading its master', async () => {
    await addLines();
    const result = await deploy(org, ...grant(objectGrant('Line__c')));
    expect(result.details.componentFailures[0].problem).toBe(
      'Permission Read Line__c depends on permission(s): Read Opportunity',
    );
  });

  it('must share as its master does', async () => {
    const own = LINES.replace('ControlledByParent', 'ReadWrite');
    const result = await deploy(
      org,
      { CustomObject: ['Line__c'] },
      { 'objects/Line__c.object': xml('CustomObject', own) },
    );
    expect(result.details.componentFailures[0].problem).toContain('Cannot set sharingModel to ReadWrite');
  });
});

describe('a deployed permission set', () => {
  it('replaces the one with its name; single grants can be added as records', async () => {
    await addFields('Code__c', 'Reason__c');
    await deploy(org, ...grant(readable('Opportunity.Reason__c')));
    expect((await fieldsOf('Opportunity')).filter((name) => name.endsWith('__c'))).toEqual(['Reason__c']);
    const [set] = (await org.query("SELECT Id FROM PermissionSet WHERE Name = 'Deployed'")).body.records;
    const added = { ParentId: set.Id, SobjectType: 'Opportunity', Field: 'Opportunity.Code__c', PermissionsEdit: true };
    await org.create('FieldPermissions', added);
    expect(await fieldsOf('Opportunity')).toContain('Code__c');
    expect((await org.call('POST', 'sobjects/FieldPermissions', added)).body[0].errorCode).toBe('DUPLICATE_VALUE');
    const unknown = { ...added, Field: 'Opportunity.Name' };
    expect((await org.call('POST', 'sobjects/FieldPermissions', unknown)).status).toBe(400);
  });
});

describe('destructive changes', () => {
  const remove = (members: Record<string, string[]>) =>
    deploy(org, {}, { 'destructiveChanges.xml': manifest(members).replace('<version>66.0</version>', '') });

  it('delete fields with their grants and their place in layouts', async () => {
    await addFields('Code__c');
    await deploy(org, { Layout: ['Opportunity-Mine'] }, { 'layouts/Opportunity-Mine.layout': layoutWith('Code__c') });
    expect((await remove({ CustomField: ['Opportunity.Code__c'] })).status).toBe('Succeeded');
    expect(await fieldsOf('Opportunity')).not.toContain('Code__c');
    expect((await org.query('SELECT Id FROM FieldPermissions')).body.totalSize).toBe(0);
    expect(JSON.stringify(await readLayout('Mine'))).not.toContain('Code__c');
  });

  it('refuse a field that a rule reads, and warn of what is not there', async () => {
    await addFields('Code__c');
    const rule = `<validationRules><fullName>R</fullName><active>true</active><errorConditionFormula>ISBLANK(Code__c)</errorConditionFormula><errorMessage>No.</errorMessage></validationRules>`;
    const files = { 'objects/Opportunity.object': xml('CustomObject', rule) };
    await deploy(org, { ValidationRule: ['Opportunity.R'] }, files);
    const refused = await remove({ CustomField: ['Opportunity.Code__c'] });
    expect(refused.details.componentFailures[0].problem).toBe(
      'This custom field is referenced elsewhere in salesforce.com. : Validation Rule - Opportunity.R',
    );
    const both = await remove({
      CustomField: ['Opportunity.Code__c', 'Opportunity.No__c'],
      ValidationRule: ['Opportunity.R'],
    });
    expect(both.status).toBe('Succeeded');
    const warned = both.details.componentSuccesses.find(
      (each: { problemType?: string }) => each.problemType === 'Warning',
    );
    expect(warned).toMatchObject({
      fullName: 'Opportunity.No__c',
      problem: 'No CustomField named: Opportunity.No__c found',
    });
  });
});

const layoutWith = (name: string) =>
  xml(
    'Layout',
    `<layoutSections><customLabel>true</customLabel><label>Ours</label><layoutColumns><layoutItems><behavior>Edit</behavior><field>${name}</field></layoutItems></layoutColumns><style>OneColumn</style></layoutSections>`,
  );

async function readLayout(name: string) {
  const q = encodeURIComponent(`SELECT Id, TableEnumOrId FROM Layout WHERE Name = '${name}'`);
  const [row] = (await org.call('GET', `tooling/query?q=${q}`)).body.records;
  return (await org.call('GET', `tooling/sobjects/Layout/${row.Id}`)).body;
}

describe('page layouts', () => {
  it('are read as the Tooling API shows them and written by deployment', async () => {
    const standard = await readLayout('Opportunity Layout');
    expect(standard).toMatchObject({
      FullName: 'Opportunity-Opportunity Layout',
      TableEnumOrId: 'Opportunity',
      Metadata: { platformActionList: { actionListContext: 'Record' }, quickActionList: null, headers: [] },
    });
    await addFields('Code__c');
    const file = { 'layouts/Opportunity-Opportunity Layout.layout': layoutWith('Code__c') };
    await deploy(org, { Layout: ['Opportunity-Opportunity Layout'] }, file);
    const { Metadata } = await readLayout('Opportunity Layout');
    expect(Metadata).toMatchObject({ layoutSections: [{ label: 'Ours' }], relatedLists: [], platformActionList: null });
  });

  it('cannot be written through the Tooling API', async () => {
    const { Id, Metadata } = await readLayout('Opportunity Layout');
    expect((await org.call('PATCH', `tooling/sobjects/Layout/${Id}`, { Metadata })).status).toBe(501);
  });
});

describe('jsforce', () => {
  it('deploys over REST, follows the deployment and asks the Tooling API', async () => {
    const { clientId, clientSecret, instanceUrl } = org.emulator.credentials;
    const connection = new jsforce.Connection({
      instanceUrl,
      version: '66.0',
      oauth2: { clientId, clientSecret, loginUrl: instanceUrl },
    });
    await connection.authorize({ grant_type: 'client_credentials' });
    const zip = Buffer.from(zipped(...textField('Code__c')));
    const { id } = (await connection.metadata.deployRest(zip, { singlePackage: true })) as unknown as { id: string };
    await org.emulator.admin.moveClock({ advanceMs: 1000 });
    const result = await connection.metadata.checkDeployStatus(id, true, true);
    expect(result).toMatchObject({ done: true, success: true, status: 'Succeeded', numberComponentsDeployed: 1 });
    const fields = await connection.tooling.query(FIELDS_QUERY);
    expect(fields.records.map((row) => row['DeveloperName'])).toEqual(['Code']);
  });
});
