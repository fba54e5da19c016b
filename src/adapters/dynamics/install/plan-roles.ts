import type { Inventory } from './inventory.ts';
import type { Package, Right, RoleSource } from './package.ts';
import type { TableContext } from './plan-columns.ts';
import { created, kept, type Planned } from './step.ts';

/** How far a privilege reaches, as roles count it. */
const DEPTHS = { user: 0, organization: 3 } as const;

export interface WantedPrivilege {
  table: string;
  right: Right;
  depth: number;
}

/** The privileges of a role, without those of tables that are not there and will not be. */
export function privilegesOf(role: RoleSource, present: (table: string) => boolean): WantedPrivilege[] {
  return role.privileges.flatMap(({ tables, rights, depth }) =>
    tables.filter(present).flatMap((table) => rights.map((right) => ({ table, right, depth: DEPTHS[depth] }))),
  );
}

export const privilegeKey = (table: string, right: Right): string => `${table} ${right}`;

/** The depth that is given: rows that belong to the organisation are reached by all or by nobody. */
export const reachOf = (depth: number, { canBeBasic }: { canBeBasic: boolean }): number =>
  canBeBasic ? depth : DEPTHS.organization;

export function planRoles(pack: Package, { inventory, place }: TableContext): Planned[] {
  const own = new Set(pack.own.map(({ name }) => name));
  const present = (table: string) => !own.has(table) || place.tableNote(table) === null;
  const isComing = (table: string) => own.has(table) && !inventory.tables.has(table);
  return pack.roles.flatMap((role) => {
    const lacking = lackingOf(role, inventory, privilegesOf(role, present), isComing);
    return [planRole(role, inventory, lacking), ...planAssignment(role, inventory)];
  });
}

/** What a role that is there lacks; which privileges a table knows is told by its definition. */
function lackingOf(
  { name }: RoleSource,
  { roles, privileges }: Inventory,
  wanted: readonly WantedPrivilege[],
  isComing: (table: string) => boolean,
): number {
  const granted = roles.get(name)?.privileges;
  const lacking = wanted.filter(({ table, right, depth }) => {
    const privilege = privileges.get(privilegeKey(table, right));
    if (!privilege) return isComing(table);
    return (granted?.get(privilege.id) ?? -1) < reachOf(depth, privilege);
  });
  return lacking.length;
}

function planRole(role: RoleSource, { roles }: Inventory, lacking: number): Planned {
  if (!roles.has(role.name)) return created('role', role.name, [{ do: 'role', role }]);
  if (lacking === 0) return kept('role', role.name);
  const notes = [`${lacking} ${lacking === 1 ? 'right is' : 'rights are'} added; none is taken away.`];
  return { step: { kind: 'role', name: role.name, action: 'extend', notes }, work: [{ do: 'role', role }] };
}

function planAssignment(role: RoleSource, { roles, connectorUser }: Inventory): Planned[] {
  if (role.for !== 'connector') return [];
  const name = `${role.name} → ${connectorUser.name}`;
  if (roles.get(role.name)?.users.has(connectorUser.id)) return [kept('assignment', name)];
  const step = { kind: 'assignment', name, action: 'assign', notes: [] } as const;
  return [{ step, work: [{ do: 'assign', role: role.name, user: connectorUser.id }] }];
}
