import { CONTACT_COLUMNS, CUSTOMER_COLUMNS, columnBindings } from './bindings.ts';
import { columnOf, type ObjectShape } from './describe.ts';
import { chosenNotes } from './notes/place.ts';
import type { OrgShapes } from './org.ts';
import type { SalesforceSettings } from './settings.ts';

/** Something that the connector does and its user may not. */
export interface MissingRight {
  object: string;
  /** Null: the right on the object itself. */
  column: string | null;
  /** `see`: the column is hidden or absent. */
  right: 'see' | 'create' | 'update' | 'delete';
}

type Right = Exclude<MissingRight['right'], 'see'>;

/** What the connector does with one object, and with which of its columns. */
interface Deeds {
  shape: keyof OrgShapes;
  rights: readonly Right[];
  /** Columns that reads name and writes fill; the opportunity's own are judged by `joinOrg`. */
  columns: (settings: SalesforceSettings) => readonly { name: string; rights: readonly Right[] }[];
}

const NEW_ONLY: readonly Right[] = ['create'];
const ALWAYS: readonly Right[] = ['create', 'update'];

const filled = (names: readonly string[], rights: readonly Right[]) => names.map((name) => ({ name, rights }));

/** None of these needs a system administrator: a permission set grants them all (R4). */
const DEEDS: readonly Deeds[] = [
  {
    shape: 'opportunity',
    rights: ALWAYS,
    columns: (settings) => [
      ...filled(['AccountId', 'StageName', 'CloseDate', settings.fields.optIn], NEW_ONLY),
      ...filled(
        columnBindings(settings).flatMap(({ need, column }) => (need === 'required' ? [column] : [])),
        NEW_ONLY,
      ),
    ],
  },
  {
    // Described only where notes may be kept in notes.
    shape: 'contentNote',
    rights: ALWAYS,
    columns: () => filled(['Title', 'Content'], ALWAYS),
  },
  {
    shape: 'note',
    rights: ALWAYS,
    columns: () => filled(['Title', 'Body'], ALWAYS),
  },
  {
    shape: 'account',
    rights: NEW_ONLY,
    // The country's column depends on the org and is judged with it; the text of the state stands beside its code.
    columns: () => filled(Object.values(CUSTOMER_COLUMNS), NEW_ONLY),
  },
  {
    shape: 'contact',
    rights: ALWAYS,
    columns: () => [...filled(Object.values(CONTACT_COLUMNS), ALWAYS), ...filled(['AccountId'], NEW_ONLY)],
  },
  {
    shape: 'contactRole',
    rights: ['create', 'update', 'delete'],
    columns: () => [...filled(['OpportunityId', 'ContactId'], NEW_ONLY), ...filled(['IsPrimary'], ALWAYS)],
  },
  {
    shape: 'solutionLine',
    rights: ['create', 'update', 'delete'],
    columns: ({ fields }) => [
      ...filled([fields.lineOpportunity, fields.lineSolution], NEW_ONLY),
      ...filled([fields.linePrice, fields.lineQuantity], ALWAYS),
    ],
  },
  {
    shape: 'solutionDetail',
    rights: NEW_ONLY,
    columns: ({ fields }) => filled(['Name', fields.detailIdentifier], NEW_ONLY),
  },
  {
    // Described only where leads are wanted. To convert one, the user also needs "Convert Leads", which no description tells.
    shape: 'lead',
    rights: ALWAYS,
    columns: ({ fields }) => [
      ...filled(['LastName', 'FirstName', 'Email', 'Phone', 'Status', fields.referralId, fields.optIn], ALWAYS),
      ...filled(['Company'], NEW_ONLY),
    ],
  },
];

/** Every right that the connector would miss on the objects that it can see; columns of an object without the right are not named one by one. */
export function missingRights(wanted: SalesforceSettings, shapes: OrgShapes): readonly MissingRight[] {
  const settings = { ...wanted, notes: chosenNotes(wanted.notes, shapes) };
  const unused = { 'content-note': ['note'], note: ['contentNote'], description: ['note', 'contentNote'] }[
    settings.notes
  ];
  return DEEDS.flatMap((deeds) => {
    const shape = shapes[deeds.shape];
    if (!shape || unused.includes(deeds.shape)) return [];
    const onObject = deeds.rights.filter((right) => !HELD[right](shape));
    const onColumns = deeds.columns(settings).flatMap((column) => lackingOn(shape, column));
    return [
      ...onObject.map((right) => ({ object: shape.name, column: null, right })),
      ...onColumns.filter(({ right }) => right === 'see' || !onObject.includes(right)),
    ];
  });
}

const HELD: Record<Right, (held: { createable: boolean; updateable: boolean; deletable?: boolean }) => boolean> = {
  create: ({ createable }) => createable,
  update: ({ updateable }) => updateable,
  delete: ({ deletable }) => deletable ?? true,
};

function lackingOn(
  shape: ObjectShape,
  { name, rights }: { name: string; rights: readonly Right[] },
): readonly MissingRight[] {
  const column = columnOf(shape, name);
  if (!column) return [{ object: shape.name, column: name, right: 'see' }];
  const [lacking] = rights.filter((right) => !HELD[right](column));
  return lacking ? [{ object: shape.name, column: column.name, right: lacking }] : [];
}
