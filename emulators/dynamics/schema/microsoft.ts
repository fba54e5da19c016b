import { type ColumnDraft, choice, integer, lookup, memo, money, text, url, yesNo } from './columns.ts';
import { customTable } from './custom-table.ts';
import { oneToMany, priced } from './tables.ts';
import type { Option, Relationship, Table } from './types.ts';

// What Microsoft's own connector package brings (contract/incumbent-connectors.md §1.8). The logical names of its tables
// and the values of its options are not public; these are ours, under its prefix.

const FIRST_OPTION = 299_600_000;
const options = (labels: readonly string[]): Option[] =>
  labels.map((label, at) => ({ value: FIRST_OPTION + at, label }));
const CUSTOM = { custom: true };

const shared = (): ColumnDraft[] => [
  yesNo('msft_microsoftpartnercenterreferralsync', 'Sync With Partner Center', CUSTOM),
  text('msft_microsoftpartnercenterreferralidentifier', 'Referral Identifier', 100, CUSTOM),
  url('msft_microsoftpartnercenterreferrallink', 'Referral Link', 500, CUSTOM),
  text('msft_microsoftpartnercenterreferralprogram', 'Referral Program', 100, CUSTOM),
  memo('msft_microsoftpartnercenterreferralsyncaudit', 'Audit', 10_000, CUSTOM),
];

export const MICROSOFT_COLUMNS: Readonly<Record<string, readonly ColumnDraft[]>> = {
  opportunity: [
    ...shared(),
    text('msft_microsoftcrmidentifier', 'Microsoft CRM Identifier', 100, CUSTOM),
    yesNo('msft_microsoftpartnercenterreferralvisible', 'Referral Visibility', {
      ...CUSTOM,
      options: [
        { value: 0, label: 'Not visible to Microsoft sellers' },
        { value: 1, label: 'Visible to Microsoft sellers' },
      ],
    }),
    choice(
      'msft_microsoftpartnercenterhelp',
      'How can Microsoft help?',
      options([
        'Workload Specific Value Proposition',
        'Customer Technical Architecture',
        'Proof Of Concept or Demo',
        'Quotes or Licensing',
        'Post Sales Customer Success',
        'General Or Other',
      ]),
      CUSTOM,
    ),
    text('msft_microsoftpartnercentersolutions', '[Obsolete] Microsoft Partner Center products', 4000, CUSTOM),
    choice('msft_coselltype', 'Co-sell type', options(['IP Co-sell', 'Services Co-sell']), CUSTOM),
    choice('msft_customerpurchaseintent', 'Customer purchase intent', options(['Yes', 'No', 'HaveNotDecided']), CUSTOM),
    lookup('msft_partnerrole', 'Partner role', { msft_partnerrole: 'msft_PartnerRole' }, CUSTOM),
    lookup('msft_solutionarea', 'Solution area', { msft_solutionarea: 'msft_SolutionArea' }, CUSTOM),
    lookup('msft_solutionplay', 'Solution play', { msft_solutionplay: 'msft_SolutionPlay' }, CUSTOM),
  ],
  lead: shared(),
};

const named = (logicalName: string, label: string, typeCode: number, columns: readonly ColumnDraft[] = []): Table =>
  customTable({ prefix: 'msft', schemaName: logicalName, label, pluralLabel: `${label}s`, typeCode, columns });

export const MICROSOFT_TABLES: readonly Table[] = [
  named('msft_microsoftsolutiondetail', 'Microsoft Solution Detail', 10_701, [
    text('msft_solutionidentifier', 'Solution Identifier', 100, { ...CUSTOM, required: 'application' }),
    choice('msft_solutiontype', 'Type', options(['1P', '3P']), CUSTOM),
    text('msft_publishername', 'Publisher Name', 200, CUSTOM),
  ]),
  named('msft_microsoftsolution', 'Microsoft Solution', 10_702, [
    ...priced(),
    lookup('msft_opportunityid', 'Opportunity', { opportunity: 'msft_OpportunityId' }, CUSTOM),
    lookup('msft_solutiondetailid', 'Solution', { msft_microsoftsolutiondetail: 'msft_SolutionDetailId' }, CUSTOM),
    integer('msft_quantity', 'Quantity', { ...CUSTOM, min: 0 }),
    ...money('msft_price', 'Price', CUSTOM),
  ]),
  named('msft_solutionarea', 'Solution Area', 10_703),
  named('msft_solutionplay', 'Solution Play', 10_704, [
    lookup('msft_solutionarea', 'Solution Area', { msft_solutionarea: 'msft_SolutionArea' }, CUSTOM),
  ]),
  named('msft_partnerrole', 'Partner Role', 10_705),
];

export const MICROSOFT_RELATIONSHIPS: readonly Relationship[] = [
  oneToMany(
    'msft_opportunity_microsoftsolution',
    'opportunity',
    'msft_microsoftsolution',
    'msft_opportunityid',
    'Cascade',
  ),
  oneToMany(
    'msft_solutiondetail_microsoftsolution',
    'msft_microsoftsolutiondetail',
    'msft_microsoftsolution',
    'msft_solutiondetailid',
    'Restrict',
  ),
  oneToMany('msft_solutionarea_opportunity', 'msft_solutionarea', 'opportunity', 'msft_solutionarea'),
  oneToMany('msft_solutionplay_opportunity', 'msft_solutionplay', 'opportunity', 'msft_solutionplay'),
  oneToMany('msft_partnerrole_opportunity', 'msft_partnerrole', 'opportunity', 'msft_partnerrole'),
  oneToMany('msft_solutionarea_solutionplay', 'msft_solutionarea', 'msft_solutionplay', 'msft_solutionarea'),
];
