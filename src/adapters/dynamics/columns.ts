/**
 * The columns and tables that the connector adds to a Dataverse environment, in one place: what is installed, what the doctor asks for and what
 * the adapter reads and writes by default (contract §6). Names are logical names, all lower case.
 */

/** Publisher prefix, and the prefix of the numbers behind its choices. */
export const PUBLISHER = { uniqueName: 'cosellconnector', prefix: 'csl', optionValuePrefix: 48217 } as const;

export interface PackageChoice {
  value: number;
  label: string;
  /** What the choice means to Partner Center, where its label does not say so. */
  code?: string;
}

type ColumnKind =
  | { type: 'text'; maxLength: number; format?: 'url' }
  | { type: 'memo'; maxLength: number }
  | { type: 'boolean'; no: string; yes: string }
  | { type: 'choice'; choices: readonly PackageChoice[] }
  | { type: 'integer'; min: number; max: number }
  /** Its digits are those of the row's currency. */
  | { type: 'money' }
  | { type: 'lookup'; target: string; onDelete: 'Cascade' | 'RemoveLink' | 'Restrict'; relationship: string };

export type PackageColumn = ColumnKind & {
  name: string;
  /** With capitals, from which Dataverse makes the logical name; lookups are bound by it. */
  schemaName: string;
  label: string;
  description: string;
  required?: true;
  /** Sellers see it, and do not edit it. */
  locked?: true;
};

export interface PackageKey {
  name: string;
  schemaName: string;
  label: string;
  columns: readonly string[];
}

/** Columns added to a table that Dynamics brings. */
export interface ExtendedTable {
  name: string;
  columns: readonly PackageColumn[];
  keys: readonly PackageKey[];
}

/** A table of the package's own. */
export interface OwnTable extends ExtendedTable {
  schemaName: string;
  label: string;
  pluralLabel: string;
  description: string;
  /** The column that names its rows. */
  primaryName: { name: string; schemaName: string; label: string; maxLength: number };
}

const choices = (entries: readonly (readonly [label: string, code?: string])[]): PackageChoice[] =>
  entries.map(([label, code], at) => ({
    value: PUBLISHER.optionValuePrefix * 10_000 + at,
    label,
    ...(code === undefined ? {} : { code }),
  }));

const OPT_IN: PackageColumn = {
  name: 'csl_syncwithpartnercenter',
  schemaName: 'csl_SyncWithPartnerCenter',
  label: 'Sync with Partner Center',
  description: 'Yes shares the record with Microsoft Partner Center and keeps both in step.',
  type: 'boolean',
  no: 'No',
  yes: 'Yes',
};
const REFERRAL_ID: PackageColumn = {
  name: 'csl_referralid',
  schemaName: 'csl_ReferralId',
  label: 'Referral Identifier',
  description: 'Identifier of the referral in Partner Center; filled by the connector.',
  type: 'text',
  maxLength: 100,
  locked: true,
};
const REFERRAL_LINK: PackageColumn = {
  name: 'csl_referrallink',
  schemaName: 'csl_ReferralLink',
  label: 'Referral Link',
  description: 'Opens the referral in Partner Center.',
  type: 'text',
  maxLength: 500,
  format: 'url',
  locked: true,
};
const PROGRAM: PackageColumn = {
  name: 'csl_referralprogram',
  schemaName: 'csl_ReferralProgram',
  label: 'Referral Program',
  description: 'Microsoft program that the referral belongs to.',
  type: 'text',
  maxLength: 100,
  locked: true,
};
const AUDIT: PackageColumn = {
  name: 'csl_audit',
  schemaName: 'csl_Audit',
  label: 'Audit',
  description: 'What the connector did with this record, and what stands in the way.',
  type: 'memo',
  maxLength: 10_000,
  locked: true,
};

const lookup = (
  name: string,
  schemaName: string,
  label: string,
  target: string,
  rest: Pick<Extract<ColumnKind, { type: 'lookup' }>, 'onDelete' | 'relationship'> & {
    description: string;
    required?: true;
  },
): PackageColumn => ({ name, schemaName, label, type: 'lookup', target, ...rest });

