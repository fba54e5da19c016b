import type { FaultRule } from '../../../../emulators/kit/faults.ts';
import type { PartnerCenterWorldInput } from '../../../../emulators/partner-center/world-schema.ts';
import type { SettingsInput } from '../../../../src/config/schema.ts';

/** Where a deal stands, whatever a CRM calls its stages and states. */
export type DealStage = 'on-hold' | 'active' | 'won' | 'lost';

/** What can be asked of Microsoft, by the codes of Partner Center (R62). */
export const HELP_CODES = [
  'WorkloadSpecificValueProposition',
  'CustomerTechnicalArchitecture',
  'ProofOfConceptOrDemo',
  'QuotesOrLicensing',
  'PostSalesCustomerSuccess',
  'GeneralOrOther',
] as const;

export type HelpCode = (typeof HELP_CODES)[number];

/** In the codes of Partner Center. */
export type Intent = 'Yes' | 'No' | 'HaveNotDecided';

export interface Person {
  firstName: string;
  lastName: string;
  email: string;
  phone: string;
}

/** What a seller reads and writes on a deal's own form. */
export interface DealValues {
  name: string;
  stage: DealStage;
  value: number | null;
  /** ISO 4217. */
  currency: string;
  /** YYYY-MM-DD. */
  closeDate: string | null;
  notes: string | null;
  /** Shared with Partner Center. */
  ticked: boolean;
  /** Microsoft's sellers may see it. */
  visible: boolean;
  help: HelpCode | null;
  /** Purchase intent of the customer. */
  intent: Intent | null;
  type: 'ip' | 'services';
  /** What is sold and how, by name. */
  area: string | null;
  play: string | null;
  role: string | null;
  referralId: string | null;
  referralLink: string | null;
  /** What the connector tells, a line each. */
  audit: string | null;
}

/** A deal as its record in the CRM holds it, whatever the connector thinks of it. */
export interface CrmDeal extends DealValues {
  id: string;
  isClosed: boolean;
  microsoftCrmId: string | null;
  program: string | null;
  customerId: string | null;
  /** Whether the connector was the last to change it. */
  changedByConnector: boolean;
}

export interface CrmCustomer {
  id: string;
  name: string;
  /** ISO 3166, two letters. */
  country: string | null;
  postalCode: string | null;
}

export interface CrmContact extends Person {
  id: string;
  isPrimary: boolean;
}

/** A solution on a deal. */
export interface CrmSolution {
  /** Of the row on the deal. */
  id: string;
  /** Identifier of the solution. */
  solution: string;
  price: number | null;
  quantity: number | null;
}

/** A user of the CRM beside those of the default world. */
export interface Colleague {
  /** User name, too. */
  email: string;
  firstName: string;
  lastName: string;
  phone?: string;
  active?: boolean;
}

/** A lead as its record in the CRM holds it. */
export interface CrmLead {
  id: string;
  company: string;
  lastName: string;
  email: string | null;
  ticked: boolean;
  /** The deal that it has become; null while it is a lead. */
  dealId: string | null;
}

/** A deal as a seller opens it; complete for sharing unless something is taken away with null. */
export interface NewDeal extends Partial<DealValues> {
  /** Name of a new customer; null: no customer at all. */
  customer?: string | null;
  country?: string | null;
  contact?: Person | null;
  /** Identifier of a co-sell solution. */
  solution?: string | null;
}

