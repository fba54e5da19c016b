import type { Language } from '../../core/messages.ts';
import type { AccountRule } from '../crm/account-match.ts';
import type { ColumnValue } from '../crm/columns.ts';
import type { RegistrationColumns } from '../crm/registration.ts';

import type { LeadSettings } from './leads/settings.ts';

/**
 * Everything an administrator can set about a Salesforce org. The configuration file is mapped onto this shape.
 * Column names are API names, never labels.
 */
export interface SalesforceSettings {
  /** My Domain address, for example `https://acme.my.salesforce.com`; also where tokens come from unless `loginUrl` is set. */
  instanceUrl: string;
  loginUrl: string | null;
  /** With the `v`, for example `v66.0`. */
  apiVersion: string;
  auth: SalesforceAuth;
  /** Clear-text http to other machines, for development only. */
  allowInsecure: boolean;

  fields: CustomColumns;
  dealValueField: string;
  currencyField: string;
  /** ISO 4217 code of an org without multi-currency; null when unknown. */
  defaultCurrency: string | null;
  /**
   * Account column with the two-letter country code. `auto` and `BillingCountry` take BillingCountryCode where the org has it: beside it,
   * BillingCountry holds names (contract §2).
   */
  countryField: string;
  /**
   * Where the notes of a deal are kept: in a note of their own on the opportunity, enhanced or classic, or in a column of it. `auto`: what the
   * org has, in this order. Of a description that was joined with an org, it says what that came down to.
   */
  notes: NotesChoice;
  /** By which the note is known; others on the opportunity are nobody's business. */
  noteTitle: string;
  /** Where `notes` says `description`. */
  notesField: string;
  /** Opportunity column for the reason of a loss; null when the org has none. */
  statusReasonField: string | null;

  /** Stage of invitations that nobody has answered yet. */
  onHoldStage: string;
  /** Stage of an accepted deal; null takes the first open stage that is not on hold. */
  activeStage: string | null;
  /** Null takes the first won, respectively the first lost stage of the org. */
  closedWonStage: string | null;
  closedLostStage: string | null;

  /** How a customer's account is recognised before a new one is made; the first rule that finds one decides. */
  accountMatch: readonly AccountRule[];
  /** Account column that holds a key of the customer which Partner Center knows too; null when there is none. */
  accountKey: { column: string; holds: 'duns' | 'externalId' } | null;
  /** Whether records are saved although a duplicate rule warns about them. Rules that block always block. */
  allowDuplicates: boolean;
  /** Role given to contacts that the connector adds to an opportunity; null leaves it empty. */
  contactRole: string | null;
  /** Role given to people whom the connector adds to an opportunity team; null leaves it empty. */
  teamRole: string | null;
  /** Who owns new opportunities: the connector's user, or the first of the referral's team who is an active user. */
  newOwner: 'connector' | 'team';
  /** Constant values for columns that the org demands on new records. */
  requiredFieldDefaults: Readonly<Record<RequiredFieldObject, Readonly<Record<string, ColumnValue>>>>;
  /** Close date of a deal that comes without one, in days from today. */
  closeDateFallbackDays: number;

  /** Null: leads stay in Partner Center. */
  leads: LeadSettings | null;

  /** `{id}` stands for the referral id. */
  referralLinkTemplate: string;
  audit: 'newest-first' | 'newest-last';
  /** In which the org's sellers read the audit field. */
  language: Language;
  checkMarkInName: boolean;

  /** Columns from which a won deal is registered at Microsoft; null: sellers do not ask for it in the CRM. */
  registration: RegistrationColumns | null;

  /** How far each listing reaches back, so that slow transactions of others are not missed. */
  listOverlapMs: number;
  /** Composite calls that write at the same time; deals of one account never share the moment. */
  writeLanes: number;
  timeoutMs: number;
}

type RequiredFieldObject = 'Opportunity' | 'Account' | 'Contact';

