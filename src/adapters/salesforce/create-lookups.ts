import type { CreateChange } from '../../core/model/plan.ts';
import { referenceKey, referralOf } from '../crm/creating.ts';
import { referralIdIn } from '../crm/referral-id.ts';
import { textAt } from '../crm/rows.ts';
import { learnUsers, unknownEmails } from '../crm/users.ts';
import { accountAmong, accountQuery } from './account-match.ts';
import type { SalesforceClient } from './client.ts';
import type { CreateKnown } from './create-graph.ts';
import { contactQuery, detailQuery, knownContacts, knownDetails, lookUp } from './lookups.ts';
import type { Org } from './org.ts';
import { contactsShown } from './parties.ts';
import type { Row } from './schema.ts';
import { inList, select } from './soql.ts';
import { carrying, dealColumns } from './statements.ts';
import { userQuery, usersIn } from './users.ts';
import { opportunityColumns } from './write-columns.ts';

/** What the org already has for some new deals. */
export interface CreateLookups {
  /** Opportunities that carry one of the referral ids, by that id in lower case; the oldest first. */
  existing: ReadonlyMap<string, readonly Row[]>;
  known: CreateKnown;
}

const CONTEXT = { kind: 'look-up' };

/** One call for all the deals at once: opportunities by referral, accounts by name, contacts by e-mail, solutions by id. */
export async function lookUpForCreates(
  client: SalesforceClient,
  changes: readonly CreateChange[],
  org: Org,
): Promise<CreateLookups> {
  const referrals = changes.map(referralOf);
  const customers = changes.flatMap(({ fields }) => fields.customer ?? []);
  const emails = distinct(
    changes.flatMap(({ fields }) => contactsShown(fields.contacts ?? [], org).map(({ email }) => email)),
  );
  const solutions = distinct(changes.flatMap(({ fields }) => (fields.solutions ?? []).map(({ id }) => id)));
  const strangers = unknownEmails(
    org.users,
    changes.flatMap(({ fields }) => fields.team ?? []),
  );
  const [deals = null, accounts = null, contacts = null, details = null, users = null] = await lookUp(
    client,
    [
      select(dealColumns(org, { audit: true }), 'Opportunity', carrying(org, referrals), 'ORDER BY CreatedDate, Id'),
      accountQuery(customers, org),
      contactQuery(emails),
      detailQuery(solutions, org),
      takesTeam(org) ? userQuery(strangers) : null,
    ],
    CONTEXT,
  );
  if (takesTeam(org)) learnUsers(org.users, strangers, usersIn(users));
  return {
    existing: Map.groupBy(deals?.rows ?? [], (row) => referralIdIn(textAt(row, org.own.referralId)) ?? ''),
    known: {
      contacts: knownContacts(contacts),
      details: knownDetails(details, org),
      accountFor: (change) => accountAmong(change.fields.customer, accounts?.rows ?? [], org),
      references: await lookUpReferences(client, changes, org),
    },
  };
}

/** Whether anything of a referral's team matters for new opportunities. */
function takesTeam(org: Org): boolean {
  return org.teamPath !== null || org.settings.newOwner === 'team';
}

function distinct(texts: readonly (string | null | undefined)[]): string[] {
  return [...new Set(texts.flatMap((text) => (text ? [text] : [])))];
}

/** Records that columns refer to by name. Rare on new deals, so they cost a call of their own only when there are some. */
async function lookUpReferences(
  client: SalesforceClient,
  changes: readonly CreateChange[],
  org: Org,
): Promise<ReadonlyMap<string, string>> {
  const references = changes.flatMap(({ fields }) => opportunityColumns(fields, org, 'create').references);
  const byObject = Map.groupBy(references, ({ object }) => object);
  const objects = [...byObject.keys()];
  const queries = objects.map((object) => {
    const names = distinct((byObject.get(object) ?? []).map(({ name }) => name));
    return select(['Id', 'Name'], object, `Name IN ${inList(names)}`, 'ORDER BY CreatedDate, Id');
  });
  const pages = await lookUp(client, queries, CONTEXT);
  const found = new Map<string, string>();
  for (const [at, page] of pages.entries()) {
    for (const row of page?.rows ?? []) {
      const key = referenceKey(objects[at] ?? '', textAt(row, 'Name') ?? '');
      if (!found.has(key)) found.set(key, row.Id);
    }
  }
  return found;
}
