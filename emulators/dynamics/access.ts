import type { Row } from './records/store.ts';
import { refuse } from './refusal.ts';
import { notAllowed } from './refusals.ts';
import type { Column, Table } from './schema/types.ts';
import type { Restrictions, RIGHTS, WorldRole } from './world-schema.ts';

export type Right = (typeof RIGHTS)[number];

/** A right that a role gives which was made after the start. */
export interface Grant {
  table: string;
  right: Right;
  depth: 'user' | 'organization';
}

/** What one user may do. */
export interface Access {
  /** Null: the system administrator's role, which may do everything. */
  role: WorldRole | null;
  actOnBehalf: boolean;
  restrictions: Restrictions | undefined;
  /** Beyond the role. */
  grants?: readonly Grant[];
  /** Of the application user who impersonates: only what both may do is allowed. */
  within?: Access;
}

/** On whose behalf something is read or written. */
export interface Caller {
  /** The user whose rights count: the impersonated one, if any. */
  userId: string;
  /** The application user who impersonates. */
  onBehalfBy: string | null;
  access: Access;
}

/** The access of the platform itself and of people at a screen. */
export const FULL_ACCESS: Access = { role: null, actOnBehalf: true, restrictions: undefined };

const PRIVILEGE: Readonly<Record<Right, string>> = {
  create: 'Create',
  read: 'Read',
  write: 'Write',
  delete: 'Delete',
  append: 'Append',
  appendto: 'AppendTo',
  assign: 'Assign',
  share: 'Share',
};

type Depth = 'none' | 'user' | 'organization';

/** How far a right of the user reaches in a table. */
export function depthOf(access: Access, right: Right, table: string): Depth {
  const own = ownDepth(access, right, table);
  const outer = access.within ? ownDepth(access.within, right, table) : own;
  return outer === 'none' || (outer === 'user' && own === 'organization') ? outer : own;
}

function ownDepth({ role, restrictions, grants = [] }: Access, right: Right, table: string): Depth {
  if (restrictions?.hiddenTables.includes(table)) return 'none';
  if (right !== 'read' && restrictions?.readOnlyTables.includes(table)) return 'none';
  if (!role) return 'organization';
  const named = role.privileges.find((privilege) => privilege.table === table);
  const privilege = named ?? role.privileges.find((each) => each.table === '*');
  const depths = grants.filter((grant) => grant.table === table && grant.right === right).map(({ depth }) => depth);
  if (privilege?.rights.includes(right)) depths.push(privilege.depth);
  if (depths.includes('organization')) return 'organization';
  return depths[0] ?? 'none';
}

const ownerOf = (row: Row): unknown => (row.values.get('ownerid') as { id?: unknown } | null | undefined)?.id;

function reaches(caller: Caller, depth: Depth, row: Row): boolean {
  if (caller.access.restrictions?.hiddenRows.includes(row.id)) return false;
  if (depth === 'organization') return true;
  return depth === 'user' && (ownerOf(row) === caller.userId || !row.values.has('ownerid'));
}

/** Whether the caller sees the row. */
export const canRead = (caller: Caller, row: Row): boolean =>
  reaches(caller, depthOf(caller.access, 'read', row.table), row);

/** Throws 403 unless the caller has the right in the table, and for this row. */
export function requireRight(caller: Caller, right: Right, table: Table, row?: Row): void {
  const depth = depthOf(caller.access, right, table.logicalName);
  if (depth === 'none') {
    const privilege = `prv${PRIVILEGE[right]}${table.schemaName}`;
    throw notAllowed(
      `Principal user (Id=${caller.userId}, type=8) is missing ${privilege} privilege on OTC=${table.typeCode} for entity '${table.logicalName}'.`,
    );
  }
  if (row && !reaches(caller, depth, row)) {
    throw notAllowed(
      `SecLib::AccessCheckEx failed. Principal user (Id=${caller.userId}, type=8) does not have ${PRIVILEGE[right]}Access rights for the '${table.logicalName}' with Id=${row.id}.`,
    );
  }
}

/** Throws 403 unless the caller may read all rows of the table, as change tracking demands. */
export function requireOrganisationWide(caller: Caller, table: Table): void {
  requireRight(caller, 'read', table);
  if (depthOf(caller.access, 'read', table.logicalName) === 'organization') return;
  throw notAllowed(
    `Principal user (Id=${caller.userId}, type=8) needs organization-level read access to '${table.logicalName}' to retrieve changes.`,
  );
}

const nameOf = (table: string, column: Column) => `${table}.${column.logicalName}`;

/** Whether column security hides the values from the caller; they read as null then. */
export const isSecret = ({ access }: Caller, table: string, column: Column): boolean =>
  access.restrictions?.hiddenColumns.includes(nameOf(table, column)) ?? false;

/** Throws 403 where column security keeps the caller from writing. */
export function requireColumn(caller: Caller, table: string, column: Column): void {
  const isLocked = caller.access.restrictions?.readOnlyColumns.includes(nameOf(table, column));
  if (!isLocked && !isSecret(caller, table, column)) return;
  throw refuse(
    403,
    '0x8004f508',
    `Caller user with Id ${caller.userId} does not have update permissions to the ${nameOf(table, column)} secured field.`,
  );
}
