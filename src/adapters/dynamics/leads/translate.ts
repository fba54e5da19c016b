import { canonicalCountry } from '../../../core/model/country.ts';
import type { Contact, DealView } from '../../../core/model/deal.ts';
import type { Snapshot } from '../../../core/model/snapshot.ts';
import { shortened } from '../../../core/model/text.ts';
import { leadTexts, shownLead } from '../../crm/leads/view.ts';
import { referralIdIn } from '../../crm/referral-id.ts';
import { flagAt, textAt } from '../../crm/rows.ts';
import { STREET_COLUMNS } from '../bindings.ts';
import type { Org } from '../org.ts';
import { contactsShown, customerShown } from '../parties.ts';
import { personIn } from '../people.ts';
import type { Row } from '../schema.ts';
import { versionOf } from '../versions.ts';
import type { LeadOrg } from './org.ts';
import { leadStatusOf } from './statuses.ts';

export function snapshotFromLead(row: Row, leads: LeadOrg): Snapshot {
  return {
    side: 'crm',
    id: textAt(row, 'leadid') ?? '',
    version: versionOf(row),
    modifiedAt: textAt(row, 'modifiedon') ?? '',
    deal: dealFromLead(row, leads),
    counterpartId: referralIdIn(textAt(row, leads.own.referralId)),
    record: { kind: 'lead', optedIn: flagAt(row, leads.own.optIn), mark: null, customerId: null },
  };
}

function dealFromLead(row: Row, leads: LeadOrg): DealView {
  const country = textAt(row, 'address1_country');
  const street = STREET_COLUMNS.flatMap((column) => textAt(row, column) ?? []);
  const texts = leadTexts(leads).map(({ field, column }) => [field, textAt(row, column.name)]);
  return {
    ...Object.fromEntries(texts),
    status: leadStatusOf(row, leads.statuses),
    customer: {
      name: textAt(row, 'companyname'),
      street: street.length === 0 ? null : street.join('\n'),
      city: textAt(row, 'address1_city'),
      state: textAt(row, 'address1_stateorprovince'),
      postalCode: textAt(row, 'address1_postalcode'),
      country: country === null ? null : canonicalCountry(country),
    },
    contacts: [personOf(row)].flatMap((person) => (person ? [person] : [])),
  };
}

/** Where nobody is known, the company's name stands in for the last name, and that is no person. */
function personOf(row: Row): Contact | null {
  const person = personIn(row);
  const { firstName, lastName, email, phone } = person;
  const isStandIn = (lastName === null || lastName === standIn(textAt(row, 'companyname'))) && !firstName;
  return isStandIn && !email && !phone ? null : person;
}

const LAST_NAME_LENGTH = 50;

export function standIn(company: string | null): string | null {
  return shortened(company, LAST_NAME_LENGTH);
}

/** The values as a lead will show them after a write; what it has no place for is left out. Pure. */
export function normalizeLead(view: DealView, org: Org, leads: LeadOrg): DealView {
  return shownLead(view, leads, {
    customer: (customer) => leadCustomer(customer, org, leads),
    contacts: (contacts) => contactsShown(contacts, org),
  });
}

/** A lead's company name may be shorter than an account's. */
export function leadCustomer(customer: NonNullable<DealView['customer']>, org: Org, { table }: LeadOrg) {
  const shown = customerShown(customer, org);
  const { duns: _duns, externalId: _externalId, ...kept } = shown;
  return { ...kept, name: shortened(kept.name, table.columns.get('companyname')?.length ?? 0) };
}