const referralKey = (schemaName: string): PackageKey => ({
  name: schemaName.toLowerCase(),
  schemaName,
  label: 'Referral',
  columns: [REFERRAL_ID.name],
});

const OPPORTUNITY: ExtendedTable = {
  name: 'opportunity',
  keys: [referralKey('csl_ReferralKey')],
  columns: [
    OPT_IN,
    REFERRAL_ID,
    REFERRAL_LINK,
    PROGRAM,
    AUDIT,
    {
      name: 'csl_microsofthelp',
      schemaName: 'csl_MicrosoftHelp',
      label: 'How can Microsoft help?',
      description: 'Choosing one asks Microsoft for this help and makes the deal a co-sell deal.',
      type: 'choice',
      choices: choices([
        ['General or Other', 'GeneralOrOther'],
        ['Customer Technical Architecture', 'CustomerTechnicalArchitecture'],
        ['Proof Of Concept or Demo', 'ProofOfConceptOrDemo'],
        ['Quotes or Licensing', 'QuotesOrLicensing'],
        ['Post Sales Customer Success', 'PostSalesCustomerSuccess'],
        ['Workload Specific Value Proposition', 'WorkloadSpecificValueProposition'],
      ]),
    },
    {
      name: 'csl_referralvisibility',
      schemaName: 'csl_ReferralVisibility',
      label: 'Referral Visibility',
      description: 'Whether Microsoft sellers see the deal. It cannot be taken back.',
      type: 'boolean',
      no: 'Not visible to Microsoft sellers',
      yes: 'Visible to Microsoft sellers',
    },
    {
      name: 'csl_microsoftcrmid',
      schemaName: 'csl_MicrosoftCrmId',
      label: 'Microsoft CRM Identifier',
      description: 'Identifier of the deal at Microsoft, once Microsoft has accepted it.',
      type: 'text',
      maxLength: 100,
      locked: true,
    },
    {
      name: 'csl_coselltype',
      schemaName: 'csl_CosellType',
      label: 'Co-sell Type',
      description: 'Whether a solution or services are sold together. It cannot change after sharing.',
      type: 'choice',
      choices: choices([['IP Co-sell'], ['Services Co-sell']]),
    },
    {
      name: 'csl_purchaseintent',
      schemaName: 'csl_PurchaseIntent',
      label: 'Customer purchase intent',
      description: 'Whether the customer means to buy through the marketplace.',
      type: 'choice',
      choices: choices([['Yes'], ['No'], ['Have not decided', 'HaveNotDecided']]),
    },
    lookup('csl_partnerroleid', 'csl_PartnerRoleId', 'Partner Role', 'csl_partnerrole', {
      onDelete: 'RemoveLink',
      relationship: 'csl_partnerrole_opportunity',
      description: 'What the partner does in a services co-sell deal.',
    }),
    lookup('csl_solutionareaid', 'csl_SolutionAreaId', 'Solution Area', 'csl_solutionarea', {
      onDelete: 'RemoveLink',
      relationship: 'csl_solutionarea_opportunity',
      description: "Microsoft's solution area of the deal.",
    }),
    lookup('csl_solutionplayid', 'csl_SolutionPlayId', 'Solution Play', 'csl_solutionplay', {
      onDelete: 'RemoveLink',
      relationship: 'csl_solutionplay_opportunity',
      description: "Microsoft's solution play of the deal.",
    }),
  ],
};

const LEAD: ExtendedTable = {
  name: 'lead',
  keys: [referralKey('csl_LeadReferralKey')],
  columns: [OPT_IN, REFERRAL_ID, REFERRAL_LINK, PROGRAM, AUDIT],
};

const name = (maxLength: number): OwnTable['primaryName'] => ({
  name: 'csl_name',
  schemaName: 'csl_Name',
  label: 'Name',
  maxLength,
});

