import { join } from 'node:path';
import { DEFAULT_SETTINGS } from '../settings.ts';
import type { NamedBy } from './in-place.ts';
import type { ColumnFacts, Inventory, TableFacts } from './inventory.ts';
import { type Package, readPackage } from './package.ts';
import type { PlanOptions, Step } from './step.ts';

/** Environments for the tests of the planner. */

export const readOurs = (): Promise<Package> => readPackage(join(import.meta.dirname, '../../../../crm/dynamics'));

export const NAMED: NamedBy = DEFAULT_SETTINGS;

export const OPTIONS: PlanOptions = {
  upgrade: false,
  layouts: true,
  changeTracking: false,
  webhook: null,
  publicUrl: null,
};

export const FORM =
  '<form><tabs><tab name="general"><columns><column width="100%"><sections><section name="first"><rows><row><cell id="{1}"><control id="name" datafieldname="name"/></cell></row></rows></section></sections></column></columns></tab></tabs></form>';

export function column(type: string, rest: Partial<ColumnFacts> = {}): ColumnFacts {
  return {
    metadataId: 'm',
    ours: false,
    managed: false,
    type,
    length: 0,
    choices: [],
    targets: [],
    relationship: null,
    ...rest,
  };
}

export function table(columns: Readonly<Record<string, ColumnFacts>>, rest: Partial<TableFacts> = {}): TableFacts {
  return {
    metadataId: 'm',
    set: 'rows',
    ours: false,
    tracksChanges: true,
    canTrackChanges: true,
    columns: new Map(Object.entries(columns)),
    keys: [],
    ...rest,
  };
}

/** An environment with the sales application and nothing of ours. */
export function environment(rest: Partial<Inventory> = {}): Inventory {
  return {
    organization: { id: 'o', name: 'Contoso' },
    languageCode: 1033,
    connectorUser: { id: 'u', name: 'Connector' },
    publisher: null,
    solution: null,
    tables: new Map([
      ['opportunity', table({ name: column('string') })],
      ['lead', table({ subject: column('string') })],
    ]),
    forms: [{ id: 'f', table: 'opportunity', name: 'Opportunity', xml: FORM }],
    variables: new Map(),
    roles: new Map(),
    privileges: new Map(),
    endpoint: null,
    ...rest,
  };
}

export const stepNamed = (steps: readonly Step[], name: string): Step | undefined =>
  steps.find((step) => step.name === name);
