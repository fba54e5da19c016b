import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, describe, expect, test } from 'vitest';
import type { FieldReport } from '../../src/cli/product/crm-fields.ts';
import { ADMIN, assign, emptyOrg, INTEGRATION, SELLER } from '../support/crm-org.ts';
import { deployXml } from '../support/deploy-xml.ts';
import { eventually } from '../support/eventually.ts';
import { type Installation, startInstallation } from '../support/installation.ts';
import { observePartnerCenter, observeSalesforce } from '../support/scenario/observed.ts';

let close = async () => {};
afterEach(() => close());

async function started(...options: Parameters<typeof startInstallation>): Promise<Installation> {
  const place = await startInstallation(...options);
  close = () => place.close();
  return place;
}

interface Fields {
  code: number;
  written: boolean;
  of(setting: string): FieldReport | undefined;
}

async function fieldsOf(place: Installation, ...argv: string[]): Promise<Fields> {
  const said = await place.cosell('crm', 'fields', '--connection', 'salesforce', '--json', ...argv);
  if (said.stdout === '') throw new Error(said.stderr);
  const { fields, written } = said.json() as { fields: FieldReport[]; written: boolean };
  return { code: said.code, written, of: (name) => fields.find(({ setting }) => setting === `salesforce.${name}`) };
}

describe('R94 names of fields', () => {
  test('R94 are compared with the organisation, and in a usual one every name is right', async () => {
    const place = await started();
    const fields = await fieldsOf(place);
    expect(fields.code).toBe(0);
    expect(fields.of('fields.sync')).toMatchObject({ state: 'found', column: 'Sync_With_Partner_Center__c' });
    expect(fields.of('fields.country')).toMatchObject({ object: 'Account', state: 'found' });
    expect(fields.of('solutions.identifier')).toMatchObject({ object: 'Microsoft_Solution_Detail__c', state: 'found' });
    expect(fields.of('fields.lossReason')).toMatchObject({ state: 'unused' });
    expect(fields.of('solutions.rows')).toBeUndefined();
  });

  test('R94 a label is refused, and its API name suggested and written on request', async () => {
    const place = await started();
    const names = '  fields:\n    referralId: Referral Identifier # from the layout\n    audit: Audit\n';
    const settings = (await readFile(place.settingsFile, 'utf8')).replace(
      'salesforce:\n  stages:',
      `salesforce:\n${names}  stages:`,
    );
    expect(settings).toContain(names);
    await writeFile(place.settingsFile, settings);
    const refused = await place.cosell('serve');
    expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining('not a label (`cosell crm fields`') });

    const fields = await fieldsOf(place);
    expect(fields.code).toBe(4);
    expect(fields.of('fields.referralId')).toMatchObject({
      name: 'Referral Identifier',
      state: 'label',
      column: 'Referral_Identifier__c',
    });
    expect(fields.of('fields.audit')).toMatchObject({ name: 'Audit', state: 'label', column: 'Audit__c' });
    expect(await readFile(place.settingsFile, 'utf8')).toBe(settings);

    expect(await fieldsOf(place, '--write')).toMatchObject({ code: 0, written: true });
    const mended = await readFile(place.settingsFile, 'utf8');
    expect(mended).toBe(
      settings
        .replace('Referral Identifier #', 'Referral_Identifier__c #')
        .replace('audit: Audit\n', 'audit: Audit__c\n'),
    );
    expect((await fieldsOf(place)).code).toBe(0);
    await (await place.serve())();
  });

  test('R94 a name of one word that is none of the organisation stops the connector, which says how to find it', async () => {
    const place = await started({
      adjust: (settings) => {
        settings.salesforce.fields = { audit: 'Audit' };
      },
    });
    const refused = await place.cosell('serve');
    expect(refused.code).toBe(3);
    expect(refused.stderr).toContain('Opportunity.Audit');
    expect(refused.stderr).toContain('cosell crm fields');
    const shown = await place.cosell('crm', 'fields');
    expect(shown.stdout).toMatch(/salesforce\.fields\.audit +Opportunity\.Audit +is a label; use Audit__c \(Audit\)/);
  });

  test('R94 other faults of the file are named as ever', async () => {
    const place = await started();
    await writeFile(place.settingsFile, `${await readFile(place.settingsFile, 'utf8')}nonsense: true\n`);
    expect(await place.cosell('crm', 'fields')).toMatchObject({ code: 3, stderr: expect.stringContaining('nonsense') });
  });
});

