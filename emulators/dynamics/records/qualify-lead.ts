import { type Caller, requireRight } from '../access.ts';
import type { Organisation } from '../organisation.ts';
import { refuse } from '../refusal.ts';
import type { WriteScope } from '../rules/types.ts';
import type { Reference, Row } from './store.ts';
import { scopeOf, type WriteOptions } from './writer.ts';

/** What a seller, or QualifyLead, makes of a lead. */
export interface Qualification {
  createAccount: boolean;
  createContact: boolean;
  createOpportunity: boolean;
  /** Status reason; -1 for the first one of qualified leads. */
  status: number;
  customer: Reference | null;
  currency: Reference | null;
}

const QUALIFIED = 1;

const ADDRESS = ['line1', 'line2', 'line3', 'city', 'stateorprovince', 'postalcode', 'country'].map(
  (part) => `address1_${part}`,
);
const SAME_IN_ACCOUNT = [...ADDRESS, 'telephone1', 'websiteurl', 'numberofemployees', 'description'];
const SAME_IN_CONTACT = [
  ...ADDRESS,
  'firstname',
  'middlename',
  'lastname',
  'jobtitle',
  'emailaddress1',
  'telephone1',
  'mobilephone',
  'description',
];
const SAME_IN_OPPORTUNITY = ['description', 'estimatedclosedate', 'transactioncurrencyid', 'qualificationcomments'];

function copied(lead: Row, names: readonly string[]): Record<string, unknown> {
  const found = names.flatMap((name) => {
    const value = lead.values.get(name) ?? null;
    return value === null ? [] : [[name, value] as const];
  });
  return Object.fromEntries(found);
}

const referenceTo = ({ table, id }: Row): Reference => ({ table, id });
const referenceIn = (lead: Row, column: string) => (lead.values.get(column) ?? null) as Reference | null;

/** Columns that an administrator maps from the lead to the opportunity besides the standard ones. */
function mapped(org: Organisation, lead: Row): Record<string, unknown> {
  const pairs = Object.entries(org.world.leadColumnMapping);
  return Object.fromEntries(pairs.map(([from, to]) => [to, lead.values.get(from) ?? null]));
}

function makeOpportunity(scope: WriteScope, lead: Row, wish: Qualification, parties: (Reference | null)[]): Row {
  const [account = null, contact = null] = parties;
  return scope.insert('opportunity', {
    ...copied(lead, SAME_IN_OPPORTUNITY),
    ...mapped(scope.org, lead),
    name: lead.values.get('subject') ?? lead.values.get('fullname') ?? null,
    estimatedvalue: lead.values.get('estimatedamount') ?? null,
    ...(wish.currency ? { transactioncurrencyid: wish.currency } : {}),
    ownerid: lead.values.get('ownerid'),
    originatingleadid: referenceTo(lead),
    customerid: wish.customer ?? account ?? contact,
    parentaccountid: wish.customer?.table === 'account' ? wish.customer : account,
    parentcontactid: wish.customer?.table === 'contact' ? wish.customer : contact,
  });
}

function makeAccount(scope: WriteScope, lead: Row): Row {
  const name = lead.values.get('companyname') ?? lead.values.get('fullname');
  const own = { name, ownerid: lead.values.get('ownerid'), originatingleadid: referenceTo(lead) };
  return scope.insert('account', { ...copied(lead, SAME_IN_ACCOUNT), ...own });
}

function makeContact(scope: WriteScope, lead: Row, account: Reference | null): Row {
  const own = { ownerid: lead.values.get('ownerid'), originatingleadid: referenceTo(lead), parentcustomerid: account };
  return scope.insert('contact', { ...copied(lead, SAME_IN_CONTACT), ...own });
}

function reasonOf(org: Organisation, status: number): number {
  const reasons = org.schema.tables.get('lead')?.columns.get('statuscode')?.options ?? [];
  const fitting = reasons.filter((reason) => reason.state === QUALIFIED);
  const found = status === -1 ? fitting[0] : fitting.find((reason) => reason.value === status);
  if (found) return found.value;
  throw refuse(400, '0x80048408', `${status} is not a valid status code for a qualified lead.`);
}

function checkRights(org: Organisation, caller: Caller, lead: Row, wish: Qualification): void {
  const wanted = { account: wish.createAccount, contact: wish.createContact, opportunity: wish.createOpportunity };
  for (const [name, isWanted] of Object.entries(wanted)) {
    const table = org.schema.tables.get(name);
    if (isWanted && table) requireRight(caller, 'create', table);
  }
  const table = org.schema.tables.get('lead');
  if (table) requireRight(caller, 'write', table, lead);
}

/** Qualifies an open lead; answers what was created, in the order account, contact, opportunity. */
export function qualifyLead(
  org: Organisation,
  caller: Caller,
  lead: Row,
  wish: Qualification,
  options: WriteOptions = {},
): Row[] {
  if (lead.values.get('statecode') !== 0) throw refuse(400, '0x80040519', 'The lead is already closed.');
  checkRights(org, caller, lead, wish);
  const reason = reasonOf(org, wish.status);
  return org.atomically(() => {
    const scope = scopeOf(org, caller, options);
    const madeAccount = wish.createAccount ? makeAccount(scope, lead) : null;
    const account = madeAccount ? referenceTo(madeAccount) : referenceIn(lead, 'parentaccountid');
    const madeContact = wish.createContact ? makeContact(scope, lead, account) : null;
    const contact = madeContact ? referenceTo(madeContact) : referenceIn(lead, 'parentcontactid');
    const opportunity = wish.createOpportunity ? makeOpportunity(scope, lead, wish, [account, contact]) : null;
    scope.update(lead, {
      statecode: QUALIFIED,
      statuscode: reason,
      parentaccountid: account,
      parentcontactid: contact,
    });
    return [madeAccount, madeContact, opportunity].filter((row) => row !== null);
  });
}
