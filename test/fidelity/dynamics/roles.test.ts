import { expect, test } from 'vitest';
import { DEFAULT_USERS } from '../../../emulators/dynamics/world-schema.ts';
import { useCaller } from './caller.ts';

/** The connector's user may read users and change roles, and has no right to opportunities. */
const caller = useCaller({
  users: DEFAULT_USERS.map((user) => (user.applicationId ? { ...user, role: 'Roles only' } : user)),
  roles: [
    {
      name: 'Roles only',
      privileges: [{ table: 'systemuser' }, { table: 'role' }, { table: 'businessunit' }, { table: 'entity' }],
    },
  ],
});

async function privilegeOf(table: string, type: string) {
  const { body } = await caller().call('GET', `EntityDefinitions(LogicalName='${table}')?$select=Privileges`);
  return body.Privileges.find((each: { PrivilegeType: string }) => each.PrivilegeType === type);
}

test('DV35e: a role grants what was added to it to whom it is assigned', async () => {
  const { call, create, emulator } = caller();
  const user = emulator.credentials.userId;
  const { _businessunitid_value: unit } = (await call('GET', `systemusers(${user})`)).body;
  const role = await create('roles', { name: 'Reader', 'businessunitid@odata.bind': `/businessunits(${unit})` });
  const id = String(role['roleid']);
  expect((await call('GET', 'opportunities')).status).toBe(403);
  const { PrivilegeId, Name } = await privilegeOf('opportunity', 'Read');
  const grant = { Privileges: [{ PrivilegeId, Depth: 'Global', BusinessUnitId: unit }] };
  expect((await call('POST', `roles(${id})/Microsoft.Dynamics.CRM.AddPrivilegesRole`, grant)).status).toBe(204);
  expect((await call('GET', 'opportunities')).status).toBe(403);
  const reference = { '@odata.id': `${emulator.credentials.apiUrl}roles(${id})` };
  expect((await call('POST', `systemusers(${user})/systemuserroles_association/$ref`, reference)).status).toBe(204);
  expect((await call('GET', 'opportunities')).status).toBe(200);
  expect((await call('POST', 'opportunities', { name: 'Not granted' })).status).toBe(403);
  const held = await call('GET', `systemusers(${user})/systemuserroles_association?$select=name`);
  const names = held.body.value.map(({ name }: { name: string }) => name);
  expect(names.sort()).toEqual(['Reader', 'Roles only']);
  const { body } = await call('GET', `RetrieveRolePrivilegesRole(RoleId=${id})`);
  expect(body.RolePrivileges).toMatchObject([{ PrivilegeId, PrivilegeName: Name, Depth: 'Global' }]);
});

test('DV35e: rows of the organisation are reached by all or by nobody, and activities share their privileges', async () => {
  expect(await privilegeOf('transactioncurrency', 'Read')).toMatchObject({ CanBeBasic: false, CanBeGlobal: true });
  expect(await privilegeOf('transactioncurrency', 'Share')).toBeUndefined();
  expect(await privilegeOf('opportunityclose', 'Create')).toMatchObject({ Name: 'prvCreateActivity' });
});
