import type { Reference } from '../records/store.ts';
import type { RowRules, Values, WriteScope } from './types.ts';

function nameOf(values: Values, scope: WriteScope): string | null {
  const other = values.get('record2id') as Reference | null;
  const row = other ? scope.org.store.get(other.table, other.id) : undefined;
  const primary = other && scope.org.schema.tables.get(other.table)?.primaryName;
  return primary ? String(row?.values.get(primary) ?? '') : null;
}

function typeCode(values: Values, side: string, scope: WriteScope): number | null {
  const end = values.get(`${side}id`) as Reference | null;
  return end ? (scope.org.schema.tables.get(end.table)?.typeCode ?? null) : null;
}

function describe(values: Values, scope: WriteScope): void {
  values.set('name', nameOf(values, scope));
  for (const side of ['record1', 'record2']) values.set(`${side}objecttypecode`, typeCode(values, side, scope));
}

const MIRRORED: Readonly<Record<string, string>> = {
  record1id: 'record2id',
  record1roleid: 'record2roleid',
  record2id: 'record1id',
  record2roleid: 'record1roleid',
};

/** Each connection has a twin that reads from the other end; only the first of the two is the master. */
export const CONNECTION_RULES: RowRules = {
  beforeCreate(values, _given, scope) {
    describe(values, scope);
  },
  beforeUpdate(values, _before, _given, scope) {
    describe(values, scope);
  },
  afterCreate(row, scope) {
    if (row.values.get('ismaster') !== true) return;
    const mirrored = Object.fromEntries(
      Object.entries(MIRRORED).map(([from, to]) => [to, row.values.get(from) ?? null]),
    );
    const twin = scope.insert('connection', {
      ...mirrored,
      ismaster: false,
      ownerid: row.values.get('ownerid'),
      description: row.values.get('description'),
      relatedconnectionid: { table: 'connection', id: row.id },
    });
    scope.org.store.put({
      ...row,
      values: new Map(row.values).set('relatedconnectionid', { table: 'connection', id: twin.id }),
    });
  },
  afterDelete(row, scope) {
    const twin = row.values.get('relatedconnectionid') as Reference | null;
    if (twin && scope.org.store.get('connection', twin.id)) scope.org.store.delete('connection', twin.id);
  },
};

export const NOTE_RULES: RowRules = {
  beforeCreate(values) {
    const about = values.get('objectid') as Reference | null;
    values.set('objecttypecode', about?.table ?? null);
  },
};