/** What sellers do in the CRM. */
export interface CrmSeller {
  /** Answers the id of the deal. */
  opens(deal?: NewDeal): string;
  edits(dealId: string, values: Partial<DealValues>): void;
  moves(dealId: string, stage: DealStage): void;
  ticks(dealId: string): void;
  addsContact(dealId: string, contact?: Person): void;
  editsContact(contactId: string, values: Partial<Person>): void;
  makesPrimary(dealId: string, contactId: string): void;
  /** Takes a contact that is not the primary one from the deal. */
  removesContact(dealId: string, contactId: string): void;
  addsSolution(dealId: string, solution?: string): void;
  /** By the id of the row on the deal. */
  editsSolution(rowId: string, values: { price: number; quantity: number }): void;
  removesSolution(rowId: string): void;
  /** Puts a colleague on the deal, by e-mail. */
  addsMember(dealId: string, email: string): void;
  removesMember(dealId: string, email: string): void;
  /** Makes a colleague the owner. */
  handsOver(dealId: string, email: string): void;
  /** Answers the id of the customer. */
  opensCustomer(customer: { name: string; postalCode?: string; country?: string }): string;
  /** Makes a deal of a lead. */
  convertsLead(leadId: string): void;
  /** Sets a lead to the status of those that came to nothing. */
  unqualifiesLead(leadId: string): void;
  /** Corrects the address of the deal's customer. */
  editsAddress(dealId: string, address: { country?: string; city?: string }): void;
}

/** What the CRM holds, deleted records left out. */
export interface CrmObserved {
  deals(): CrmDeal[];
  deal(id: string): CrmDeal;
  /** The one deal that carries the referral's id. Throws when there is none, or more than one. */
  dealOf(referralId: string): CrmDeal;
  lead(id: string): CrmLead;
  /** The one lead that carries the referral's id. Throws when there is none, or more than one. */
  leadOf(referralId: string): CrmLead;
  customers(): CrmCustomer[];
  /** The customer of the deal. Throws when it has none. */
  customerOf(dealId: string): CrmCustomer;
  /** Contacts of the deal, the primary one first. */
  contactsOf(dealId: string): CrmContact[];
  /** Identifiers of the deal's solutions. */
  solutionsOf(dealId: string): string[];
  solutionRowsOf(dealId: string): CrmSolution[];
  /** E-mail addresses of the colleagues on the deal, the owner left out. */
  teamOf(dealId: string): string[];
  ownerOf(dealId: string): string;
  /** The audit text, a line each. */
  auditOf(dealId: string): string[];
}

/** What an installation must write down to reach the CRM. */
export interface CrmSettings {
  /** Groups of the settings that belong to the CRM, without Partner Center's. */
  groups: Omit<SettingsInput, 'connections'> & { connections: Omit<SettingsInput['connections'], 'partnerCenter'> };
  /** Secrets that they name, by file. */
  files: Readonly<Record<string, string>>;
}

/** An emulated CRM that runs, in words that hold for each. */
export interface Crm {
  seller: CrmSeller;
  observed: CrmObserved;
  settings: CrmSettings;
  /** Calls of the connector so far. */
  calls(): { read: number; write: number; token: number };
  /** Reads of the longest look for changes. */
  readsPerLook: number;
  moveClock(advanceMs: number): Promise<void>;
  /** Disturbs the calls that follow. */
  addFault(rule: FaultRule): void;
  /** How many disturbances are still to come. */
  faultsLeft(): number;
  /** Switches off what unticks Sync with the last solution, if anything does. */
  keepsSyncWithoutSolutions(): void;
  /** Id in the form of the CRM's own, of a record that does not exist. */
  noSuchRecord: string;
  /** Everything that it holds. */
  everything(): unknown;
  /** Ends every sign-in. */
  endSessions(): void;
  /** Characters that the name of a deal can have. */
  nameLength: number;
  close(): Promise<void>;
}

export interface CrmOptions {
  port?: number;
  withoutRecords?: boolean;
  /** Users beside those of the default world. */
  colleagues?: readonly Colleague[];
}

/** What scenarios must know of one kind of CRM. */
export interface CrmKind {
  /** As people call it. */
  label: string;
  /** Whether a colleague who is taken off a deal is noticed by himself, or only with the deal's next change and the daily comparison. */
  noticesRemovedMembers: boolean;
  /** The default world of Partner Center, whose deals name the records of this CRM's default world. */
  partnerCenterWorld: PartnerCenterWorldInput;
  /** Starts it with its default world, or with the people and settings of that world alone. */
  start(options?: CrmOptions): Promise<Crm>;
}
