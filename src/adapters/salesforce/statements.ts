import { spellingsOf } from '../crm/referral-id.ts';
import { CONTACT_COLUMNS, CUSTOMER_COLUMNS } from './bindings.ts';
import { noteColumn } from './notes/rows.ts';
import type { Org } from './org.ts';
import { inList, select } from './soql.ts';

/** The queries of the connector. One statement brings a deal with all its parts, so that nothing is read record by record. */

export interface SelectOptions {
  /** Long text that only writes need. */
  audit: boolean;
  /** The statement sees deleted rows as well; those of child lists are left out. */
  amongDeleted?: boolean;
}

/** Every column of a deal: its own, its account's and owner's, and its child lists. */
export function dealColumns(org: Org, { audit, amongDeleted = false }: SelectOptions): string[] {
  const { own } = org;
  const live = amongDeleted ? ' WHERE IsDeleted = false' : '';
  const person = Object.values(CONTACT_COLUMNS);
  const columns = [
    'Id',
    'LastModifiedDate',
    'LastModifiedById',
    'SystemModstamp',
    'IsClosed',
    'IsWon',
    'AccountId',
    'OwnerId',
    own.optIn,
    own.referralId,
    ...(own.products === null ? [] : [own.products]),
    ...(audit ? [own.audit] : []),
    ...org.columns.map(({ path }) => path),
    ...Object.values(org.registration ?? {}).filter((column) => column !== null),
    ...Object.values(CUSTOMER_COLUMNS).map((column) => `Account.${column}`),
    `Account.${org.countryColumn.name}`,
    ...(org.accountKeyColumn === null ? [] : [`Account.${org.accountKeyColumn.name}`]),
    ...person.map((column) => `Owner.${column}`),
    'Owner.IsActive',
    `(SELECT Id, ContactId, IsPrimary, ${person.map((column) => `Contact.${column}`).join(', ')} FROM ${org.rolesPath}${live})`,
    ...solutionLines(org, live),
    ...(org.notes ? [noteColumn(org.notes, { and: amongDeleted ? ' AND IsDeleted = false' : '' })] : []),
    ...(org.teamPath === null
      ? []
      : [`(SELECT Id, UserId, ${person.map((column) => `User.${column}`).join(', ')} FROM ${org.teamPath}${live})`]),
  ];
  return [...new Set(columns)];
}

function solutionLines(org: Org, live: string): string[] {
  const { solutions } = org;
  if (!solutions) return [];
  const { fields } = org.settings;
  const { detailPath, line, detail } = solutions;
  const ownColumns = [fields.linePrice, fields.lineQuantity].filter((name) => line.columns.has(name.toLowerCase()));
  const detailColumns = ['Name', fields.detailIdentifier, fields.detailKind, fields.detailPublisher]
    .filter((name) => detail.columns.has(name.toLowerCase()))
    .map((name) => `${detailPath}.${name}`);
  const columns = ['Id', fields.lineSolution, ...ownColumns, ...detailColumns];
  return [`(SELECT ${columns.join(', ')} FROM ${solutions.linesPath}${live})`];
}

export function readStatement(org: Org, ids: readonly string[], options: SelectOptions): string {
  return select(dealColumns(org, options), 'Opportunity', `Id IN ${inList(ids)}`);
}

export function findStatement(org: Org, referralIds: readonly string[]): string {
  const columns = dealColumns(org, { audit: false });
  return select(columns, 'Opportunity', carrying(org, referralIds), 'ORDER BY CreatedDate, Id');
}

/** Of some deals, those that take part. */
export function readTakingStatement(org: Org, ids: readonly string[]): string {
  return select(dealColumns(org, { audit: true }), 'Opportunity', `Id IN ${inList(ids)} AND ${taking(org)}`);
}

/** Whatever carries one of the referral ids, in any of the spellings that an org may hold. */
export function carrying({ own, settings }: Org, referralIds: readonly string[]): string {
  const spellings = referralIds.flatMap((id) => spellingsOf(id, settings.referralLinkTemplate));
  return `${own.referralId} IN ${inList([...new Set(spellings)])}`;
}

/** Only what takes part: ticked by a seller, or already paired. */
function taking(org: Org): string {
  return `(${org.own.optIn} = true OR ${org.own.referralId} != null)`;
}

/**
 * Deals changed since; all that take part when `since` is null. `since` is a SOQL date-time literal. What has changed lately is often written
 * next, so its audit text comes along; a listing of everything would be made up of it.
 */
export function listStatement(org: Org, since: string | null): string {
  const where = since === null ? taking(org) : `SystemModstamp >= ${since} AND ${taking(org)}`;
  return select(dealColumns(org, { audit: since !== null }), 'Opportunity', where, 'ORDER BY SystemModstamp, Id');
}

/**
 * Deals whose account, contacts, solution lines or team changed since although the opportunity itself did not: a change in those does not
 * touch the opportunity's own stamp. To be asked of `queryAll`, which also sees the rows that were removed since. With the listing itself
 * they are the five queries that one call may have (contract §1.3).
 */
export function relatedStatements(org: Org, since: string): string[] {
  const columns = dealColumns(org, { audit: true, amongDeleted: true });
  const before = `IsDeleted = false AND SystemModstamp < ${since} AND ${taking(org)}`;
  const touched = `SystemModstamp >= ${since}`;
  const { fields } = org.settings;
  return [
    `Account.${touched}`,
    `Id IN (SELECT OpportunityId FROM OpportunityContactRole WHERE ${touched} OR Contact.${touched})`,
    ...(org.solutions
      ? [`Id IN (SELECT ${fields.lineOpportunity} FROM ${org.solutions.line.name} WHERE ${touched})`]
      : []),
    ...(org.teamPath === null ? [] : [`Id IN (SELECT OpportunityId FROM OpportunityTeamMember WHERE ${touched})`]),
  ].map((condition) => select(columns, 'Opportunity', `${condition} AND ${before}`));
}
