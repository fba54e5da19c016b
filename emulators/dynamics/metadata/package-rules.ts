import type { Organisation } from '../organisation.ts';
import { plantRow } from '../records/plant.ts';
import { refuse } from '../refusal.ts';
import type { RowRules, Values } from '../rules/types.ts';
import { guidOf } from '../schema/columns.ts';
import { invalidDefinition } from './definition-body.ts';
import { removePackage } from './package-import.ts';

const isTaken = (org: Organisation, table: string, values: Values, id: string): boolean =>
  org.store.having(table, 'uniquename', values.get('uniquename')).some((row) => row.id !== id);

const UNIQUE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const PREFIX = /^[A-Za-z][A-Za-z0-9]{1,7}$/;
const VERSION = /^\d+\.\d+(\.\d+(\.\d+)?)?$/;

function checkPublisher(values: Values, org: Organisation): void {
  const name = String(values.get('uniquename'));
  const prefix = String(values.get('customizationprefix'));
  if (!UNIQUE_NAME.test(name)) throw invalidDefinition(`The publisher's unique name '${name}' is not valid.`);
  if (!PREFIX.test(prefix) || /^mscrm/i.test(prefix)) {
    throw refuse(
      400,
      '0x8004701e',
      `The customization prefix '${prefix}' is not valid: it has 2 to 8 letters and digits, begins with a letter and not with mscrm.`,
    );
  }
  if (isTaken(org, 'publisher', values, String(values.get('publisherid')))) {
    throw refuse(412, '0x80040237', `A publisher with the unique name '${name}' already exists.`);
  }
}

export const PUBLISHER_RULES: RowRules = {
  beforeCreate: (values, _given, { org }) => checkPublisher(values, org),
  beforeUpdate: (values, _before, _given, { org }) => checkPublisher(values, org),
};

function checkSolution(values: Values, org: Organisation): void {
  const name = String(values.get('uniquename'));
  const version = String(values.get('version'));
  if (!UNIQUE_NAME.test(name)) throw invalidDefinition(`The solution's unique name '${name}' is not valid.`);
  if (!VERSION.test(version)) throw invalidDefinition(`The solution's version '${version}' is not valid.`);
  if (isTaken(org, 'solution', values, String(values.get('solutionid')))) {
    throw refuse(400, '0x8004f023', `A solution with the unique name '${name}' already exists.`);
  }
}

export const SOLUTION_RULES: RowRules = {
  beforeCreate(values, _given, { org, stamp, isPlatform }) {
    checkSolution(values, org);
    if (!isPlatform) values.set('installedon', stamp);
  },
  beforeUpdate(values, _before, _given, { org }) {
    checkSolution(values, org);
  },
  afterDelete: (row, { org }) => removePackage(org, row),
};

const VARIABLE_NAME = /^[A-Za-z][A-Za-z0-9]{1,7}_\w+$/;

export const VARIABLE_RULES: RowRules = {
  beforeCreate(values, _given, { org }) {
    const name = String(values.get('schemaname'));
    if (!VARIABLE_NAME.test(name)) {
      throw invalidDefinition(`The schema name '${name}' must begin with the publisher's prefix.`);
    }
    if (org.store.having('environmentvariabledefinition', 'schemaname', name).length > 0) {
      throw refuse(412, '0x80040237', `An environment variable with the schema name '${name}' already exists.`);
    }
  },
};

/** Adds the publisher and the solution that every organisation has for what belongs to no other. */
export function seedPackages(org: Organisation): void {
  const { id: organizationId, uniqueName } = org.world.organization;
  const publisherId = guidOf(`publisher:${organizationId}`);
  plantRow(org, 'publisher', publisherId, {
    uniquename: `DefaultPublisher${uniqueName}`,
    friendlyname: `Default Publisher for ${uniqueName}`,
    customizationprefix: 'new',
    customizationoptionvalueprefix: 10_000,
  });
  for (const [uniquename, friendlyname] of [
    ['Default', 'Default Solution'],
    ['Active', 'Active Solution'],
  ]) {
    plantRow(org, 'solution', guidOf(`solution:${uniquename}:${organizationId}`), {
      uniquename,
      friendlyname,
      version: '1.0',
      publisherid: { table: 'publisher', id: publisherId },
      isvisible: uniquename === 'Default',
    });
  }
}
