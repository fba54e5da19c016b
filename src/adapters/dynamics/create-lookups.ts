import type { CreateChange } from '../../core/model/plan.ts';
import { referenceKey, referralOf } from '../crm/creating.ts';
import { referralIdIn } from '../crm/referral-id.ts';
import { textAt } from '../crm/rows.ts';
import { learnUsers, unknownEmails } from '../crm/users.ts';
import type { DynamicsClient } from './client.ts';
import type { CreateKnown } from './create-unit.ts';
import {
  accountAmong,
  accountQuery,
  contactQuery,
  detailQuery,
  distinct,
  knownContacts,
  knownDetails,
  namedQuery,
  userQuery,
  usersIn,
} from './lookups.ts';
import { query } from './odata.ts';
import type { NamedReference, Org } from './org.ts';
import { contactsShown } from './parties.ts';
import type { Row } from './schema.ts';
import { carrying } from './statements.ts';
import { opportunityColumns } from './write-columns.ts';

/** What the environment already has for some new deals. */
export interface CreateLookups {
  /** Ids of opportunities that carry one of the referral ids, by that id in lower case; the oldest. */
  existing: ReadonlyMap<string, string>;
  known: CreateKnown;
}

const CONTEXT = { kind: 'look-up' };

/** One call for all the deals at once: opportunities by referral, accounts by name, contacts by e-mail, solutions by id. */
export async function lookUpForCreates(
  client: DynamicsClient,
  changes: readonly CreateChange[],
  org: Org,
): Promise<CreateLookups> {
  const views = changes.map(({ fields }) => fields);
  const emails = views.flatMap(({ contacts }) => contactsShown(contacts ?? [], org).map(({ email }) => email));
  const team =
    org.roles.team === null && org.settings.newOwner === 'connector' ? [] : views.flatMap((view) => view.team ?? []);
  const strangers = unknownEmails(org.users, team);
  const referring = references(changes, org);
  const [carriers, accounts, contacts, details, users, ...named] = await lookUp(client, [
    carrierQuery(changes, org),
    accountQuery(
      views.flatMap(({ customer }) => customer ?? []),
      org,
    ),
    contactQuery(distinct(emails)),
    detailQuery(distinct(views.flatMap(({ solutions }) => (solutions ?? []).map(({ id }) => id))), org),
    userQuery(strangers),
    ...referring.map(({ to, names }) => namedQuery(to, names)),
  ]);
  learnUsers(org.users, strangers, usersIn(users ?? []));
  const accountRows = accounts ?? [];
  return {
    existing: carriersByReferral(carriers ?? [], org),
    known: {
      contacts: knownContacts(contacts ?? []),
      details: knownDetails(details ?? [], org),
      accountFor: ({ fields }) => accountAmong(fields.customer, accountRows, org),
      references: new Map(referring.flatMap(({ to }, at) => namedIds(to, named[at] ?? []))),
    },
  };
}

/** Runs the queries that are needed in one call; the rows are in the order of the queries. */
export async function lookUp(
  client: DynamicsClient,
  queries: readonly (string | null)[],
): Promise<readonly (readonly Row[])[]> {
  const needed = queries.filter((one) => one !== null);
  const found = [...(await client.rows(needed, CONTEXT))];
  return queries.map((one) => (one === null ? [] : (found.shift() ?? [])));
}

function carrierQuery(changes: readonly CreateChange[], org: Org): string {
  return query(org.opportunity.set, {
    select: [org.opportunity.id, org.own.referralId],
    filter: carrying(org, changes.map(referralOf)),
    orderBy: 'createdon,opportunityid',
  });
}

function carriersByReferral(rows: readonly Row[], org: Org): ReadonlyMap<string, string> {
  const oldest = new Map<string, string>();
  for (const row of rows) {
    const referral = referralIdIn(textAt(row, org.own.referralId))?.toLowerCase();
    const id = textAt(row, org.opportunity.id);
    if (referral && id && !oldest.has(referral)) oldest.set(referral, id);
  }
  return oldest;
}

/** The names that columns of these deals refer to, by the table in which they are. */
function references(changes: readonly CreateChange[], org: Org): { to: NamedReference; names: readonly string[] }[] {
  const all = changes.flatMap(({ fields }) => opportunityColumns(fields, null, org, 'create').references);
  return [...Map.groupBy(all, ({ to }) => to).entries()].map(([to, found]) => ({
    to,
    names: distinct(found.map(({ name }) => name)),
  }));
}

function namedIds({ table, nameColumn }: NamedReference, rows: readonly Row[]): [string, string][] {
  return rows.map((row) => [referenceKey(table.name, textAt(row, nameColumn) ?? ''), textAt(row, table.id) ?? '']);
}
