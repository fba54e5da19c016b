import type { EmulatorKit } from '../kit/kit.ts';
import { type Access, type Caller, FULL_ACCESS } from './access.ts';
import type { DynamicsSwitch } from './behaviours.ts';
import { createStore, type Row, type Store } from './records/store.ts';
import { grantsOf, SYSTEM_ADMINISTRATOR } from './roles/grants.ts';
import type { ValidationRule } from './rules/validation-rule.ts';
import { createSchema, type Schema } from './schema/schema.ts';
import { createServerCache, type ServerCache } from './schema/server-cache.ts';
import type { Table } from './schema/types.ts';
import { toStamp } from './stamps.ts';
import { type DuplicateRule, DynamicsWorld, type Restrictions } from './world-schema.ts';

/** A row that was written, as steps registered for the message learn of it. */
export interface RowChange {
  message: 'Create' | 'Update' | 'Delete';
  table: string;
  id: string;
  /** Logical names of the columns that the request wrote. */
  columns: readonly string[];
  before: Row | undefined;
  after: Row | undefined;
  caller: Caller;
  /** The `tag` of the request, which travels along in the shared variables. */
  tag: string | null;
  /** Ids of steps that the request bypasses. */
  bypassedSteps: readonly string[];
}

/** The emulated organisation: everything that requests, people and the clock act on. */
export interface Organisation {
  readonly kit: EmulatorKit<DynamicsSwitch>;
  /** Base URL of the emulator once it listens. */
  url: string;
  world: DynamicsWorld;
  /** The schema as the request that is answered sees it. */
  schema: Schema;
  /** All of it, whatever a server's cache still lacks. */
  wholeSchema: Schema;
  cache: ServerCache;
  store: Store;
  /** Ids of the rows that stand for the organisation's own parts. */
  baseCurrencyId: string;
  businessUnitId: string;
  /** PEM of the key that client assertions must be signed with. */
  publicKey: string | undefined;
  duplicateRules: DuplicateRule[];
  validationRules: Map<string, ValidationRule>;
  /** What people have restricted, by user id. */
  restrictions: Map<string, Restrictions>;
  /** Version at which the metadata of a table last changed; older delta tokens are worthless. */
  schemaVersions: Map<string, number>;
  /** Changes of the request that is under way; told to the listeners once it is committed. */
  pending: RowChange[];
  listeners: ((change: RowChange) => void)[];
  /** A row's values with every column at its default; copy it before changing. */
  blank(table: Table): ReadonlyMap<string, unknown>;
  /** Stamp of this moment. */
  stamp(): string;
  /** Call after every change of a table's metadata. */
  touchSchema(table: string): void;
  accessOf(userId: string): Access;
  /** Runs a write; when it is refused, everything it did is undone. */
  atomically<T>(write: () => T): T;
  /** Ends a request or an act: changes stay and are told. */
  commit(): void;
  /** Empties the organisation and gives it another world, still without that world's rows. */
  empty(world: DynamicsWorld): void;
}

function makeBlank(table: Table): ReadonlyMap<string, unknown> {
  const values = new Map<string, unknown>();
  for (const column of table.columns.values()) values.set(column.logicalName, column.default ?? null);
  return values;
}

function stateOf({ clock, switches }: Organisation['kit'], world: DynamicsWorld) {
  const schema = createSchema(world.organization.installed);
  return {
    world,
    schema,
    wholeSchema: schema,
    cache: createServerCache(schema, clock, () => switches.number('DV39')),
    store: createStore(),
    publicKey: world.client.publicKey,
    duplicateRules: [...world.duplicateRules],
    validationRules: new Map<string, ValidationRule>(),
    restrictions: new Map<string, Restrictions>(),
    schemaVersions: new Map<string, number>(),
    pending: [] as RowChange[],
    baseCurrencyId: '',
    businessUnitId: '',
  };
}

export function createOrganisation(kit: EmulatorKit<DynamicsSwitch>): Organisation {
  let blanks = new Map<string, ReadonlyMap<string, unknown>>();
  const org: Organisation = {
    kit,
    url: '',
    ...stateOf(kit, DynamicsWorld.parse({})),
    listeners: [],
    blank(table) {
      const known = blanks.get(table.logicalName);
      if (known) return known;
      const made = makeBlank(org.wholeSchema.tables.get(table.logicalName) ?? table);
      blanks.set(table.logicalName, made);
      return made;
    },
    stamp: () => toStamp(kit.clock.now()),
    touchSchema(table) {
      blanks.delete(table);
      org.schemaVersions.set(table, org.store.nextVersion());
      org.cache.note(table);
    },
    accessOf(userId) {
      const username = org.store.get('systemuser', userId)?.values.get('domainname');
      const user = org.world.users.find((each) => each.username === username);
      const restrictions = org.restrictions.get(userId) ?? user?.restrictions;
      if (user?.role === SYSTEM_ADMINISTRATOR) return { ...FULL_ACCESS, restrictions };
      const role = org.world.roles.find((each) => each.name === user?.role) ?? {
        name: '(none)',
        privileges: [],
        actOnBehalf: false,
      };
      return { role, actOnBehalf: role.actOnBehalf, restrictions, grants: grantsOf(org, userId) };
    },
    atomically(write) {
      const savepoint = org.store.savepoint();
      const told = org.pending.length;
      try {
        return write();
      } catch (error) {
        org.store.rollback(savepoint);
        org.pending.length = told;
        throw error;
      }
    },
    commit() {
      org.store.commit();
      const changes = org.pending;
      org.pending = [];
      for (const change of changes) for (const listener of org.listeners) listener(change);
    },
    empty(world) {
      blanks = new Map();
      Object.assign(org, stateOf(kit, world));
    },
  };
  return org;
}

/** The caller for a user who calls the API, possibly in the place of another. */
export const apiCaller = (org: Organisation, userId: string, onBehalfBy: string | null = null): Caller => ({
  userId,
  onBehalfBy,
  access: org.accessOf(userId),
});

/** The caller for a person at the screen, who may do everything. */
export const personCaller = (userId: string): Caller => ({ userId, onBehalfBy: null, access: FULL_ACCESS });
