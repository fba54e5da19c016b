import { afterEach, describe, expect, it } from 'vitest';
import type { SalesforceWorldInput } from '../../../emulators/salesforce/world-schema.ts';
import { type Caller, DEAL, openCaller } from './caller.ts';

let org: Caller;
afterEach(() => org.emulator.close());

const open = async (organization: SalesforceWorldInput['organization'] = {}, world: SalesforceWorldInput = {}) => {
  org = await openCaller({ ...world, organization });
};
const fieldsOf = async (sobject: string): Promise<string[]> =>
  (await org.call('GET', `sobjects/${sobject}/describe`)).body.fields.map((field: { name: string }) => field.name);

describe('state and country picklists', () => {
  it('keep codes and texts in step', async () => {
    await open();
    const byCode = await org.create('Account', { Name: 'A', BillingCountryCode: 'US', BillingStateCode: 'WA' });
    expect(await org.read('Account', byCode)).toMatchObject({
      BillingCountry: 'United States',
      BillingState: 'Washington',
      BillingAddress: { country: 'United States', countryCode: 'US', stateCode: 'WA' },
    });
    const byText = await org.create('Contact', { LastName: 'B', MailingCountry: 'Germany' });
    expect(await org.read('Contact', byText)).toMatchObject({ MailingCountryCode: 'DE' });
    await org.call('PATCH', `sobjects/Contact/${byText}`, { MailingCountry: null });
    expect(await org.read('Contact', byText)).toMatchObject({ MailingCountry: null, MailingCountryCode: null });
    const byTypedCode = await org.create('Lead', { LastName: 'C', Company: 'C', Country: 'FR' });
    expect(await org.read('Lead', byTypedCode)).toMatchObject({ Country: 'France', CountryCode: 'FR' });
  });

  it('refuse what is in no list', async () => {
    await open();
    const country = await org.call('POST', 'sobjects/Contact', { LastName: 'B', MailingCountry: 'Freedonia' });
    expect(country.body).toEqual([
      {
        errorCode: 'FIELD_INTEGRITY_EXCEPTION',
        message:
          "There's a problem with this country, even though it may appear correct. Please select a country/territory from the list of valid countries.: Mailing Country",
        fields: ['MailingCountry'],
      },
    ]);
    const state = await org.call('POST', 'sobjects/Account', {
      Name: 'A',
      BillingCountryCode: 'US',
      BillingState: 'Bavaria',
    });
    expect(state.body[0]).toMatchObject({ errorCode: 'FIELD_INTEGRITY_EXCEPTION', fields: ['BillingState'] });
    const code = await org.call('POST', 'sobjects/Account', { Name: 'A', BillingCountryCode: 'XX' });
    expect(code.body[0].errorCode).toBe('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST');
    const unlisted = await org.call('POST', 'sobjects/Account', {
      Name: 'A',
      BillingCountryCode: 'IT',
      BillingState: 'Roma',
    });
    expect(unlisted.status).toBe(501);
  });

  it('are gone when off, and any text goes', async () => {
    await open({ statePicklists: false });
    expect(await fieldsOf('Account')).not.toContain('BillingCountryCode');
    const id = await org.create('Account', { Name: 'A', BillingCountry: 'Freedonia', BillingState: 'Bavaria' });
    const { BillingAddress } = await org.read('Account', id);
    expect(BillingAddress).toMatchObject({ country: 'Freedonia' });
    expect(BillingAddress).not.toHaveProperty('countryCode');
    const refused = await org.call('POST', 'sobjects/Account', { Name: 'A', BillingCountryCode: 'US' });
    expect(refused.body[0].errorCode).toBe('INVALID_FIELD');
  });
});

describe('several currencies', () => {
  it('bring CurrencyIsoCode with the active currencies, and the corporate one as default', async () => {
    await open({ multiCurrency: true, currencies: ['EUR', 'USD'], defaultCurrency: 'EUR' });
    const id = await org.create('Opportunity', DEAL);
    expect(await org.read('Opportunity', id)).toMatchObject({ CurrencyIsoCode: 'EUR' });
    expect((await org.call('PATCH', `sobjects/Opportunity/${id}`, { CurrencyIsoCode: 'USD' })).status).toBe(204);
    const inactive = await org.call('PATCH', `sobjects/Opportunity/${id}`, { CurrencyIsoCode: 'CHF' });
    expect(inactive.body[0].errorCode).toBe('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST');
    const organization = await org.query('SELECT DefaultCurrencyIsoCode FROM Organization');
    expect(organization.body.records[0].DefaultCurrencyIsoCode).toBe('EUR');
  });

  it('are unknown in a single-currency organisation', async () => {
    await open();
    expect(await fieldsOf('Opportunity')).not.toContain('CurrencyIsoCode');
    expect(
      (await org.call('POST', 'sobjects/Opportunity', { ...DEAL, CurrencyIsoCode: 'USD' })).body[0].errorCode,
    ).toBe('INVALID_FIELD');
    expect((await org.query('SELECT DefaultCurrencyIsoCode FROM Organization')).body[0].errorCode).toBe(
      'INVALID_FIELD',
    );
  });
});

