import type { KnownAssistanceCode } from './assistance.ts';
import type { DealStatus } from './status.ts';

/**
 * The canonical form of what both sides share, and the only shape the core sees.
 * Conventions: text is trimmed and empty text is null; money is a decimal string without exponent or trailing zeros ("180000.5");
 * dates are `YYYY-MM-DD`; countries are ISO 3166-1 alpha-2; currencies ISO 4217.
 */
export interface Deal {
  name: string | null;
  customer: Customer | null;
  value: string | null;
  currency: string | null;
  closeDate: string | null;
  notes: string | null;
  status: DealStatus | null;
  /** Why the deal was lost or declined, in words. */
  statusReason: string | null;
  /** Whether Microsoft sellers may see the deal. Once true, always true (contract: consent is one-way). */
  visibleToMicrosoft: boolean | null;
  /** The help asked of Microsoft; null means none, which makes the deal private or partner-led. */
  help: AssistanceCode | null;
  /** What is sold together: a solution of the partner's own, or services. */
  coSellType: CoSellType | null;
  purchaseIntent: string | null;
  partnerRole: string | null;
  solutionArea: string | null;
  solutionPlay: string | null;
  contacts: readonly Contact[] | null;
  solutions: readonly Solution[] | null;
  team: readonly TeamMember[] | null;
  /** Microsoft's own identifier of the deal, known once Microsoft has accepted. */
  microsoftCrmId: string | null;
  referralProgram: string | null;
  /** Where Microsoft's review of the deal's registration stands, in its own word; null when the deal is not registered. */
  registrationStatus: string | null;
}

export type DealField = keyof Deal;

/** What one side can show of a deal; an absent field means that this side has no place for it, or says nothing of it. */
export type DealView = Partial<Deal>;

export interface Customer {
  name: string | null;
  street: string | null;
  city: string | null;
  state: string | null;
  postalCode: string | null;
  country: string | null;
  /** The company's D-U-N-S number, and its key in the partner's own books, where a side knows them. */
  duns?: string | null;
  externalId?: string | null;
}

/** A person at the customer. Matched by e-mail, which is compared in lower case. */
export interface Contact {
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  phone: string | null;
}

/** A person of the partner (or of Microsoft) who works on the deal. Matched by e-mail. */
export type TeamMember = Contact;

/** A co-sell solution on the deal. Matched by id (`SOL-…` or a GUID). */
export interface Solution {
  id: string;
  name: string | null;
  publisher: string | null;
  /** `1P` (Microsoft) or `3P` (partner); other values pass through. */
  kind: string | null;
  price: string | null;
  quantity: string | null;
}

/** A kind of help asked of Microsoft; unknown codes pass through. */
export type AssistanceCode = KnownAssistanceCode | (string & {});

export type CoSellType = 'ip' | 'services';

/** What Microsoft calls the deal, derived from the help asked and the visibility. */
export type DealKind = 'co-sell' | 'partner-led' | 'private';

export function dealKind(deal: Pick<DealView, 'help' | 'visibleToMicrosoft'>): DealKind {
  if (deal.help) return 'co-sell';
  return deal.visibleToMicrosoft ? 'partner-led' : 'private';
}
