import { join } from 'node:path';
import { objectShape } from '../describe.ts';
import { DescribeAnswer } from '../schema.ts';
import { DEFAULT_SETTINGS } from '../settings.ts';
import { DESCRIBED_TYPES } from './compare.ts';
import type { Inventory } from './inventory.ts';
import { type Renames, renamesOf } from './names.ts';
import { type FieldSource, type Package, readPackage } from './package.ts';

/** The real package, and orgs to compare it with, for unit tests. */

export const PACKAGE_FOLDER = join(import.meta.dirname, '../../../../crm/salesforce/source');

/** Settings that want everything, under the names of the package. */
const EVERYTHING: Parameters<typeof renamesOf>[0] = {
  fields: { ...DEFAULT_SETTINGS.fields, registrationStatus: 'Deal_Registration_Status__c' },
  registration: {
    ask: 'Register_Deal__c',
    value: 'Amount',
    signedOn: 'Contract_Signed__c',
    startsOn: 'Contract_Start__c',
    endsOn: 'Contract_End__c',
    perpetual: 'Contract_Perpetual__c',
    solution: null,
    deployedByPartner: null,
    payAsYouGo: null,
    marketplaceOn: null,
  },
};

export const SAME_NAMES: Renames = renamesOf(EVERYTHING);

export const readTestPackage = (renames: Renames = SAME_NAMES): Promise<Package> =>
  readPackage(PACKAGE_FOLDER, renames.replace);

export const EMPTY: Inventory = {
  organization: { id: '00D', name: 'Test', edition: 'Enterprise Edition', sandbox: false },
  connectorUser: { id: '005000000000001', username: 'connector@test.example' },
  objects: new Map(),
  fields: new Map(),
  rules: new Map(),
  sets: new Map(),
  layouts: [],
  shapes: new Map([
    ['Opportunity', shapeWith('Opportunity', [])],
    ['Lead', shapeWith('Lead', [])],
  ]),
};

function shapeWith(name: string, fields: readonly FieldSource[]) {
  const described = fields.map((field) => ({
    name: field.name,
    type: DESCRIBED_TYPES[field.type] ?? '',
    length: field.length,
    scale: field.scale ?? 0,
    createable: true,
    updateable: true,
    externalId: field.externalId,
    picklistValues: field.values.map((value) => ({ value })),
    referenceTo: field.refersTo ? [field.refersTo] : [],
    calculatedFormula: field.formula,
  }));
  return objectShape(DescribeAnswer.parse({ name, fields: described }));
}

/** An org that holds the whole package, ours or somebody else's. */
export function fullInventory(pack: Package, { ours }: { ours: boolean }): Inventory {
  const objects = [...new Set(pack.fields.map(({ object }) => object))];
  const ofObject = (name: string) => pack.fields.filter(({ object }) => object === name);
  return {
    ...EMPTY,
    objects: new Map(pack.objects.map(({ fullName }) => [fullName, { ours }])),
    fields: new Map(pack.fields.map(({ fullName, type }) => [fullName, { ours, summary: type === 'Summary' }])),
    rules: new Map(
      pack.rules.map(({ fullName, message, formula }) => [fullName, { ours, active: true, message, formula }]),
    ),
    sets: new Map(
      pack.sets.map(({ fullName, grants }) => [
        fullName,
        {
          id: `0PS-${fullName}`,
          ours,
          fields: new Map(grants.fields.map(({ field, edit }) => [field, edit ? 'edit' : 'read'])),
          objects: new Map(grants.objects.map(({ object, rights }) => [object, new Set(rights)])),
          rows: new Map(),
          assignments: new Map([[EMPTY.connectorUser.id, '0Pa-1']]),
        },
      ]),
    ),
    shapes: new Map(objects.map((name) => [name, shapeWith(name, ofObject(name))])),
  };
}
