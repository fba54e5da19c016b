import type { DynamicsEmulator } from '../../../../emulators/dynamics/start.ts';
import { theOnly } from '../observed.ts';
import type { DealStage, DealValues, HelpCode } from './words.ts';

/** A row of the environment as stored; lookups lead to other rows. */
export type Row = Readonly<Record<string, unknown>> & { id?: unknown };

/** Rows of a table, deleted ones left out. */
export function rowsOf({ admin }: DynamicsEmulator, table: string): readonly Row[] {
  return admin.snapshot().records[table] ?? [];
}

/** Id of the row that a lookup leads to. */
export function leadsTo(lookup: unknown): string | null {
  return lookup === null || lookup === undefined ? null : (lookup as { id: string }).id;
}

/** State and status reason of an opportunity, as every environment has them. */
export const STATES: Readonly<Record<DealStage, { statecode: number; statuscode: number }>> = {
  'on-hold': { statecode: 0, statuscode: 2 },
  active: { statecode: 0, statuscode: 1 },
  won: { statecode: 1, statuscode: 3 },
  lost: { statecode: 2, statuscode: 4 },
};

/** Labels of the connector's package. */
const HELP_LABELS: Readonly<Record<HelpCode, string>> = {
  WorkloadSpecificValueProposition: 'Workload Specific Value Proposition',
  CustomerTechnicalArchitecture: 'Customer Technical Architecture',
  ProofOfConceptOrDemo: 'Proof Of Concept or Demo',
  QuotesOrLicensing: 'Quotes or Licensing',
  PostSalesCustomerSuccess: 'Post Sales Customer Success',
  GeneralOrOther: 'General or Other',
};

/** Numbers of the choice in the connector's package, in the order of its labels (contract §6.2). */
const HELP_NUMBERS: Readonly<Record<number, HelpCode>> = {
  482170000: 'GeneralOrOther',
  482170001: 'CustomerTechnicalArchitecture',
  482170002: 'ProofOfConceptOrDemo',
  482170003: 'QuotesOrLicensing',
  482170004: 'PostSalesCustomerSuccess',
  482170005: 'WorkloadSpecificValueProposition',
};

export const helpBehind = (choice: unknown): HelpCode | null =>
  typeof choice === 'number' ? (HELP_NUMBERS[choice] ?? null) : null;

type Plain = Exclude<keyof DealValues, 'stage' | 'currency' | 'help'>;

/** The column behind each value of a deal that is stored as it is. */
export const COLUMNS: Readonly<Record<Plain, string>> = {
  name: 'name',
  value: 'estimatedvalue',
  closeDate: 'estimatedclosedate',
  notes: 'description',
  ticked: 'csl_syncwithpartnercenter',
  visible: 'csl_referralvisibility',
  referralId: 'csl_referralid',
};

/** What is to be written into which column. */
export function columnsOf(
  emulator: DynamicsEmulator,
  { stage, currency, help, ...values }: Partial<DealValues>,
): Record<string, unknown> {
  return {
    ...Object.fromEntries(Object.entries(values).map(([key, value]) => [COLUMNS[key as Plain], value])),
    ...(stage ? STATES[stage] : {}),
    ...(currency ? { transactioncurrencyid: currencyId(emulator, currency) } : {}),
    ...(help === undefined ? {} : { csl_microsofthelp: help && HELP_LABELS[help] }),
  };
}

function currencyId(emulator: DynamicsEmulator, code: string): unknown {
  const found = rowsOf(emulator, 'transactioncurrency').filter((row) => row['isocurrencycode'] === code);
  return theOnly(found, `currency ${code}`).id;
}
