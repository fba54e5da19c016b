import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Caller, DEAL, openCaller } from './caller.ts';

let org: Caller;
afterEach(() => org.emulator.close());

const INTEGRATION = 'integration@lakeshore.example';
const fieldsOf = async (sobject: string): Promise<string[]> =>
  (await org.call('GET', `sobjects/${sobject}/describe`)).body.fields.map((field: { name: string }) => field.name);
const sobjects = async (): Promise<string[]> =>
  (await org.call('GET', 'sobjects')).body.sobjects.map((sobject: { name: string }) => sobject.name);

describe('custom fields that no permission set grants', () => {
  beforeEach(async () => {
    org = await openCaller({
      users: [{ username: INTEGRATION, lastName: 'I', email: 'i@lakeshore.example' }],
      permissionSets: [{ name: 'CoSell', label: 'Co-sell', grants: [{ sobject: '*' }] }],
    });
  });

  it('are missing from describe, unknown to SOQL and to writes', async () => {
    expect(await fieldsOf('Opportunity')).not.toContain('Referral_Identifier__c');
    const soql = await org.query('SELECT Referral_Identifier__c FROM Opportunity');
    expect([
      soql.body[0].errorCode,
      soql.body[0].message.includes("No such column 'Referral_Identifier__c' on entity 'Opportunity'"),
    ]).toEqual(['INVALID_FIELD', true]);
    const write = await org.call('POST', 'sobjects/Opportunity', { ...DEAL, Referral_Identifier__c: 'R1' });
    expect(write.body).toEqual([
      { errorCode: 'INVALID_FIELD', message: "No such column 'Referral_Identifier__c' on sobject of type Opportunity" },
    ]);
    expect((await org.call('PATCH', 'sobjects/Opportunity/Referral_Identifier__c/R1', DEAL)).status).toBe(404);
  });

  it('so are custom sObjects', async () => {
    expect(await sobjects()).not.toContain('Microsoft_Solutions__c');
    expect((await org.call('GET', 'sobjects/Microsoft_Solutions__c/describe')).status).toBe(404);
    expect((await org.query('SELECT Id FROM Microsoft_Solutions__c')).body[0].errorCode).toBe('INVALID_TYPE');
  });

  it('appear as soon as the permission set is assigned, and describe says that it changed', async () => {
    const before = await org.call('GET', 'sobjects/Opportunity/describe');
    const since = { 'If-Modified-Since': before.headers.get('last-modified') ?? '' };
    await org.emulator.admin.moveClock({ advanceMs: 5000 });
    expect((await org.call('GET', 'sobjects/Opportunity/describe', undefined, since)).status).toBe(304);
    const sets = await org.query("SELECT Id FROM PermissionSet WHERE Name = 'CoSell'");
    await org.create('PermissionSetAssignment', {
      PermissionSetId: sets.body.records[0].Id,
      AssigneeId: org.emulator.credentials.userId,
    });
    expect((await org.call('GET', 'sobjects/Opportunity/describe', undefined, since)).status).toBe(200);
    expect(await fieldsOf('Opportunity')).toContain('Referral_Identifier__c');
    expect(await sobjects()).toContain('Microsoft_Solutions__c');
    expect((await org.call('GET', 'sobjects', undefined, since)).status).toBe(200);
  });
});

