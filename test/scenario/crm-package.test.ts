import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assign, INTEGRATION, SELLER, type Session, signIn, startInstalled } from '../support/crm-org.ts';
import type { Installation } from '../support/installation.ts';

/** What an organisation holds after `cosell crm install`, as the people who work with it find it. */

let place: Installation;
let connector: Session;
let seller: Session;

beforeAll(async () => {
  place = await startInstalled({ partnerCenter: { referrals: [] } });
  await assign(place.salesforce, SELLER, 'CoSell_Connector_Seller');
  connector = await signIn(place.salesforce, INTEGRATION);
  seller = await signIn(place.salesforce, SELLER);
});
afterAll(() => place?.close());

const OPPORTUNITY_FIELDS = [
  'Audit__c',
  'Co_sell_Type__c',
  'Cosell_Readiness__c',
  'Customer_purchase_intent__c',
  'How_can_Microsoft_help__c',
  'Microsoft_CRM_Identifier__c',
  'Partner_Role__c',
  'Products__c',
  'Referral_Identifier__c',
  'Referral_Link__c',
  'Referral_Program__c',
  'Referral_visible_to_Microsoft_sellers__c',
  'Solution_Area__c',
  'Solution_Count__c',
  'Solution_Play__c',
  'Sync_With_Partner_Center__c',
];

const HELP = [
  'Workload Specific Value Proposition',
  'Customer Technical Architecture',
  'Proof Of Concept or Demo',
  'Quotes or Licensing',
  'Post Sales Customer Success',
  'General or Other',
];

const DEAL = { Name: 'Data estate', StageName: 'Prospecting', CloseDate: '2027-12-01' };
const valuesOf = (field: Record<string, unknown> | undefined) =>
  ((field?.['picklistValues'] ?? []) as { value: string }[]).map(({ value }) => value);
const customFields = async (sobject: string) =>
  [...(await connector.fields(sobject)).keys()].filter((name) => name.endsWith('__c')).sort();

/** What Salesforce says to a save, or nothing. */
async function save(session: Session, id: string, fields: Record<string, unknown>): Promise<string | null> {
  const { status, body } = await session.call('PATCH', `sobjects/Opportunity/${id}`, fields);
  return status === 204 ? null : `${body[0].errorCode} ${body[0].fields ?? ''}`.trim();
}

