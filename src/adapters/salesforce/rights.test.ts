import { describe, expect, test } from 'vitest';
import type { ObjectShape } from './describe.ts';
import { TEST_SETTINGS, testShapes } from './org-fixture.ts';
import { missingRights } from './rights.ts';

const shapes = testShapes({ opportunity: [{ name: 'AccountId', type: 'reference' }] });
const missing = (changed: Partial<typeof shapes>) => missingRights(TEST_SETTINGS, { ...shapes, ...changed });

/** The object as it looks to somebody with less. */
function without(shape: ObjectShape | null, less: Partial<ObjectShape>, column?: string): ObjectShape | null {
  if (!shape) return null;
  const columns = new Map(shape.columns);
  if (column) columns.delete(column.toLowerCase());
  return { ...shape, columns, ...less };
}

describe('rights that a connector would miss', () => {
  const standing = missing({});

  test('are none that it does not use', () => {
    // The small org of the unit tests lacks the columns that only new roles and contacts fill.
    expect(standing.map(({ object, column }) => `${object}.${column}`)).toEqual([
      'Contact.AccountId',
      'OpportunityContactRole.OpportunityId',
      'OpportunityContactRole.ContactId',
    ]);
  });

  test.each([
    ['contact', { createable: false }, 'Contact', 'create'],
    ['solutionLine', { deletable: false }, 'Microsoft_Solutions__c', 'delete'],
    ['opportunity', { updateable: false }, 'Opportunity', 'update'],
  ] as const)('on %s with %j are named once, on the object', (name, less, object, right) => {
    const found = missing({ [name]: without(shapes[name], less) });
    expect(found.filter((each) => !standing.some((known) => known.column === each.column))).toEqual([
      { object, column: null, right },
    ]);
  });

  test('on a hidden column are that it cannot be seen', () => {
    const found = missing({ account: without(shapes.account, {}, 'BillingStreet') });
    expect(found).toContainEqual({ object: 'Account', column: 'BillingStreet', right: 'see' });
  });

  test('are not asked of objects that the org does not have', () => {
    expect(missing({ solutionLine: null, solutionDetail: null })).toEqual(standing);
  });
});
