import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../settings.ts';
import { RELATED_LISTS, SECTIONS } from './layout.ts';
import { renamesOf } from './names.ts';
import { MARK } from './package.ts';
import { readTestPackage } from './package-fixture.ts';

const pack = await readTestPackage();
const all = [...pack.objects, ...pack.fields, ...pack.rules, ...pack.sets];
const names = new Set(all.map(({ fullName }) => fullName));

describe('the package', () => {
  test('marks everything it creates, so that it can be found again', () => {
    for (const { fullName, content } of all) expect(content, fullName).toContain(`${MARK}</description>`);
  });

  test('keeps to the lengths that Salesforce allows', () => {
    for (const { fullName, content } of all) {
      const texts = { description: 255, inlineHelpText: 510, errorMessage: 255, label: 40 };
      for (const [element, most] of Object.entries(texts)) {
        const text = new RegExp(`<${element}>([^<]*)</${element}>`).exec(content)?.[1] ?? '';
        expect(text.length, `${fullName} ${element}`).toBeLessThanOrEqual(most);
      }
    }
  });

  test('brings everything that its parts need', () => {
    for (const { fullName, needs } of [...pack.fields, ...pack.rules]) {
      for (const need of needs) expect(names.has(need), `${fullName} needs ${need}`).toBe(true);
    }
  });

  test('grants no field that must be filled, because Salesforce refuses that', () => {
    const required = pack.fields.filter(
      ({ content, type }) => type === 'MasterDetail' || content.includes('<required>true'),
    );
    const granted = new Set(pack.sets.flatMap(({ grants }) => grants.fields.map(({ field }) => field)));
    expect(required.map(({ fullName }) => fullName).filter((name) => granted.has(name))).toEqual([]);
  });

  test('grants the connector every other field, and sellers nothing that the connector does not have', () => {
    const [connector, seller] = pack.sets.map(
      ({ grants }) => new Map(grants.fields.map(({ field, edit }) => [field, edit])),
    );
    const grantable = pack.fields.filter(
      ({ content, type }) => type !== 'MasterDetail' && !content.includes('<required>true'),
    );
    for (const { fullName } of grantable) expect(connector?.has(fullName), fullName).toBe(true);
    for (const field of seller?.keys() ?? []) expect(connector?.has(field), field).toBe(true);
    for (const [field, edit] of seller ?? []) if (edit) expect(connector?.get(field), field).toBe(true);
  });

  test('shows only its own fields in page layouts, read-only where sellers may not write', () => {
    const seller = pack.sets.find(({ fullName }) => fullName === 'CoSell_Connector_Seller');
    const writable = new Set(seller?.grants.fields.flatMap(({ field, edit }) => (edit ? [field] : [])));
    for (const [object, { columns }] of Object.entries(SECTIONS)) {
      for (const { field, behavior } of columns.flat()) {
        expect(names.has(`${object}.${field}`), field).toBe(true);
        expect(behavior === 'Edit', field).toBe(writable.has(`${object}.${field}`));
      }
    }
    for (const { relatedList, fields } of Object.values(RELATED_LISTS)) {
      expect(names.has(relatedList)).toBe(true);
      const object = relatedList.split('.')[0];
      for (const field of fields) expect(field === 'NAME' || names.has(`${object}.${field}`), field).toBe(true);
    }
  });

  test('covers every field that the connector’s settings name by default', () => {
    const { fields } = DEFAULT_SETTINGS;
    const own = new Set(all.flatMap(({ fullName }) => fullName.split('.')));
    for (const name of Object.values(fields)) if (name !== null) expect(own.has(name), name).toBe(true);
  });
});

describe('names from the settings', () => {
  const renamed = (fields: Partial<(typeof DEFAULT_SETTINGS)['fields']>) =>
    renamesOf({ registration: null, fields: { ...DEFAULT_SETTINGS.fields, ...fields } });

  test('take the place of the package’s in fields, formulas and grants', async () => {
    const { fields, rules, sets } = await readTestPackage(renamed({ referralId: 'My_Id__c' }));
    expect(fields.map(({ fullName }) => fullName)).toContain('Opportunity.My_Id__c');
    expect(rules.every(({ formula }) => !formula.includes('Referral_Identifier__c'))).toBe(true);
    expect(sets[0]?.grants.fields).toContainEqual({ field: 'Lead.My_Id__c', edit: true });
  });

  test('of what the settings leave out or hold in another object make ours superfluous', () => {
    const { superfluous } = renamed({ help: null, solutionLine: 'Lines__c', partnerRole: 'Role_Text__c' });
    expect(superfluous('Opportunity.How_can_Microsoft_help__c')).toBe('The settings leave it out.');
    expect(superfluous('Microsoft_Solutions__c.Price__c')).toBe('The settings use Lines__c in its place.');
    expect(superfluous('Opportunity.Partner_Role__c')).toBe('The settings use Role_Text__c in its place.');
    expect(superfluous('Partner_Role__c')).toBeNull();
    expect(superfluous('Opportunity.Audit__c')).toBeNull();
  });
});
