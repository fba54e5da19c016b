import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../settings.ts';
import type { Inventory } from './inventory.ts';
import { renamesOf } from './names.ts';
import type { Package } from './package.ts';
import { EMPTY, fullInventory, readTestPackage, SAME_NAMES } from './package-fixture.ts';
import { isEmptyPlan, planInstall } from './plan.ts';
import type { Step } from './step.ts';

const pack = await readTestPackage();
const OPTIONS = { upgrade: false, layouts: true };
const planFor = (inventory: Inventory, options = OPTIONS, from: Package = pack) =>
  planInstall(from, inventory, SAME_NAMES, options);
const actions = (steps: readonly Step[]) => new Set(steps.map(({ action }) => action));
const step = (steps: readonly Step[], name: string) => steps.find((each) => each.name === name);

/** The inventory with one of its entries replaced. */
function having<Kind extends 'fields' | 'rules' | 'sets'>(
  inventory: Inventory,
  kind: Kind,
  name: string,
  change: Partial<Inventory[Kind] extends ReadonlyMap<string, infer Facts> ? Facts : never>,
): Inventory {
  const entries = inventory[kind] as ReadonlyMap<string, object>;
  return { ...inventory, [kind]: new Map([...entries, [name, { ...entries.get(name), ...change }]]) };
}

describe('a plan', () => {
  test('creates everything in an empty org', () => {
    const plan = planFor(EMPTY);
    expect(actions(plan.steps)).toEqual(new Set(['create', 'assign']));
    expect([plan.objects, plan.fields, plan.rules, plan.sets].map(({ length }) => length)).toEqual([5, 38, 4, 2]);
    expect(plan.coexistence).toBeNull();
  });

  test('is empty where everything is there and does', () => {
    const plan = planFor(fullInventory(pack, { ours: true }));
    expect(isEmptyPlan(plan)).toBe(true);
    expect(actions(plan.steps)).toEqual(new Set(['keep']));
  });

  test('keeps what somebody else made, and tells how much', () => {
    const plan = planFor(fullInventory(pack, { ours: false }));
    expect(isEmptyPlan(plan)).toBe(true);
    expect(plan.coexistence).toEqual({ kept: 43, activeRules: [] });
  });

  test('changes what is ours and differs only when upgrading, and never what is not', () => {
    const name = 'Opportunity.Cosell_Type_Frozen';
    const changed = { formula: 'true' };
    const ours = having(fullInventory(pack, { ours: true }), 'rules', name, changed);
    expect(step(planFor(ours).steps, name)).toMatchObject({ action: 'differs' });
    expect(planFor(ours).rules).toEqual([]);
    expect(planFor(ours, { ...OPTIONS, upgrade: true }).rules.map(({ fullName }) => fullName)).toEqual([name]);
    const theirs = having(fullInventory(pack, { ours: false }), 'rules', name, changed);
    expect(isEmptyPlan(planFor(theirs, { ...OPTIONS, upgrade: true }))).toBe(true);
  });

  test('adds the values that a picklist of ours lacks, and keeps those that somebody added', () => {
    const help = pack.fields.find(({ name }) => name === 'How_can_Microsoft_help__c');
    const old = {
      ...pack,
      fields: pack.fields.map((field) => (field === help ? { ...help, values: ['Mine & Co'] } : field)),
    };
    const [field] = planFor(fullInventory(old, { ours: true }), { ...OPTIONS, upgrade: true }).fields;
    expect(field?.fullName).toBe(help?.fullName);
    expect(field?.content).toContain('<fullName>Mine &amp; Co</fullName>');
    for (const value of help?.values ?? []) expect(field?.content).toContain(`<fullName>${value}</fullName>`);
  });

  test('leaves a rule inactive that an administrator has switched off, and does not mind how a formula is broken', () => {
    const full = fullInventory(pack, { ours: true });
    const off = having(full, 'rules', 'Opportunity.Cosell_Type_Frozen', { active: false, formula: 'true' });
    expect(step(planFor(off, { ...OPTIONS, upgrade: true }).steps, 'Opportunity.Cosell_Type_Frozen')).toMatchObject({
      action: 'keep',
      notes: ['It is inactive, and stays so.'],
    });
    const [rule] = pack.rules;
    const broken = having(full, 'rules', rule?.fullName ?? '', { formula: rule?.formula.replace(/\s+/g, ' ') ?? '' });
    expect(isEmptyPlan(planFor(broken))).toBe(true);
  });

  test('leaves out a rule that relies on a roll-up where Microsoft’s trigger counts', () => {
    const full = fullInventory(pack, { ours: false });
    const counted = having(full, 'fields', 'Opportunity.Solution_Count__c', { summary: false });
    const plan = planFor({ ...counted, rules: new Map() });
    expect(step(plan.steps, 'Opportunity.Cosell_Solution_Needed')).toMatchObject({ action: 'skip' });
    expect(plan.rules).toHaveLength(3);
  });

  test('widens a permission set by exactly what it lacks', () => {
    const full = fullInventory(pack, { ours: true });
    const fields = new Map(full.sets.get('CoSell_Connector_Seller')?.fields);
    fields.delete('Opportunity.Audit__c');
    fields.set('Opportunity.Co_sell_Type__c', 'read');
    const plan = planFor(having(full, 'sets', 'CoSell_Connector_Seller', { fields }));
    expect(plan.sets).toEqual([]);
    expect(plan.grants).toEqual([
      {
        set: 'CoSell_Connector_Seller',
        objects: [],
        fields: [
          { field: 'Opportunity.Audit__c', edit: false },
          { field: 'Opportunity.Co_sell_Type__c', edit: true },
        ],
      },
    ]);
  });

  test('drops what the settings do without, and everything that needs it', async () => {
    const renames = renamesOf({
      ...DEFAULT_SETTINGS,
      fields: { ...DEFAULT_SETTINGS.fields, solutionLine: null, coSellType: 'Kind__c' },
    });
    const renamed = await readTestPackage(renames);
    const plan = planInstall(renamed, EMPTY, renames, OPTIONS);
    const created = new Set([...plan.objects, ...plan.fields, ...plan.rules].map(({ fullName }) => fullName));
    expect(created.has('Microsoft_Solutions__c')).toBe(false);
    expect(created.has('Opportunity.Solution_Count__c')).toBe(false);
    // The settings name a field that the org lacks: it is not made up, and what needs it is left out as well.
    expect(step(plan.steps, 'Opportunity.Kind__c')).toMatchObject({ action: 'differs' });
    expect(created.has('Opportunity.Customer_purchase_intent__c')).toBe(false);
    expect(plan.rules).toEqual([]);
    for (const { content } of plan.sets)
      expect(content).not.toMatch(/Microsoft_Solutions__c|Kind__c|Solution_Count__c/);
  });
});
