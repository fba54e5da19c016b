import type { Actor, Org } from '../org.ts';
import { invalidReference, refuse } from '../refusal.ts';
import type { SObjectView } from '../schema/catalogue.ts';
import type { Row, Value } from '../schema/types.ts';
import { toStamp } from '../stamps.ts';
import { insertRecord, requireRow } from './writer.ts';

/** What a conversion may be told; ids are canonical. */
export interface LeadConversion {
  leadId: string;
  convertedStatus?: string | undefined;
  accountId?: string | undefined;
  contactId?: string | undefined;
  opportunityName?: string | undefined;
  ownerId?: string | undefined;
  doNotCreateOpportunity?: boolean | undefined;
}

export interface ConvertedLead {
  leadId: string;
  accountId: string;
  contactId: string;
  opportunityId: string | null;
}

/**
 * Turns a lead into an account, a contact and, unless told otherwise, an opportunity. Afterwards the lead can only be read. Throws a Refusal;
 * the caller undoes what was done until then.
 */
export function convertLead(org: Org, actor: Actor, wish: LeadConversion): ConvertedLead {
  const lead = leadOf(org, actor, wish.leadId);
  const status = convertedStatus(org, wish.convertedStatus);
  const owner = wish.ownerId ?? lead['OwnerId'] ?? actor.userId;
  const make = (sobject: string, fields: Record<string, Value | undefined>) =>
    String(insertRecord(org.fullView.sobject(sobject) as SObjectView, given(fields), org, actor)['Id']);
  const accountId = wish.accountId ?? make('Account', { ...accountFields(lead, org), OwnerId: owner });
  const contactId =
    wish.contactId ?? make('Contact', { ...contactFields(lead, org), AccountId: accountId, OwnerId: owner });
  const opportunityId = wish.doNotCreateOpportunity
    ? null
    : make('Opportunity', {
        ...mappedFields(lead, org),
        Name: wish.opportunityName ?? lead['Company'],
        AccountId: accountId,
        ContactId: contactId,
        StageName: firstStage(org),
        CloseDate: quarterEnd(org.kit.clock.date()),
        LeadSource: lead['LeadSource'],
        OwnerId: owner,
      });
  const stamp = toStamp(org.kit.clock.now());
  org.store.table('Lead').put({
    ...lead,
    Status: status,
    IsConverted: true,
    ConvertedDate: stamp.slice(0, 10),
    ConvertedAccountId: accountId,
    ConvertedContactId: contactId,
    ConvertedOpportunityId: opportunityId,
    LastModifiedDate: stamp,
    LastModifiedById: actor.userId,
    SystemModstamp: stamp,
  });
  return { leadId: wish.leadId, accountId, contactId, opportunityId };
}

function leadOf(org: Org, actor: Actor, id: string): Row {
  if (id.slice(0, 3) !== org.prefixOf('Lead')) throw invalidReference();
  const lead = requireRow(org.fullView.sobject('Lead') as SObjectView, id, org, actor);
  if (lead['IsConverted'] === true) throw refuse('CANNOT_UPDATE_CONVERTED_LEAD', 'cannot reference converted lead', []);
  return lead;
}

/** Only statuses that are meant for it may be given to a converted lead. */
function convertedStatus(org: Org, wanted: string | undefined): string {
  const statuses = [...org.store.table('LeadStatus').rows()].filter((row) => row['IsConverted'] === true);
  const found = wanted === undefined ? statuses[0] : statuses.find((row) => row['ApiName'] === wanted);
  if (found) return String(found['ApiName']);
  throw refuse('INVALID_STATUS', `invalid convertedStatus: ${wanted ?? ''}`, []);
}

function firstStage(org: Org): Value {
  for (const row of org.store.table('OpportunityStage').rows())
    if (row['IsActive'] === true) return row['ApiName'] ?? null;
  return null;
}

/** The last day of the quarter (help: converting leads). */
function quarterEnd(day: Date): string {
  const month = Math.floor(day.getUTCMonth() / 3) * 3 + 3;
  return new Date(Date.UTC(day.getUTCFullYear(), month, 0)).toISOString().slice(0, 10);
}

const ADDRESS = ['Street', 'City', 'PostalCode', 'State', 'Country'] as const;
const CODES = ['StateCode', 'CountryCode'] as const;

function addressFields(lead: Row, org: Org, prefix: string): Row {
  const [text, codes] = org.features.statePicklists ? [ADDRESS.slice(0, 3), CODES] : [ADDRESS, []];
  return Object.fromEntries([...text, ...codes].map((part) => [prefix + part, lead[part] ?? null]));
}

function accountFields(lead: Row, org: Org): Row {
  return { Name: lead['Company'] ?? null, Phone: lead['Phone'] ?? null, ...addressFields(lead, org, 'Billing') };
}

const PERSON = [
  'LastName',
  'FirstName',
  'Salutation',
  'Title',
  'Email',
  'Phone',
  'MobilePhone',
  'Description',
] as const;

function contactFields(lead: Row, org: Org): Row {
  const person = Object.fromEntries(PERSON.map((name) => [name, lead[name] ?? null]));
  return { ...person, ...addressFields(lead, org, 'Mailing') };
}

/** Custom fields go along only where an administrator has mapped them. */
function mappedFields(lead: Row, org: Org): Row {
  const mapping = Object.entries(org.world.leadFieldMapping);
  return Object.fromEntries(mapping.map(([from, to]) => [to, lead[from] ?? null]));
}

function given(fields: Record<string, Value | undefined>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, Value] => entry[1] !== null && entry[1] !== undefined),
  );
}
