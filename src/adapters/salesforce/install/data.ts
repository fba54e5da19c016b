import { CosellError } from '../../../core/errors.ts';
import type { ColumnShape } from '../describe.ts';
import { quoted } from '../soql.ts';
import { type Inventory, shapeOf } from './inventory.ts';
import type { OrgAdmin } from './org-admin.ts';
import type { FieldSource, Package } from './package.ts';
import type { Data } from './uninstall-plan.ts';

/**
 * Finds out where the org holds data of ours. What cannot be looked into counts as data: nothing is deleted on a guess. The connector's
 * user is asked, because it sees all records and all of our fields.
 */
export async function findData(pack: Package, inventory: Inventory, connector: OrgAdmin): Promise<Data> {
  const objects = pack.objects.filter(({ fullName }) => inventory.objects.get(fullName)?.ours);
  const fields = pack.fields.filter(
    ({ fullName, object }) => inventory.fields.get(fullName)?.ours && !object.endsWith('__c'),
  );
  const found = await Promise.all([
    ...objects.map(async ({ fullName }) => [fullName, await recordsOf(fullName, connector)] as const),
    ...fields.map(async (field) => [field.fullName, await valuesOf(field, inventory, connector)] as const),
  ]);
  return new Map(found.filter((entry): entry is [string, string] => entry[1] !== null));
}

async function recordsOf(object: string, connector: OrgAdmin): Promise<string | null> {
  return looked(async () => {
    const count = await countOf(`SELECT COUNT() FROM ${object}`, connector);
    return count === 0 ? null : `It holds ${count} ${count === 1 ? 'record' : 'records'}.`;
  });
}

async function valuesOf(field: FieldSource, inventory: Inventory, connector: OrgAdmin): Promise<string | null> {
  const shape = shapeOf(inventory, field.fullName);
  if (!shape) return UNKNOWN;
  // Derived from other records.
  if (field.type === 'Summary' || field.type === 'Formula') return null;
  if (field.type === 'LongTextArea') return looked(() => longTextOf(field, shape, connector));
  return looked(async () => {
    const count = await countOf(`SELECT COUNT() FROM ${field.object} WHERE ${condition(field, shape)}`, connector);
    return count === 0 ? null : `${count} ${count === 1 ? 'record has' : 'records have'} a value in it.`;
  });
}

const UNKNOWN = 'It cannot be told whether it holds data.';

/** A box that is not ticked and a value that every new record begins with say nothing. */
function condition({ type, initial }: FieldSource, { name }: ColumnShape): string {
  if (type === 'Checkbox') return `${name} = true`;
  return initial === null ? `${name} != null` : `${name} != null AND ${name} != ${quoted(initial)}`;
}

/** Long text cannot be searched for, so the records are read until one has some. */
async function longTextOf(
  { object }: FieldSource,
  { name }: ColumnShape,
  { client }: OrgAdmin,
): Promise<string | null> {
  const context = { kind: 'uninstall' };
  let page = await client.query(`SELECT Id, ${name} FROM ${object}`, context);
  for (;;) {
    if (page.rows.some((row) => row[name] !== null)) return 'There are records with text in it.';
    if (page.next === null) return null;
    page = await client.more(page.next, context);
  }
}

async function countOf(soql: string, { client }: OrgAdmin): Promise<number> {
  return (await client.query(soql, { kind: 'uninstall' })).total;
}

async function looked(look: () => Promise<string | null>): Promise<string | null> {
  try {
    return await look();
  } catch (thrown) {
    if (thrown instanceof CosellError && thrown.recovery === 'misconfigured') return UNKNOWN;
    throw thrown;
  }
}
