import type { Organisation } from '../organisation.ts';
import { guidOf } from '../schema/columns.ts';
import { DEPTHS, SYSTEM_ADMINISTRATOR } from './grants.ts';

const roleId = (name: string): string => guidOf(`role:${name}`);

/** Rows for the roles of the world, and for who has them. */
export function seedRoles(org: Organisation): void {
  const names = new Set([SYSTEM_ADMINISTRATOR, ...org.world.roles.map(({ name }) => name)]);
  for (const name of names) {
    put(org, 'role', roleId(name), {
      roleid: roleId(name),
      name,
      businessunitid: { table: 'businessunit', id: org.businessUnitId },
    });
  }
  for (const { username, role } of org.world.users) {
    const [user] = org.store.having('systemuser', 'domainname', username);
    if (user && role !== null && names.has(role)) giveRole(org, user.id, roleId(role));
  }
}

function put(org: Organisation, table: string, id: string, values: Readonly<Record<string, unknown>>): void {
  const spec = org.schema.tables.get(table);
  if (!spec) throw new RangeError(`There is no table ${table}.`);
  org.store.put({ id, table, values: new Map([...org.blank(spec), [spec.primaryId, id], ...Object.entries(values)]) });
}

export function giveRole(org: Organisation, userId: string, role: string): void {
  put(org, 'systemuserroles', guidOf(`userrole:${userId}:${role}`), { systemuserid: userId, roleid: role });
}

export function takeRole(org: Organisation, userId: string, role: string): void {
  org.store.delete('systemuserroles', guidOf(`userrole:${userId}:${role}`));
}

export function grantPrivilege(org: Organisation, role: string, privilegeId: string, depth: keyof typeof DEPTHS): void {
  put(org, 'roleprivileges', guidOf(`roleprivilege:${role}:${privilegeId}`), {
    roleid: role,
    privilegeid: privilegeId,
    privilegedepthmask: DEPTHS[depth],
  });
}
