import * as z from 'zod';
import { understood } from '../schema.ts';
import { marked } from './definitions.ts';
import type { PrivilegeFacts } from './inventory.ts';
import { type OrgAdmin, quoted } from './org-admin.ts';
import { grantedTables, type RoleSource } from './package.ts';
import { privilegeKey, privilegesOf, reachOf } from './plan-roles.ts';
import { definitionPath } from './read-table.ts';
import type { Site } from './site.ts';

const DEPTHS = ['Basic', 'Local', 'Deep', 'Global'] as const;

const Privileges = z.object({
  Privileges: z
    .array(
      z.object({
        PrivilegeId: z.string(),
        PrivilegeType: z.string().transform((type) => type.toLowerCase()),
        CanBeBasic: z.boolean().nullish(),
      }),
    )
    .nullish(),
});

/** Which privileges tables know. They are read, never composed: activities share theirs (contract §6.4). */
export async function readPrivileges(
  tables: readonly string[],
  admin: OrgAdmin,
): Promise<ReadonlyMap<string, PrivilegeFacts>> {
  const read = tables.map(async (table) => {
    const definition = await admin.read(`${definitionPath(table)}?$select=Privileges`);
    const { Privileges: known } = understood(Privileges, definition ?? {}, 'Privileges');
    return (known ?? []).map(({ PrivilegeId: id, PrivilegeType: type, CanBeBasic }) => {
      const facts: PrivilegeFacts = { id: id.toLowerCase(), canBeBasic: CanBeBasic ?? true };
      return [`${table} ${type}`, facts] as const;
    });
  });
  return new Map((await Promise.all(read)).flat());
}

/** Makes the role where it is missing, and adds the rights that it lacks; none is taken away. */
export async function writeRole(role: RoleSource, site: Site): Promise<void> {
  const { admin, pack, inventory, place } = site;
  const unit = await businessUnit(site);
  const body = {
    name: role.name,
    description: marked(role.description),
    'businessunitid@odata.bind': `/businessunits(${unit})`,
  };
  const solution = pack.solution.uniqueName;
  const id = inventory.roles.get(role.name)?.id ?? (await admin.create('roles', body, { solution }));
  const own = new Set(pack.own.map(({ name }) => name));
  const wanted = privilegesOf(role, (table) => !own.has(table) || place.tableNote(table) === null);
  const known = await readPrivileges(grantedTables({ roles: [role] }), admin);
  const given = wanted.flatMap(({ table, right, depth }) => {
    const privilege = known.get(privilegeKey(table, right));
    if (!privilege) return [];
    return [{ PrivilegeId: privilege.id, Depth: DEPTHS[reachOf(depth, privilege)], BusinessUnitId: unit }];
  });
  await admin.act(`roles(${id})/Microsoft.Dynamics.CRM.AddPrivilegesRole`, { Privileges: given });
}

async function businessUnit({ admin, inventory }: Site): Promise<string> {
  const row = await admin.read(`systemusers(${inventory.connectorUser.id})?$select=_businessunitid_value`);
  return String(row?.['_businessunitid_value'] ?? '');
}

export async function assignRole(role: string, user: string, { admin }: Site): Promise<void> {
  const filter = `_parentroleid_value eq null and name eq ${quoted(role)}`;
  const [row] = await admin.rows(`roles?$select=roleid&$filter=${filter}`);
  await admin.act(`systemusers(${user})/systemuserroles_association/$ref`, {
    '@odata.id': admin.address(`roles(${String(row?.['roleid'] ?? '')})`),
  });
}