describe('fields', () => {
  test('R10 the opportunity has all fields of Microsoft’s package under their names', async () => {
    expect(await customFields('Opportunity')).toEqual(OPPORTUNITY_FIELDS);
  });

  test('R11 the referral identifier is text of 100 characters and an external id', async () => {
    const field = (await connector.fields('Opportunity')).get('Referral_Identifier__c');
    expect(field).toMatchObject({ type: 'string', length: 100, externalId: true, nillable: true });
  });

  test('R13 the help of Microsoft is one of six, or none', async () => {
    const field = (await connector.fields('Opportunity')).get('How_can_Microsoft_help__c');
    expect(field).toMatchObject({ restrictedPicklist: true, nillable: true });
    expect(valuesOf(field)).toEqual(HELP);
    const id = await seller.create('Opportunity', { ...DEAL, How_can_Microsoft_help__c: HELP[0] });
    expect(await save(seller, id, { How_can_Microsoft_help__c: null })).toBeNull();
    expect(await save(seller, id, { How_can_Microsoft_help__c: 'Everything' })).toContain('RESTRICTED_PICKLIST');
  });

  test('R14 solutions hang on the opportunity and name a known solution, with price and quantity', async () => {
    const fields = await connector.fields('Microsoft_Solutions__c');
    expect(fields.get('Opportunity__c')).toMatchObject({
      referenceTo: ['Opportunity'],
      cascadeDelete: true,
      updateable: false,
    });
    expect(fields.get('Solution__c')).toMatchObject({
      referenceTo: ['Microsoft_Solution_Detail__c'],
      nillable: false,
      restrictedDelete: true,
    });
    expect(fields.get('Price__c')).toMatchObject({ type: 'currency', precision: 12, scale: 2 });
    expect(fields.get('Quantity__c')).toMatchObject({ type: 'double', precision: 10, scale: 0 });
    const { body } = await connector.call('GET', 'sobjects/Opportunity/describe');
    const lists = body.childRelationships.map((each: { relationshipName: string }) => each.relationshipName);
    expect(lists).toContain('Opportunity_To_Microsoft_Solutions__r');
  });

  test('R15 a known solution has an identifier, a name, a type and a publisher', async () => {
    const fields = await connector.fields('Microsoft_Solution_Detail__c');
    expect(fields.get('Solution_Identifier__c')).toMatchObject({ length: 100, nillable: false, externalId: false });
    expect(fields.get('Name')).toMatchObject({ type: 'string', updateable: true });
    expect(valuesOf(fields.get('Type__c'))).toEqual(['1P', '3P']);
    expect(fields.get('Publisher_Name__c')).toMatchObject({ length: 200 });
  });

  test('R16 the lead has the fields for sync, identifier, link, program and audit', async () => {
    expect(await customFields('Lead')).toEqual([
      'Audit__c',
      'Referral_Identifier__c',
      'Referral_Link__c',
      'Referral_Program__c',
      'Sync_With_Partner_Center__c',
    ]);
    expect((await connector.fields('Lead')).get('Audit__c')).toMatchObject({ length: 100_000 });
  });

  test('R17 plays are those of the chosen area, roles are for services only', async () => {
    const [data, security] = [
      await connector.create('Solution_Area__c', { Name: 'Data & AI', Active__c: true }),
      await connector.create('Solution_Area__c', { Name: 'Security', Active__c: true }),
    ];
    const ofArea = { Active__c: true, Solution_Area__c: data };
    const play = await connector.create('Solution_Play__c', { Name: 'Unify your data', ...ofArea });
    const retired = await connector.create('Solution_Play__c', { Name: 'Old', ...ofArea, Active__c: false });
    const role = await connector.create('Partner_Role__c', { Name: 'Deployment', Active__c: true });
    const id = await seller.create('Opportunity', DEAL);
    const refused = 'FIELD_FILTER_VALIDATION_EXCEPTION';
    expect(await save(seller, id, { Solution_Area__c: security, Solution_Play__c: play })).toContain(refused);
    expect(await save(seller, id, { Solution_Area__c: data, Solution_Play__c: retired })).toContain(refused);
    expect(await save(seller, id, { Solution_Area__c: data, Solution_Play__c: play })).toBeNull();
    expect(await save(seller, id, { Partner_Role__c: role })).toContain(refused);
    const services = { Co_sell_Type__c: 'Services Co-sell', Partner_Role__c: role };
    expect(await save(seller, id, services)).toBeNull();
    const intent = (await seller.fields('Opportunity')).get('Customer_purchase_intent__c');
    expect(intent).toMatchObject({ controllerName: 'Co_sell_Type__c', dependentPicklist: true });
    expect(valuesOf(intent)).toEqual(['Yes', 'No', 'HaveNotDecided']);
  });
});

