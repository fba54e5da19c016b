import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assign, crm, INTEGRATION, SELLER, type Session, signIn, startInstalled } from '../support/crm-org.ts';
import type { Installation } from '../support/installation.ts';

let place: Installation;
let seller: Session;
let connector: Session;

beforeAll(async () => {
  place = await startInstalled();
  await assign(place.salesforce, SELLER, 'CoSell_Connector_Seller');
  [seller, connector] = [await signIn(place.salesforce, SELLER), await signIn(place.salesforce, INTEGRATION)];
});
afterAll(() => place?.close());

const DEAL = { Name: 'Fabric rollout', StageName: 'Qualification', CloseDate: '2027-01-31' };

async function hintOn(id: string): Promise<unknown> {
  const [row] = await seller.query(`SELECT Cosell_Readiness__c FROM Opportunity WHERE Id = '${id}'`);
  return row?.['Cosell_Readiness__c'];
}

async function edit(sobject: string, id: string, fields: Record<string, unknown>): Promise<void> {
  const { status, body } = await seller.call('PATCH', `sobjects/${sobject}/${id}`, fields);
  expect(status, JSON.stringify(body)).toBe(204);
}

async function addSolution(opportunity: string): Promise<void> {
  const solution = { Name: 'Fabric Accelerator', Solution_Identifier__c: `SOL-${opportunity.slice(-5)}` };
  const detail = await connector.create('Microsoft_Solution_Detail__c', solution);
  await seller.create('Microsoft_Solutions__c', { Opportunity__c: opportunity, Solution__c: detail });
}

describe('R92 the hint on an opportunity that is not shared yet', () => {
  test('R92 names what is missing before Sync is ticked, and vanishes when the deal is complete', async () => {
    const id = await seller.create('Opportunity', DEAL);
    expect(await hintOn(id)).toBe(
      'The opportunity has no account. No co-sell solution is on the opportunity. The purchase intent of the customer is not chosen. ',
    );
    const account = await seller.create('Account', { Name: 'Contoso' });
    await edit('Opportunity', id, { AccountId: account, Customer_purchase_intent__c: 'Yes' });
    expect(await hintOn(id)).toBe('The account has no country code. No co-sell solution is on the opportunity. ');
    await addSolution(id);
    expect(await hintOn(id)).toBe('The account has no country code. ');
    await edit('Account', account, { BillingCountry: 'DE' });
    expect(await hintOn(id)).toBeNull();
    expect(await connector.query('SELECT Id FROM Opportunity WHERE Cosell_Readiness__c = null')).toHaveLength(1);
    await edit('Opportunity', id, { How_can_Microsoft_help__c: 'General or Other' });
    expect(await hintOn(id)).toMatch(/^Microsoft's help needs a customer contact with first name/);
    await edit('Opportunity', id, { Sync_With_Partner_Center__c: true });
    expect(await hintOn(id)).toBeNull();
  });

  test('R92 asks for role, area and play where services are sold, and for nothing on a closed deal', async () => {
    const account = await seller.create('Account', { Name: 'Fabrikam', BillingCountry: 'US' });
    const id = await seller.create('Opportunity', { ...DEAL, AccountId: account, Co_sell_Type__c: 'Services Co-sell' });
    expect(await hintOn(id)).toMatch(/^A services co-sell needs the role .* a solution area\. .* a solution play\. $/);
    await edit('Opportunity', id, { StageName: 'Closed Lost' });
    expect(await hintOn(id)).toBeNull();
  });

  test('R92 speaks the language of the connection once the package is brought up to date', async () => {
    const id = await seller.create('Opportunity', DEAL);
    await place.configure(({ connections }) => {
      connections.salesforce.language = 'it';
    });
    expect(await step('plan')).toMatchObject({ action: 'differs' });
    expect(await step('upgrade')).toMatchObject({ action: 'update' });
    expect(await hintOn(id)).toMatch(/^L'opportunità non ha un account\. Nell'opportunità non c'è nessuna soluzione/);
    expect(await step('plan')).toMatchObject({ action: 'keep' });
  });
});

/** What a command says of the hint's field. */
async function step(command: string): Promise<unknown> {
  const { steps } = await crm(place, command);
  return steps.find(({ name }) => name === 'Opportunity.Cosell_Readiness__c');
}
