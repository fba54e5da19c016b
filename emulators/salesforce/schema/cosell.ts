import {
  auditTrail,
  checkbox,
  currency,
  decimal,
  deletedFlag,
  type FieldOptions,
  lookup,
  owner,
  picklist,
  REQUIRED,
  recordId,
  text,
  textArea,
  url,
} from './fields.ts';
import type { FieldSpec, SObjectSpec } from './types.ts';

// Names and shapes of Microsoft's own Salesforce package (contract/incumbent-connectors.md §1.7).

const REFERRAL_FIELDS: readonly FieldSpec[] = [
  checkbox('Sync_With_Partner_Center__c', 'Sync With Partner Center'),
  // An external id, but not unique: two rows with one identifier make an upsert answer 300.
  text('Referral_Identifier__c', 'Referral Identifier', 100, { externalId: true, idLookup: true }),
  url('Referral_Link__c', 'Referral Link'),
  text('Referral_Program__c', 'Referral Program', 200),
  textArea('Audit__c', 'Audit', 100_000),
];

const OPPORTUNITY_FIELDS: readonly FieldSpec[] = [
  ...REFERRAL_FIELDS,
  picklist(
    'How_can_Microsoft_help__c',
    'How can Microsoft help?',
    [
      'Workload Specific Value Proposition',
      'Customer Technical Architecture',
      'Proof Of Concept or Demo',
      'Quotes or Licensing',
      'Post Sales Customer Success',
      'General or Other',
    ],
    { restrictedPicklist: true },
  ),
  checkbox('Referral_visible_to_Microsoft_sellers__c', 'Referral visible to Microsoft sellers?'),
  text('Microsoft_CRM_Identifier__c', 'Microsoft CRM Identifier', 100),
  text('Products__c', 'Products', 255),
  picklist(
    'Co_sell_Type__c',
    'Co-sell Type',
    [{ value: 'IP Co-sell', label: 'IP Co-sell', isDefault: true }, 'Services Co-sell'],
    { restrictedPicklist: true, defaultedOnCreate: true, defaultValue: 'IP Co-sell' },
  ),
  picklist(
    'Customer_purchase_intent__c',
    'Customer purchase intent',
    [
      { value: 'Yes', label: 'Yes', validFor: ['IP Co-sell', 'Services Co-sell'] },
      { value: 'No', label: 'No', validFor: ['IP Co-sell', 'Services Co-sell'] },
      { value: 'HaveNotDecided', label: 'Have not decided', validFor: ['IP Co-sell', 'Services Co-sell'] },
    ],
    { restrictedPicklist: true, controller: 'Co_sell_Type__c' },
  ),
  lookup('Solution_Area__c', 'Solution Area', 'Solution_Area__c', {
    childRelationship: 'Solution_Area_To_Opportunities__r',
  }),
  lookup('Solution_Play__c', 'Solution Play', 'Solution_Play__c', {
    childRelationship: 'Solution_Play_To_Opportunities__r',
    lookupFilter: [
      { of: 'target', field: 'Active__c', equals: true },
      { of: 'target', field: 'Solution_Area__c', equals: { sourceField: 'Solution_Area__c' } },
    ],
  }),
  lookup('Partner_Role__c', 'Partner Role', 'Partner_Role__c', {
    childRelationship: 'Partner_Role_To_Opportunities__r',
    lookupFilter: [
      { of: 'target', field: 'Active__c', equals: true },
      { of: 'source', field: 'Co_sell_Type__c', equals: 'Services Co-sell' },
    ],
  }),
  decimal('Solution_Count__c', 'Solution Count', 18, 0, { defaultedOnCreate: true, defaultValue: 0 }),
];

/** Fields that Microsoft's package adds to standard sObjects. */
export const COSELL_FIELDS: Readonly<Record<string, readonly FieldSpec[]>> = {
  Opportunity: OPPORTUNITY_FIELDS,
  Lead: REFERRAL_FIELDS,
};

const ORDINARY = { createable: true, updateable: true, deletable: true, replicateable: true };
const NAMED: FieldOptions = { nameField: true, idLookup: true, permissionable: false };

function customSObject(
  name: string,
  label: string,
  labelPlural: string,
  keyPrefix: string,
  fields: readonly FieldSpec[],
): SObjectSpec {
  return {
    ...ORDINARY,
    name,
    label,
    labelPlural,
    keyPrefix,
    fields: [recordId('Record'), deletedFlag(), text('Name', label, 80, NAMED), ...auditTrail(), ...fields],
  };
}

const two = (number: number) => String(number).padStart(2, '0');

const SOLUTIONS: SObjectSpec = {
  ...ORDINARY,
  name: 'Microsoft_Solutions__c',
  label: 'Microsoft Solutions',
  labelPlural: 'Microsoft Solutions',
  keyPrefix: 'a0X',
  autoNumberFormat: (day, number) =>
    `${two(day.getUTCMonth() + 1)}${two(day.getUTCDate())}${two(day.getUTCFullYear() % 100)}-${number}`,
  fields: [
    recordId('Record'),
    deletedFlag(),
    text('Name', 'Solution Line Item', 80, {
      ...NAMED,
      access: 'read',
      nillable: false,
      defaultedOnCreate: true,
      autoNumber: true,
    }),
    ...auditTrail(),
    lookup('Opportunity__c', 'Opportunity', 'Opportunity', {
      ...REQUIRED,
      access: 'create',
      childRelationship: 'Opportunity_To_Microsoft_Solutions__r',
      onParentDelete: 'cascade',
    }),
    lookup('Solution__c', 'Solution', 'Microsoft_Solution_Detail__c', {
      ...REQUIRED,
      childRelationship: 'Microsoft_Solutions_To_Details__r',
      onParentDelete: 'restrict',
    }),
    currency('Price__c', 'Price', 12, 2),
    decimal('Quantity__c', 'Quantity', 10, 0),
  ],
};

/** Custom sObjects of Microsoft's package. */
export const COSELL_SOBJECTS: readonly SObjectSpec[] = [
  SOLUTIONS,
  customSObject('Microsoft_Solution_Detail__c', 'Microsoft Solution Detail', 'Microsoft Solution Details', 'a0Y', [
    owner(),
    text('Solution_Identifier__c', 'Solution Identifier', 100, REQUIRED),
    picklist('Type__c', 'Type', ['1P', '3P'], { restrictedPicklist: true }),
    text('Publisher_Name__c', 'Publisher Name', 200),
  ]),
  customSObject('Solution_Area__c', 'Solution Area', 'Solution Areas', 'a0Z', [
    owner(),
    checkbox('Active__c', 'Active'),
  ]),
  customSObject('Solution_Play__c', 'Solution Play', 'Solution Plays', 'a10', [
    owner(),
    checkbox('Active__c', 'Active'),
    lookup('Solution_Area__c', 'Solution Area', 'Solution_Area__c', { childRelationship: 'Solution_Plays__r' }),
  ]),
  customSObject('Partner_Role__c', 'Partner Role', 'Partner Roles', 'a11', [owner(), checkbox('Active__c', 'Active')]),
];
