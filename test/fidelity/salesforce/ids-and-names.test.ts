import { describe, expect, it } from 'vitest';
import { canonicalId } from '../../../emulators/salesforce/ids.ts';
import { DEAL, useOrg } from './caller.ts';

const org = useOrg();

describe('ids', () => {
  it('answers 18 characters and takes 15', async () => {
    const id = await org.current.create('Account', { Name: 'Contoso' });
    expect(id).toHaveLength(18);
    expect(canonicalId(id)).toBe(id);
    expect(await org.current.read('Account', id.slice(0, 15), 'Id')).toMatchObject({ Id: id });
    const found = await org.current.query(`SELECT Id FROM Account WHERE Id = '${id.slice(0, 15)}'`);
    expect(found.body.records[0].Id).toBe(id);
  });

  it('restores the casing of 18 characters, and tells 15 characters apart by case', async () => {
    const ids = await Promise.all(
      Array.from({ length: 40 }, (_, n) => org.current.create('Account', { Name: `Account ${n}` })),
    );
    const mixed = ids.find((id) => id.slice(0, 15) !== id.slice(0, 15).toLowerCase()) ?? '';
    expect(await org.current.read('Account', mixed.toLowerCase(), 'Id')).toMatchObject({ Id: mixed });
    expect((await org.current.call('GET', `sobjects/Account/${mixed.slice(0, 15).toLowerCase()}`)).status).toBe(404);
  });

  it.each([
    ['Organization', '00D'],
    ['Account', '001'],
    ['Contact', '003'],
    ['Opportunity', '006'],
    ['Lead', '00Q'],
    ['OpportunityContactRole', '00K'],
    ['User', '005'],
    ['Campaign', '701'],
    ['Microsoft_Solutions__c', 'a0X'],
  ])('gives %s the key prefix %s', async (sobject, prefix) => {
    expect((await org.current.call('GET', `sobjects/${sobject}/describe`)).body.keyPrefix).toBe(prefix);
  });

  it('refuses an id of another sObject as malformed', async () => {
    const account = await org.current.create('Account', { Name: 'Contoso' });
    const answer = await org.current.call('GET', `sobjects/Contact/${account}`);
    expect([answer.status, answer.body]).toEqual([
      400,
      [{ errorCode: 'MALFORMED_ID', message: `Contact ID: id value of incorrect type: ${account}`, fields: ['Id'] }],
    ]);
    const deal = await org.current.call('POST', 'sobjects/Opportunity', {
      ...DEAL,
      AccountId: org.current.emulator.credentials.userId,
    });
    expect(deal.body[0]).toMatchObject({ errorCode: 'FIELD_INTEGRITY_EXCEPTION', fields: ['AccountId'] });
    const missing = await org.current.call('POST', 'sobjects/Opportunity', { ...DEAL, AccountId: '001Kx0000000ZZZ' });
    expect(missing.body[0]).toMatchObject({
      errorCode: 'INVALID_CROSS_REFERENCE_KEY',
      message: 'invalid cross reference id',
    });
  });
});

describe('names', () => {
  it('are read in any letter case and answered in the canonical one', async () => {
    const created = await org.current.call('POST', 'sobjects/aCCOUNT', { nAME: 'Contoso', billingCITY: 'Redmond' });
    expect(created.status).toBe(201);
    expect(created.headers.get('location')).toBe(`/services/data/v66.0/sobjects/Account/${created.body.id}`);
    const found = await org.current.query(`select NAME, billingcity from ACCOUNT where ID = '${created.body.id}'`);
    expect(found.body.records).toEqual([
      {
        attributes: { type: 'Account', url: `/services/data/v66.0/sobjects/Account/${created.body.id}` },
        Name: 'Contoso',
        BillingCity: 'Redmond',
      },
    ]);
  });

  it('that are unknown are refused: a field, an sObject in a URL, an sObject in SOQL', async () => {
    const field = await org.current.call('POST', 'sobjects/Account', { Name: 'Contoso', Foo: 1 });
    expect([field.status, field.body]).toEqual([
      400,
      [{ errorCode: 'INVALID_FIELD', message: "No such column 'Foo' on sobject of type Account" }],
    ]);
    const url = await org.current.call('GET', 'sobjects/Xyzzy/describe');
    expect([url.status, url.body]).toEqual([
      404,
      [{ errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' }],
    ]);
    const soql = await org.current.query('SELECT Id FROM XYZZY');
    expect([soql.status, soql.body[0].errorCode]).toEqual([400, 'INVALID_TYPE']);
    expect(soql.body[0].message).toContain("ERROR at Row:1:Column:16\nsObject type 'XYZZY' is not supported.");
  });

  it('of a custom record that was given none are its 15-character id', async () => {
    const id = await org.current.create('Solution_Area__c', { Active__c: true });
    expect(await org.current.read('Solution_Area__c', id, 'Name')).toMatchObject({ Name: id.slice(0, 15) });
  });

  it('of solution lines are numbered by day', async () => {
    const deal = await org.current.create('Opportunity', DEAL);
    const detail = await org.current.create('Microsoft_Solution_Detail__c', {
      Name: 'Shield',
      Solution_Identifier__c: 'SOL-1',
    });
    const line = await org.current.create('Microsoft_Solutions__c', { Opportunity__c: deal, Solution__c: detail });
    expect(await org.current.read('Microsoft_Solutions__c', line, 'Name')).toMatchObject({ Name: '050626-1' });
  });

  it('of people are composed of first and last name', async () => {
    const id = await org.current.create('Contact', { FirstName: 'Ada', LastName: 'Byron' });
    await org.current.call('PATCH', `sobjects/Contact/${id}`, { LastName: 'Lovelace' });
    expect(await org.current.read('Contact', id, 'Name')).toMatchObject({ Name: 'Ada Lovelace' });
  });
});
