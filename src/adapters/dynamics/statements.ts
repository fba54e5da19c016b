import { spellingsOf } from '../crm/referral-id.ts';
import { CONTACT_COLUMNS, CUSTOMER_COLUMNS, STREET_COLUMNS, USER_COLUMNS } from './bindings.ts';
import { columnOf } from './describe.ts';
import { NOTE_SUBJECT } from './notes.ts';
import { any, idColumn, isOneOf, isOneOfIds, literal, query } from './odata.ts';
import type { BoundColumn, Org } from './org.ts';
import { ROW_VERSION } from './versions.ts';

/** The queries of the connector. A deal is one row and the rows that belong to it, which are asked for beside it in one call. */

/** Columns of the account behind a deal. */
export function accountColumns(org: Org): string[] {
  const { country, accountKey } = org;
  return [
    'accountid',
    ...Object.values(CUSTOMER_COLUMNS),
    ...STREET_COLUMNS,
    country.name,
    ...(accountKey ? [accountKey.name] : []),
  ];
}

/** The name by which a single-column field is answered: lookups show their id. */
export function answeredName({ shape }: BoundColumn): string {
  return LOOKUPS.has(shape.type) ? idColumn(shape.name) : shape.name;
}

const LOOKUPS: ReadonlySet<string> = new Set(['lookup', 'customer', 'owner']);

function dealColumns(org: Org): string[] {
  const { own, registration } = org;
  return [
    'opportunityid',
    'modifiedon',
    'statecode',
    'statuscode',
    idColumn('modifiedby'),
    idColumn('customerid'),
    idColumn('parentaccountid'),
    idColumn('parentcontactid'),
    idColumn('ownerid'),
    own.optIn,
    own.referralId,
    own.audit,
    ...(own.products === null ? [] : [own.products]),
    ...org.columns.map(answeredName),
    ...Object.values(registration ?? {}).filter((column) => column !== null),
  ];
}

function dealExpansions(org: Org): Record<string, readonly string[]> {
  const account = [...accountColumns(org), ROW_VERSION];
  const named = org.columns.flatMap(({ named }) => (named ? [[named.navigation, [named.nameColumn]] as const] : []));
  return {
    parentaccountid: account,
    customerid_account: account,
    parentcontactid: ['contactid', ROW_VERSION, ...Object.values(CONTACT_COLUMNS)],
    owninguser: ['systemuserid', 'isdisabled', ...Object.values(USER_COLUMNS)],
    ...Object.fromEntries(named),
  };
}

export interface DealQuery {
  filter: string;
  orderBy?: string;
  count?: boolean;
}

/** Opportunities with their parents. */
export function dealQuery(org: Org, { filter, ...rest }: DealQuery): string {
  return query(org.opportunity.set, { select: dealColumns(org), expand: dealExpansions(org), filter, ...rest });
}

/** The rows that belong to opportunities; each query under the name of what it brings. */
export function belongingQueries(org: Org, ids: readonly string[]): readonly { part: BelongingPart; path: string }[] {
  return [
    ...(org.solutions ? [{ part: 'lines' as const, path: lineQuery(org, org.solutions, ids) }] : []),
    ...(takesConnections(org) ? [{ part: 'connections' as const, path: connectionQuery(ids) }] : []),
    ...(org.roles.team?.kind === 'access-team'
      ? [{ part: 'teams' as const, path: teamQuery(ids, org.roles.team.templateId) }]
      : []),
    ...(org.settings.notes === 'note' ? [{ part: 'notes' as const, path: noteQuery(ids) }] : []),
  ];
}

export type BelongingPart = 'lines' | 'connections' | 'teams' | 'notes';

export function takesConnections({ roles }: Org): boolean {
  return roles.stakeholder !== null || roles.team?.kind === 'connections';
}

function lineQuery(
  _org: Org,
  { tables, line, detail, detailNavigation }: NonNullable<Org['solutions']>,
  ids: readonly string[],
): string {
  const present = (names: readonly string[], table: typeof line) => names.filter((name) => columnOf(table, name));
  return query(line.set, {
    select: [
      line.id,
      idColumn(tables.lineOpportunity),
      idColumn(tables.lineSolution),
      ...present([tables.linePrice, tables.lineQuantity, 'createdon'], line),
    ],
    expand: {
      [detailNavigation]: present(
        [tables.detailName, tables.detailIdentifier, tables.detailKind, tables.detailPublisher],
        detail,
      ),
    },
    filter: isOneOfIds(idColumn(tables.lineOpportunity), ids),
  });
}

function connectionQuery(ids: readonly string[]): string {
  return query('connections', {
    select: ['connectionid', 'createdon', idColumn('record1id'), idColumn('record2id'), idColumn('record2roleid')],
    expand: {
      record2id_contact: ['contactid', ROW_VERSION, ...Object.values(CONTACT_COLUMNS)],
      record2id_systemuser: ['systemuserid', 'isdisabled', ...Object.values(USER_COLUMNS)],
    },
    filter: `${isOneOfIds(idColumn('record1id'), ids)} and statecode eq 0`,
  });
}

function teamQuery(ids: readonly string[], templateId: string): string {
  return query('teams', {
    select: ['teamid', idColumn('regardingobjectid')],
    expand: { teammembership_association: ['systemuserid', 'isdisabled', ...Object.values(USER_COLUMNS)] },
    filter: `${isOneOfIds(idColumn('regardingobjectid'), ids)} and ${idColumn('teamtemplateid')} eq ${templateId}`,
  });
}

function noteQuery(ids: readonly string[]): string {
  return query('annotations', {
    select: ['annotationid', 'notetext', 'createdon', idColumn('objectid')],
    filter: `${isOneOfIds(idColumn('objectid'), ids)} and subject eq ${literal(NOTE_SUBJECT)}`,
  });
}

/** Whatever carries one of the referral ids, in any of the spellings that an environment may hold. */
export function carrying({ own, settings }: Org, referralIds: readonly string[]): string {
  const spellings = referralIds.flatMap((id) => spellingsOf(id, settings.referralLinkTemplate));
  return isOneOf(own.referralId, [...new Set(spellings)]);
}

/** Only what takes part: ticked by a seller, or already paired. */
export function taking({ own }: { own: { optIn: string; referralId: string } }): string {
  return any([`${own.optIn} eq true`, `${own.referralId} ne null`]);
}
