import type { Clock } from '../kit/clock.ts';
import type { Store } from './records/store.ts';
import { type Access, FULL_ACCESS, type OrgView, viewOrg } from './schema/catalogue.ts';
import type { OrgSchema } from './schema/org-schema.ts';
import type { OrgFeatures, Row } from './schema/types.ts';
import { toStamp } from './stamps.ts';
import type { Restrictions } from './world-schema.ts';

type Level = 'read' | 'edit';

/** Who may see what. Custom fields and sObjects are invisible until a permission set grants them. */
export interface Permissions {
  /** The schema as the user sees it now. */
  viewOf(userId: string): OrgView;
  /** Stamp of the moment since which the user's view has been what it is. */
  changedAt(userId: string): string;
  restrict(userId: string, restrictions: Restrictions): void;
  isHidden(userId: string, recordId: string): boolean;
}

export interface PermissionsOptions {
  store: Store;
  features: OrgFeatures;
  /** The schema of this moment. */
  schema(): OrgSchema;
  clock: Clock;
}

function grant(grants: Map<string, Level>, key: string, level: Level | undefined): void {
  if (level !== undefined && grants.get(key) !== 'edit') grants.set(key, level);
}

function levelOf(row: Row, ...editing: string[]): Level | undefined {
  if (editing.some((right) => row[right] === true)) return 'edit';
  return row['PermissionsRead'] === true ? 'read' : undefined;
}

/** Permissions as the store's rows grant them, so that whatever creates or deletes such a row takes effect at once. */
export function createPermissions({ store, features, schema, clock }: PermissionsOptions): Permissions {
  const since = new Map<string, { view: OrgView; stamp: string }>();
  const restrictions = new Map<string, Restrictions>();
  const views = new Map<string, OrgView>();
  let viewsOf: unknown[] = [];

  function assignedSets(userId: string): string[] {
    const assignments = store.table('PermissionSetAssignment');
    const ids: string[] = [];
    for (const row of assignments.pick(assignments.idsWith('AssigneeId', userId) ?? [])) {
      if (row['IsDeleted'] !== true) ids.push(String(row['PermissionSetId']));
    }
    return ids.sort();
  }

  function grantsOf(sobject: string, sets: readonly string[], add: (row: Row) => void): void {
    const table = store.table(sobject);
    for (const id of sets) {
      for (const row of table.pick(table.idsWith('ParentId', id) ?? [])) if (row['IsDeleted'] !== true) add(row);
    }
  }

  function accessOf(sets: readonly string[], limits: Restrictions | undefined): Access {
    const fields = new Map<string, Level>();
    const sobjects = new Map<string, Level>();
    grantsOf('FieldPermissions', sets, (row) => grant(fields, String(row['Field']), levelOf(row, 'PermissionsEdit')));
    grantsOf('ObjectPermissions', sets, (row) =>
      grant(sobjects, String(row['SobjectType']), levelOf(row, 'PermissionsCreate', 'PermissionsEdit')),
    );
    return {
      granted: { fields, sobjects },
      hiddenFields: new Set(limits?.hiddenFields),
      hiddenSObjects: new Set(limits?.hiddenSObjects),
      readOnlyFields: new Set(limits?.readOnlyFields),
      readOnlySObjects: new Set(limits?.readOnlySObjects),
    };
  }

  /** Views hold until the schema or a grant changes. */
  function checkViews(): void {
    const now = [schema(), store.table('FieldPermissions').revision, store.table('ObjectPermissions').revision];
    if (now.every((part, at) => part === viewsOf[at])) return;
    viewsOf = now;
    views.clear();
  }

  const permissions: Permissions = {
    viewOf(userId) {
      checkViews();
      const sets = assignedSets(userId);
      const limits = restrictions.get(userId);
      const key = `${limits ? userId : ''}|${sets.join('|')}`;
      const known = views.get(key);
      if (known) return known;
      const view = viewOrg(schema().specs, features, accessOf(sets, limits));
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
export const fullView = (schema: OrgSchema, features: OrgFeatures): OrgView =>
  viewOrg(schema.specs, features, FULL_ACCESS);