describe('opportunity teams', () => {
  it('when off, have no sObject at all', async () => {
    await open({ opportunityTeams: false });
    const { body } = await org.call('GET', 'sobjects');
    expect(body.sobjects.map((sobject: { name: string }) => sobject.name)).not.toContain('OpportunityTeamMember');
    expect((await org.query('SELECT Id FROM OpportunityTeamMember')).body[0].errorCode).toBe('INVALID_TYPE');
  });

  it('when on, take active users', async () => {
    await open();
    const deal = await org.create('Opportunity', DEAL);
    const member = { OpportunityId: deal, UserId: org.emulator.credentials.userId, TeamMemberRole: 'Sales Rep' };
    const id = await org.create('OpportunityTeamMember', member);
    expect(await org.read('OpportunityTeamMember', id)).toMatchObject({
      Name: 'Cosell Integration',
      OpportunityAccessLevel: 'Read',
    });
  });
});

describe('notes', () => {
  it('classic ones hang on their parent', async () => {
    await open();
    const deal = await org.create('Opportunity', DEAL);
    await org.create('Note', { ParentId: deal, Title: 'Call', Body: 'Said yes.' });
    const found = await org.query(`SELECT (SELECT Title, Body FROM Notes) FROM Opportunity WHERE Id = '${deal}'`);
    expect(found.body.records[0].Notes.records).toMatchObject([{ Title: 'Call', Body: 'Said yes.' }]);
  });

  it('enhanced ones are base64 of HTML, linked to records, and give their content as a resource', async () => {
    await open();
    const deal = await org.create('Opportunity', DEAL);
    const html = '<p>Said &lt;yes&gt;.</p><script>alert(1)</script>';
    const note = await org.create('ContentNote', { Title: 'Call', Content: Buffer.from(html).toString('base64') });
    await org.create('ContentDocumentLink', { ContentDocumentId: note, LinkedEntityId: deal, ShareType: 'V' });
    const shown = await org.read('ContentNote', note);
    expect(shown).toMatchObject({
      FileType: 'SNOTE',
      TextPreview: 'Said <yes>.',
      Content: `/services/data/v66.0/sobjects/ContentNote/${note}/Content`,
    });
    expect((await org.call('GET', String(shown['Content']))).body).toBe('<p>Said &lt;yes&gt;.</p>');
    const links = await org.query(`SELECT ContentDocumentId FROM ContentDocumentLink WHERE LinkedEntityId = '${deal}'`);
    expect(links.body.records).toMatchObject([{ ContentDocumentId: note }]);
  });

  it('an edit of an enhanced one makes another version, and touches neither the link nor the record', async () => {
    await open();
    const deal = await org.create('Opportunity', DEAL);
    const content = (html: string) => Buffer.from(html).toString('base64');
    const note = await org.create('ContentNote', { Title: 'Call', Content: content('<p>One.</p>') });
    await org.create('ContentDocumentLink', { ContentDocumentId: note, LinkedEntityId: deal, ShareType: 'I' });
    const seen = async () => {
      const document = 'ContentDocument.LatestPublishedVersionId, ContentDocument.LastModifiedDate';
      const links = `(SELECT SystemModstamp, ${document} FROM ContentDocumentLinks WHERE ContentDocument.Title = 'call')`;
      const { body } = await org.query(`SELECT SystemModstamp, ${links} FROM Opportunity WHERE Id = '${deal}'`);
      const [link] = body.records[0].ContentDocumentLinks.records;
      return { stamps: [body.records[0].SystemModstamp, link.SystemModstamp], document: link.ContentDocument };
    };
    const before = await seen();
    await org.emulator.admin.moveClock({ advanceMs: 5000 });
    await org.call('PATCH', `sobjects/ContentNote/${note}`, { Content: content('<p>One,\ntwo.</p>') });
    const after = await seen();
    expect(after.stamps).toEqual(before.stamps);
    expect(after.document.LatestPublishedVersionId).toMatch(/^068/);
    expect(after.document.LatestPublishedVersionId).not.toBe(before.document.LatestPublishedVersionId);
    expect(after.document.LastModifiedDate > before.document.LastModifiedDate).toBe(true);
    expect((await org.call('GET', `sobjects/ContentNote/${note}/Content`)).body).toBe('<p>One,two.</p>');
  });

  it('enhanced ones do not exist when they are off', async () => {
    await open({ enhancedNotes: false });
    expect((await org.call('POST', 'sobjects/ContentNote', { Title: 'x' })).status).toBe(404);
  });
});