describe('R18 validation rules', () => {
  const addSolution = async (opportunity: string) => {
    const [known] = await connector.query('SELECT Id FROM Microsoft_Solution_Detail__c LIMIT 1');
    const detail =
      known?.['Id'] ??
      (await connector.create('Microsoft_Solution_Detail__c', { Name: 'Fabric', Solution_Identifier__c: 'SOL-1' }));
    return seller.create('Microsoft_Solutions__c', { Opportunity__c: opportunity, Solution__c: detail });
  };

  test('R18 an opportunity without interest in Microsoft saves unhindered, whatever is empty', async () => {
    const id = await seller.create('Opportunity', DEAL);
    expect(await save(seller, id, { Co_sell_Type__c: null, Amount: 5 })).toBeNull();
    expect(await save(seller, id, { Co_sell_Type__c: 'Services Co-sell', StageName: 'Closed Won' })).toBeNull();
  });

  test('R18 sharing needs a solution, unless services are sold; the last one stays while the deal waits to be shared', async () => {
    const id = await seller.create('Opportunity', DEAL);
    const tick = { Sync_With_Partner_Center__c: true };
    expect(await save(seller, id, tick)).toBe('FIELD_CUSTOM_VALIDATION_EXCEPTION Sync_With_Partner_Center__c');
    const line = await addSolution(id);
    expect(await save(seller, id, tick)).toBeNull();
    expect((await seller.call('DELETE', `sobjects/Microsoft_Solutions__c/${line}`)).status).toBe(400);
    const [row] = await seller.query(
      `SELECT Solution_Count__c, Sync_With_Partner_Center__c FROM Opportunity WHERE Id = '${id}'`,
    );
    expect(row).toMatchObject({ Solution_Count__c: 1, Sync_With_Partner_Center__c: true });
  });

  test('R18 services need role, area and play before they are shared', async () => {
    const id = await seller.create('Opportunity', { ...DEAL, Co_sell_Type__c: 'Services Co-sell' });
    const tick = { Sync_With_Partner_Center__c: true };
    expect(await save(seller, id, tick)).toBe('FIELD_CUSTOM_VALIDATION_EXCEPTION Partner_Role__c');
    const role = await connector.create('Partner_Role__c', { Name: 'Advice', Active__c: true });
    expect(await save(seller, id, { ...tick, Partner_Role__c: role })).toBe(
      'FIELD_CUSTOM_VALIDATION_EXCEPTION Solution_Play__c',
    );
  });

  test('R18 the type is frozen once Microsoft knows the deal, and what Partner Center sends is exempt', async () => {
    const shared = { ...DEAL, Sync_With_Partner_Center__c: true, Referral_Identifier__c: 'r-frozen' };
    const id = await connector.create('Opportunity', shared);
    const services = { Co_sell_Type__c: 'Services Co-sell' };
    expect(await save(seller, id, services)).toBe('FIELD_CUSTOM_VALIDATION_EXCEPTION Co_sell_Type__c');
    expect(await save(seller, id, { ...services, Sync_With_Partner_Center__c: false })).toBeNull();
    const relinked = { Co_sell_Type__c: 'IP Co-sell', Referral_Link__c: 'https://partner.microsoft.com/x' };
    expect(await save(connector, id, { ...relinked, Sync_With_Partner_Center__c: true })).toBeNull();
  });
});

describe('R19 what the connector fills in', () => {
  test.each([
    ['Referral_Identifier__c', 'r-1'],
    ['Referral_Link__c', 'https://x.example'],
    ['Referral_Program__c', 'Any'],
    ['Microsoft_CRM_Identifier__c', '7-X'],
    ['Audit__c', 'I was here'],
  ])('R19 a seller reads %s but cannot write it, the connector can', async (name, value) => {
    const id = await seller.create('Opportunity', DEAL);
    const refused = await seller.call('PATCH', `sobjects/Opportunity/${id}`, { [name]: value });
    expect([refused.status, refused.body[0].errorCode]).toEqual([400, 'INVALID_FIELD_FOR_INSERT_UPDATE']);
    expect((await seller.fields('Opportunity')).get(name)).toMatchObject({ updateable: false, createable: false });
    expect(await save(connector, id, { [name]: value })).toBeNull();
    expect(await seller.query(`SELECT ${name} FROM Opportunity WHERE Id = '${id}'`)).toMatchObject([{ [name]: value }]);
  });

  test('R19 a lead’s are read-only for sellers, too', async () => {
    const id = await seller.create('Lead', { LastName: 'Lee', Company: 'Contoso', Sync_With_Partner_Center__c: true });
    const refused = await seller.call('PATCH', `sobjects/Lead/${id}`, { Referral_Identifier__c: 'r-1' });
    expect(refused.body[0].errorCode).toBe('INVALID_FIELD_FOR_INSERT_UPDATE');
  });
});
