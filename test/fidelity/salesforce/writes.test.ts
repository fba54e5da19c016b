import { describe, expect, it } from 'vitest';
import { DEAL, useOrg } from './caller.ts';

const org = useOrg();
const first = (answer: { body: { errorCode: string; message: string; fields?: string[] }[] }) => answer.body[0];
const patch = (sobject: string, id: string, fields: object) =>
  org.current.call('PATCH', `sobjects/${sobject}/${id}`, fields);

describe('rows', () => {
  it('are created with 201, read with nulls, changed and deleted with 204; a second DELETE says ENTITY_IS_DELETED', async () => {
    const created = await org.current.call('POST', 'sobjects/Account', { Name: 'Contoso' });
    expect([created.status, created.body]).toEqual([201, { id: created.body.id, success: true, errors: [] }]);
    const { id } = created.body;
    expect(await org.current.read('Account', id)).toMatchObject({
      Name: 'Contoso',
      Phone: null,
      BillingAddress: { city: null },
    });
    const changed = await patch('Account', id, { Phone: '1' });
    expect([changed.status, changed.body]).toEqual([204, '']);
    expect((await org.current.call('DELETE', `sobjects/Account/${id}`)).status).toBe(204);
    const again = await org.current.call('DELETE', `sobjects/Account/${id}`);
    expect([again.status, again.body]).toEqual([
      404,
      [{ message: 'entity is deleted', errorCode: 'ENTITY_IS_DELETED', fields: [] }],
    ]);
  });

  it('keep absent fields, clear nulls, store empty text as null', async () => {
    const id = await org.current.create('Account', { Name: 'Contoso', Phone: '1', Fax: '2', Site: '3' });
    await patch('Account', id, { Phone: null, Fax: '' });
    expect(await org.current.read('Account', id, 'Phone,Fax,Site')).toMatchObject({
      Phone: null,
      Fax: null,
      Site: '3',
    });
    expect(first(await patch('Account', id, { Name: null }))).toEqual({
      errorCode: 'REQUIRED_FIELD_MISSING',
      message: 'Required fields are missing: [Name]',
      fields: ['Name'],
    });
  });

  it('name every required field that is missing', async () => {
    const answer = await org.current.call('POST', 'sobjects/Opportunity', {});
    expect(first(answer)?.message).toBe('Required fields are missing: [Name, StageName, CloseDate]');
  });

  it('refuse broken JSON and values of the wrong type as JSON_PARSER_ERROR', async () => {
    expect(first(await org.current.call('POST', 'sobjects/Account', '{"Name":'))?.errorCode).toBe('JSON_PARSER_ERROR');
    const wrong = await org.current.call('POST', 'sobjects/Opportunity', { ...DEAL, Amount: 'plenty' });
    expect(first(wrong)?.message).toContain('Cannot deserialize instance of currency from VALUE_STRING value plenty');
  });

  it('refuse an Id in the body', async () => {
    const id = await org.current.create('Account', { Name: 'Contoso' });
    expect(first(await patch('Account', id, { Id: id }))?.message).toBe(
      'The Id field should not be specified in the sobject data.',
    );
    expect(first(await org.current.call('POST', 'sobjects/Account', { Id: id, Name: 'X' }))?.errorCode).toBe(
      'INVALID_FIELD_FOR_INSERT_UPDATE',
    );
  });

  it('take what depends on them along when they are deleted, and hide it from queries', async () => {
    const account = await org.current.create('Account', { Name: 'Contoso' });
    const deal = await org.current.create('Opportunity', { ...DEAL, AccountId: account });
    await org.current.call('DELETE', `sobjects/Account/${account}`);
    const soql = `SELECT Id, IsDeleted FROM Opportunity WHERE Id = '${deal}'`;
    expect((await org.current.query(soql)).body.totalSize).toBe(0);
    expect((await org.current.query(soql, 'queryAll')).body.records[0]).toMatchObject({ Id: deal, IsDeleted: true });
  });

  it('cannot refer to a deleted record', async () => {
    const account = await org.current.create('Account', { Name: 'Contoso' });
    await org.current.call('DELETE', `sobjects/Account/${account}`);
    const refused = await org.current.call('POST', 'sobjects/Opportunity', { ...DEAL, AccountId: account });
    expect(first(refused)?.errorCode).toBe('ENTITY_IS_DELETED');
  });

  it('can name a parent by its key instead of its id', async () => {
    const contact = await org.current.create('Contact', { LastName: 'Key', Email: 'key@contoso.example' });
    const deal = await org.current.create('Opportunity', DEAL);
    const body = { OpportunityId: deal, Contact: { Email: 'KEY@contoso.example' } };
    const role = await org.current.create('OpportunityContactRole', body);
    expect(await org.current.read('OpportunityContactRole', role, 'ContactId')).toMatchObject({ ContactId: contact });
  });
});

