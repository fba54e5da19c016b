import { flagAt, textAt, valueAt } from '../../crm/rows.ts';
import { columnOf, type ObjectShape, objectShape } from '../describe.ts';
import type { Row } from '../schema.ts';
import { inList, quoted } from '../soql.ts';
import { SECTIONS } from './layout.ts';
import type { OrgAdmin } from './org-admin.ts';
import { CONNECTOR_SET, MARK, type ObjectRight, type Package } from './package.ts';
import type { JsonMap } from './xml.ts';

/** What is in the org already, as far as the package is concerned. */
export interface Inventory {
  organization: { id: string; name: string; edition: string; sandbox: boolean };
  connectorUser: { id: string; username: string };
  /** Custom objects by API name; true when they carry our mark. */
  objects: ReadonlyMap<string, { ours: boolean }>;
  fields: ReadonlyMap<string, FieldFacts>;
  rules: ReadonlyMap<string, RuleFacts>;
  sets: ReadonlyMap<string, SetFacts>;
  layouts: readonly LayoutFacts[];
  /** What the connector's user sees of each object; null: nothing. */
  shapes: ReadonlyMap<string, ObjectShape | null>;
}

export interface FieldFacts {
  ours: boolean;
  /** A roll-up, kept up to date by the platform. */
  summary: boolean;
}

export interface RuleFacts {
  ours: boolean;
  active: boolean;
  message: string;
  /** Null for those that are not ours; nobody needs to know. */
  formula: string | null;
}

export interface SetFacts {
  id: string;
  ours: boolean;
  fields: ReadonlyMap<string, 'read' | 'edit'>;
  objects: ReadonlyMap<string, ReadonlySet<ObjectRight>>;
  /** Rows of FieldPermissions and ObjectPermissions by what they are about, so that grants can be widened. */
  rows: ReadonlyMap<string, string>;
  /** Ids of the assignments to users, by user. */
  assignments: ReadonlyMap<string, string>;
}

export interface LayoutFacts {
  id: string;
  object: string;
  name: string;
  fullName: string;
  metadata: JsonMap;
}

const isOurs = (row: Row): boolean => (textAt(row, 'Description') ?? '').includes(MARK);

/** Looks at the org: about two dozen reads, none of them over records. The connector's user is asked what it sees. */
export async function takeInventory(pack: Package, admin: OrgAdmin, connector: OrgAdmin): Promise<Inventory> {
  const objectNames = [...new Set(pack.fields.map(({ object }) => object))];
  const [organization, shapes] = await Promise.all([readOrganization(admin), readShapes(objectNames, connector)]);
  const identity = connector.client.identity();
  const userId = identity?.userId ?? '';
  const custom = await readObjects(pack, admin);
  const [fields, rules, sets, layouts, users] = await Promise.all([
    readFields(objectNames, custom, admin),
    readRules(pack, admin),
    readSets(pack, admin),
    readLayouts(admin),
    admin.query(`SELECT Id, Username FROM User WHERE Id = ${quoted(userId)}`),
  ]);
  const username = users[0] ? (textAt(users[0], 'Username') ?? userId) : userId;
  return {
    organization,
    connectorUser: { id: userId, username },
    objects: new Map([...custom].map(([name, { ours }]) => [name, { ours }])),
    fields,
    rules,
    sets,
    layouts,
    shapes,
  };
}

async function readOrganization(admin: OrgAdmin): Promise<Inventory['organization']> {
  const [row] = await admin.query('SELECT Id, Name, OrganizationType, IsSandbox FROM Organization');
  if (!row) return { id: '', name: '', edition: '', sandbox: false };
  return {
    id: row.Id,
    name: textAt(row, 'Name') ?? '',
    edition: textAt(row, 'OrganizationType') ?? '',
    sandbox: flagAt(row, 'IsSandbox'),
  };
}

/** What the connector's user sees now, whatever it saw before. */
export async function readShapes(
  objects: readonly string[],
  { client }: OrgAdmin,
): Promise<Map<string, ObjectShape | null>> {
  const read = objects.map(async (name) => {
    const answer = await client.describe(name, { kind: 'install' }, { afresh: true });
    return [name, answer ? objectShape(answer) : null] as const;
  });
  return new Map(await Promise.all(read));
}

async function readObjects(pack: Package, admin: OrgAdmin): Promise<Map<string, { id: string; ours: boolean }>> {
  const names = pack.objects.map(({ fullName }) => fullName.replace(/__c$/, ''));
  const rows = await admin.toolingQuery(
    `SELECT Id, DeveloperName, Description FROM CustomObject WHERE NamespacePrefix = null AND DeveloperName IN ${inList(names)}`,
  );
  return new Map(rows.map((row) => [`${textAt(row, 'DeveloperName')}__c`, { id: row.Id, ours: isOurs(row) }]));
}

/** Custom fields hang on standard objects by name and on custom ones by id. */
async function readFields(
  objects: readonly string[],
  custom: ReadonlyMap<string, { id: string }>,
  admin: OrgAdmin,
): Promise<Map<string, FieldFacts>> {
  const nameOf = new Map(
    objects.flatMap((name) => {
      const key = name.endsWith('__c') ? custom.get(name)?.id : name;
      return key === undefined ? [] : [[key, name] as const];
    }),
  );
  const rows = await admin.toolingQuery(
    `SELECT Id, DeveloperName, Description, SummaryOperation, TableEnumOrId FROM CustomField WHERE NamespacePrefix = null AND TableEnumOrId IN ${inList([...nameOf.keys()])}`,
  );
  const facts = rows.flatMap((row) => {
    const table = textAt(row, 'TableEnumOrId') ?? '';
    const object = nameOf.get(table);
    if (object === undefined) return [];
    const summary = textAt(row, 'SummaryOperation') !== null;
    return [[`${object}.${textAt(row, 'DeveloperName')}__c`, { ours: isOurs(row), summary }] as const];
  });
  return new Map(facts);
}