describe('restrictions of one user', () => {
  beforeEach(async () => {
    org = await openCaller();
  });
  const restrict = (restrictions: object) =>
    org.emulator.admin.people.restrictUser({ username: INTEGRATION, ...restrictions });

  it('a hidden field is no such column; a read-only one cannot be written', async () => {
    restrict({ hiddenFields: ['Account.Phone'], readOnlyFields: ['Account.Fax'] });
    expect(await fieldsOf('Account')).not.toContain('Phone');
    expect((await org.query('SELECT Phone FROM Account')).body[0].errorCode).toBe('INVALID_FIELD');
    expect((await org.query('SELECT Fax FROM Account')).status).toBe(200);
    const refused = await org.call('POST', 'sobjects/Account', { Name: 'X', Fax: '1' });
    expect(refused.body[0]).toEqual({
      errorCode: 'INVALID_FIELD_FOR_INSERT_UPDATE',
      message:
        'Unable to create/update fields: Fax. Please check the security settings of this field and verify that it is read/write for your profile or permission set.',
      fields: ['Fax'],
    });
  });

  it('a hidden sObject does not exist; a read-only one takes no edits', async () => {
    const id = await org.create('Lead', { LastName: 'Lee', Company: 'Contoso' });
    restrict({ hiddenSObjects: ['Campaign'], readOnlySObjects: ['Lead'] });
    expect((await org.query('SELECT Id FROM Campaign')).body[0].errorCode).toBe('INVALID_TYPE');
    expect((await org.call('GET', 'sobjects/Campaign/describe')).status).toBe(404);
    const edit = await org.call('PATCH', `sobjects/Lead/${id}`, { Company: 'X' });
    expect(edit.body[0].errorCode).toBe('INSUFFICIENT_ACCESS_OR_READONLY');
  });

  it('a record that is not shared answers 404 and is in no query', async () => {
    const id = await org.create('Account', { Name: 'Secret' });
    restrict({ hiddenRecords: [id] });
    expect((await org.call('GET', `sobjects/Account/${id}`)).status).toBe(404);
    expect((await org.query(`SELECT Id FROM Account WHERE Id = '${id}'`)).body.totalSize).toBe(0);
    expect((await org.call('PATCH', `sobjects/Account/${id}`, { Name: 'X' })).body[0].errorCode).toBe('NOT_FOUND');
  });
});

describe('describe', () => {
  beforeEach(async () => {
    org = await openCaller();
  });

  it('tells how each field can be used', async () => {
    const { fields } = (await org.call('GET', 'sobjects/Opportunity/describe')).body;
    const field = (name: string) => fields.find((candidate: { name: string }) => candidate.name === name);
    expect(field('Name')).toMatchObject({
      type: 'string',
      length: 120,
      byteLength: 360,
      nillable: false,
      createable: true,
      updateable: true,
      nameField: true,
      permissionable: false,
      soapType: 'xsd:string',
    });
    expect(field('ContactId')).toMatchObject({ createable: true, updateable: false, referenceTo: ['Contact'] });
    expect(field('Amount')).toMatchObject({
      type: 'currency',
      precision: 18,
      scale: 2,
      nillable: true,
      soapType: 'xsd:double',
    });
    expect(field('Description')).toMatchObject({ filterable: false, sortable: false, groupable: false });
    expect(field('Audit__c')).toMatchObject({ custom: true, length: 100_000, filterable: false });
    expect(field('Referral_Identifier__c')).toMatchObject({
      externalId: true,
      idLookup: true,
      unique: false,
      permissionable: true,
    });
    expect(field('IsWon')).toMatchObject({ createable: false, updateable: false, defaultedOnCreate: true });
    expect(field('StageName')).toMatchObject({ restrictedPicklist: false });
    expect(field('ForecastCategoryName')).toMatchObject({ restrictedPicklist: true });
    expect(field('StageName').picklistValues[0]).toEqual({
      active: true,
      defaultValue: false,
      label: 'Prospecting',
      validFor: null,
      value: 'Prospecting',
    });
    expect(field('Customer_purchase_intent__c')).toMatchObject({
      dependentPicklist: true,
      controllerName: 'Co_sell_Type__c',
    });
    expect(field('Customer_purchase_intent__c').picklistValues[0].validFor).toBe('wA==');
  });

  it('lists the child lists by which sub-selects reach them', async () => {
    const { childRelationships } = (await org.call('GET', 'sobjects/Opportunity/describe')).body;
    const names = childRelationships.map((child: { relationshipName: string }) => child.relationshipName);
    expect(names).toEqual(
      expect.arrayContaining([
        'OpportunityContactRoles',
        'Opportunity_To_Microsoft_Solutions__r',
        'ContentDocumentLinks',
      ]),
    );
  });
});
