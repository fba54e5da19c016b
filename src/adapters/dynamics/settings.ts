import type { Language } from '../../core/messages.ts';
import type { AccountRule } from '../crm/account-match.ts';
import type { ColumnValue } from '../crm/columns.ts';
import type { RegistrationColumns } from '../crm/registration.ts';
import type { ColumnRole } from './column-names.ts';
import type { LeadSettings } from './leads/settings.ts';

/**
 * Everything an administrator can set about a Dynamics 365 environment. The configuration file is mapped onto this shape.
 * Columns and tables are given by logical name, never by label.
 */
export interface DynamicsSettings {
  /** Address of the environment, for example `https://acme.crm.dynamics.com`. */
  url: string;
  /** With the `v`, for example `v9.2`. */
  apiVersion: string;
  /** Where tokens come from: `https://login.microsoftonline.com` outside the national clouds. */
  authority: string;
  /** Directory of the application: its id or one of its domains. */
  tenant: string;
  auth: DynamicsAuth;
  /** Clear-text http to other machines, for development only. */
  allowInsecure: boolean;

  /** Whose columns hold the co-sell data where both packages are there: Microsoft's first, or only ours. */
  columns: 'auto' | 'cosell';
  /** Columns that differ from both packages; null says that the environment has none. */
  fields: Partial<Readonly<Record<ColumnRole, string | null>>>;
  /** Tables of the solutions on a deal; null says that the environment keeps none. */
  solutions: SolutionTables | 'auto' | null;
  dealValueField: string;
  notesField: string;
  /** Whether notes travel in the column above or in a note of the timeline that the connector keeps. */
  notes: 'column' | 'note';
  /** Account column with the two-letter country code. */
  countryField: string;
  /** Opportunity column for the reason of a loss; null when the environment has none. */
  statusReasonField: string | null;
  /** Where Microsoft's review of a registration is shown; null: in the audit column only. */
  registrationStatusField: string | null;

  /** Status reasons by label or number; null takes the usual one. Of invitations that nobody has answered yet: On Hold. */
  onHoldStatus: string | null;
  /** Of an accepted deal: the default of open opportunities. */
  activeStatus: string | null;
  wonStatus: string | null;
  lostStatus: string | null;

  /** How a customer's account is recognised before a new one is made; the first rule that finds one decides. */
  accountMatch: readonly AccountRule[];
  /** Account column that holds a key of the customer which Partner Center knows too; null when there is none. */
  accountKey: { column: string; holds: 'duns' | 'externalId' } | null;
  /** Whether accounts and contacts are saved although a duplicate detection rule finds others. */
  allowDuplicates: boolean;
  /** Where the people of the customer stand: the first as the deal's contact, the others as connections of this role; null: only the first. */
  stakeholderRole: string | null;
  /** How colleagues are put on a deal: as connections, in the access team, or not at all; the owner is shown in any case. */
  team: 'connections' | 'access-team' | 'off';
  /** Role of the connections to colleagues, by name; null takes the first of the category Sales Team. */
  teamRole: string | null;
  /** Name of the access team template of opportunities; null takes the only one. */
  teamTemplate: string | null;
  /** Who owns new opportunities: the connector's user, or the first of the referral's team who is an active user. */
  newOwner: 'connector' | 'team';
  /** Constant values for columns that the environment demands on new rows. */
  requiredFieldDefaults: Readonly<Record<'opportunity' | 'account' | 'contact', Readonly<Record<string, ColumnValue>>>>;
  /** Close date of a deal that comes without one, in days from today. */
  closeDateFallbackDays: number;

  /** Null: leads stay in Partner Center. */
  leads: LeadSettings | null;

  /** `{id}` stands for the referral id. */
  referralLinkTemplate: string;
  audit: 'newest-first' | 'newest-last';
  /** In which the environment's sellers read the audit column. */
  language: Language;
  checkMarkInName: boolean;

  /** Columns from which a won deal is registered at Microsoft; null: sellers do not ask for it in the CRM. */
  registration: RegistrationColumns | null;

  /** Rows of a listing per page. */
  pageSize: number;
  /** How far a listing by time reaches back, so that slow transactions of others are not missed. */
  listOverlapMs: number;
  timeoutMs: number;
}

export type DynamicsAuth =
  | { kind: 'secret'; clientId: string; clientSecret: string }
  | { kind: 'certificate'; clientId: string; privateKeyPem: string; certificatePem: string };

/** The tables of solutions and their columns; all by logical name. */
export interface SolutionTables {
  line: string;
  lineOpportunity: string;
  lineSolution: string;
  linePrice: string;
  lineQuantity: string;
  detail: string;
  detailName: string;
  detailIdentifier: string;
  detailKind: string;
  detailPublisher: string;
}

/** The solution tables of a package with this prefix. */
export function solutionTablesOf(prefix: string): SolutionTables {
  return {
    line: `${prefix}_microsoftsolution`,
    lineOpportunity: `${prefix}_opportunityid`,
    lineSolution: `${prefix}_solutiondetailid`,
    linePrice: `${prefix}_price`,
    lineQuantity: `${prefix}_quantity`,
    detail: `${prefix}_microsoftsolutiondetail`,
    detailName: `${prefix}_name`,
    detailIdentifier: `${prefix}_solutionidentifier`,
    detailKind: `${prefix}_solutiontype`,
    detailPublisher: `${prefix}_publishername`,
  };
}

/** Defaults for everything but the environment's address, its directory and the credentials. */
export const DEFAULT_SETTINGS: Omit<DynamicsSettings, 'url' | 'tenant' | 'auth'> = {
  apiVersion: 'v9.2',
  authority: 'https://login.microsoftonline.com',
  allowInsecure: false,
  columns: 'auto',
  fields: {},
  solutions: 'auto',
  dealValueField: 'estimatedvalue',
  notesField: 'description',
  notes: 'column',
  countryField: 'address1_country',
  statusReasonField: null,
  registrationStatusField: null,
  onHoldStatus: null,
  activeStatus: null,
  wonStatus: null,
  lostStatus: null,
  accountMatch: ['name-and-postal-code'],
  accountKey: null,
  allowDuplicates: true,
  stakeholderRole: 'Stakeholder',
  team: 'connections',
  teamRole: null,
  teamTemplate: null,
  newOwner: 'connector',
  requiredFieldDefaults: { opportunity: {}, account: {}, contact: {} },
  closeDateFallbackDays: 30,
  leads: null,
  referralLinkTemplate: 'https://partner.microsoft.com/referrals/v2/inbox?id={id}',
  audit: 'newest-first',
  language: 'en',
  checkMarkInName: true,
  registration: null,
  pageSize: 250,
  listOverlapMs: 120_000,
  timeoutMs: 60_000,
};