describe('upsert by external id', () => {
  const upsert = (key: string, fields: object, version = 'v66.0', search = '') =>
    org.current.call(
      'PATCH',
      `/services/data/${version}/sobjects/Opportunity/Referral_Identifier__c/${key}${search}`,
      fields,
    );

  it('answers 201 with created:true, then 200 with created:false', async () => {
    const created = await upsert('R%2F1', DEAL);
    expect([created.status, created.body]).toEqual([
      201,
      { id: created.body.id, success: true, errors: [], created: true },
    ]);
    expect(created.headers.get('location')).toBe(`/services/data/v66.0/sobjects/Opportunity/${created.body.id}`);
    const updated = await upsert('R%2F1', { Name: 'Again' });
    expect([updated.status, updated.body]).toEqual([
      200,
      { id: created.body.id, success: true, errors: [], created: false },
    ]);
    expect(await org.current.read('Opportunity', created.body.id, 'Name,Referral_Identifier__c')).toMatchObject({
      Name: 'Again',
      Referral_Identifier__c: 'R/1',
    });
  });

  it('answered 204 and no created before version 46', async () => {
    expect((await upsert('old', DEAL, 'v45.0')).body).not.toHaveProperty('created');
    expect((await upsert('old', { Name: 'Again' }, 'v45.0')).status).toBe(204);
  });

  it('answers 300 with the URLs when several records have the identifier', async () => {
    const ids = [
      await org.current.create('Opportunity', { ...DEAL, Referral_Identifier__c: 'twice' }),
      await org.current.create('Opportunity', { ...DEAL, Referral_Identifier__c: 'TWICE' }),
    ];
    const answer = await upsert('twice', { Name: 'X' });
    expect([answer.status, answer.body]).toEqual([
      300,
      ids.map((id) => `/services/data/v66.0/sobjects/Opportunity/${id}`),
    ]);
  });

  it('forgets the key a record had before', async () => {
    const id = await org.current.create('Opportunity', { ...DEAL, Referral_Identifier__c: 'former' });
    await patch('Opportunity', id, { Referral_Identifier__c: 'present' });
    expect((await upsert('former', DEAL)).status).toBe(201);
    expect((await upsert('present', { Name: 'Again' })).body.id).toBe(id);
  });

  it('creates nothing with updateOnly', async () => {
    expect((await upsert('absent', DEAL, 'v66.0', '?updateOnly=true')).status).toBe(404);
    expect((await org.current.call('GET', 'sobjects/Opportunity/Referral_Identifier__c/absent')).status).toBe(404);
  });

  it('refuses the key in the body, and a field that is no key in the URL', async () => {
    expect(first(await upsert('R2', { ...DEAL, Referral_Identifier__c: 'R2' }))).toMatchObject({
      errorCode: 'INVALID_FIELD',
      message: 'The Referral_Identifier__c field should not be specified in the sobject data.',
    });
    const wrong = await org.current.call('PATCH', 'sobjects/Opportunity/NextStep/x', DEAL);
    expect([wrong.status, first(wrong)?.errorCode]).toEqual([404, 'NOT_FOUND']);
  });

  it('works with id-lookup fields such as the e-mail of a contact, and with Id for creating', async () => {
    const byEmail = () =>
      org.current.call('PATCH', 'sobjects/Contact/Email/Ada%40Example.com', { LastName: 'Lovelace' });
    expect((await byEmail()).status).toBe(201);
    expect((await byEmail()).status).toBe(200);
    expect((await org.current.call('GET', 'sobjects/Contact/Email/ada@example.com')).body).toMatchObject({
      Email: 'ada@example.com',
    });
    expect((await org.current.call('POST', 'sobjects/Account/Id', { Name: 'Contoso' })).status).toBe(201);
  });
});

