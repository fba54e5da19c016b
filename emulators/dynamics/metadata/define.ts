import type { Organisation } from '../organisation.ts';
import { refuse } from '../refusal.ts';
import { type ColumnDraft, lookup } from '../schema/columns.ts';
import { columnOf, oneToMany, priced } from '../schema/tables.ts';
import type { Column, Relationship, Table } from '../schema/types.ts';
import { seedFilters } from '../webhooks/messages.ts';
import { addMainForm } from './forms.ts';

// Changes of the organisation's schema. Everything is judged before anything is changed, because a schema has no undo.

const exists = (code: string, what: string, name: string) =>
  refuse(400, code, `${what} with the name '${name}' already exists.`);

/** Rows that notes hang on get a navigation property of their own at the note. */
function openNotes(org: Organisation, table: Table): void {
  const notes = org.schema.tables.get('annotation');
  const regarding = notes?.columns.get('objectid');
  if (!notes || !regarding) return;
  const targets = { ...regarding.targets, [table.logicalName]: `objectid_${table.logicalName}` };
  notes.columns.set('objectid', { ...regarding, targets });
  const relationship = oneToMany(
    `${table.logicalName}_Annotations`,
    table.logicalName,
    'annotation',
    'objectid',
    'Cascade',
  );
  org.schema.relationships.set(relationship.schemaName, relationship);
}

/** First number of custom tables. */
const FIRST_CUSTOM_TYPE = 10_900;

/** The type code that the next custom table gets. */
export function nextTypeCode(org: Organisation): number {
  const codes = [...org.schema.tables.values()].map(({ typeCode }) => typeCode);
  return Math.max(FIRST_CUSTOM_TYPE, ...codes.filter((code) => code < 100_000).map((code) => code + 1));
}

/** Adds a table; throws 0x80047010 for a name that is taken. */
export function addTable(org: Organisation, table: Table): void {
  const { logicalName, entitySet } = table;
  if (org.schema.tables.has(logicalName)) throw exists('0x80047010', 'An entity', logicalName);
  if (org.schema.bySet(entitySet)) throw exists('0x80047010', 'An entity set', entitySet);
  org.schema.tables.set(logicalName, table);
  org.touchSchema(logicalName);
  if (table.hasNotes) openNotes(org, table);
  seedFilters(org, logicalName);
  addMainForm(org, table);
}

/** An amount needs the row's currency; the first one on a table brings it along. */
function withCurrency(table: Table, drafts: readonly ColumnDraft[]): ColumnDraft[] {
  if (!drafts.some(({ type }) => type === 'money')) return [...drafts];
  return [...priced().filter(({ logicalName }) => !table.columns.has(logicalName)), ...drafts];
}

/** Adds columns to a table; throws 0x80047013 for a name that is taken. Returns the first one asked for. */
export function addColumns(org: Organisation, table: Table, drafts: readonly ColumnDraft[]): Column {
  for (const { logicalName } of drafts) {
    if (table.columns.has(logicalName))
      throw exists('0x80047013', 'An attribute', `${table.logicalName}.${logicalName}`);
  }
  const [asked] = drafts;
  if (!asked) throw new RangeError('There is no column to add.');
  for (const draft of withCurrency(table, drafts)) {
    table.columns.set(draft.logicalName, columnOf(table.logicalName, draft));
  }
  org.touchSchema(table.logicalName);
  return table.columns.get(asked.logicalName) as Column;
}

/** What a relationship is to be, and the lookup column that it brings. */
export interface RelationshipDraft {
  relationship: Omit<Relationship, 'metadataId'>;
  column: Omit<ColumnDraft, 'type' | 'targets'>;
  /** Navigation property of the lookup. */
  navigation: string;
}

/** Adds a relationship with its lookup column, or a further target to a lookup that exists. */
export function addRelationship(
  org: Organisation,
  { relationship, column, navigation }: RelationshipDraft,
): Relationship {
  const { schemaName, referencedTable, referencingTable } = relationship;
  const known = [...org.schema.relationships.keys()].find((each) => each.toLowerCase() === schemaName.toLowerCase());
  if (known) throw exists('0x80047010', 'A relationship', schemaName);
  const table = org.schema.tables.get(referencingTable);
  if (!table) throw new RangeError(`There is no table ${referencingTable}.`);
  const draft = lookup(column.logicalName, column.label, { [referencedTable]: navigation }, column);
  addColumns(org, table, [draft]);
  const { collectionNavigation, cascadeDelete, referencingColumn } = relationship;
  const made = oneToMany(
    schemaName,
    referencedTable,
    referencingTable,
    referencingColumn,
    cascadeDelete,
    collectionNavigation,
  );
  org.schema.relationships.set(schemaName, made);
  org.touchSchema(referencedTable);
  return made;
}