describe('duplicate rules', () => {
  const rule = {
    name: 'Standard_Account_Duplicate_Rule',
    sobject: 'Account' as const,
    fields: ['Name', 'BillingPostalCode'],
  };

  it('answer DUPLICATES_DETECTED with the matches under a misspelt key, unless the caller allows saving', async () => {
    await open({}, { duplicateRules: [rule] });
    const account = { Name: 'Contoso', BillingPostalCode: '24103' };
    const id = await org.create('Account', account);
    const refused = await org.call('POST', 'sobjects/Account', { ...account, Name: 'CONTOSO' });
    expect(refused.status).toBe(400);
    expect(refused.body[0]).toMatchObject({
      errorCode: 'DUPLICATES_DETECTED',
      message: 'Use one of these records?',
      duplicateResut: {
        allowSave: true,
        duplicateRule: rule.name,
        matchResults: [{ size: 1, matchRecords: [{ record: { attributes: { type: 'Account' }, Id: id } }] }],
      },
    });
    const allowed = await org.call('POST', 'sobjects/Account', account, {
      'Sforce-Duplicate-Rule-Header': 'allowSave=true',
    });
    expect(allowed.status).toBe(201);
    expect((await org.call('POST', 'sobjects/Account', { Name: 'Contoso' })).status).toBe(201);
  });

  it('can block in earnest', async () => {
    await open({}, { duplicateRules: [{ ...rule, fields: ['Name'], allowSave: false }] });
    await org.create('Account', { Name: 'Contoso' });
    const header = { 'Sforce-Duplicate-Rule-Header': 'allowSave=true' };
    expect(
      (await org.call('POST', 'sobjects/Account', { Name: 'Contoso' }, header)).body[0].duplicateResut.allowSave,
    ).toBe(false);
  });
});

describe('validation rules', () => {
  it("refuse with the administrator's words", async () => {
    await open();
    org.emulator.admin.people.addValidationRule({
      name: 'Big deals need a next step',
      sobject: 'Opportunity',
      when: 'Amount > 1000 AND NextStep = null',
      message: 'Say what comes next.',
      field: 'NextStep',
    });
    const refused = await org.call('POST', 'sobjects/Opportunity', { ...DEAL, Amount: 1001 });
    expect(refused.body).toEqual([
      { errorCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'Say what comes next.', fields: ['NextStep'] },
    ]);
    expect((await org.call('POST', 'sobjects/Opportunity', { ...DEAL, Amount: 1001, NextStep: 'x' })).status).toBe(201);
    org.emulator.admin.people.removeValidationRule({ name: 'Big deals need a next step' });
    expect((await org.call('POST', 'sobjects/Opportunity', { ...DEAL, Amount: 1001 })).status).toBe(201);
  });

  it("of Microsoft's package are inactive until they are activated", async () => {
    await open();
    const deal = { ...DEAL, Sync_With_Partner_Center__c: true };
    expect((await org.call('POST', 'sobjects/Opportunity', deal)).status).toBe(201);
    org.emulator.admin.people.activateMicrosoftRule({ name: 'Cannot_sync_without_solution' });
    const refused = await org.call('POST', 'sobjects/Opportunity', deal);
    expect(refused.body[0]).toMatchObject({
      errorCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
      fields: ['Sync_With_Partner_Center__c'],
    });
    org.emulator.admin.people.activateMicrosoftRule({ name: 'Cannot_update_the_Cosell_type' });
    const id = await org.create('Opportunity', DEAL);
    const services = { Co_sell_Type__c: 'Services Co-sell' };
    expect((await org.call('PATCH', `sobjects/Opportunity/${id}`, services)).body[0].fields).toEqual([
      'Co_sell_Type__c',
    ]);
    const linked = { ...services, Referral_Identifier__c: 'R1' };
    expect((await org.call('PATCH', `sobjects/Opportunity/${id}`, linked)).status).toBe(204);
  });
});

