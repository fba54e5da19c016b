import { refuse } from '../refusal.ts';
import { isCustom, type Row } from '../schema/types.ts';
import type { RecordRules, WriteScope } from './types.ts';

/** One permission set grants one thing once. */
function checkOnlyOne(sobject: string, key: string, draft: Row, scope: WriteScope): void {
  const table = scope.org.store.table(sobject);
  for (const row of table.pick(table.idsWith('ParentId', String(draft['ParentId'])) ?? [])) {
    if (row['IsDeleted'] === true || row[key] !== draft[key]) continue;
    const message = `duplicate value found: ${key} duplicates value on record with id: ${String(row['Id']).slice(0, 15)}`;
    throw refuse('DUPLICATE_VALUE', message, []);
  }
}

/** Granting to edit grants to read. */
function implyRead(draft: Row, ...rights: string[]): void {
  if (rights.some((right) => draft[right] === true)) draft['PermissionsRead'] = true;
}

/** Grants on single fields. Fields that everybody sees cannot be granted. */
export const FIELD_GRANT_RULES: RecordRules = {
  beforeInsert(draft, _given, scope) {
    const [sobject = '', name = ''] = String(draft['Field']).split('.');
    const field = scope.org.schema.sobject(sobject)?.fields.find((spec) => spec.name === name);
    if (!field?.permissionable || sobject !== draft['SobjectType']) {
      const message = `Field Name: bad value for restricted picklist field: ${String(draft['Field'])}`;
      throw refuse('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', message, ['Field']);
    }
    checkOnlyOne('FieldPermissions', 'Field', draft, scope);
    implyRead(draft, 'PermissionsEdit');
  },
  beforeUpdate: (draft) => implyRead(draft, 'PermissionsEdit'),
};

/** Grants on whole sObjects. Only those on custom ones decide anything here: standard ones are open to everybody. */
export const OBJECT_GRANT_RULES: RecordRules = {
  beforeInsert(draft, _given, scope) {
    const sobject = scope.org.schema.sobject(String(draft['SobjectType']));
    if (!sobject || !(isCustom(sobject.name) || sobject.createable)) {
      const message = `Sobject Type Name: bad value for restricted picklist field: ${String(draft['SobjectType'])}`;
      throw refuse('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', message, ['SobjectType']);
    }
    checkOnlyOne('ObjectPermissions', 'SobjectType', draft, scope);
    implyRead(draft, 'PermissionsCreate', 'PermissionsEdit', 'PermissionsDelete');
  },
};
