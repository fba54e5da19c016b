/** What Microsoft wants to know of a won deal to register it: the contract, and what of it a solution of ours makes up. */
export interface DealRegistration {
  /** One of the deal's solutions; null: the first of the partner's own. */
  solutionId: string | null;
  /** Of the contract, and of the solution in it; a decimal string. */
  value: string | null;
  currency: string | null;
  /** Days. */
  signedOn: string | null;
  startsOn: string | null;
  /** Null for a perpetual contract. */
  endsOn: string | null;
  perpetual: boolean;
  deployedOn: 'customer' | 'partner';
  pricing: 'pay-as-you-go' | 'other';
  /** The day of a purchase in the marketplace; null when it was none. */
  marketplaceOn: string | null;
}

/** Where Microsoft's review has come to an end. */
const SETTLED: ReadonlySet<string> = new Set(['approved', 'passed', 'failed', 'closed']);

/** Whether Microsoft still looks at a registration, so that its state is worth waiting for. */
export function isUnderReview(status: string | null | undefined): boolean {
  return status != null && !SETTLED.has(status.toLowerCase());
}
