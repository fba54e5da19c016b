import { requireRight } from '../access.ts';
import { type ApiAnswer, bodyOf, type Call, NO_CONTENT, type Resource } from '../api/call.ts';
import { readingOf } from '../api/reading.ts';
import { isNamed, isRow, keyIn, matchSteps, segmentAt, tableIn } from '../api/steps.ts';
import { readMany } from '../odata/read.ts';
import type { Body } from '../records/draft.ts';
import { bound, requireByKey } from '../records/lookup.ts';
import type { Row } from '../records/store.ts';
import { malformed, refuse } from '../refusal.ts';
import { noSuchProperty } from '../refusals.ts';
import { addedTo, DEPTHS, rolesOfUser, SYSTEM_ADMINISTRATOR } from './grants.ts';
import { behind, privilegesOf } from './privileges.ts';
import { giveRole, grantPrivilege, takeRole } from './role-rows.ts';

const ROLES = 'systemuserroles_association';

function userIn(call: Call, right: 'read' | 'write'): Row {
  const table = tableIn(call);
  if (table.logicalName !== 'systemuser') throw noSuchProperty(ROLES, table.logicalName);
  requireRight(call.caller, right, table);
  return requireByKey(call.org, table, keyIn(call));
}

function listRoles(call: Call): ApiAnswer {
  const user = userIn(call, 'read');
  const table = call.org.schema.tables.get('role');
  if (!table) throw noSuchProperty(ROLES, 'systemuser');
  const rows = rolesOfUser(call.org, user.id).flatMap((id) => call.org.store.get('role', id) ?? []);
  return {
    status: 200,
    body: readMany(readingOf(call), table, rows, `systemusers(${user.id})/${ROLES}`, call.options),
  };
}

function assignRole(call: Call): ApiAnswer {
  const user = userIn(call, 'write');
  const role = bound(call.org, bodyOf(call)['@odata.id']);
  if (role.table !== 'role') throw malformed(`'${role.table}' is no role.`);
  giveRole(call.org, user.id, role.id);
  return NO_CONTENT;
}

function removeRole(call: Call): ApiAnswer {
  const user = userIn(call, 'write');
  const { key } = segmentAt(call, 1);
  if (key?.kind !== 'id') throw malformed('The role must be named by its id.');
  takeRole(call.org, user.id, key.id);
  return NO_CONTENT;
}

function addPrivileges(call: Call): ApiAnswer {
  const table = tableIn(call);
  if (table.logicalName !== 'role') throw noSuchProperty('AddPrivilegesRole', table.logicalName);
  const role = requireByKey(call.org, table, keyIn(call));
  requireRight(call.caller, 'write', table, role);
  const given = bodyOf(call)['Privileges'];
  if (!Array.isArray(given)) throw malformed("The parameter 'Privileges' is missing.");
  for (const each of given as Body[]) {
    const id = String(each['PrivilegeId'] ?? '').toLowerCase();
    const depth = String(each['Depth']);
    const [found] = behind(call.org.schema, id);
    if (!found) throw refuse(404, '0x80040217', `privilege With Id = ${id} Does Not Exist`);
    if (!(depth in DEPTHS)) throw malformed(`'${depth}' is no PrivilegeDepth.`);
    if (depth !== 'Global' && !found.privilege.canBeBasic) {
      throw refuse(400, '0x80044150', `The privilege ${found.privilege.name} cannot have the depth ${depth}.`);
    }
    grantPrivilege(call.org, role.id, id, depth as keyof typeof DEPTHS);
  }
  return NO_CONTENT;
}

const NAMES: Readonly<Record<number, string>> = { 1: 'Basic', 2: 'Local', 4: 'Deep', 8: 'Global' };

/** `RetrieveRolePrivilegesRole(RoleId=…)`, the id also as a parameter alias. */
function rolePrivileges(call: Call): ApiAnswer {
  const { org } = call;
  const [, text = ''] = /\(RoleId=([^)]+)\)/i.exec(decodeURIComponent(call.path)) ?? [];
  const alias = text.startsWith('@') ? new URLSearchParams(call.search).get(text) : text;
  const role = org.store.get('role', String(alias).toLowerCase());
  if (!role) throw refuse(404, '0x80040217', `role With Id = ${String(alias)} Does Not Exist`);
  const added = addedTo(org, role.id).flatMap(({ privilegeId, depth }) => {
    const name = behind(org.schema, privilegeId)[0]?.privilege.name;
    return name === undefined ? [] : [{ id: privilegeId, name, depth: NAMES[depth] ?? 'Basic' }];
  });
  const RolePrivileges = [...fromWorld(call, role), ...added].map(({ id, name, depth }) => ({
    Depth: depth,
    PrivilegeId: id,
    BusinessUnitId: org.businessUnitId,
    PrivilegeName: name,
    RecordFilterId: '00000000-0000-0000-0000-000000000000',
    RecordFilterUniqueName: '',
  }));
  const context = `${call.root}/$metadata#Microsoft.Dynamics.CRM.RetrieveRolePrivilegesRoleResponse`;
  return { status: 200, body: { '@odata.context': context, RolePrivileges } };
}

function fromWorld({ org }: Call, row: Row): { id: string; name: string; depth: string }[] {
  const name = String(row.values.get('name'));
  const role = org.world.roles.find((each) => each.name === name);
  if (!role && name !== SYSTEM_ADMINISTRATOR) return [];
  return [...org.schema.tables.values()].flatMap((table) => {
    const entry =
      role?.privileges.find((each) => each.table === table.logicalName) ??
      role?.privileges.find((each) => each.table === '*');
    return privilegesOf(table)
      .filter(({ right }) => !role || entry?.rights.includes(right))
      .map((each) => ({ id: each.id, name: each.name, depth: entry?.depth === 'user' ? 'Basic' : 'Global' }));
  });
}

const member = isNamed(ROLES);

/** Security roles: what they grant and who has them. */
export const ROLE_RESOURCES: readonly Resource[] = [
  {
    operation: 'list-user-roles',
    kind: 'read',
    method: 'GET',
    matches: matchSteps(isRow, member),
    answer: listRoles,
  },
  {
    operation: 'assign-role',
    kind: 'write',
    method: 'POST',
    matches: matchSteps(isRow, member, isNamed('$ref')),
    answer: assignRole,
  },
  {
    operation: 'remove-role',
    kind: 'write',
    method: 'DELETE',
    matches: matchSteps(isRow, member, isNamed('$ref')),
    answer: removeRole,
  },
  {
    operation: 'add-privileges',
    kind: 'write',
    method: 'POST',
    matches: matchSteps(isRow, isNamed('Microsoft.Dynamics.CRM.AddPrivilegesRole')),
    answer: addPrivileges,
  },
  {
    operation: 'retrieve-role-privileges',
    kind: 'read',
    method: 'GET',
    matches: matchSteps(isNamed('RetrieveRolePrivilegesRole')),
    answer: rolePrivileges,
  },
];