describe('field rules', () => {
  it.each([
    ['Opportunity', 'Name', 120, 'Name'],
    ['Account', 'Name', 255, 'Account Name'],
    ['Solution_Area__c', 'Name', 80, 'Solution Area'],
    ['Contact', 'LastName', 80, 'Last Name'],
    ['Contact', 'FirstName', 40, 'First Name'],
    ['Contact', 'Phone', 40, 'Business Phone'],
    ['Contact', 'Title', 128, 'Title'],
    ['Opportunity', 'NextStep', 255, 'Next Step'],
    ['Opportunity', 'Referral_Identifier__c', 100, 'Referral Identifier'],
    ['Opportunity', 'Description', 32_000, 'Description'],
    ['Opportunity', 'Audit__c', 100_000, 'Audit'],
  ])('limit %s.%s to %i characters and say its label', async (sobject, field, length, label) => {
    const needed = { Opportunity: DEAL, Contact: { LastName: 'L' } }[sobject] ?? { Name: 'N' };
    const fields = { ...needed, [field]: 'x'.repeat(length) };
    expect((await org.current.call('POST', `sobjects/${sobject}`, fields)).status).toBe(201);
    const long = `${'x'.repeat(length)}y`;
    const refused = await org.current.call('POST', `sobjects/${sobject}`, { ...fields, [field]: long });
    expect([refused.status, first(refused)]).toEqual([
      400,
      {
        errorCode: 'STRING_TOO_LONG',
        message: `${label}: data value too large: ${long} (max length=${length})`,
        fields: [field],
      },
    ]);
  });

  it('lower-case e-mail and refuse what is none', async () => {
    const id = await org.current.create('Contact', { LastName: 'Myers', Email: 'Chloe.Myers@Contoso.example' });
    expect(await org.current.read('Contact', id, 'Email')).toMatchObject({ Email: 'chloe.myers@contoso.example' });
    expect(first(await patch('Contact', id, { Email: 'nobody' }))?.errorCode).toBe('INVALID_EMAIL_ADDRESS');
  });

  it('take unknown stages, because the picklist is not restricted, but no unknown restricted value', async () => {
    const id = await org.current.create('Opportunity', { ...DEAL, StageName: 'Somewhere' });
    expect(await org.current.read('Opportunity', id)).toMatchObject({ StageName: 'Somewhere', IsClosed: false });
    expect(first(await patch('Opportunity', id, { How_can_Microsoft_help__c: 'Somehow' }))).toEqual({
      errorCode: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
      message: 'How can Microsoft help?: bad value for restricted picklist field: Somehow',
      fields: ['How_can_Microsoft_help__c'],
    });
    expect(first(await patch('Opportunity', id, { ForecastCategoryName: 'Sure' }))?.errorCode).toBe(
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
    );
  });

  it('recompute everything that follows from the stage', async () => {
    const id = await org.current.create('Opportunity', { ...DEAL, Amount: 200 });
    expect(await org.current.read('Opportunity', id)).toMatchObject({
      Probability: 10,
      ForecastCategoryName: 'Pipeline',
      ExpectedRevenue: 20,
      IsClosed: false,
      LastStageChangeDate: null,
      Fiscal: '2026 4',
    });
    await patch('Opportunity', id, { StageName: 'Closed Won' });
    expect(await org.current.read('Opportunity', id)).toMatchObject({
      Probability: 100,
      ForecastCategory: 'Closed',
      ForecastCategoryName: 'Closed',
      ExpectedRevenue: 200,
      IsClosed: true,
      IsWon: true,
      LastStageChangeDate: '2026-05-06T10:00:00.000+0000',
    });
    await patch('Opportunity', id, { StageName: 'Qualification', Probability: 35 });
    expect(await org.current.read('Opportunity', id)).toMatchObject({ Probability: 35, IsWon: false });
    expect(first(await patch('Opportunity', id, { IsWon: true }))?.errorCode).toBe('INVALID_FIELD_FOR_INSERT_UPDATE');
  });

  it('ignore a written Amount, silently, when the opportunity has products', async () => {
    const id = await org.current.create('Opportunity', { ...DEAL, Amount: 5 });
    org.current.emulator.admin.people.setLineItems({ id, amount: 900 });
    expect((await patch('Opportunity', id, { Amount: 1, NextStep: 'call' })).status).toBe(204);
    expect(await org.current.read('Opportunity', id)).toMatchObject({
      Amount: 900,
      NextStep: 'call',
      HasOpportunityLineItem: true,
    });
  });

  it('make ContactId of a new opportunity its primary contact role, and take it never again', async () => {
    const contact = await org.current.create('Contact', { LastName: 'One' });
    const id = await org.current.create('Opportunity', { ...DEAL, ContactId: contact });
    const roles = await org.current.query(
      `SELECT ContactId, IsPrimary FROM OpportunityContactRole WHERE OpportunityId = '${id}'`,
    );
    expect(roles.body.records).toMatchObject([{ ContactId: contact, IsPrimary: true }]);
    expect(first(await patch('Opportunity', id, { ContactId: contact }))?.errorCode).toBe(
      'INVALID_FIELD_FOR_INSERT_UPDATE',
    );
  });

  it('keep one primary contact role: naming another moves the flag', async () => {
    const [one, two] = [
      await org.current.create('Contact', { LastName: 'One' }),
      await org.current.create('Contact', { LastName: 'Two' }),
    ];
    const deal = await org.current.create('Opportunity', { ...DEAL, ContactId: one });
    await org.current.create('OpportunityContactRole', { OpportunityId: deal, ContactId: two, IsPrimary: true });
    const roles = await org.current.query(
      `SELECT ContactId FROM OpportunityContactRole WHERE OpportunityId = '${deal}' AND IsPrimary = true`,
    );
    expect(roles.body.records).toMatchObject([{ ContactId: two }]);
  });

  it('leave converted leads alone', async () => {
    const id = await org.current.create('Lead', { LastName: 'Lee', Company: 'Contoso' });
    expect(await org.current.read('Lead', id)).toMatchObject({ Status: 'Open - Not Contacted', Name: 'Lee' });
    org.current.emulator.admin.people.convertLead({ id });
    expect(first(await patch('Lead', id, { Company: 'X' }))?.errorCode).toBe('CANNOT_UPDATE_CONVERTED_LEAD');
  });

  it('refuse inactive owners', async () => {
    await org.current.emulator.admin.reset({
      users: [
        { username: 'integration@lakeshore.example', lastName: 'I', email: 'i@lakeshore.example' },
        { username: 'gone@lakeshore.example', lastName: 'Gone', email: 'gone@lakeshore.example', active: false },
      ],
    });
    await org.current.signIn();
    const users = await org.current.query("SELECT Id FROM User WHERE Username = 'gone@lakeshore.example'");
    const refused = await org.current.call('POST', 'sobjects/Account', {
      Name: 'X',
      OwnerId: users.body.records[0].Id,
    });
    expect(first(refused)?.errorCode).toBe('INACTIVE_OWNER_OR_USER');
    await org.current.emulator.admin.reset();
    await org.current.signIn();
  });
});
