import { canonicalId } from './ids.ts';
import type { Org } from './org.ts';
import { FORECAST_CATEGORIES } from './schema/picklists.ts';
import { isCustom, type Row, type SObjectSpec, type Value } from './schema/types.ts';
import { toStamp } from './stamps.ts';
import type { WorldGrant, WorldPermissionSet, WorldStage, WorldUser } from './world-schema.ts';

const DAY_MS = 86_400_000;

/** Stores a row of the set-up, past all rules. */
export function put(org: Org, sobject: string, fields: Readonly<Record<string, Value>>, by: string): Row {
  const blank = org.blankRow(org.store.table(sobject).spec);
  const stamp = toStamp(org.kit.clock.now() - DAY_MS);
  const row: Row = { ...blank, Id: null };
  for (const name of ['CreatedDate', 'LastModifiedDate', 'SystemModstamp']) if (name in row) row[name] = stamp;
  for (const name of ['CreatedById', 'LastModifiedById']) if (name in row) row[name] = by;
  Object.assign(row, fields);
  row['Id'] ??= org.nextId(sobject);
  org.store.table(sobject).put(row);
  return row;
}

function putUser(org: Org, user: WorldUser, by: string | undefined): string {
  const { timeZone } = org.world.organization;
  const id = user.id ? (canonicalId(user.id) as string) : org.nextId('User');
  const row = put(
    org,
    'User',
    {
      Id: id,
      Username: user.username,
      FirstName: user.firstName || null,
      LastName: user.lastName,
      Name: [user.firstName, user.lastName].filter((part) => part !== '').join(' '),
      Email: user.email.toLowerCase(),
      Phone: user.phone ?? null,
      Title: user.title ?? null,
      CompanyName: org.world.organization.name,
      Alias: user.username.slice(0, 8),
      IsActive: user.active,
      UserType: 'Standard',
      TimeZoneSidKey: timeZone,
      LocaleSidKey: 'en_US',
      LanguageLocaleKey: 'en_US',
    },
    by ?? id,
  );
  if (user.restrictions) org.permissions.restrict(id, user.restrictions);
  return String(row['Id']);
}

function putOrganization(org: Org, by: string): void {
  const { organization } = org.world;
  put(
    org,
    'Organization',
    {
      Id: canonicalId(organization.id) as string,
      Name: organization.name,
      OrganizationType: organization.edition,
      IsSandbox: organization.sandbox,
      TimeZoneSidKey: organization.timeZone,
      DefaultLocaleSidKey: 'en_US',
      LanguageLocaleKey: 'en_US',
      DefaultCurrencyIsoCode: organization.defaultCurrency,
      InstanceName: 'EMU1',
    },
    by,
  );
}

const ALL_RIGHTS = ['Create', 'Edit', 'Delete'].map((right) => `Permissions${right}`);

/** The rows by which a permission set grants what its world entry says: custom fields and sObjects that exist now. */
function putGrants(org: Org, set: WorldPermissionSet, ParentId: string, by: string): void {
  for (const grant of set.grants) {
    const specs = org.schema.specs.filter(({ name }) => grant.sobject === '*' || grant.sobject === name);
    for (const spec of specs) putGrant(org, grant, spec, ParentId, by);
  }
}

function putGrant(org: Org, grant: WorldGrant, spec: SObjectSpec, ParentId: string, by: string): void {
  const canEdit = grant.access === 'edit';
  const row = { ParentId, SobjectType: spec.name, PermissionsRead: true };
  if (isCustom(spec.name)) {
    const rights = Object.fromEntries(ALL_RIGHTS.map((right) => [right, canEdit]));
    put(org, 'ObjectPermissions', { ...row, ...rights }, by);
  }
  const isNamed = (name: string) => grant.fields === 'all' || grant.fields.includes(name);
  for (const { name, permissionable } of spec.fields) {
    if (!isCustom(name) || !permissionable || !isNamed(name)) continue;
    put(org, 'FieldPermissions', { ...row, Field: `${spec.name}.${name}`, PermissionsEdit: canEdit }, by);
  }
}

function putPermissions(org: Org, userIds: ReadonlyMap<string, string>, by: string): void {
  const sets = new Map<string, string>();
  for (const set of org.world.permissionSets) {
    const id = String(put(org, 'PermissionSet', { Name: set.name, Label: set.label }, by)['Id']);
    sets.set(set.name, id);
    putGrants(org, set, id, by);
  }
  for (const user of org.world.users) {
    for (const name of user.permissionSets) {
      const PermissionSetId = sets.get(name);
      if (!PermissionSetId) throw new RangeError(`user ${user.username}: there is no permission set ${name}`);
      put(org, 'PermissionSetAssignment', { PermissionSetId, AssigneeId: userIds.get(user.username) ?? null }, by);
    }
  }
}

/** A stage behind all others. */
export function putStage(org: Org, stage: WorldStage, by: string): void {
  const fields = {
    ApiName: stage.name,
    MasterLabel: stage.label ?? stage.name,
    IsActive: stage.active,
    IsClosed: stage.isClosed,
    IsWon: stage.isWon,
    DefaultProbability: stage.probability,
    ForecastCategoryName: stage.forecastCategoryName,
    ForecastCategory: FORECAST_CATEGORIES[stage.forecastCategoryName] ?? null,
    SortOrder: org.store.table('OpportunityStage').size() + 1,
  };
  put(org, 'OpportunityStage', fields, by);
}

function putLeadStatuses(org: Org, by: string): void {
  for (const [at, status] of org.world.leadStatuses.entries()) {
    const { name, label, isDefault, isConverted } = status;
    const fields = { ApiName: name, MasterLabel: label ?? name, IsDefault: isDefault, IsConverted: isConverted };
    put(org, 'LeadStatus', { ...fields, SortOrder: at + 1 }, by);
  }
}

/** Stores what only an administrator can make: the organisation, users, permission sets, stages and lead statuses. */
export function putSetup(org: Org): void {
  const userIds = new Map<string, string>();
  let by: string | undefined;
  for (const user of org.world.users) {
    const id = putUser(org, user, by);
    by ??= id;
    userIds.set(user.username, id);
  }
  putOrganization(org, by ?? '');
  putPermissions(org, userIds, by ?? '');
  for (const stage of org.world.stages) putStage(org, stage, by ?? '');
  putLeadStatuses(org, by ?? '');
}
