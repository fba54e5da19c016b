/** The six kinds of help that Microsoft offers, by the wire codes of the Referrals API. */
export const ASSISTANCE_CODES = [
  'WorkloadSpecificValueProposition',
  'CustomerTechnicalArchitecture',
  'ProofOfConceptOrDemo',
  'QuotesOrLicensing',
  'PostSalesCustomerSuccess',
  'GeneralOrOther',
] as const;

export type KnownAssistanceCode = (typeof ASSISTANCE_CODES)[number];

export function isKnownAssistance(code: string): code is KnownAssistanceCode {
  return (ASSISTANCE_CODES as readonly string[]).includes(code);
}
