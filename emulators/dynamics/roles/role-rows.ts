import type { Organisation } from '../organisation.ts';
import { plantRow } from '../records/plant.ts';
import { guidOf } from '../schema/columns.ts';
import { DEPTHS, SYSTEM_ADMINISTRATOR } from './grants.ts';

const roleId = (name: string): string => guidOf(`role:${name}`);

/** Rows for the roles of the world, and for who has them. */
export function seedRoles(org: Organisation): void {
  const names = new Set([SYSTEM_ADMINISTRATOR, ...org.world.roles.map(({ name }) => name)]);
  for (const name of names) {
    plantRow(org, 'role', roleId(name), {
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

export function giveRole(org: Organisation, userId: string, role: string): void {
  plantRow(org, 'systemuserroles', guidOf(`userrole:${userId}:${role}`), { systemuserid: userId, roleid: role });
}

export function takeRole(org: Organisation, userId: string, role: string): void {
  org.store.delete('systemuserroles', guidOf(`userrole:${userId}:${role}`));
}

export function grantPrivilege(org: Organisation, role: string, privilegeId: string, depth: keyof typeof DEPTHS): void {
  plantRow(org, 'roleprivileges', guidOf(`roleprivilege:${role}:${privilegeId}`), {
    roleid: role,
    privilegeid: privilegeId,
    privilegedepthmask: DEPTHS[depth],
  });
}
