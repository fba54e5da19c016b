import { type ColumnDraft, choice, integer, lookup, memo, money, text, url, yesNo } from './columns.ts';
import { customTable } from './custom-table.ts';
import { keyOf, oneToMany, priced } from './tables.ts';
import type { AlternateKey, Option, Relationship, Table } from './types.ts';

// What the connector's own solution package brings: contract/dataverse.md §6.2 and §6.3, and what the Salesforce package has besides.

/** A publisher's option values begin at its own number. */
const FIRST_OPTION = 482_170_000;
const options = (labels: readonly string[]): Option[] =>
  labels.map((label, at) => ({ value: FIRST_OPTION + at, label }));
/** By this, and not by their names, the connector knows its own. */
const MARK = 'Part of Cosell.';
const CUSTOM = { custom: true, description: MARK };

const shared = (): ColumnDraft[] => [
  yesNo('csl_SyncWithPartnerCenter', 'Sync with Partner Center', CUSTOM),
  text('csl_ReferralId', 'Referral Identifier', 100, CUSTOM),
  url('csl_ReferralLink', 'Referral Link', 500, CUSTOM),
  text('csl_ReferralProgram', 'Referral Program', 100, CUSTOM),
  memo('csl_Audit', 'Audit', 10_000, CUSTOM),
];

const OPPORTUNITY_COLUMNS: readonly ColumnDraft[] = [
  ...shared(),
  choice(
    'csl_MicrosoftHelp',
    'How can Microsoft help?',
    options([
      'General or Other',
      'Customer Technical Architecture',
      'Proof Of Concept or Demo',
      'Quotes or Licensing',
      'Post Sales Customer Success',
      'Workload Specific Value Proposition',
    ]),
    CUSTOM,
  ),
  yesNo('csl_ReferralVisibility', 'Referral Visibility', {
    ...CUSTOM,
    options: [
      { value: 0, label: 'Not visible to Microsoft sellers' },
      { value: 1, label: 'Visible to Microsoft sellers' },
    ],
  }),
  text('csl_MicrosoftCrmId', 'Microsoft CRM Identifier', 100, CUSTOM),
  choice('csl_CosellType', 'Co-sell Type', options(['IP Co-sell', 'Services Co-sell']), CUSTOM),
  choice('csl_PurchaseIntent', 'Customer purchase intent', options(['Yes', 'No', 'Have not decided']), CUSTOM),
  lookup('csl_SolutionAreaId', 'Solution Area', { csl_solutionarea: 'csl_SolutionAreaId' }, CUSTOM),
  lookup('csl_SolutionPlayId', 'Solution Play', { csl_solutionplay: 'csl_SolutionPlayId' }, CUSTOM),
  lookup('csl_PartnerRoleId', 'Partner Role', { csl_partnerrole: 'csl_PartnerRoleId' }, CUSTOM),
];

/** Columns that the package adds to the tables of the sales application. */
export const COSELL_COLUMNS: Readonly<Record<string, readonly ColumnDraft[]>> = {
  opportunity: OPPORTUNITY_COLUMNS,
  lead: shared(),
};

export const COSELL_KEYS: Readonly<Record<string, readonly AlternateKey[]>> = {
  opportunity: [keyOf('opportunity', 'csl_ReferralKey', ['csl_referralid'])],
  lead: [keyOf('lead', 'csl_LeadReferralKey', ['csl_referralid'])],
};

const named = (schemaName: string, label: string, typeCode: number, columns: readonly ColumnDraft[]): Table => ({
  ...customTable({ prefix: 'csl', schemaName, label, pluralLabel: `${label}s`, typeCode, columns }),
  description: MARK,
});

/** A table of Microsoft's taxonomy. */
const taxonomy = (
  schemaName: string,
  label: string,
  typeCode: number,
  columns: readonly ColumnDraft[] = [],
): Table => ({
  ...customTable({ prefix: 'csl', schemaName, label, pluralLabel: `${label}s`, typeCode, columns, nameLength: 100 }),
  description: MARK,
});

const NEEDED = { ...CUSTOM, required: 'application' } as const;

const SOLUTION_DETAIL: Table = {
  ...named('csl_MicrosoftSolutionDetail', 'Microsoft Solution Detail', 10_801, [
    text('csl_SolutionIdentifier', 'Solution Identifier', 100, NEEDED),
    choice('csl_SolutionType', 'Type', options(['1P', '3P']), CUSTOM),
    text('csl_PublisherName', 'Publisher Name', 200, CUSTOM),
  ]),
  keys: [keyOf('csl_microsoftsolutiondetail', 'csl_SolutionIdKey', ['csl_solutionidentifier'])],
};

const SOLUTION_LINE: Table = {
  ...named('csl_MicrosoftSolution', 'Microsoft Solution', 10_802, [
    ...priced(),
    lookup('csl_OpportunityId', 'Opportunity', { opportunity: 'csl_OpportunityId' }, NEEDED),
    lookup('csl_SolutionDetailId', 'Solution', { csl_microsoftsolutiondetail: 'csl_SolutionDetailId' }, NEEDED),
    integer('csl_Quantity', 'Quantity', { ...CUSTOM, min: 0 }),
    ...money('csl_Price', 'Price', CUSTOM),
  ]),
  keys: [keyOf('csl_microsoftsolution', 'csl_SolutionLineKey', ['csl_opportunityid', 'csl_solutiondetailid'])],
};

/** The package's own tables. */
export const COSELL_TABLES: readonly Table[] = [
  SOLUTION_DETAIL,
  SOLUTION_LINE,
  taxonomy('csl_SolutionArea', 'Solution Area', 10_803),
  taxonomy('csl_SolutionPlay', 'Solution Play', 10_804, [
    lookup('csl_SolutionAreaId', 'Solution Area', { csl_solutionarea: 'csl_SolutionAreaId' }, CUSTOM),
  ]),
  taxonomy('csl_PartnerRole', 'Partner Role', 10_805),
];

export const COSELL_RELATIONSHIPS: readonly Relationship[] = [
  oneToMany(
    'csl_opportunity_microsoftsolution',
    'opportunity',
    'csl_microsoftsolution',
    'csl_opportunityid',
    'Cascade',
  ),
  oneToMany(
    'csl_solutiondetail_microsoftsolution',
    'csl_microsoftsolutiondetail',
    'csl_microsoftsolution',
    'csl_solutiondetailid',
    'Restrict',
  ),
  oneToMany('csl_solutionarea_opportunity', 'csl_solutionarea', 'opportunity', 'csl_solutionareaid'),
  oneToMany('csl_solutionplay_opportunity', 'csl_solutionplay', 'opportunity', 'csl_solutionplayid'),
  oneToMany('csl_partnerrole_opportunity', 'csl_partnerrole', 'opportunity', 'csl_partnerroleid'),
  oneToMany('csl_solutionarea_solutionplay', 'csl_solutionarea', 'csl_solutionplay', 'csl_solutionareaid'),
];
