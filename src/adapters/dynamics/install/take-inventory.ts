import * as z from 'zod';
import { type Row, understood } from '../schema.ts';
import { solutionTablesOf } from '../settings.ts';
import type { EndpointFacts, FormFacts, Inventory, RoleFacts, VariableFacts } from './inventory.ts';
import { type OrgAdmin, quoted } from './org-admin.ts';
import { grantedTables, type Package, tablesOf } from './package.ts';
import { readTable } from './read-table.ts';
import { readPrivileges } from './roles.ts';

const text = z
  .string()
  .nullish()
  .transform((given) => given ?? '');
const Publisher = z.object({
  publisherid: z.string(),
  customizationprefix: text,
  customizationoptionvalueprefix: z
    .number()
    .nullish()
    .transform((given) => given ?? 0),
});
const Solution = z.object({ solutionid: z.string(), version: text, ismanaged: z.boolean().nullish() });
const Organization = z.object({ name: text, languagecode: z.number().nullish() });
const User = z.object({ fullname: text });
const Form = z.object({ formid: z.string(), name: text, formxml: text, objecttypecode: z.string() });
const Definition = z.object({ environmentvariabledefinitionid: z.string(), schemaname: z.string() });
const Value = z.object({
  environmentvariablevalueid: z.string(),
  value: text,
  _environmentvariabledefinitionid_value: z.string(),
});
const Endpoint = z.object({ serviceendpointid: z.string(), url: text });
const Hook = z.object({
  sdkmessageprocessingstepid: z.string(),
  name: text,
  filteringattributes: text,
});
const Role = z.object({ roleid: z.string(), name: z.string() });

/** English, United States: what an environment has that does not tell its language. */
const ENGLISH = 1033;
/** A main form (the others are quick views, cards, …). */
const MAIN_FORM = 2;

/** Looks at the environment: some sixty small reads, none of them over records. */
export async function takeInventory(pack: Package, admin: OrgAdmin, connector: OrgAdmin): Promise<Inventory> {
  const { userId, organizationId } = await connector.whoAmI();
  const microsoft = solutionTablesOf('msft');
  const names = [...tablesOf(pack).map(({ name }) => name), microsoft.line, microsoft.detail];
  const [organization, user, publisher, solution, tables, forms, variables, roles, privileges, endpoint] =
    await Promise.all([
      admin.read(`organizations(${organizationId})?$select=name,languagecode`),
      admin.read(`systemusers(${userId})?$select=fullname`),
      one(
        admin,
        'publishers',
        pack.publisher.uniqueName,
        'customizationprefix,customizationoptionvalueprefix',
        Publisher,
      ),
      one(admin, 'solutions', pack.solution.uniqueName, 'version,ismanaged', Solution),
      Promise.all(names.map(async (name) => [name, await readTable(name, admin)] as const)),
      readForms(pack, admin),
      readVariables(pack, admin),
      readRoles(pack, admin, userId),
      readPrivileges(grantedTables(pack), admin),
      readEndpoint(pack, admin),
    ]);
  const { name, languagecode } = understood(Organization, organization ?? {}, 'organizations');
  return {
    organization: { id: organizationId, name },
    languageCode: languagecode ?? ENGLISH,
    connectorUser: { id: userId, name: understood(User, user ?? {}, 'systemusers').fullname || userId },
    publisher: publisher && {
      id: publisher.publisherid,
      prefix: publisher.customizationprefix,
      optionValuePrefix: publisher.customizationoptionvalueprefix,
    },
    solution: solution && {
      id: solution.solutionid,
      version: solution.version,
      managed: solution.ismanaged ?? false,
    },
    tables: new Map(tables.flatMap(([table, facts]) => (facts ? [[table, facts] as const] : []))),
    forms,
    variables,
    roles,
    privileges,
    endpoint,
  };
}

async function one<Shape extends z.ZodType>(
  admin: OrgAdmin,
  set: string,
  uniqueName: string,
  columns: string,
  shape: Shape,
): Promise<z.output<Shape> | null> {
  const [row] = await admin.rows(`${set}?$select=${columns}&$filter=uniquename eq ${quoted(uniqueName)}`);
  return row ? understood(shape, row, set) : null;
}

const anyOf = (column: string, values: readonly string[]): string =>
  values.map((value) => `${column} eq ${quoted(value)}`).join(' or ');

