import { describe, expect, test } from 'vitest';
import { fullInventory, readTestPackage, SAME_NAMES } from './package-fixture.ts';
import { planUninstall } from './uninstall-plan.ts';

const pack = await readTestPackage();
const ours = fullInventory(pack, { ours: true });
const plan = (data: Record<string, string> = {}, { force = false, inventory = ours } = {}) =>
  planUninstall(pack, inventory, new Map(Object.entries(data)), SAME_NAMES, { force });
const kept = ({ steps }: ReturnType<typeof plan>) =>
  steps.filter(({ action }) => action === 'keep').map(({ name }) => name);

describe('uninstalling', () => {
  test('removes everything of ours where there is no data', () => {
    const { deletions, steps, assignments } = plan();
    expect(steps.every(({ action }) => action === 'remove')).toBe(true);
    expect(deletions.objects).toHaveLength(5);
    expect(deletions.fields.every((name) => /^(Opportunity|Lead)\./.test(name))).toBe(true);
    expect([deletions.rules.length, deletions.sets.length, assignments.length]).toEqual([4, 2, 2]);
  });

  test('removes nothing of others, and takes no access away', () => {
    const result = plan({}, { inventory: fullInventory(pack, { ours: false }), force: true });
    expect(kept(result)).toHaveLength(result.steps.length);
    expect(result.assignments).toEqual([]);
  });

  test('keeps data, what the data needs, and the permission set that shows it', () => {
    const result = plan({ 'Opportunity.Partner_Role__c': '3 records have a value in it.' });
    expect(kept(result).sort()).toEqual([
      'CoSell_Connector_Seller',
      'Opportunity.Co_sell_Type__c',
      'Opportunity.Partner_Role__c',
      'Partner_Role__c',
      'Partner_Role__c.Active__c',
    ]);
    expect(result.assignments).toHaveLength(1);
  });

  test('keeps an object with records together with its fields and the objects that those refer to', () => {
    const names = kept(plan({ Microsoft_Solutions__c: 'It holds 2 records.' }));
    expect(names).toEqual(
      expect.arrayContaining([
        'Microsoft_Solutions__c.Price__c',
        'Microsoft_Solution_Detail__c',
        'CoSell_Connector_Seller',
      ]),
    );
    expect(names).not.toContain('Opportunity.Solution_Count__c');
  });

  test('takes the data, too, when forced', () => {
    expect(kept(plan({ 'Opportunity.Audit__c': 'There are records with text in it.' }, { force: true }))).toEqual([]);
  });
});
