import { hasKey, rowByKey } from '../records/lookup.ts';
import type { Reference, Row } from '../records/store.ts';
import { refuse } from '../refusal.ts';
import { alreadyExists } from '../refusals.ts';
import type { AlternateKey, Table } from '../schema/types.ts';
import type { Values, WriteScope } from './types.ts';

const textOf = (value: unknown) =>
  typeof value === 'object' && value !== null ? (value as Reference).id : String(value);

function keyValues(key: AlternateKey, values: Values): Map<string, string> | undefined {
  const found = new Map<string, string>();
  for (const column of key.columns) {
    const value = values.get(column);
    if (value === null || value === undefined) return undefined;
    found.set(column, textOf(value));
  }
  return found;
}

/** Throws 0x80060892, which names the row that already has the values. Rows with a null in the key are not bound. */
export function checkKeys(table: Table, values: Values, { org }: WriteScope): void {
  for (const key of table.keys) {
    const wanted = key.status === 'Active' ? keyValues(key, values) : undefined;
    if (!wanted) continue;
    const other = org.store
      .having(table.logicalName, key.columns[0] ?? '', wanted.get(key.columns[0] ?? ''))
      .find((row) => row.id !== values.get(table.primaryId) && hasKey(row, wanted));
    if (other) throw keyViolation(key, wanted, other);
  }
}

function keyViolation(key: AlternateKey, wanted: ReadonlyMap<string, string>, other: Row) {
  const attributes = [...wanted].map(([name, value]) => `<${name}>${value}</${name}>`).join('');
  const duplicate = `<DuplicateEntity><DuplicateAttributes>${attributes}</DuplicateAttributes><Id>${other.id}</Id></DuplicateEntity>`;
  return refuse(
    412,
    '0x80060892',
    `A record that has the attribute values already exists. The entity key ${key.schemaName} requires that this set of attributes contains unique values. Select unique values and try again. ${duplicate}`,
  );
}

/** Throws 0x80040237 when a chosen id is taken. */
export function checkId(table: Table, id: string, { org }: WriteScope): void {
  if (org.store.get(table.logicalName, id)) throw alreadyExists();
}

/** Asks the duplicate rules, where the request wants them asked. */
export function checkDuplicates(table: Table, values: Values, scope: WriteScope): void {
  if (!scope.detectDuplicates) return;
  for (const rule of scope.org.duplicateRules) {
    if (rule.table !== table.logicalName) continue;
    const wanted = new Map(rule.columns.map((column) => [column, values.get(column) ?? '']));
    const other = rowByKey(scope.org, table, wanted);
    if (!other || other.id === values.get(table.primaryId)) continue;
    throw refuse(
      412,
      '0x80040333',
      'A record was not created or updated because a duplicate of the current record already exists.',
    );
  }
}
