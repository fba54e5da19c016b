import { isKnownAssistance } from '../model/assistance.ts';
import { countryCodeFor, isCountryCode } from '../model/country.ts';
import { isCurrencyCode } from '../model/currency.ts';
import type { Contact, DealView } from '../model/deal.ts';
import { type Refusal, refusal } from '../model/refusal.ts';

/**
 * What is missing before a deal can be shared, checked before any call is made (R67-R69). Microsoft's own connector finds these out
 * from the API's 400, which does not say which field it means (contract/incumbent-connectors.md §4 rows 13 and 31).
 */
export function missingForSharing(deal: DealView): readonly Refusal[] {
  return [
    ...customerGaps(deal),
    ...senselessCurrency(deal),
    ...solutionGaps(deal),
    ...kindGaps(deal),
    ...helpGaps(deal),
  ];
}

/**
 * What is missing before help may be asked for a deal that is shared already (R64, R67). Nothing when Partner Center knows of the help.
 * A contact that only Partner Center shows is on its way to the CRM and counts as well.
 */
export function missingForHelp(record: DealView, referral: DealView): readonly Refusal[] {
  if (referral.help) return [];
  return helpGaps({ ...record, contacts: [...(record.contacts ?? []), ...(referral.contacts ?? [])] });
}

/** Partner Center's 400 would take every other field of the same write with it. */
export function senselessCurrency({ currency }: DealView): readonly Refusal[] {
  if (!currency || isCurrencyCode(currency)) return [];
  return [refusal('currency-not-code', 'currency', { currency })];
}

function customerGaps(deal: DealView): readonly Refusal[] {
  if (!deal.customer?.name) return [refusal('customer-missing', 'customer', {})];
  const { country } = deal.customer;
  if (!country) return [refusal('country-missing', 'customer', {})];
  if (isCountryCode(country)) return [];
  const suggestion = countryCodeFor(country);
  return suggestion
    ? [refusal('country-not-code', 'customer', { country, suggestion }, 'country-suggestion.remedy')]
    : [refusal('country-not-code', 'customer', { country })];
}

function solutionGaps(deal: DealView): readonly Refusal[] {
  // Services co-sell goes without a solution of one's own (contract/incumbent-connectors.md §1.9).
  if (deal.coSellType === 'services' || (deal.solutions ?? []).length > 0) return [];
  return [refusal('solution-missing', 'solutions', {})];
}

/** What Microsoft wants to know of each type of co-sell (contract/partner-center.md §2.1). */
const NEEDED_FOR = {
  ip: [['purchaseIntent', 'intent-missing']],
  services: [
    ['partnerRole', 'role-missing'],
    ['solutionArea', 'area-missing'],
    ['solutionPlay', 'play-missing'],
  ],
} as const;

/** A CRM that has no place for a value cannot be asked for it: such a deal is sent without. A deal of no type is one with a solution. */
function kindGaps(deal: DealView): readonly Refusal[] {
  const lacking = NEEDED_FOR[deal.coSellType ?? 'ip'].filter(([field]) => deal[field] !== undefined && !deal[field]);
  return lacking.map(([field, code]) => refusal(code, field, {}));
}

function helpGaps(deal: DealView): readonly Refusal[] {
  if (!deal.help) return [];
  if (!isKnownAssistance(deal.help)) return [refusal('help-unknown', 'help', { help: deal.help })];
  return (deal.contacts ?? []).some(isComplete) ? [] : [refusal('contact-missing', 'contacts', {})];
}

/** Partner Center wants all four of a contact it may call (contract/partner-center.md §2.1). */
function isComplete(contact: Contact): boolean {
  return Boolean(contact.firstName && contact.lastName && contact.email && contact.phone);
}