/** Fields as the instructions of 2020 had them made by hand; Salesforce has put its own suffix behind theirs. */
const HAND_MADE: Readonly<Record<string, string>> = {
  sync_with_partner_center_c__c: '<type>Checkbox</type><defaultValue>false</defaultValue>',
  Referral_Identfier_c__c: '<type>Text</type><length>255</length>',
  Referral_Link_c__c: '<type>Url</type>',
  Audit_c__c: '<type>LongTextArea</type><length>32768</length><visibleLines>4</visibleLines>',
  How_can_Microsoft_help_c__c:
    '<type>Picklist</type><valueSet><valueSetDefinition><sorted>false</sorted><value><fullName>General or Other</fullName><default>false</default><label>General or Other</label></value></valueSetDefinition></valueSet>',
  Products_c__c: '<type>Text</type><length>255</length>',
};

async function handMadeOrg(): Promise<Installation> {
  const place = await started({
    salesforce: emptyOrg(),
    adjust: (settings) => {
      settings.deals = { defaultCurrency: 'USD' };
      // What came after 2020 is not there.
      settings.salesforce.fields = { visible: 'none', microsoftCrmId: 'none', referralProgram: 'none' };
      settings.salesforce.solutions = { rows: 'none' };
    },
  });
  for (const [name, content] of Object.entries(HAND_MADE)) {
    const label = name.replace(/_c__c$/, '').replaceAll('_', ' ');
    const field = `<fields><fullName>${name}</fullName><label>${label}</label>${content}</fields>`;
    await deployXml(place.salesforce, ADMIN, 'CustomField', `Opportunity.${name}`, {
      'objects/Opportunity.object': ['CustomObject', field],
    });
  }
  const grants = Object.keys(HAND_MADE).map(
    (name) =>
      `<fieldPermissions><editable>true</editable><field>Opportunity.${name}</field><readable>true</readable></fieldPermissions>`,
  );
  await deployXml(place.salesforce, ADMIN, 'PermissionSet', 'Hand_Made', {
    'permissionsets/Hand_Made.permissionset': ['PermissionSet', `${grants.join('')}<label>Hand made</label>`],
  });
  await assign(place.salesforce, INTEGRATION, 'Hand_Made');
  await assign(place.salesforce, SELLER, 'Hand_Made');
  return place;
}

describe('R99 fields that were made by hand in 2020', () => {
  test('R99 are found under their spelling, written into the settings and worked with', async () => {
    const place = await handMadeOrg();
    const fields = await fieldsOf(place);
    expect(fields.code).toBe(4);
    for (const [setting, column] of [
      ['sync', 'sync_with_partner_center_c__c'],
      ['referralId', 'Referral_Identfier_c__c'],
      ['referralLink', 'Referral_Link_c__c'],
      ['audit', 'Audit_c__c'],
      ['help', 'How_can_Microsoft_help_c__c'],
      ['products', 'Products_c__c'],
    ]) {
      expect(fields.of(`fields.${setting}`)).toMatchObject({ state: 'similar', column });
    }
    await fieldsOf(place, '--write');
    await place.serve();

    const contact = { FirstName: 'Kim', LastName: 'Hand', Email: 'kim@hand.example', Phone: '+12065550100' };
    const { ids } = place.salesforce.admin.people.seed({
      records: [
        {
          sobject: 'Account',
          ref: 'account',
          by: SELLER,
          fields: {
            Name: 'Hand Works',
            BillingStreet: '1 Main St',
            BillingCity: 'Springfield',
            BillingPostalCode: '62701',
            BillingCountryCode: 'US',
          },
        },
        {
          sobject: 'Opportunity',
          ref: 'deal',
          by: SELLER,
          fields: {
            Name: 'Hand-made rollout',
            AccountId: '@account',
            StageName: 'Qualification',
            Amount: 50_000,
            CloseDate: '2027-05-31',
            sync_with_partner_center_c__c: true,
            Products_c__c: 'SOL-41877-KDT',
          },
        },
        { sobject: 'Contact', ref: 'contact', by: SELLER, fields: { ...contact, AccountId: '@account' } },
        {
          sobject: 'OpportunityContactRole',
          by: SELLER,
          fields: { OpportunityId: '@deal', ContactId: '@contact', IsPrimary: true },
        },
      ],
    });
    const dealId = String(ids['deal']);
    const observed = observeSalesforce(place.salesforce);
    const { id } = await eventually(() => observePartnerCenter(place.partnerCenter).referralOf(dealId));
    await eventually(() => expect(observed.deal(dealId)['Referral_Identfier_c__c']).toBe(id));
    expect(observed.deal(dealId)).toMatchObject({
      Name: '✔ Hand-made rollout',
      Referral_Link_c__c: `https://partner.microsoft.com/referrals/v2/inbox?id=${id}`,
      Audit_c__c: expect.stringContaining('Shared with Partner Center'),
      Products_c__c: 'SOL-41877-KDT',
    });
  });
});
