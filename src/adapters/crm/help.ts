import { isKnownAssistance, type KnownAssistanceCode } from '../../core/model/assistance.ts';

/** Codes of the Referrals API and the labels of Microsoft's packages (incumbent §2.7). */
const HELP_LABELS: Readonly<Record<KnownAssistanceCode, string>> = {
  WorkloadSpecificValueProposition: 'Workload Specific Value Proposition',
  CustomerTechnicalArchitecture: 'Customer Technical Architecture',
  ProofOfConceptOrDemo: 'Proof Of Concept or Demo',
  QuotesOrLicensing: 'Quotes or Licensing',
  PostSalesCustomerSuccess: 'Post Sales Customer Success',
  GeneralOrOther: 'General or Other',
};
const HELP_CODES = new Map(Object.keys(HELP_LABELS).map((code) => [letters(code), code]));

/** Label or code to code, whatever its case and spacing; unknown ones pass through. */
export function helpCode(text: string | null): string | null {
  return text === null ? null : (HELP_CODES.get(letters(text)) ?? text);
}

/** The package's label of a code, else the code itself. */
export function helpLabel(code: string): string {
  return isKnownAssistance(code) ? HELP_LABELS[code] : code;
}

/** Whether two texts name the same choice: packages differ in capitals and spaces. */
export function isSameLabel(left: string, right: string): boolean {
  return letters(left) === letters(right);
}

function letters(text: string): string {
  return text.toLowerCase().replace(/[^a-z]/g, '');
}
