import { expect, test } from 'vitest';
import { customer, guidOf, lookup, money } from './columns.ts';
import type { Column } from './types.ts';

test('an id follows from the name, and looks like a GUID', () => {
  expect(guidOf('opportunity.name')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(guidOf('opportunity.name')).toBe(guidOf('opportunity.name'));
  expect(guidOf('opportunity.name')).not.toBe(guidOf('lead.name'));
});

test('a lookup with one target navigates under its own name, a customer under two', () => {
  expect(lookup('parentaccountid', 'Account', 'account').targets).toEqual({ account: 'parentaccountid' });
  expect(customer('customerid', 'Customer').targets).toEqual({
    account: 'customerid_account',
    contact: 'customerid_contact',
  });
});

test('an amount brings its base column, which nobody may write', () => {
  const [amount, base] = money('estimatedvalue', 'Est. Revenue') as [Column, Column];
  expect(amount.precisionSource).toBe(2);
  expect(base).toMatchObject({ logicalName: 'estimatedvalue_base', create: false, update: false });
});
