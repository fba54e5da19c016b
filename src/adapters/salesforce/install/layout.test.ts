import { describe, expect, test } from 'vitest';
import { insertInto, RELATED_LISTS, removeFrom, SECTIONS, strayParts } from './layout.ts';
import { type JsonMap, toElements } from './xml.ts';

const section = SECTIONS['Lead'] ?? { label: '', columns: [] };
const list = RELATED_LISTS['Opportunity'] ?? null;

const item = (field: string) => ({ behavior: 'Edit', field, component: null });
const LAYOUT: JsonMap = {
  headers: [],
  layoutSections: [
    { label: 'First', layoutColumns: [{ layoutItems: [item('Name')] }], style: 'OneColumn' },
    { label: 'Last', layoutColumns: [{ layoutItems: [] }], style: 'OneColumn' },
  ],
  platformActionList: { actionListContext: 'Record', platformActionListItems: [{ actionName: 'Edit', sortOrder: 0 }] },
  quickActionList: null,
  relatedLists: [{ fields: ['TASK.SUBJECT'], relatedList: 'RelatedActivityList' }],
};
const labels = (layout: JsonMap) => (layout['layoutSections'] as JsonMap[]).map(({ label }) => label);

describe('our section', () => {
  test('stands below the first one, the list below all others, and nothing else changes', () => {
    const { layout, added } = insertInto(LAYOUT, section, list);
    expect(labels(layout)).toEqual(['First', 'Microsoft Partner Center', 'Last']);
    expect(added).toHaveLength(6);
    expect(removeFrom(layout, section.label, () => true, [list?.relatedList ?? ''])).toEqual(LAYOUT);
  });

  test('is not inserted twice', () => {
    const once = insertInto(LAYOUT, section, list).layout;
    expect(insertInto(once, section, list)).toEqual({ added: [], layout: once });
  });

  test('leaves out fields that an administrator has placed elsewhere', () => {
    const placed: JsonMap = {
      ...LAYOUT,
      layoutSections: [{ label: 'Mine', layoutColumns: [{ layoutItems: [item('Audit__c')] }] }],
    };
    const { added } = insertInto(placed, section, null);
    expect(added).not.toContain('Audit__c');
    expect(added).toContain('Referral_Link__c');
  });

  test('is completed where an earlier version inserted less', () => {
    const [first = [], ...others] = section.columns;
    const less = insertInto(LAYOUT, { ...section, columns: [first.slice(1), ...others] }, null).layout;
    const { layout, added } = insertInto(less, section, null);
    expect(added).toEqual(['Sync_With_Partner_Center__c']);
    expect(labels(layout)).toEqual(['First', 'Microsoft Partner Center', 'Last']);
  });

  test('stays with the fields that stay', () => {
    const { layout } = insertInto(LAYOUT, section, null);
    const kept = removeFrom(layout, section.label, (field) => field !== 'Audit__c', []);
    expect(labels(kept)).toContain('Microsoft Partner Center');
    expect(JSON.stringify(kept)).not.toContain('Referral_Link__c');
  });
});

test('a layout becomes elements without what is absent, with text made harmless', () => {
  const xml = toElements({ ...LAYOUT, layoutSections: [{ label: 'A & <B>', customLabel: true }] });
  expect(xml).toContain(
    '<layoutSections><label>A &amp; &lt;B&gt;</label><customLabel>true</customLabel></layoutSections>',
  );
  expect(xml).toContain('<platformActionListItems><actionName>Edit</actionName><sortOrder>0</sortOrder>');
  expect(xml).not.toMatch(/quickActionList|headers|component/);
});

test('only parts that really differ are stray', () => {
  expect(strayParts(LAYOUT, { ...LAYOUT, quickActionList: [], headers: null })).toEqual([]);
  expect(strayParts(LAYOUT, { ...LAYOUT, platformActionList: null })).toEqual(['platformActionList']);
});
