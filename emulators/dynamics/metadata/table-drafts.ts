import type { Body } from '../records/draft.ts';
import { ACTIVE_INACTIVE, type ColumnDraft, states } from '../schema/columns.ts';
import { auditTrail, imported, ordinary, table, versioned } from '../schema/tables.ts';
import type { Table } from '../schema/types.ts';
import { columnDrafts, type DraftContext, typeIn } from './column-drafts.ts';
import { customName, flagIn, invalidDefinition, labelIn, partsOf, required, textIn } from './definition-body.ts';

/** The plural that the platform forms of a logical name, for the set and the collection. */
export function pluralOf(name: string): string {
  if (/[^aeiou]y$/.test(name)) return `${name.slice(0, -1)}ies`;
  return /(?:s|x|z|ch|sh)$/.test(name) ? `${name}es` : `${name}s`;
}

const OWNERSHIP = { UserOwned: 'user', OrganizationOwned: 'organization' } as const;

function primaryNameDraft(body: Body, context: DraftContext): ColumnDraft {
  const attributes = partsOf(body, 'Attributes');
  const primary = attributes.find((each) => flagIn(each, 'IsPrimaryName') === true);
  const [only, ...others] = attributes;
  if (!primary || only !== primary || others.length > 0) {
    throw invalidDefinition('A table is created with exactly one column, its primary name (IsPrimaryName true).');
  }
  if (typeIn(primary) !== 'StringAttributeMetadata') {
    throw invalidDefinition('The primary name of a table must be a text column.');
  }
  const [draft] = columnDrafts(primary, context);
  return required(draft, 'Attributes');
}

/** The table that a definition makes, with the columns that every table has. */
export function tableDraft(body: Body, typeCode: number, context: DraftContext): Table {
  const schemaName = customName(body);
  const logicalName = schemaName.toLowerCase();
  const ownership = OWNERSHIP[(textIn(body, 'OwnershipType') ?? 'UserOwned') as keyof typeof OWNERSHIP];
  if (ownership === undefined) throw invalidDefinition('The OwnershipType must be UserOwned or OrganizationOwned.');
  const description = labelIn(body, 'Description');
  const name = primaryNameDraft(body, context);
  const common = ownership === 'user' ? ordinary() : [...auditTrail(), ...versioned(), ...imported()];
  return table({
    logicalName,
    schemaName,
    entitySet: textIn(body, 'EntitySetName') ?? pluralOf(logicalName),
    label: required(labelIn(body, 'DisplayName'), 'DisplayName'),
    pluralLabel: required(labelIn(body, 'DisplayCollectionName'), 'DisplayCollectionName'),
    ...(description === undefined ? {} : { description }),
    typeCode,
    ownership,
    custom: true,
    primaryName: name.logicalName,
    changeTracking: flagIn(body, 'ChangeTrackingEnabled') ?? false,
    hasNotes: flagIn(body, 'HasNotes') ?? false,
    columns: [...common, ...states(...ACTIVE_INACTIVE), name],
  });
}
