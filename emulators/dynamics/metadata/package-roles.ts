import type { XmlElement } from '@rgrove/parse-xml';
import type { Organisation } from '../organisation.ts';
import type { Row } from '../records/store.ts';
import { refuse } from '../refusal.ts';
import { addedTo, DEPTHS } from '../roles/grants.ts';
import { behind, type Privilege, privilegesOf } from '../roles/privileges.ts';
import { grantPrivilege } from '../roles/role-rows.ts';
import type { WriteScope } from '../rules/types.ts';
import { at, childrenOf, element } from './xml.ts';

type Depth = keyof typeof DEPTHS;

/** A security role within a solution file; its privileges go by name, because their ids differ. */
export interface FileRole {
  id: string;
  name: string;
  privileges: readonly { name: string; level: Depth }[];
}

const levelOf = (mask: number): string => Object.entries(DEPTHS).find(([, depth]) => depth === mask)?.[0] ?? 'Basic';

function roleXml(org: Organisation, role: Row): string {
  const privileges = addedTo(org, role.id).flatMap(({ privilegeId, depth }) => {
    const [found] = behind(org.schema, privilegeId);
    return found ? [element('RolePrivilege', { name: found.privilege.name, level: levelOf(depth) })] : [];
  });
  const attributes = { id: `{${role.id}}`, name: String(role.values.get('name')) };
  return element('Role', attributes, element('RolePrivileges', {}, privileges.join('')));
}

export const rolesXml = (org: Organisation, roles: readonly Row[]): string =>
  element('Roles', {}, roles.map((role) => roleXml(org, role)).join(''));

/** The roles of a file. */
export function rolesIn(customizations: XmlElement): FileRole[] {
  return childrenOf(at(customizations, 'Roles'), 'Role').map((role) => ({
    id: (role.attributes['id'] ?? '').replace(/[{}]/g, '').toLowerCase(),
    name: role.attributes['name'] ?? '',
    privileges: childrenOf(at(role, 'RolePrivileges'), 'RolePrivilege').map(({ attributes }) => ({
      name: attributes['name'] ?? '',
      level: (attributes['level'] ?? 'Basic') as Depth,
    })),
  }));
}

function privilegeNamed(org: Organisation, name: string): Privilege {
  for (const table of org.schema.tables.values()) {
    const found = privilegesOf(table).find((privilege) => privilege.name === name);
    if (found) return found;
  }
  throw refuse(400, '0x80048033', `The package needs the privilege '${name}', which is missing here.`);
}

/** Makes the roles of a file, or gives known ones exactly the privileges of the file. */
export function importRoles(scope: WriteScope, roles: readonly FileRole[]): void {
  const { org } = scope;
  for (const { id, name, privileges } of roles) {
    const businessunitid = { table: 'businessunit', id: org.businessUnitId };
    if (!org.store.get('role', id)) scope.insert('role', { roleid: id, name, businessunitid });
    for (const row of org.store.having('roleprivileges', 'roleid', id)) org.store.delete('roleprivileges', row.id);
    for (const privilege of privileges) {
      grantPrivilege(org, id, privilegeNamed(org, privilege.name).id, privilege.level);
    }
  }
}

/** Takes a role away together with whom it was given to. */
export function removeRole(org: Organisation, role: Row): void {
  for (const table of ['roleprivileges', 'systemuserroles']) {
    for (const row of org.store.having(table, 'roleid', role.id)) org.store.delete(table, row.id);
  }
  org.store.delete('role', role.id);
}
