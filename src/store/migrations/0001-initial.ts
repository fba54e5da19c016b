import { type Kysely, sql } from 'kysely';
import type { Dialect } from '../dialect.ts';
import type { Schema } from '../schema.ts';

export async function initial(db: Kysely<Schema>, dialect: Dialect): Promise<void> {
  await createLinks(db, dialect);
  await createRecords(db, dialect);
  await createWork(db, dialect);
}

async function createLinks(db: Kysely<Schema>, { columns }: Dialect): Promise<void> {
  await db.schema
    .createTable('link')
    .addColumn('id', columns.text, (column) => column.primaryKey())
    .addColumn('state', columns.text, (column) => column.notNull())
    .addColumn('referral_id', columns.text, (column) => column.unique())
    .addColumn('engagement_id', columns.text, (column) => column.unique())
    .addColumn('microsoft_referral_id', columns.text, (column) => column.unique())
    .addColumn('record_id', columns.text, (column) => column.unique())
    .addColumn('body', columns.text, (column) => column.notNull())
    .addColumn('hint_partner_center', columns.text)
    .addColumn('hint_partner_center_number', columns.integer, (column) => column.notNull())
    .addColumn('hint_crm', columns.text)
    .addColumn('hint_crm_number', columns.integer, (column) => column.notNull())
    .addColumn('hint_number', columns.integer, (column) => column.notNull())
    .addColumn('updated_at_ms', columns.integer, (column) => column.notNull())
    .execute();
  await db.schema.createIndex('link_state').on('link').columns(['state', 'id']).execute();
}

async function createRecords(db: Kysely<Schema>, { columns }: Dialect): Promise<void> {
  await db.schema
    .createTable('delivery')
    .addColumn('id', columns.text, (column) => column.primaryKey())
    .addColumn('received_at_ms', columns.integer, (column) => column.notNull())
    .addColumn('event', columns.text, (column) => column.notNull())
    .addColumn('referral_id', columns.text, (column) => column.notNull())
    .addColumn('body', columns.text, (column) => column.notNull())
    .execute();
  await db.schema.createIndex('delivery_received').on('delivery').column('received_at_ms').execute();
  await db.schema
    .createTable('watermark')
    .addColumn('name', columns.text, (column) => column.primaryKey())
    .addColumn('value', columns.text, (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('audit_entry')
    .addColumn('place', columns.place)
    .addColumn('id', columns.text, (column) => column.notNull().unique())
    .addColumn('link_id', columns.text)
    .addColumn('at_ms', columns.integer, (column) => column.notNull())
    .addColumn('kind', columns.text, (column) => column.notNull())
    .addColumn('body', columns.text, (column) => column.notNull())
    .execute();
  await db.schema.createIndex('audit_of_link').on('audit_entry').columns(['link_id', 'at_ms', 'place']).execute();
  await db.schema.createIndex('audit_time').on('audit_entry').columns(['at_ms', 'place']).execute();
}

async function createWork(db: Kysely<Schema>, { columns, workTableOptions }: Dialect): Promise<void> {
  await db.schema
    .createTable('lane')
    .addColumn('id', columns.text, (column) => column.primaryKey())
    .addColumn('max_in_flight', columns.integer, (column) => column.notNull())
    .addColumn('blocked_until_ms', columns.integer)
    .addColumn('blocked_reason', columns.text)
    .execute();
  await db.schema
    .createTable('work')
    .addColumn('key', columns.text, (column) => column.primaryKey())
    .addColumn('lane', columns.text, (column) => column.notNull())
    .addColumn('priority', columns.integer, (column) => column.notNull())
    .addColumn('generation', columns.integer, (column) => column.notNull())
    .addColumn('due_at_ms', columns.integer)
    .addColumn('latest_at_ms', columns.integer)
    .addColumn('held_until_ms', columns.integer)
    .addColumn('attempts', columns.integer, (column) => column.notNull())
    .addColumn('lease_owner', columns.text)
    .addColumn('lease_until_ms', columns.integer)
    .addColumn('parked_at_ms', columns.integer)
    .addColumn('reason', columns.text)
    .addColumn('touched_at_ms', columns.integer, (column) => column.notNull())
    .modifyEnd(workTableOptions)
    .execute();
  // Claims probe it with equality on lane and priority and a range on due time: a scan over all due keys costs 15 times as much.
  await sql`create index work_due on work (lane, priority, due_at_ms, key) where lease_owner is null and due_at_ms is not null`.execute(
    db,
  );
  await sql`create index work_leased on work (lane) where lease_owner is not null`.execute(db);
  await sql`create index work_parked on work (parked_at_ms) where parked_at_ms is not null`.execute(db);
}
