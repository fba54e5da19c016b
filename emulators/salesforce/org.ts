import type { EmulatorKit } from '../kit/kit.ts';
import type { SalesforceSwitch } from './behaviours.ts';
import { makeId } from './ids.ts';
import { createLocks, type Locks } from './locks.ts';
import { createMetadataState, type MetadataState } from './metadata/state.ts';
import { createPermissions, fullView, type Permissions } from './permissions.ts';
import type { CoerceContext } from './records/coerce.ts';
import { createStore, type Store } from './records/store.ts';
import type { DuplicateRule } from './rules/duplicates.ts';
import type { ValidationRule } from './rules/validation.ts';
import { firstSObjects, type OrgView } from './schema/catalogue.ts';
import { COUNTRIES, STATE_ENTRIES } from './schema/countries.ts';
import { createSchema, type OrgSchema } from './schema/org-schema.ts';
import type { FieldSpec, OrgFeatures, PicklistEntry, Row, SObjectSpec } from './schema/types.ts';
import { SalesforceWorld } from './world-schema.ts';

/** On whose behalf something is read or written. */
export interface Actor {
  userId: string;
  view: OrgView;
  /** The caller accepts records that a duplicate rule finds. */
  allowDuplicates: boolean;
  isVisible(row: Row): boolean;
}

/** The emulated organisation: everything that requests, people and the clock act on. */
export interface Org extends CoerceContext {
  readonly kit: EmulatorKit<SalesforceSwitch>;
  /** Base URL of the emulator once it listens. */
  url: string;
  world: SalesforceWorld;
  features: OrgFeatures;
  schema: OrgSchema;
  store: Store;
  permissions: Permissions;
  fullView: OrgView;
  validationRules: Map<string, ValidationRule>;
  /** What administrators deploy besides sObjects, fields and permission sets. */
  metadata: MetadataState;
  duplicateRules: DuplicateRule[];
  locks: Locks;
  /** Records locked by an approval. */
  approvals: Set<string>;
  /** PEM of the key that JWT bearer assertions must be signed with. */
  publicKey: string | undefined;
  nextId(sobject: string): string;
  /** Next number of an auto-numbered name. */
  nextNumber(sobject: string): number;
  /** A row with every field at its default; copy it before changing. */
  blankRow(spec: SObjectSpec): Row;
  /** Gives the organisation other sObjects and fields; records keep what still exists. Not within a request. */
  changeSchema(specs: readonly SObjectSpec[]): void;
  /** Empties the organisation and gives it another world, still without that world's records. */
  empty(world: SalesforceWorld): void;
}

function featuresOf({ organization }: SalesforceWorld): OrgFeatures {
  const { statePicklists, multiCurrency, opportunityTeams, enhancedNotes } = organization;
  return { statePicklists, multiCurrency, opportunityTeams, enhancedNotes };
}

/** Ids below this counter are left to records with ids of their own. */
const FIRST_COUNTER = 10_000;

export function createOrg(kit: EmulatorKit<SalesforceSwitch>): Org {
  let counters = new Map<string, number>();
  let blanks = new Map<string, Row>();

  function count(name: string, first: number): number {
    const next = counters.get(name) ?? first;
    counters.set(name, next + 1);
    return next;
  }

  function valuesOf(sobject: string): PicklistEntry[] {
    // Retired stages are not offered; lead statuses cannot be retired here.
    const rows = [...org.store.table(sobject).rows()].filter((row) => row['IsActive'] !== false);
    return rows.map((row) => ({
      value: String(row['ApiName']),
      label: String(row['MasterLabel']),
      ...(row['IsDefault'] === true ? { isDefault: true } : {}),
    }));
  }

  function currencies(): PicklistEntry[] {
    const { currencies: codes, defaultCurrency } = org.world.organization;
    return codes.map((code) => ({ value: code, label: code, isDefault: code === defaultCurrency }));
  }

  function picklistOf(field: FieldSpec): readonly PicklistEntry[] {
    if (field.valuesOf) return valuesOf(field.valuesOf);
    if (field.name === 'CurrencyIsoCode') return currencies();
    if (field.name.endsWith('CountryCode')) return COUNTRIES;
    if (field.name.endsWith('StateCode')) return STATE_ENTRIES;
    return field.picklist ?? [];
  }

  function makeBlank(spec: SObjectSpec): Row {
    const row: Row = {};
    for (const field of spec.fields) if (field.type !== 'address') row[field.name] = field.defaultValue ?? null;
    const isPriced = spec.fields.some((field) => field.name === 'CurrencyIsoCode');
    if (isPriced && org.features.multiCurrency) row['CurrencyIsoCode'] = org.world.organization.defaultCurrency;
    return row;
  }

  function stateOf(world: SalesforceWorld) {
    const features = featuresOf(world);
    const schema = createSchema(firstSObjects(world.organization.microsoftPackage));
    const store = createStore(schema.specs);
    return {
      world,
      features,
      schema,
      store,
      permissions: createPermissions({ store, features, schema: () => org.schema, clock: kit.clock }),
      fullView: fullView(schema, features),
      validationRules: new Map<string, ValidationRule>(),
      metadata: createMetadataState(),
      duplicateRules: [] as DuplicateRule[],
      locks: createLocks(),
      approvals: new Set<string>(),
      publicKey: world.client.publicKey,
    };
  }

  const org: Org = {
    kit,
    url: '',
    ...stateOf(SalesforceWorld.parse({})),
    picklistOf,
    prefixOf: (sobject) => org.schema.prefixOf(sobject),
    get trimText() {
      return kit.switches.flag('trims-text');
    },
    nextId: (sobject) => makeId(org.schema.prefixOf(sobject) ?? '', count(sobject, FIRST_COUNTER)),
    nextNumber: (sobject) => count(`${sobject} number`, 1),
    blankRow(spec) {
      const known = blanks.get(spec.name);
      if (known) return known;
      const made = makeBlank(spec);
      blanks.set(spec.name, made);
      return made;
    },
    changeSchema(specs) {
      org.schema = createSchema(specs);
      org.store.adopt(org.schema.specs);
      org.fullView = fullView(org.schema, org.features);
      blanks = new Map();
    },
    empty(world) {
      counters = new Map();
      blanks = new Map();
      Object.assign(org, stateOf(world));
    },
  };
  return org;
}

/** The actor for a user who calls the API. */
export function apiActor(org: Org, userId: string, allowDuplicates = false): Actor {
  return {
    userId,
    view: org.permissions.viewOf(userId),
    allowDuplicates,
    isVisible: (row) => !org.permissions.isHidden(userId, String(row['Id'])),
  };
}

/** The actor for a person at the screen, who sees every field and has read the duplicate warning. */
export function personActor(org: Org, userId: string): Actor {
  return { userId, view: org.fullView, allowDuplicates: true, isVisible: () => true };
}
