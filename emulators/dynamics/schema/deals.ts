import {
  choice,
  customer,
  date,
  datetime,
  decimal,
  email,
  integer,
  lookup,
  memo,
  money,
  READ_ONLY,
  states,
  text,
  yesNo,
} from './columns.ts';
import { auditTrail, imported, oneToMany, ordinary, owned, priced, table, versioned } from './tables.ts';
import type { Relationship, Table } from './types.ts';

const AMOUNT = { min: -1_000_000_000_000, max: 1_000_000_000_000 };

const OPPORTUNITY: Table = table({
  logicalName: 'opportunity',
  entitySet: 'opportunities',
  label: 'Opportunity',
  pluralLabel: 'Opportunities',
  typeCode: 3,
  primaryName: 'name',
  hasNotes: true,
  columns: [
    ...ordinary(),
    ...priced(),
    ...states(
      [
        { value: 0, label: 'Open' },
        { value: 1, label: 'Won' },
        { value: 2, label: 'Lost' },
      ],
      [
        { value: 1, label: 'In Progress', state: 0 },
        { value: 2, label: 'On Hold', state: 0 },
        { value: 3, label: 'Won', state: 1 },
        { value: 4, label: 'Canceled', state: 2 },
        { value: 5, label: 'Out-Sold', state: 2 },
      ],
    ),
    text('name', 'Topic', 300, { required: 'application' }),
    memo('description', 'Description', 2000),
    customer('customerid', 'Potential Customer', { required: 'application' }),
    lookup('parentaccountid', 'Account', 'account'),
    lookup('parentcontactid', 'Contact', 'contact'),
    lookup('originatingleadid', 'Originating Lead', 'lead', { update: false }),
    ...money('estimatedvalue', 'Est. Revenue', AMOUNT),
    ...money('actualvalue', 'Actual Revenue', AMOUNT),
    ...money('budgetamount', 'Budget Amount', AMOUNT),
    ...money('totalamount', 'Total Amount', { ...AMOUNT }),
    ...money('freightamount', 'Freight Amount', { ...AMOUNT }),
    ...money('discountamount', 'Opportunity Discount Amount', { ...AMOUNT, min: 0 }),
    ...money('totallineitemamount', 'Total Detail Amount', { ...AMOUNT, ...READ_ONLY }),
    decimal('discountpercentage', 'Opportunity Discount (%)', 2, { min: 0, max: 100 }),
    yesNo('isrevenuesystemcalculated', 'Revenue', {
      options: [
        { value: 0, label: 'User Provided' },
        { value: 1, label: 'System Calculated' },
      ],
    }),
    date('estimatedclosedate', 'Est. Close Date', { required: 'recommended' }),
    date('actualclosedate', 'Actual Close Date'),
    date('finaldecisiondate', 'Final Decision Date'),
    integer('closeprobability', 'Probability', { min: 0, max: 100 }),
    choice(
      'opportunityratingcode',
      'Rating',
      [
        { value: 1, label: 'Hot' },
        { value: 2, label: 'Warm' },
        { value: 3, label: 'Cold' },
      ],
      { default: 2 },
    ),
    choice('salesstage', 'Sales Stage', [
      { value: 0, label: 'Qualify' },
      { value: 1, label: 'Develop' },
      { value: 2, label: 'Propose' },
      { value: 3, label: 'Close' },
    ]),
    choice(
      'pricingerrorcode',
      'Pricing Error ',
      [
        { value: 0, label: 'None' },
        { value: 1, label: 'Detail Error' },
      ],
      { default: 0 },
    ),
    text('stepname', 'Pipeline Phase', 200),
    email('emailaddress', 'Email Address'),
    memo('customerneed', 'Customer Need', 2000),
    memo('customerpainpoints', 'Customer Pain Points', 2000),
    memo('currentsituation', 'Current Situation', 2000),
    memo('proposedsolution', 'Proposed Solution', 2000),
    memo('qualificationcomments', 'Qualification Comments', 2000),
    memo('quotecomments', 'Quote Comments', 2000),
    datetime('lastonholdtime', 'Last On Hold Time', READ_ONLY),
    integer('onholdtime', 'On Hold Time (Minutes)', READ_ONLY),
  ],
});

const SUFFIX = '_opportunityclose';

/** The activity that closing an opportunity leaves behind. Its common columns are those of every activity. */
const OPPORTUNITY_CLOSE: Table = table({
  logicalName: 'opportunityclose',
  entitySet: 'opportunitycloses',
  primaryId: 'activityid',
  label: 'Opportunity Close',
  pluralLabel: 'Opportunity Close Activities',
  typeCode: 4208,
  primaryName: 'subject',
  changeTracking: false,
  columns: [
    ...auditTrail(SUFFIX),
    ...owned(SUFFIX),
    ...versioned(),
    ...imported(),
    ...priced(SUFFIX),
    ...states(
      [
        { value: 0, label: 'Open' },
        { value: 1, label: 'Completed' },
        { value: 2, label: 'Canceled' },
      ],
      [
        { value: 1, label: 'Open', state: 0 },
        { value: 2, label: 'Completed', state: 1 },
        { value: 3, label: 'Canceled', state: 2 },
      ],
    ),
    text('subject', 'Subject', 200),
    memo('description', 'Description', 2000),
    lookup('opportunityid', 'Opportunity', 'opportunity'),
    lookup('regardingobjectid', 'Regarding', {
      opportunity: `regardingobjectid_opportunity${SUFFIX}`,
      account: `regardingobjectid_account${SUFFIX}`,
      lead: `regardingobjectid_lead${SUFFIX}`,
    }),
    datetime('actualend', 'Close Date'),
    ...money('actualrevenue', 'Actual Revenue'),
    text('category', 'Category', 250),
    text('subcategory', 'Sub-Category', 250),
  ],
});

/** Opportunities and what closing them leaves. */
export const DEAL_TABLES: readonly Table[] = [OPPORTUNITY, OPPORTUNITY_CLOSE];

export const DEAL_RELATIONSHIPS: readonly Relationship[] = [
  oneToMany('opportunity_customer_accounts', 'account', 'opportunity', 'customerid', 'Cascade'),
  oneToMany('opportunity_customer_contacts', 'contact', 'opportunity', 'customerid', 'Cascade'),
  oneToMany('opportunity_parent_account', 'account', 'opportunity', 'parentaccountid'),
  oneToMany('opportunity_parent_contact', 'contact', 'opportunity', 'parentcontactid'),
  oneToMany('opportunity_originating_lead', 'lead', 'opportunity', 'originatingleadid'),
  oneToMany('Opportunity_OpportunityClose', 'opportunity', 'opportunityclose', 'opportunityid', 'Cascade'),
  oneToMany('opportunity_OpportunityCloses', 'opportunity', 'opportunityclose', 'regardingobjectid', 'Cascade'),
];
