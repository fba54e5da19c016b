import { exportPKCS8, exportSPKI, generateKeyPair } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { checkSalesforce } from '../../../src/adapters/salesforce/probe.ts';
import { invitation, startTestOrg, type TestOrg, written } from './org.ts';

let org: TestOrg;
const username = 'integration@lakeshore.example';

beforeAll(async () => {
  org = await startTestOrg();
});
afterAll(() => org.emulator.close());
beforeEach(() => org.emulator.admin.reset());

describe('signing in', () => {
  test('with client credentials tells who the connector is', async () => {
    const side = await org.connect();
    expect(side.identity()).toMatchObject({
      userId: org.emulator.credentials.userId,
      organizationId: org.emulator.credentials.organizationId,
    });
    expect(side.usage()?.allowed).toBe(100_000);
  });

  test('with a signed assertion', async () => {
    const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
    org.emulator.admin.people.registerKey({ publicKey: await exportSPKI(publicKey) });
    const side = await org.connect({
      auth: {
        kind: 'jwt',
        clientId: org.emulator.credentials.clientId,
        username,
        privateKeyPem: await exportPKCS8(privateKey),
        audience: 'https://login.salesforce.com',
      },
    });
    expect(side.identity()?.userId).toBe(org.emulator.credentials.userId);
  });

  test('is repeated once when the session ended, whoever is waiting', async () => {
    const side = await org.connect();
    org.emulator.admin.people.endSessions({});
    org.emulator.admin.resetCalls();
    await Promise.all([side.read(['006000000000001AAA']), side.find('r-1', 0)]);
    expect(org.emulator.admin.calls().token).toBe(1);
  });

  test('with a wrong secret is a matter of the settings', async () => {
    const { clientId } = org.emulator.credentials;
    await expect(
      org.connect({ auth: { kind: 'client-credentials', clientId, clientSecret: 'wrong' } }),
    ).rejects.toMatchObject({ recovery: expect.stringMatching(/misconfigured|reauthenticate/) });
    await expect(org.connect({ instanceUrl: 'https://acme.lightning.force.com' })).rejects.toMatchObject({
      code: 'salesforce-lightning-address',
    });
    await expect(org.connect({ instanceUrl: 'https://login.salesforce.com' })).rejects.toMatchObject({
      code: 'salesforce-my-domain-needed',
    });
  });
});

describe('what the org lacks', () => {
  test('is named by its API name with the permission as remedy', async () => {
    org.emulator.admin.people.restrictUser({ username, hiddenFields: ['Opportunity.Audit__c'] });
    await expect(org.connect()).rejects.toMatchObject({
      recovery: 'misconfigured',
      message: expect.stringContaining('Opportunity.Audit__c'),
      remedy: expect.stringContaining('permission set'),
    });
    org.emulator.admin.people.restrictUser({ username, readOnlyFields: ['Opportunity.Amount'] });
    await expect(org.connect()).rejects.toMatchObject({ code: 'salesforce-field-read-only' });
  });

  test('is found all at once by the check', async () => {
    org.emulator.admin.people.restrictUser({
      username,
      hiddenFields: ['Opportunity.Audit__c', 'Opportunity.Referral_Identifier__c'],
      hiddenSObjects: ['Microsoft_Solution_Detail__c'],
    });
    const check = await checkSalesforce(org.options({ onHoldStage: 'Parked' }));
    expect(check.ok).toBe(false);
    expect(check.findings.map(({ message }) => message).join('\n')).toMatch(
      /Parked[\s\S]*Opportunity\.Referral_Identifier__c[\s\S]*Opportunity\.Audit__c[\s\S]*Microsoft_Solution_Detail__c/,
    );
    org.emulator.admin.people.restrictUser({ username });
    expect(await checkSalesforce(org.options())).toMatchObject({ ok: true, findings: [] });
  });

  test('is no field of the traffic when it is optional', async () => {
    org.emulator.admin.people.restrictUser({ username, hiddenFields: ['Opportunity.Co_sell_Type__c'] });
    const { capabilities } = await org.connect({ fields: { ...org.settings().fields, microsoftCrmId: null } });
    expect(capabilities.fields).not.toContain('coSellType');
    expect(capabilities.fields).not.toContain('microsoftCrmId');
    expect(capabilities.fields).toContain('currency');
    expect(capabilities.updatable).not.toContain('currency');
  });

  test('appears while the connector runs: the next attempt fits the new shape', async () => {
    const side = await org.connect();
    org.emulator.admin.people.restrictUser({ username, hiddenFields: ['Opportunity.Products__c'] });
    await expect(side.find('r-1', 0)).rejects.toMatchObject({ code: 'salesforce-field-missing' });
    expect(await side.find('r-1', 0)).toBeNull();
    org.emulator.admin.resetCalls();
    await side.refresh();
    expect(org.calls().read).toBe(7);
  });
});

describe('an org with more than the least', () => {
  test('holds currencies and a team', async () => {
    await org.emulator.admin.reset({
      stages: org.stages,
      organization: { multiCurrency: true, opportunityTeams: true },
    });
    const side = await org.connect({ defaultCurrency: null });
    expect(side.capabilities.updatable).toContain('currency');
    const deal = written(await side.create(invitation('r-1', { currency: 'EUR' })));
    expect(deal.deal).toMatchObject({ currency: 'EUR', value: '180000.5' });
    const seller = org.rows('User').find((row) => row['Username'] === 'sam.seller@lakeshore.example');
    org.create('OpportunityTeamMember', { OpportunityId: deal.id, UserId: seller?.['Id'] });
    const [read] = await side.read([deal.id]);
    expect(read?.deal.team).toEqual([expect.objectContaining({ email: 'sam.seller@lakeshore.example' })]);
    const foreign = await side.create(invitation('r-2', { currency: 'CHF' }));
    expect(foreign).toMatchObject({ kind: 'written', notes: [{ code: 'currency-not-held' }] });
  });
});

describe('trouble', () => {
  test('a used-up allowance pauses the connection', async () => {
    const side = await org.connect();
    org.emulator.admin.people.setApiUsage({ used: 100_000 });
    await expect(side.find('r-1', 0)).rejects.toMatchObject({ recovery: 'throttled', retryAfterMs: 60_000 });
  });

  test('stumbles on reads are stepped over', async () => {
    const side = await org.connect();
    org.emulator.admin.addFault({ match: { operation: 'query' }, kind: 'html', times: 2 });
    expect(await side.find('r-1', 0)).toBeNull();
  });
});