const SOLUTION_DETAIL: OwnTable = {
  name: 'csl_microsoftsolutiondetail',
  schemaName: 'csl_MicrosoftSolutionDetail',
  label: 'Microsoft Solution Detail',
  pluralLabel: 'Microsoft Solution Details',
  description: 'The catalogue of solutions that deals can be about.',
  primaryName: name(200),
  columns: [
    {
      name: 'csl_solutionidentifier',
      schemaName: 'csl_SolutionIdentifier',
      label: 'Solution Identifier',
      description: 'Such as SOL-12345-ABC, or a GUID for solutions of Microsoft.',
      type: 'text',
      maxLength: 100,
      required: true,
    },
    {
      name: 'csl_solutiontype',
      schemaName: 'csl_SolutionType',
      label: 'Type',
      description: '1P is of Microsoft, 3P of a partner.',
      type: 'choice',
      choices: choices([['1P'], ['3P']]),
    },
    {
      name: 'csl_publishername',
      schemaName: 'csl_PublisherName',
      label: 'Publisher Name',
      description: 'Whose solution it is.',
      type: 'text',
      maxLength: 200,
    },
  ],
  keys: [
    {
      name: 'csl_solutionidkey',
      schemaName: 'csl_SolutionIdKey',
      label: 'Solution Identifier',
      columns: ['csl_solutionidentifier'],
    },
  ],
};

const SOLUTION_LINE: OwnTable = {
  name: 'csl_microsoftsolution',
  schemaName: 'csl_MicrosoftSolution',
  label: 'Microsoft Solution',
  pluralLabel: 'Microsoft Solutions',
  description: 'A solution on a deal.',
  primaryName: name(200),
  columns: [
    lookup('csl_opportunityid', 'csl_OpportunityId', 'Opportunity', 'opportunity', {
      onDelete: 'Cascade',
      relationship: 'csl_opportunity_microsoftsolution',
      description: 'The deal.',
      required: true,
    }),
    lookup('csl_solutiondetailid', 'csl_SolutionDetailId', 'Solution', 'csl_microsoftsolutiondetail', {
      onDelete: 'Restrict',
      relationship: 'csl_solutiondetail_microsoftsolution',
      description: 'The solution.',
      required: true,
    }),
    {
      name: 'csl_quantity',
      schemaName: 'csl_Quantity',
      label: 'Quantity',
      description: 'How many.',
      type: 'integer',
      min: 0,
      max: 2_147_483_647,
    },
    { name: 'csl_price', schemaName: 'csl_Price', label: 'Price', description: 'For each.', type: 'money' },
  ],
  keys: [
    {
      name: 'csl_solutionlinekey',
      schemaName: 'csl_SolutionLineKey',
      label: 'Solution of a Deal',
      columns: ['csl_opportunityid', 'csl_solutiondetailid'],
    },
  ],
};

const taxonomy = (table: Pick<OwnTable, 'name' | 'schemaName' | 'label' | 'description'>): OwnTable => ({
  ...table,
  pluralLabel: `${table.label}s`,
  primaryName: name(100),
  columns: [],
  keys: [],
});

const SOLUTION_AREA = taxonomy({
  name: 'csl_solutionarea',
  schemaName: 'csl_SolutionArea',
  label: 'Solution Area',
  description: "Microsoft's solution areas.",
});
const PARTNER_ROLE = taxonomy({
  name: 'csl_partnerrole',
  schemaName: 'csl_PartnerRole',
  label: 'Partner Role',
  description: 'What a partner can do in a services co-sell deal.',
});
const SOLUTION_PLAY: OwnTable = {
  ...taxonomy({
    name: 'csl_solutionplay',
    schemaName: 'csl_SolutionPlay',
    label: 'Solution Play',
    description: "Microsoft's solution plays, each within an area.",
  }),
  columns: [
    lookup('csl_solutionareaid', 'csl_SolutionAreaId', 'Solution Area', 'csl_solutionarea', {
      onDelete: 'RemoveLink',
      relationship: 'csl_solutionarea_solutionplay',
      description: 'The area that the play belongs to.',
    }),
  ],
};

/** Tables that Dynamics brings and the package adds to. */
export const EXTENDED_TABLES: readonly ExtendedTable[] = [OPPORTUNITY, LEAD];

/** Tables of the package's own; what others refer to comes first. */
export const OWN_TABLES: readonly OwnTable[] = [
  SOLUTION_DETAIL,
  SOLUTION_AREA,
  PARTNER_ROLE,
  SOLUTION_PLAY,
  SOLUTION_LINE,
];
