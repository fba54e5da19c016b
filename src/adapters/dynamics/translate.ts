import { CosellError } from '../../core/errors.ts';
import type { Deal, DealField, DealView } from '../../core/model/deal.ts';
import type { Snapshot } from '../../core/model/snapshot.ts';
import { splitMark } from '../crm/marks.ts';
import { referralIdIn } from '../crm/referral-id.ts';
import { registrationOf, withCurrency } from '../crm/registration.ts';
import { cleanText, flagAt, textAt, valueAt } from '../crm/rows.ts';
import { shownStatus } from '../crm/status.ts';
import { noteOf, noteShown } from './notes.ts';
import { idColumn, isSameRow } from './odata.ts';
import type { BoundColumn, Org } from './org.ts';
import {
  accountIdOf,
  contactRows,
  contactsShown,
  customerOf,
  customerShown,
  type DealRows,
  solutionsOf,
  solutionsShown,
} from './parties.ts';
import { expanded } from './people.ts';
import type { Row } from './schema.ts';
import { answeredName } from './statements.ts';
import { statusOf } from './states.ts';
import { teamOf, teamShown } from './team.ts';
import { TRANSFORMS, type TransformPlace } from './transforms.ts';
import { versionOf } from './versions.ts';

/**
 * An opportunity with the rows that belong to it, as a snapshot. Throws `bad-input` when a value makes no sense: it must not pass for an empty
 * one.
 */
export function snapshotFromRows(rows: DealRows, org: Org): Snapshot {
  const { row } = rows;
  const deal = dealFromRows(rows, org);
  const registration = registrationOf(row, org.registration);
  return {
    side: 'crm',
    id: textAt(row, 'opportunityid') ?? '',
    version: versionOf(row),
    modifiedAt: textAt(row, 'modifiedon') ?? '',
    deal,
    counterpartId: referralIdIn(textAt(row, org.own.referralId)),
    record: {
      kind: 'opportunity',
      optedIn: flagAt(row, org.own.optIn),
      mark: splitMark(textAt(row, 'name') ?? '').mark,
      customerId: accountIdOf(row),
      ...(registration === undefined ? {} : { registration: withCurrency(registration, deal) }),
    },
  };
}

/**
 * A snapshot that was read after a write. When somebody else has saved since, his values must not pass for what was written: they would be
 * taken for agreed, and his change would never travel. The version of what was written is unknown then.
 */
export function unlessEdited(snapshot: Snapshot, row: Row, { identity }: Org, written: DealView): Snapshot {
  const editor = textAt(row, idColumn('modifiedby'));
  if (editor === null || isSameRow(editor, identity.userId)) return snapshot;
  return { ...snapshot, version: null, deal: written };
}

function dealFromRows(rows: DealRows, org: Org): DealView {
  const { row } = rows;
  const currency = currencyOf(row, org);
  const deal: Partial<Record<DealField, unknown>> = {};
  for (const column of org.columns) deal[column.field] = columnValue(row, column, placeOf(column, currency, org), org);
  deal.customer = customerOf(row, org);
  deal.contacts = contactRows(rows, org).map(({ contact }) => contact);
  deal.team = teamOf(rows, org);
  if (showsSolutions(org)) deal.solutions = solutionsOf(rows, org);
  if (org.settings.notes === 'note') deal.notes = noteOf(rows.notes)?.text ?? null;
  return deal as DealView;
}

function currencyOf(row: Row, { currencies }: Org): string | null {
  return currencies.byId.get(textAt(row, idColumn('transactioncurrencyid'))?.toLowerCase() ?? '')?.code ?? null;
}

export function placeOf({ shape }: BoundColumn, currency: string | null, org: Org): TransformPlace {
  const { currencies, settings } = org;
  return { column: shape, currencies, currency, checkMarkInName: settings.checkMarkInName };
}

function columnValue(row: Row, column: BoundColumn, place: TransformPlace, org: Org): unknown {
  if (column.transform === 'status') return statusOf(row, org.states);
  if (column.transform === 'currency') return place.currency;
  const { read, isStrict } = TRANSFORMS[column.transform];
  const shown = shownValue(row, column);
  const value = read(shown, place);
  if (!isStrict || value !== null || cleanText(shown) === null) return value;
  throw new CosellError({
    code: 'dynamics-value-unreadable',
    recovery: 'bad-input',
    message: `The opportunity shows "${String(shown).slice(0, SHOWN_CHARS)}" in ${column.shape.name}, which makes no sense there.`,
    remedy: 'Correct the value on the opportunity, or the column’s name in the settings.',
    place: `Dynamics 365 opportunity ${textAt(row, 'opportunityid')}`,
  });
}

function shownValue(row: Row, column: BoundColumn): unknown {
  const { named } = column;
  if (!named) return valueAt(row, answeredName(column));
  const reference = expanded(row, named.navigation);
  return reference ? valueAt(reference, named.nameColumn) : null;
}

const SHOWN_CHARS = 60;

export function showsSolutions({ solutions, own }: Org): boolean {
  return solutions !== null || own.products !== null;
}

/** The values as Dynamics will show them after a write; fields it has no place for are left out. Pure. */
export function normalizeView(view: DealView, org: Org): DealView {
  const shown: Partial<Record<DealField, unknown>> = {};
  for (const field of Object.keys(view) as DealField[]) {
    const value = shownField(view, field, org);
    if (value !== undefined) shown[field] = value;
  }
  return shown as DealView;
}

function shownField(view: DealView, field: DealField, org: Org): unknown {
  const column = org.columns.find((candidate) => candidate.field === field);
  const value = view[field];
  if (!column) return STRUCTURED[field]?.(view, org);
  if (value === undefined) return undefined;
  if (field === 'status') return value === null ? null : shownStatus(value as NonNullable<Deal['status']>);
  return TRANSFORMS[column.transform].shown(value, placeOf(column, view.currency ?? null, org));
}

/** How fields that are no column are shown. */
const STRUCTURED: { [Field in DealField]?: (view: DealView, org: Org) => Deal[Field] | undefined } = {
  customer: ({ customer }, org) => (customer ? customerShown(customer, org) : null),
  contacts: ({ contacts }, org) => (contacts ? contactsShown(contacts, org) : []),
  solutions: ({ solutions, currency }, org) => {
    if (org.solutions) return solutions ? solutionsShown(solutions, currency, org) : [];
    return org.own.products === null ? undefined : (solutions ?? []);
  },
  team: ({ team }, org) => teamShown(team ?? [], org),
  notes: ({ notes }, org) => (org.settings.notes === 'note' ? noteShown(notes) : undefined),
};