async function readRules(pack: Package, admin: OrgAdmin): Promise<Map<string, RuleFacts>> {
  const known = new Set(pack.rules.map(({ fullName }) => fullName));
  const rows = await admin.toolingQuery(
    "SELECT Id, ValidationName, Active, Description, ErrorMessage FROM ValidationRule WHERE EntityDefinition.QualifiedApiName = 'Opportunity'",
  );
  const read = rows.map(async (row) => {
    const fullName = `Opportunity.${textAt(row, 'ValidationName')}`;
    const ours = isOurs(row) && known.has(fullName);
    const { metadata } = ours ? await admin.metadataOf('ValidationRule', row.Id) : { metadata: {} };
    const formula = 'errorConditionFormula' in metadata ? metadata['errorConditionFormula'] : null;
    const facts: RuleFacts = {
      ours,
      active: flagAt(row, 'Active'),
      message: textAt(row, 'ErrorMessage') ?? '',
      formula: typeof formula === 'string' ? formula : null,
    };
    return [fullName, facts] as const;
  });
  return new Map(await Promise.all(read));
}

const RIGHTS: readonly ObjectRight[] = ['Create', 'Read', 'Edit', 'Delete', 'ViewAllRecords'];

async function readSets(pack: Package, admin: OrgAdmin): Promise<Map<string, SetFacts>> {
  const names = inList(pack.sets.map(({ fullName }) => fullName));
  const rows = await admin.query(`SELECT Id, Name, Description FROM PermissionSet WHERE Name IN ${names}`);
  if (rows.length === 0) return new Map();
  const ids = inList(rows.map(({ Id }) => Id));
  const [fields, objects, assignments] = await Promise.all([
    admin.query(
      `SELECT Id, ParentId, Field, PermissionsRead, PermissionsEdit FROM FieldPermissions WHERE ParentId IN ${ids}`,
    ),
    admin.query(
      `SELECT Id, ParentId, SobjectType, ${RIGHTS.map((right) => `Permissions${right}`).join(', ')} FROM ObjectPermissions WHERE ParentId IN ${ids}`,
    ),
    admin.query(`SELECT Id, AssigneeId, PermissionSetId FROM PermissionSetAssignment WHERE PermissionSetId IN ${ids}`),
  ]);
  const of = (all: readonly Row[], column: string, set: Row) => all.filter((row) => valueAt(row, column) === set.Id);
  return new Map(
    rows.map((set) => {
      const facts = setFacts(set, of(fields, 'ParentId', set), of(objects, 'ParentId', set));
      const users = of(assignments, 'PermissionSetId', set).map(
        (row) => [textAt(row, 'AssigneeId') ?? '', row.Id] as const,
      );
      return [textAt(set, 'Name') ?? '', { ...facts, assignments: new Map(users) }];
    }),
  );
}

function setFacts(set: Row, fields: readonly Row[], objects: readonly Row[]): Omit<SetFacts, 'assignments'> {
  const fieldOf = (row: Row) => textAt(row, 'Field') ?? '';
  const objectOf = (row: Row) => textAt(row, 'SobjectType') ?? '';
  return {
    id: set.Id,
    ours: isOurs(set),
    fields: new Map(fields.map((row) => [fieldOf(row), flagAt(row, 'PermissionsEdit') ? 'edit' : 'read'])),
    objects: new Map(
      objects.map((row) => [objectOf(row), new Set(RIGHTS.filter((right) => flagAt(row, `Permissions${right}`)))]),
    ),
    rows: new Map([
      ...fields.map((row) => [fieldOf(row), row.Id] as const),
      ...objects.map((row) => [objectOf(row), row.Id] as const),
    ]),
  };
}

/** The page layouts of the objects that our section belongs on; those of other vendors' packages are not ours to change. */
export async function readLayouts(admin: OrgAdmin): Promise<LayoutFacts[]> {
  const rows = await admin.toolingQuery(
    `SELECT Id, Name, TableEnumOrId FROM Layout WHERE NamespacePrefix = null AND TableEnumOrId IN ${inList(Object.keys(SECTIONS))}`,
  );
  const read = rows.map(async (row): Promise<LayoutFacts> => {
    const { fullName, metadata } = await admin.metadataOf('Layout', row.Id);
    const object = textAt(row, 'TableEnumOrId') ?? '';
    return { id: row.Id, object, name: textAt(row, 'Name') ?? fullName, fullName, metadata };
  });
  return Promise.all(read);
}

/** Whether the connector's user has been given the permission set that lets it work. */
export function isAssigned({ sets, connectorUser }: Inventory): boolean {
  const users = sets.get(CONNECTOR_SET)?.assignments.keys() ?? [];
  return [...users].some((id) => id.slice(0, 15) === connectorUser.id.slice(0, 15));
}

/** A field as the connector's user sees it; null when it does not. */
export function shapeOf({ shapes }: Pick<Inventory, 'shapes'>, fullName: string) {
  const [object = '', name = ''] = fullName.split('.');
  return columnOf(shapes.get(object), name);
}