describe("Microsoft's package", () => {
  const addLine = async (deal: string) => {
    const detail = await org.create('Microsoft_Solution_Detail__c', {
      Name: 'Shield',
      Solution_Identifier__c: 'SOL-1',
    });
    return { detail, line: await org.create('Microsoft_Solutions__c', { Opportunity__c: deal, Solution__c: detail }) };
  };
  const counted = (deal: string) => org.read('Opportunity', deal, 'Solution_Count__c,Sync_With_Partner_Center__c');

  it('counts solution lines and unticks the sync box when the last one goes', async () => {
    await open();
    const deal = await org.create('Opportunity', { ...DEAL, Sync_With_Partner_Center__c: true });
    const { line } = await addLine(deal);
    expect(await counted(deal)).toMatchObject({ Solution_Count__c: 1, Sync_With_Partner_Center__c: true });
    await org.call('DELETE', `sobjects/Microsoft_Solutions__c/${line}`);
    expect(await counted(deal)).toMatchObject({ Solution_Count__c: 0, Sync_With_Partner_Center__c: false });
  });

  it('undoes a line when the opportunity cannot be saved with its new count', async () => {
    await open();
    const deal = await org.create('Opportunity', DEAL);
    const detail = await org.create('Microsoft_Solution_Detail__c', {
      Name: 'Shield',
      Solution_Identifier__c: 'SOL-1',
    });
    org.emulator.admin.people.addValidationRule({
      name: 'No lines',
      sobject: 'Opportunity',
      when: 'Solution_Count__c > 0',
      message: 'No lines here.',
    });
    const line = { attributes: { type: 'Microsoft_Solutions__c' }, Opportunity__c: deal, Solution__c: detail };
    const { body } = await org.call('POST', 'composite/sobjects', { records: [line] });
    expect(body[0].errors[0].message).toBe('No lines here.');
    expect((await org.query('SELECT COUNT() FROM Microsoft_Solutions__c')).body.totalSize).toBe(0);
  });

  it('does neither when the trigger is switched off', async () => {
    await open({}, { switches: { 'solution-count-trigger': false } });
    const deal = await org.create('Opportunity', DEAL);
    await addLine(deal);
    expect(await counted(deal)).toMatchObject({ Solution_Count__c: 0 });
  });

  it('keeps a solution that lines refer to, and lets lines go with their opportunity', async () => {
    await open();
    const deal = await org.create('Opportunity', DEAL);
    const { detail, line } = await addLine(deal);
    expect((await org.call('DELETE', `sobjects/Microsoft_Solution_Detail__c/${detail}`)).body[0].errorCode).toBe(
      'DELETE_FAILED',
    );
    await org.call('DELETE', `sobjects/Opportunity/${deal}`);
    expect((await org.call('GET', `sobjects/Microsoft_Solutions__c/${line}`)).body[0].errorCode).toBe(
      'ENTITY_IS_DELETED',
    );
  });

  it('filters solution plays by area and partner roles by co-sell type', async () => {
    await open();
    const [area, other] = [
      await org.create('Solution_Area__c', { Name: 'Data', Active__c: true }),
      await org.create('Solution_Area__c', { Name: 'Security', Active__c: true }),
    ];
    const play = await org.create('Solution_Play__c', { Name: 'Migrate', Active__c: true, Solution_Area__c: area });
    const role = await org.create('Partner_Role__c', { Name: 'Lead', Active__c: true });
    const write = (fields: object) => org.call('POST', 'sobjects/Opportunity', { ...DEAL, ...fields });
    expect((await write({ Solution_Area__c: area, Solution_Play__c: play })).status).toBe(201);
    expect((await write({ Solution_Area__c: other, Solution_Play__c: play })).body[0]).toMatchObject({
      errorCode: 'FIELD_FILTER_VALIDATION_EXCEPTION',
      fields: ['Solution_Play__c'],
    });
    expect((await write({ Partner_Role__c: role })).body[0].fields).toEqual(['Partner_Role__c']);
    expect((await write({ Partner_Role__c: role, Co_sell_Type__c: 'Services Co-sell' })).status).toBe(201);
  });
});
