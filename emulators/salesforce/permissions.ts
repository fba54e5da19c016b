import type { Clock } from '../kit/clock.ts';
import type { Store } from './records/store.ts';
import { type Access, FULL_ACCESS, type OrgView, SOBJECTS, viewOrg } from './schema/catalogue.ts';
import { isCustom, type OrgFeatures } from './schema/types.ts';
import { toStamp } from './stamps.ts';
import type { Restrictions, WorldPermissionSet } from './world-schema.ts';

type Level = 'read' | 'edit';
type Grants = { fields: Map<string, Level>; sobjects: Map<string, Level> };

/** Who may see what. Custom fields and sObjects are invisible until a permission set grants them. */
export interface Permissions {
  /** The schema as the user sees it now. */
  viewOf(userId: string): OrgView;
  /** Stamp of the moment since which the user's view has been what it is. */
  changedAt(userId: string): string;
  restrict(userId: string, restrictions: Restrictions): void;
  isHidden(userId: string, recordId: string): boolean;
}

function grant(grants: Map<string, Level>, name: string, level: Level): void {
  if (grants.get(name) !== 'edit') grants.set(name, level);
}

function addGrants(set: WorldPermissionSet, to: Grants): void {
  for (const { sobject, fields, access } of set.grants) {
    for (const spec of SOBJECTS.filter((candidate) => sobject === '*' || sobject === candidate.name)) {
      if (isCustom(spec.name)) grant(to.sobjects, spec.name, access);
      const named = spec.fields.filter((field) => fields === 'all' || fields.includes(field.name));
      for (const field of named) if (isCustom(field.name)) grant(to.fields, `${spec.name}.${field.name}`, access);
    }
  }
}

/** Permissions over the assignments that the store holds, so that creating or deleting one takes effect at once. */
export function createPermissions(
  store: Store,
  features: OrgFeatures,
  permissionSets: readonly WorldPermissionSet[],
  clock: Clock,
): Permissions {
  const since = new Map<string, { view: OrgView; stamp: string }>();
  const sets = new Map(permissionSets.map((set) => [set.name, set]));
  const restrictions = new Map<string, Restrictions>();
  const views = new Map<string, OrgView>();

  function assignedSets(userId: string): string[] {
    const assignments = store.table('PermissionSetAssignment');
    const names: string[] = [];
    for (const row of assignments.pick(assignments.idsWith('AssigneeId', userId) ?? [])) {
      const set = store.table('PermissionSet').get(String(row['PermissionSetId']));
      if (set && row['IsDeleted'] !== true) names.push(String(set['Name']));
    }
    return names.sort();
  }

  function accessOf(names: readonly string[], limits: Restrictions | undefined): Access {
    const granted: Grants = { fields: new Map(), sobjects: new Map() };
    for (const name of names) {
      const set = sets.get(name);
      if (set) addGrants(set, granted);
    }
    return {
      granted,
      hiddenFields: new Set(limits?.hiddenFields),
      hiddenSObjects: new Set(limits?.hiddenSObjects),
      readOnlyFields: new Set(limits?.readOnlyFields),
      readOnlySObjects: new Set(limits?.readOnlySObjects),
    };
  }

  const permissions: Permissions = {
    viewOf(userId) {
      const names = assignedSets(userId);
      const limits = restrictions.get(userId);
      const key = `${limits ? userId : ''}|${names.join('|')}`;
      const known = views.get(key);
      if (known) return known;
      const view = viewOrg(features, accessOf(names, limits));
      views.set(key, view);
      return view;
    },
    changedAt(userId) {
      const view = permissions.viewOf(userId);
      const known = since.get(userId);
      if (known?.view === view) return known.stamp;
      const stamp = toStamp(clock.now());
      since.set(userId, { view, stamp });
      return stamp;
    },
    restrict(userId, limits) {
      restrictions.set(userId, limits);
      views.clear();
    },
    isHidden: (userId, recordId) => restrictions.get(userId)?.hiddenRecords.includes(recordId) ?? false,
  };
  return permissions;
}

/** The schema as the platform itself and people at a screen see it. */
export const fullView = (features: OrgFeatures): OrgView => viewOrg(features, FULL_ACCESS);