const read = <Shape extends z.ZodType>(shape: Shape, rows: readonly Row[], place: string): z.output<Shape>[] =>
  rows.map((row) => understood(shape, row, place));

/** Main forms of the tables that get our section. */
export async function readForms({ sections }: Package, admin: OrgAdmin): Promise<FormFacts[]> {
  const tables = anyOf('objecttypecode', [...sections.keys()]);
  const rows = await admin.rows(
    `systemforms?$select=name,formxml,objecttypecode&$filter=type eq ${MAIN_FORM} and (${tables})`,
  );
  return read(Form, rows, 'systemforms').map(({ formid, name, formxml, objecttypecode }) => ({
    id: formid,
    table: objecttypecode,
    name,
    xml: formxml,
  }));
}

async function readVariables({ variables }: Package, admin: OrgAdmin): Promise<Map<string, VariableFacts>> {
  const names = variables.map(({ name }) => name);
  const definitions = read(
    Definition,
    await admin.rows(`environmentvariabledefinitions?$select=schemaname&$filter=${anyOf('schemaname', names)}`),
    'environmentvariabledefinitions',
  );
  const found = definitions.map(async ({ environmentvariabledefinitionid: id, schemaname }) => {
    const rows = await admin.rows(
      `environmentvariablevalues?$select=value,_environmentvariabledefinitionid_value&$filter=_environmentvariabledefinitionid_value eq ${id}`,
    );
    const [value] = read(Value, rows, 'environmentvariablevalues');
    return [
      schemaname,
      { id, value: value ? { id: value.environmentvariablevalueid, text: value.value } : null },
    ] as const;
  });
  return new Map(await Promise.all(found));
}

const RolePrivileges = z.object({ RolePrivileges: z.array(z.object({ PrivilegeId: z.string(), Depth: z.string() })) });
const DEPTHS: Readonly<Record<string, number>> = { Basic: 0, Local: 1, Deep: 2, Global: 3 };

async function readRoles({ roles }: Package, admin: OrgAdmin, userId: string): Promise<Map<string, RoleFacts>> {
  const names = roles.map(({ name }) => name);
  // A role is there once in every business unit; the first of them is the one that the others are copies of.
  const rows = await admin.rows(`roles?$select=name&$filter=_parentroleid_value eq null and (${anyOf('name', names)})`);
  if (rows.length === 0) return new Map();
  const held = await admin.rows(`systemusers(${userId})/systemuserroles_association?$select=name,roleid`);
  const heldNames = new Set(read(Role, held, 'roles').map(({ name }) => name));
  const found = read(Role, rows, 'roles').map(async ({ roleid: id, name }) => {
    const answer = await admin.read(`RetrieveRolePrivilegesRole(RoleId=${id})`);
    const { RolePrivileges: privileges } = understood(RolePrivileges, answer, 'RetrieveRolePrivilegesRole');
    const facts: RoleFacts = {
      id,
      privileges: new Map(privileges.map((each) => [each.PrivilegeId.toLowerCase(), DEPTHS[each.Depth] ?? 0])),
      users: new Set(heldNames.has(name) ? [userId] : []),
    };
    return [name, facts] as const;
  });
  return new Map(await Promise.all(found));
}

async function readEndpoint({ webhook }: Package, admin: OrgAdmin): Promise<EndpointFacts | null> {
  const rows = await admin.rows(
    `serviceendpoints?$select=url&$filter=contract eq ${WEBHOOK} and name eq ${quoted(webhook.name)}`,
  );
  const [endpoint] = read(Endpoint, rows, 'serviceendpoints');
  if (!endpoint) return null;
  const { serviceendpointid: id, url } = endpoint;
  const steps = await admin.rows(
    `sdkmessageprocessingsteps?$select=name,filteringattributes&$filter=_eventhandler_value eq ${id}`,
  );
  const prefix = `${webhook.name}: `;
  return {
    id,
    url,
    steps: new Map(
      read(Hook, steps, 'sdkmessageprocessingsteps').map((step) => [
        step.name.replace(prefix, ''),
        {
          id: step.sdkmessageprocessingstepid,
          columns: step.filteringattributes.split(',').filter((column) => column !== ''),
        },
      ]),
    ),
  };
}

/** The contract of service endpoints that are webhooks (contract §1.2). */
export const WEBHOOK = 8;