export type NotesChoice = 'auto' | 'content-note' | 'note' | 'description';

export type SalesforceAuth =
  | { kind: 'client-credentials'; clientId: string; clientSecret: string }
  | { kind: 'jwt'; clientId: string; username: string; privateKeyPem: string; audience: string };

/** The columns and objects of Microsoft's Salesforce package, which an installed base already has. */
interface CustomColumns {
  optIn: string;
  referralId: string;
  audit: string;
  /** Null in the following says that the org has no such column, and the field is left out of the traffic. */
  referralLink: string | null;
  help: string | null;
  visible: string | null;
  microsoftCrmId: string | null;
  referralProgram: string | null;
  /** Where Microsoft's review of a registration is shown; null: in the audit field only. */
  registrationStatus: string | null;
  /** Columns of Microsoft's package since 2025; used where the org has them. */
  coSellType: string;
  purchaseIntent: string;
  solutionArea: string;
  solutionPlay: string;
  partnerRole: string;
  /** Solution ids as text; read where an opportunity has no solution lines, never written. */
  products: string | null;

  /** Null says that the org keeps no solution lines. */
  solutionLine: string | null;
  lineOpportunity: string;
  lineSolution: string;
  linePrice: string;
  lineQuantity: string;

  solutionDetail: string;
  detailIdentifier: string;
  detailKind: string;
  detailPublisher: string;
}

/** Defaults for everything but the org's address, its credentials and the on-hold stage, which no default can know. */
export const DEFAULT_SETTINGS: Omit<SalesforceSettings, 'instanceUrl' | 'auth' | 'onHoldStage'> = {
  loginUrl: null,
  apiVersion: 'v66.0',
  allowInsecure: false,
  fields: {
    optIn: 'Sync_With_Partner_Center__c',
    referralId: 'Referral_Identifier__c',
    referralLink: 'Referral_Link__c',
    audit: 'Audit__c',
    help: 'How_can_Microsoft_help__c',
    visible: 'Referral_visible_to_Microsoft_sellers__c',
    microsoftCrmId: 'Microsoft_CRM_Identifier__c',
    referralProgram: 'Referral_Program__c',
    registrationStatus: null,
    coSellType: 'Co_sell_Type__c',
    purchaseIntent: 'Customer_purchase_intent__c',
    solutionArea: 'Solution_Area__c',
    solutionPlay: 'Solution_Play__c',
    partnerRole: 'Partner_Role__c',
    products: 'Products__c',
    solutionLine: 'Microsoft_Solutions__c',
    lineOpportunity: 'Opportunity__c',
    lineSolution: 'Solution__c',
    linePrice: 'Price__c',
    lineQuantity: 'Quantity__c',
    solutionDetail: 'Microsoft_Solution_Detail__c',
    detailIdentifier: 'Solution_Identifier__c',
    detailKind: 'Type__c',
    detailPublisher: 'Publisher_Name__c',
  },
  dealValueField: 'Amount',
  currencyField: 'CurrencyIsoCode',
  defaultCurrency: null,
  countryField: 'auto',
  notes: 'description',
  noteTitle: 'Partner Center',
  notesField: 'Description',
  statusReasonField: null,
  activeStage: null,
  closedWonStage: null,
  closedLostStage: null,
  accountMatch: ['name-and-postal-code'],
  accountKey: null,
  allowDuplicates: true,
  contactRole: null,
  teamRole: null,
  newOwner: 'connector',
  requiredFieldDefaults: { Opportunity: {}, Account: {}, Contact: {} },
  closeDateFallbackDays: 30,
  leads: null,
  referralLinkTemplate: 'https://partner.microsoft.com/referrals/v2/inbox?id={id}',
  audit: 'newest-first',
  language: 'en',
  checkMarkInName: true,
  registration: null,
  listOverlapMs: 120_000,
  writeLanes: 2,
  timeoutMs: 60_000,
};
