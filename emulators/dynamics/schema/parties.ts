import {
  ACTIVE_INACTIVE,
  type ColumnDraft,
  choice,
  customer,
  date,
  double,
  email,
  integer,
  lookup,
  memo,
  money,
  phone,
  READ_ONLY,
  states,
  text,
  url,
  yesNo,
} from './columns.ts';
import { oneToMany, ordinary, priced, table } from './tables.ts';
import type { Option, Relationship, Table } from './types.ts';

/** The parts of the first postal address; the composite is what people read. */
const address = (): ColumnDraft[] => [
  text('address1_name', 'Address 1: Name', 200),
  text('address1_line1', 'Address 1: Street 1', 250),
  text('address1_line2', 'Address 1: Street 2', 250),
  text('address1_line3', 'Address 1: Street 3', 250),
  text('address1_city', 'Address 1: City', 80),
  text('address1_stateorprovince', 'Address 1: State/Province', 50),
  text('address1_postalcode', 'Address 1: ZIP/Postal Code', 20),
  text('address1_country', 'Address 1: Country/Region', 80),
  memo('address1_composite', 'Address 1', 1000, READ_ONLY),
];

const contactWays = (): ColumnDraft[] => [
  email('emailaddress1', 'Email'),
  email('emailaddress2', 'Email Address 2'),
  email('emailaddress3', 'Email Address 3'),
  phone('telephone1', 'Business Phone'),
  phone('telephone2', 'Telephone 2'),
  url('websiteurl', 'Website'),
];

const personName = (): ColumnDraft[] => [
  text('firstname', 'First Name', 50, { required: 'recommended' }),
  text('middlename', 'Middle Name', 50),
  text('lastname', 'Last Name', 50, { required: 'application' }),
  text('fullname', 'Full Name', 160, READ_ONLY),
  text('jobtitle', 'Job Title', 100),
  phone('mobilephone', 'Mobile Phone'),
];

const ACCOUNT: Table = table({
  logicalName: 'account',
  entitySet: 'accounts',
  label: 'Account',
  pluralLabel: 'Accounts',
  typeCode: 1,
  primaryName: 'name',
  hasNotes: true,
  columns: [
    ...ordinary(),
    ...priced(),
    ...states(...ACTIVE_INACTIVE),
    ...contactWays(),
    ...address(),
    text('name', 'Account Name', 160, { required: 'application' }),
    text('accountnumber', 'Account Number', 20),
    memo('description', 'Description', 2000),
    integer('numberofemployees', 'Number of Employees', { min: 0, max: 1_000_000_000 }),
    ...money('revenue', 'Annual Revenue'),
    ...money('creditlimit', 'Credit Limit'),
    lookup('primarycontactid', 'Primary Contact', 'contact'),
    lookup('parentaccountid', 'Parent Account', 'account'),
    lookup('originatingleadid', 'Originating Lead', 'lead', { update: false }),
    lookup('masterid', 'Master ID', 'account', READ_ONLY),
    yesNo('merged', 'Merged', READ_ONLY),
  ],
});

const CONTACT: Table = table({
  logicalName: 'contact',
  entitySet: 'contacts',
  label: 'Contact',
  pluralLabel: 'Contacts',
  typeCode: 2,
  primaryName: 'fullname',
  hasNotes: true,
  columns: [
    ...ordinary(),
    ...priced(),
    ...states(...ACTIVE_INACTIVE),
    ...contactWays(),
    ...personName(),
    ...address(),
    text('salutation', 'Salutation', 100),
    text('department', 'Department', 100),
    memo('description', 'Description', 2000),
    customer('parentcustomerid', 'Company Name'),
    lookup('originatingleadid', 'Originating Lead', 'lead', { update: false }),
    lookup('masterid', 'Master ID', 'contact', READ_ONLY),
    yesNo('merged', 'Merged', READ_ONLY),
  ],
});

const RATING: readonly Option[] = [
  { value: 1, label: 'Hot' },
  { value: 2, label: 'Warm' },
  { value: 3, label: 'Cold' },
];

const LEAD: Table = table({
  logicalName: 'lead',
  entitySet: 'leads',
  label: 'Lead',
  pluralLabel: 'Leads',
  typeCode: 4,
  primaryName: 'fullname',
  hasNotes: true,
  columns: [
    ...ordinary(),
    ...priced(),
    ...states(
      [
        { value: 0, label: 'Open' },
        { value: 1, label: 'Qualified' },
        { value: 2, label: 'Disqualified' },
      ],
      [
        { value: 1, label: 'New', state: 0 },
        { value: 2, label: 'Contacted', state: 0 },
        { value: 3, label: 'Qualified', state: 1 },
        { value: 4, label: 'Lost', state: 2 },
        { value: 5, label: 'Cannot Contact', state: 2 },
        { value: 6, label: 'No Longer Interested', state: 2 },
        { value: 7, label: 'Canceled', state: 2 },
      ],
    ),
    ...contactWays(),
    ...personName(),
    ...address(),
    text('subject', 'Topic', 300, { required: 'application' }),
    text('companyname', 'Company Name', 100),
    memo('description', 'Description', 2000),
    // The amount; `estimatedvalue` is an older number that the platform has given up.
    ...money('estimatedamount', 'Est. Value'),
    double('estimatedvalue', 'Est. Value (deprecated)', { min: 0, max: 1_000_000_000 }),
    date('estimatedclosedate', 'Est. Close Date'),
    ...money('budgetamount', 'Budget Amount'),
    ...money('revenue', 'Annual Revenue'),
    choice('leadqualitycode', 'Rating', RATING, { default: 2 }),
    memo('qualificationcomments', 'Qualification Comments', 2000),
    customer('customerid', 'Customer', { create: false, update: false }),
    lookup('parentaccountid', 'Parent Account for lead', 'account'),
    lookup('parentcontactid', 'Parent Contact for lead', 'contact'),
    lookup('qualifyingopportunityid', 'Qualifying Opportunity', 'opportunity'),
    lookup('masterid', 'Master ID', 'lead', READ_ONLY),
    yesNo('merged', 'Merged', READ_ONLY),
  ],
});

/** Accounts, contacts and leads. */
export const PARTY_TABLES: readonly Table[] = [ACCOUNT, CONTACT, LEAD];

export const PARTY_RELATIONSHIPS: readonly Relationship[] = [
  oneToMany('account_primary_contact', 'contact', 'account', 'primarycontactid'),
  oneToMany('account_parent_account', 'account', 'account', 'parentaccountid'),
  oneToMany('account_originating_lead', 'lead', 'account', 'originatingleadid'),
  oneToMany('contact_customer_accounts', 'account', 'contact', 'parentcustomerid', 'Cascade'),
  oneToMany('contact_customer_contacts', 'contact', 'contact', 'parentcustomerid', 'Cascade'),
  oneToMany('contact_originating_lead', 'lead', 'contact', 'originatingleadid'),
  oneToMany('lead_parent_account', 'account', 'lead', 'parentaccountid'),
  oneToMany('lead_parent_contact', 'contact', 'lead', 'parentcontactid'),
  oneToMany('lead_qualifying_opportunity', 'opportunity', 'lead', 'qualifyingopportunityid'),
];
