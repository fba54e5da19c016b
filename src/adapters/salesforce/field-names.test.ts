import { expect, test } from 'vitest';
import { judgeNames, type NamedColumn } from '../crm/field-names.ts';
import type { ColumnShape, ObjectShape } from './describe.ts';
import { SALESFORCE_SPELLING } from './field-names.ts';

function column(name: string, label: string, type: string): ColumnShape {
  const rest = {
    length: 255,
    scale: 0,
    createable: true,
    updateable: true,
    demanded: false,
    restricted: false,
    formula: null,
  };
  return { name, label, type, ...rest, externalId: false, choices: [], parent: null, controller: null, refersTo: [] };
}

function opportunity(...columns: readonly ColumnShape[]): ReadonlyMap<string, ObjectShape> {
  const shape = {
    name: 'Opportunity',
    createable: true,
    updateable: true,
    deletable: true,
    columns: new Map(columns.map((each) => [each.name.toLowerCase(), each])),
    children: new Map(),
  };
  return new Map([['Opportunity', shape]]);
}

const wants = (name: string | null, usual: string, ...types: string[]): NamedColumn => ({
  setting: `salesforce.fields.${usual}`,
  object: 'Opportunity',
  name,
  usual,
  optional: usual === 'CurrencyIsoCode',
  types,
});

const ORG = opportunity(
  column('Referral_Identfier_c__c', 'Referral Identfier', 'string'),
  column('Referral_Link_c___c', 'Referral Link', 'url'),
  column('sync_with_partner_center_c__c', 'sync', 'boolean'),
  column('Private__c', 'Private', 'boolean'),
  column('PC_Help__c', 'How can Microsoft help?', 'picklist'),
  column('Deal_Value__c', 'Net Value', 'currency'),
  column('Amount', 'Amount', 'currency'),
);

const judged = (...wanted: NamedColumn[]) =>
  judgeNames(wanted, ORG, SALESFORCE_SPELLING).map(({ state, column: found }) => [state, found]);

test('hand-made spellings of 2020 are found by their letters', () => {
  expect(
    judged(
      wants('Referral_Identifier__c', 'Referral_Identifier__c', 'string'),
      wants('Referral_Link__c', 'Referral_Link__c', 'url', 'string'),
      wants('Sync_With_Partner_Center__c', 'Sync_With_Partner_Center__c', 'boolean'),
      wants('How_can_Microsoft_help__c', 'How_can_Microsoft_help__c', 'picklist'),
    ),
  ).toEqual([
    ['similar', 'Referral_Identfier_c__c'],
    ['similar', 'Referral_Link_c___c'],
    ['similar', 'sync_with_partner_center_c__c'],
    ['similar', 'PC_Help__c'],
  ]);
});

test('a label is told from an API name, and its API name is given', () => {
  expect(judged(wants('Net Value', 'Amount', 'currency'))).toEqual([['label', 'Deal_Value__c']]);
});

test('what is there is found in any capitals; what is nothing alike is not guessed', () => {
  expect(
    judged(
      wants('amount', 'Amount', 'currency'),
      wants('Referral_Program__c', 'Referral_Program__c', 'string'),
      wants('Audit__c', 'Audit__c', 'textarea'),
      wants(null, 'Products__c', 'string'),
      wants('CurrencyIsoCode', 'CurrencyIsoCode', 'picklist'),
      wants('Currency__c', 'CurrencyIsoCode', 'picklist'),
    ),
  ).toEqual([
    ['found', 'Amount'],
    ['absent', null],
    ['absent', null],
    ['unused', null],
    ['spare', null],
    ['absent', null],
  ]);
});

test('one column is offered once', () => {
  const two = [wants('Net Value', 'Amount', 'currency'), wants('Net Value', 'Price__c', 'currency')];
  expect(judged(...two)).toEqual([
    ['label', 'Deal_Value__c'],
    ['absent', null],
  ]);
});
