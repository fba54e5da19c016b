import { CosellError } from '../../core/errors.ts';
import type { Deal, DealField, DealView } from '../../core/model/deal.ts';
import type { Snapshot } from '../../core/model/snapshot.ts';
import { stampMs } from '../../core/model/stamp.ts';
import { splitMark } from '../crm/marks.ts';
import { referralIdIn } from '../crm/referral-id.ts';
import { registrationOf, withCurrency } from '../crm/registration.ts';
import { cleanText, flagAt, textAt, valueAt } from '../crm/rows.ts';
import { laterStamp } from './notes/news.ts';
import { noteOf, noteShown } from './notes/rows.ts';
import type { BoundColumn, Org } from './org.ts';
import { contactRows, contactsShown, customerOf, customerShown, solutionsOf, solutionsShown } from './parties.ts';
import { isSameId } from './record-id.ts';
import type { Row } from './schema.ts';
import { statusOf } from './stages.ts';
import { teamOf, teamShown } from './team.ts';
import { TRANSFORMS } from './transforms.ts';

/**
 * An opportunity row, with its parents and child lists, as a snapshot. Throws `bad-input` when a value makes no sense: it must not pass for
 * an empty one.
 */
export function snapshotFromRow(row: Row, org: Org): Snapshot {
  const deal = dealFromRow(row, org);
  const registration = registrationOf(row, org.registration);
  return {
    side: 'crm',
    id: row.Id,
    // If-Unmodified-Since is compared with the last-modified date, not with SystemModstamp (contract §1.8).
    version: textAt(row, 'LastModifiedDate'),
    modifiedAt: laterStamp(
      textAt(row, 'LastModifiedDate') ?? textAt(row, 'SystemModstamp') ?? '',
      noteOf(row, org)?.modifiedAt,
    ),
    deal,
    counterpartId: referralIdIn(textAt(row, org.own.referralId)),
    record: {
      kind: 'opportunity',
      optedIn: flagAt(row, org.own.optIn),
      mark: splitMark(textAt(row, 'Name') ?? '').mark,
      customerId: textAt(row, 'AccountId'),
      ...(registration === undefined ? {} : { registration: withCurrency(registration, deal) }),
    },
  };
}

/**
 * The state that a write left behind. When somebody else has saved since, and the row was read only then, his values must not pass for
 * what was written: they would be taken for agreed, and his change would never travel. The version of what was written is unknown then;
 * an older one makes whoever builds on it read again.
 */
export function snapshotAfterWrite(row: Row, org: Org, written: DealView, wroteNote = false): Snapshot {
  const editors = [textAt(row, 'LastModifiedById'), wroteNote ? (noteOf(row, org)?.modifiedBy ?? null) : null];
  return unlessEdited(snapshotFromRow(row, org), editors, org, written);
}

/** The same for a snapshot of any kind of record. */
export function unlessEdited(
  snapshot: Snapshot,
  editors: readonly (string | null)[],
  { ownUserId }: Org,
  written: DealView,
): Snapshot {
  if (ownUserId === null || editors.every((editor) => editor === null || isSameId(editor, ownUserId))) return snapshot;
  const beforeMs = stampMs(snapshot.version ?? '') - SECOND_MS;
  const version = Number.isNaN(beforeMs) ? null : new Date(beforeMs).toISOString();
  return { ...snapshot, version, deal: written };
}

/** Versions are whole seconds (contract §1.8). */
const SECOND_MS = 1000;

function dealFromRow(row: Row, org: Org): DealView {
  const deal: Partial<Record<DealField, unknown>> = {};
  for (const column of org.columns) {
    deal[column.field] = column.transform === 'stage' ? statusOf(row, org.stages) : columnValue(row, column);
  }
  // An org without multi-currency holds every amount in its one currency.
  deal.currency ??= org.settings.defaultCurrency;
  deal.customer = customerOf(row, org);
  deal.contacts = contactRows(row, org).map(({ contact }) => contact);
  deal.team = teamOf(row, org);
  if (showsSolutions(org)) deal.solutions = solutionsOf(row, org);
  // Without a note of ours the record says nothing; that is not the same as an empty one.
  const text = noteOf(row, org)?.text;
  if (text !== undefined) deal.notes = text;
  return deal as DealView;
}

function columnValue(row: Row, { transform, path, place }: BoundColumn): unknown {
  const { read, isStrict } = TRANSFORMS[transform];
  const shown = valueAt(row, path);
  const value = read(shown, place);
  if (!isStrict || value !== null || cleanText(shown) === null) return value;
  throw new CosellError({
    code: 'salesforce-value-unreadable',
    recovery: 'bad-input',
    message: `The opportunity shows "${String(shown).slice(0, SHOWN_CHARS)}" in ${place.column.name}, which makes no sense there.`,
    remedy: 'Correct the value on the opportunity, or the field’s name in the settings.',
    place: `Salesforce opportunity ${row.Id}`,
  });
}

const SHOWN_CHARS = 60;

export function showsSolutions(org: Org): boolean {
  return org.solutions !== null || org.own.products !== null;
}

/** The values as Salesforce will show them after a write; fields it has no place for are left out. Pure. */
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
  if (column) return value === undefined ? undefined : TRANSFORMS[column.transform].shown(value, column.place);
  const parts = STRUCTURED[field];
  return parts ? parts(view, org) : undefined;
}

/** How fields that are no column are shown. */
const STRUCTURED: { [Field in DealField]?: (view: DealView, org: Org) => Deal[Field] | undefined } = {
  currency: (_view, org) => org.settings.defaultCurrency ?? undefined,
  notes: ({ notes }, org) => (org.notes ? noteShown(notes ?? null, org.notes) : undefined),
  customer: ({ customer }, org) => (customer ? customerShown(customer, org) : null),
  contacts: ({ contacts }, org) => (contacts ? contactsShown(contacts, org) : []),
  solutions: ({ solutions }, org) => {
    if (org.solutions) return solutions ? solutionsShown(solutions, org) : [];
    return org.own.products === null ? undefined : (solutions ?? []);
  },
  team: ({ team }, org) => teamShown(team ?? [], org),
};
