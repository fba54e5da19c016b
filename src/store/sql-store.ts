import type { Kysely } from 'kysely';
import type { Delivery, Store, StoreTransaction } from '../engine/ports.ts';
import { addAuditEntry, auditReader } from './audit.ts';
import type { Database, WriteScope } from './database.ts';
import { linkReader, linkWriter } from './links.ts';
import { pruneRows } from './prune.ts';
import type { Schema } from './schema.ts';
import type { WorkOptions } from './work/options.ts';
import { createWorkList, type SqlWorkList } from './work/work-list.ts';
import { guardTransaction } from './write-scope.ts';

/** The Store over either database. */
export function createSqlStore(database: Database, options: WorkOptions): Store {
  const work = createWorkList(database, options);
  return {
    transaction: (body) =>
      database.write((scope) => {
        const { tx, end } = guardTransaction(transactionOver(database, scope, work));
        return body(tx).finally(end);
      }),
    links: linkReader(database.read, database.dialect),
    watermarks: { get: (name) => getWatermark(database.read, name) },
    audit: auditReader(database.read),
    work: work.list,
    prune: () => pruneRows(database),
    close: () => database.close(),
  };
}

function transactionOver(database: Database, scope: WriteScope, work: SqlWorkList): StoreTransaction {
  const { db } = scope;
  return {
    links: { ...linkReader(db, database.dialect, true), ...linkWriter(db, database.dialect) },
    deliveries: { add: (delivery) => addDelivery(db, delivery) },
    watermarks: {
      set: (name, value) => setWatermark(db, name, value),
      swap: (name, expected, value) => swapWatermark(db, name, expected, value),
    },
    audit: { add: (entry) => addAuditEntry(db, entry) },
    work: work.writer(scope),
  };
}

/** The same delivery twice counts once. */
async function addDelivery(db: Kysely<Schema>, delivery: Delivery): Promise<void> {
  await db
    .insertInto('delivery')
    .values({
      id: delivery.id,
      received_at_ms: delivery.receivedAtMs,
      event: delivery.event,
      referral_id: delivery.referralId,
      body: delivery.body,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function getWatermark(db: Kysely<Schema>, name: string): Promise<string | null> {
  const row = await db.selectFrom('watermark').select('value').where('name', '=', name).executeTakeFirst();
  return row?.value ?? null;
}

async function setWatermark(db: Kysely<Schema>, name: string, value: string | null): Promise<void> {
  if (value === null) {
    await db.deleteFrom('watermark').where('name', '=', name).execute();
    return;
  }
  await db
    .insertInto('watermark')
    .values({ name, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute();
}

async function swapWatermark(
  db: Kysely<Schema>,
  name: string,
  expected: string | null,
  value: string | null,
): Promise<boolean> {
  if (expected === null && value === null) return (await getWatermark(db, name)) === null;
  if (expected === null) {
    const added = await db
      .insertInto('watermark')
      .values({ name, value: value ?? '' })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    return added.numInsertedOrUpdatedRows === 1n;
  }
  if (value === null) {
    const gone = await db
      .deleteFrom('watermark')
      .where('name', '=', name)
      .where('value', '=', expected)
      .executeTakeFirst();
    return gone.numDeletedRows === 1n;
  }
  const set = await db
    .updateTable('watermark')
    .set({ value })
    .where('name', '=', name)
    .where('value', '=', expected)
    .executeTakeFirst();
  return set.numUpdatedRows === 1n;
}
