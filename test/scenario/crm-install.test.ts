import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { defaultSalesforceWorld } from '../../emulators/worlds/salesforce.ts';
import {
  ADMIN,
  assign,
  type CrmAnswer,
  crm,
  emptyOrg,
  INTEGRATION,
  QUICK,
  recordsOf,
  SELLER,
  signIn,
} from '../support/crm-org.ts';
import { deployXml } from '../support/deploy-xml.ts';
import { type Installation, type InstallationOptions, startInstallation } from '../support/installation.ts';

const open: Installation[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

async function installation(options: InstallationOptions = {}): Promise<Installation> {
  const started = await startInstallation({ salesforce: emptyOrg(), ...options });
  open.push(started);
  return started;
}

const WITH_MICROSOFT = { ...defaultSalesforceWorld, switches: QUICK };

const deploymentsIn = (place: Installation) => place.salesforce.admin.calls().operations['deploy'] ?? 0;
const actionsOf = ({ steps }: CrmAnswer) => new Set(steps.map(({ action }) => action));
const stepOf = ({ steps }: CrmAnswer, name: string) => steps.find((step) => step.name === name);

/** Another vendor's field on the opportunity. */
const deployOpportunityField = (place: Installation, name: string, inner: string) =>
  deployXml(place.salesforce, ADMIN, 'CustomField', `Opportunity.${name}`, {
    'objects/Opportunity.object': [
      'CustomObject',
      `<fields><fullName>${name}</fullName><label>${name}</label>${inner}</fields>`,
    ],
  });

describe('R10 fields of the same name that are there already', () => {
  test('R10 stay as they are, with their data, and are named when they do not do', async () => {
    const place = await installation();
    const handMade = '<type>LongTextArea</type><length>5000</length><visibleLines>3</visibleLines>';
    await deployOpportunityField(place, 'Audit__c', handMade);
    place.salesforce.admin.people.create({
      by: SELLER,
      sobject: 'Opportunity',
      fields: { Name: 'Old', StageName: 'Prospecting', CloseDate: '2027-01-01', Audit__c: 'by hand' },
    });
    const report = await crm(place, 'install');
    expect(report).toMatchObject({ code: 4, failures: [] });
    expect(stepOf(report, 'Opportunity.Audit__c')).toMatchObject({ action: 'keep' });
    expect(report.findings).toMatchObject([
      { place: 'Opportunity.Audit__c', message: expect.stringContaining('takes 5000 characters, expected are 100000') },
    ]);
    const session = await signIn(place.salesforce, INTEGRATION);
    expect((await session.fields('Opportunity')).get('Audit__c')).toMatchObject({ length: 5000 });
    expect(await session.query('SELECT Audit__c FROM Opportunity')).toMatchObject([{ Audit__c: 'by hand' }]);
    const again = await crm(place, 'plan');
    expect(stepOf(again, 'Opportunity.Audit__c')).toMatchObject({ action: 'differs' });
    expect(again.code).toBe(4);
  });

  test('R10 a field made by hand under another name is used when the settings name it', async () => {
    const place = await installation({
      adjust: (settings) => {
        settings.salesforce.fields = { referralId: 'Referral_Identfier__c' };
      },
    });
    const key = '<type>Text</type><length>100</length><externalId>true</externalId>';
    await deployOpportunityField(place, 'Referral_Identfier__c', key);
    const report = await crm(place, 'install');
    expect(stepOf(report, 'Opportunity.Referral_Identfier__c')).toMatchObject({ action: 'keep' });
    const session = await signIn(place.salesforce, INTEGRATION);
    const names = [...(await session.fields('Opportunity')).keys()];
    expect(names).toContain('Referral_Identfier__c');
    expect(names).not.toContain('Referral_Identifier__c');
  });
});

describe('R20 kinds of organisations', () => {
  test.each([
    ['a sandbox', { sandbox: true }],
    ['production', { sandbox: false }],
    ['a Developer Edition', { edition: 'Developer Edition' }],
  ])('R20 the same package installs in %s', async (_, organization) => {
    const place = await installation({ salesforce: emptyOrg(organization) });
    const report = await crm(place, 'install');
    expect(report).toMatchObject({ code: 0, failures: [], findings: [] });
    expect(report.organization).toMatchObject({ sandbox: 'sandbox' in organization && organization.sandbox });
  });
});

describe('R21 an organisation that holds Microsoft’s package', () => {
  test('R21 keeps its fields, objects and records, and is told so', async () => {
    const place = await installation({ salesforce: WITH_MICROSOFT });
    const before = recordsOf(place.salesforce);
    const report = await crm(place, 'install');
    expect(report).toMatchObject({ code: 0, failures: [], findings: [] });
    expect(report.remarks.join(' ')).toMatch(/3\d fields and objects of these names are there already/);
    const made = report.steps.filter(({ action }) => action === 'create' || action === 'update');
    expect(new Set(made.map(({ kind }) => kind))).toEqual(new Set(['field', 'rule', 'permission-set', 'layout']));
    // What Microsoft's package does not have.
    expect(made.filter(({ kind }) => kind === 'field').map(({ name }) => name)).toEqual([
      'Opportunity.Cosell_Readiness__c',
    ]);
    const after = recordsOf(place.salesforce);
    for (const sobject of ['Opportunity', 'Lead', 'Account', 'Microsoft_Solutions__c', 'Solution_Play__c']) {
      expect(after[sobject]).toEqual(before[sobject]);
    }
  });

  test('R21 learns which of Microsoft’s rules still act on every opportunity', async () => {
    const place = await installation({
      salesforce: { ...WITH_MICROSOFT, microsoftValidationRules: ['Required_Co_Sell_Type'] },
    });
    const report = await crm(place, 'plan');
    expect(report.remarks.join(' ')).toContain('Required_Co_Sell_Type is active');
    expect(deploymentsIn(place)).toBe(0);
  });

  test('R21 works with the connector after the installation as before', async () => {
    const place = await installation({ salesforce: WITH_MICROSOFT });
    await crm(place, 'install');
    const { ok } = (await place.cosell('doctor', '--json')).json() as { ok: boolean };
    expect(ok).toBe(true);
  });
});

describe('installing', () => {
  test('plans first, deploys after a check, and changes nothing the second time', async () => {
    const place = await installation();
    const planned = await crm(place, 'plan');
    expect([planned.code, deploymentsIn(place)]).toEqual([0, 0]);
    expect(actionsOf(planned)).toEqual(new Set(['create', 'assign', 'update']));
    const installed = await crm(place, 'install');
    expect(installed.deployments.map(({ checkOnly, succeeded }) => [checkOnly, succeeded])).toEqual([
      [true, true],
      [false, true],
      [true, true],
      [false, true],
    ]);
    place.salesforce.admin.resetCalls();
    const again = await crm(place, 'install');
    expect(again).toMatchObject({ code: 0, deployments: [] });
    expect(actionsOf(again)).toEqual(new Set(['keep']));
    expect(place.salesforce.admin.calls().write).toBe(0);
  });

  test('makes an empty organisation one that the connector can work with', async () => {
    const place = await installation({
      partnerCenter: { referrals: [] },
      adjust: (settings) => {
        settings.deals = { defaultCurrency: 'USD' };
      },
    });
    const before = (await place.cosell('doctor', '--json')).json() as { ok: boolean };
    await crm(place, 'install');
    const after = (await place.cosell('doctor', '--json')).json() as { ok: boolean };
    expect([before.ok, after.ok]).toEqual([false, true]);
  });

  test('a component that Salesforce does not take leaves the organisation as it was and says what to do', async () => {
    const place = await installation();
    const session = await signIn(place.salesforce, INTEGRATION);
    const inTheWay = '<type>Text</type><length>10</length>';
    await deployOpportunityField(place, 'Co_sell_Type__c', inTheWay);
    const report = await crm(place, 'install');
    expect(report.code).toBe(1);
    expect(report.failures[0]).toEqual({
      place: 'ValidationRule Opportunity.Cosell_Partner_Role_Needed',
      message: 'It reads Co_sell_Type__c, which has another type in this org.',
      remedy: expect.stringContaining('in Setup'),
    });
    expect(report.deployments.map(({ checkOnly }) => checkOnly)).toEqual([true]);
    expect((await session.fields('Lead')).has('Audit__c')).toBe(false);
  });

  test('what was deployed and is still invisible is named with its remedy', async () => {
    const place = await installation();
    place.salesforce.admin.people.restrictUser({ username: INTEGRATION, hiddenFields: ['Opportunity.Audit__c'] });
    const report = await crm(place, 'install');
    expect(report).toMatchObject({ code: 4, failures: [] });
    expect(report.findings).toEqual([
      {
        place: 'Opportunity.Audit__c',
        message: `Opportunity.Audit__c is in the org, but ${INTEGRATION} does not see it.`,
        remedy: expect.stringContaining('CoSell_Connector_Integration'),
      },
    ]);
  });

  test('gives back access that somebody took away, and takes away none that somebody gave', async () => {
    const place = await installation();
    await crm(place, 'install');
    const admin = await signIn(place.salesforce, ADMIN);
    const [set] = await admin.query("SELECT Id FROM PermissionSet WHERE Name = 'CoSell_Connector_Seller'");
    const ofSet = `ParentId = '${set?.['Id']}'`;
    const [grant] = await admin.query(
      `SELECT Id FROM FieldPermissions WHERE ${ofSet} AND Field = 'Opportunity.Audit__c'`,
    );
    await admin.call('DELETE', `sobjects/FieldPermissions/${grant?.['Id']}`);
    const extra = { ParentId: set?.['Id'], SobjectType: 'Opportunity', Field: 'Opportunity.Products__c' };
    await admin.create('FieldPermissions', { ...extra, PermissionsRead: true });
    const report = await crm(place, 'install');
    expect(stepOf(report, 'CoSell_Connector_Seller')).toMatchObject({ action: 'extend' });
    const grants = await admin.query(`SELECT Field FROM FieldPermissions WHERE ${ofSet}`);
    const fields = grants.map(({ Field }) => Field);
    expect(fields).toEqual(expect.arrayContaining(['Opportunity.Audit__c', 'Opportunity.Products__c']));
  });

  test('needs the right to modify metadata, or an administrator’s token', async () => {
    const world = emptyOrg();
    const users = (world.users ?? []).map((user) => ({ ...user, modifyMetadata: user.username === ADMIN }));
    const place = await installation({ salesforce: { ...world, users } });
    const refused = await place.cosell('crm', 'install', '--json');
    expect(refused.code).toBe(3);
    expect(JSON.parse(refused.stderr).error).toMatchObject({
      code: 'salesforce-set-up-closed',
      remedy: expect.stringContaining('--admin-token'),
    });
    await writeFile(join(place.folder, 'admin-token'), (await signIn(place.salesforce, ADMIN)).token);
    const report = await crm(place, 'install', '--admin-token', 'file:admin-token');
    expect(report).toMatchObject({ code: 0, user: INTEGRATION, findings: [] });
    const connector = await signIn(place.salesforce, INTEGRATION);
    expect((await connector.fields('Opportunity')).has('Audit__c')).toBe(true);
  });

  test('says in words what it did, and tells its progress', async () => {
    const place = await installation();
    const { stdout, stderr } = await place.cosell('crm', 'install');
    expect(stdout).toContain('create  field           Opportunity.Audit__c');
    expect(stdout).toMatch(/\d+ changes installed in \d+ s, 2 deployments\./);
    expect(stderr).toContain('Deploying the package');
    expect((await place.cosell('crm', 'install')).stdout).toContain('Nothing to do.');
  });
});

describe('page layouts', () => {
  const layoutOf = (place: Installation) => layoutIn(place, 'Opportunity Layout');

  test('get our section and related list, and keep everything else', async () => {
    const place = await installation();
    const before = await layoutOf(place);
    await crm(place, 'install');
    const after = await layoutOf(place);
    const isOurs = (section: { label: string }) => section.label === 'Microsoft Partner Center';
    expect(after.layoutSections.filter(isOurs)).toHaveLength(1);
    expect(after.relatedLists.at(-1)).toMatchObject({ relatedList: 'Microsoft_Solutions__c.Opportunity__c' });
    const rest = {
      ...after,
      layoutSections: after.layoutSections.filter((section: { label: string }) => !isOurs(section)),
      relatedLists: after.relatedLists.slice(0, -1),
    };
    expect(rest).toEqual(before);
  });

  test('stay untouched when asked', async () => {
    const place = await installation();
    const before = await layoutOf(place);
    const report = await crm(place, 'install', '--no-layouts');
    expect(report.steps.some(({ kind }) => kind === 'layout')).toBe(false);
    expect(await layoutOf(place)).toEqual(before);
  });
});

async function layoutIn(place: Installation, name: string) {
  const session = await signIn(place.salesforce, ADMIN);
  const q = encodeURIComponent(`SELECT Id FROM Layout WHERE Name = '${name}'`);
  const { body } = await session.call('GET', `tooling/query?q=${q}`);
  return (await session.call('GET', `tooling/sobjects/Layout/${body.records[0].Id}`)).body.Metadata;
}

describe('uninstalling', () => {
  const solution = { Name: 'Fabric', Solution_Identifier__c: 'SOL-1' };

  test('removes everything from an organisation without data, and can be installed again', async () => {
    const place = await installation();
    const before = await layoutIn(place, 'Lead Layout');
    await crm(place, 'install');
    const report = await crm(place, 'uninstall');
    expect(report).toMatchObject({ code: 0, failures: [], findings: [] });
    const admin = await signIn(place.salesforce, ADMIN);
    const q = encodeURIComponent('SELECT DeveloperName FROM CustomField');
    expect((await admin.call('GET', `tooling/query?q=${q}`)).body.totalSize).toBe(0);
    expect(await admin.query('SELECT Id FROM PermissionSet')).toEqual([]);
    expect(await layoutIn(place, 'Lead Layout')).toEqual(before);
    expect((await crm(place, 'install')).code).toBe(0);
  });

  test('keeps what holds data, readable for sellers, unless it is forced', async () => {
    const place = await installation();
    await crm(place, 'install');
    await assign(place.salesforce, SELLER, 'CoSell_Connector_Seller');
    const { people } = place.salesforce.admin;
    const deal = { Name: 'D', StageName: 'Prospecting', CloseDate: '2027-01-01' };
    people.create({
      by: SELLER,
      sobject: 'Opportunity',
      fields: { ...deal, Audit__c: 'shared', Referral_Identifier__c: 'r' },
    });
    people.create({ by: SELLER, sobject: 'Microsoft_Solution_Detail__c', fields: solution });
    const planned = await crm(place, 'uninstall', '--dry-run');
    const kept = planned.steps.filter(({ action }) => action === 'keep').map(({ name }) => name);
    const done = await crm(place, 'uninstall');
    expect(done.steps).toEqual(planned.steps);
    expect(kept).toEqual(
      expect.arrayContaining([
        'Opportunity.Audit__c',
        'Opportunity.Referral_Identifier__c',
        'Microsoft_Solution_Detail__c',
        'Microsoft_Solution_Detail__c.Solution_Identifier__c',
        'CoSell_Connector_Seller',
      ]),
    );
    expect(kept).not.toContain('Opportunity.Referral_Link__c');
    const seller = await signIn(place.salesforce, SELLER);
    expect(await seller.query('SELECT Audit__c FROM Opportunity')).toMatchObject([{ Audit__c: 'shared' }]);
    expect((await seller.fields('Opportunity')).has('Referral_Link__c')).toBe(false);
    expect((await crm(place, 'uninstall', '--force')).code).toBe(0);
    expect((await seller.fields('Opportunity')).has('Audit__c')).toBe(false);
  });

  test('removes nothing of anybody else', async () => {
    const place = await installation({ salesforce: WITH_MICROSOFT });
    await crm(place, 'install');
    const before = recordsOf(place.salesforce);
    const report = await crm(place, 'uninstall');
    const removed = report.steps.filter(({ action }) => action === 'remove');
    expect(new Set(removed.map(({ kind }) => kind))).toEqual(new Set(['rule', 'field', 'permission-set']));
    expect(removed.filter(({ kind }) => kind === 'field')).toMatchObject([{ name: 'Opportunity.Cosell_Readiness__c' }]);
    expect(recordsOf(place.salesforce)['Opportunity']).toEqual(before['Opportunity']);
    const { ok } = (await place.cosell('doctor', '--json')).json() as { ok: boolean };
    expect(ok).toBe(true);
  });
});
