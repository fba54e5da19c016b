import type { DynamicsEmulator } from '../../../../emulators/dynamics/start.ts';
import { theOnly } from '../observed.ts';
import type { DealStage, DealValues, HelpCode, Intent } from './words.ts';

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

const INTENT_LABELS: Readonly<Record<Intent, string>> = { Yes: 'Yes', No: 'No', HaveNotDecided: 'Have not decided' };

const INTENT_NUMBERS: Readonly<Record<number, Intent>> = {
  482170000: 'Yes',
  482170001: 'No',
  482170002: 'HaveNotDecided',
};

const TYPE_LABELS = { ip: 'IP Co-sell', services: 'Services Co-sell' } as const;

const SERVICES = 482_170_001;

export const typeBehind = (choice: unknown): DealValues['type'] => (choice === SERVICES ? 'services' : 'ip');

export const intentBehind = (choice: unknown): Intent | null =>
  typeof choice === 'number' ? (INTENT_NUMBERS[choice] ?? null) : null;

export const helpBehind = (choice: unknown): HelpCode | null =>
  typeof choice === 'number' ? (HELP_NUMBERS[choice] ?? null) : null;

/** Values that are rows of a list, kept by name in a table of the package. */
export const LISTED = {
  area: { table: 'csl_solutionarea', column: 'csl_solutionareaid' },
  play: { table: 'csl_solutionplay', column: 'csl_solutionplayid' },
  role: { table: 'csl_partnerrole', column: 'csl_partnerroleid' },
} as const;

type Listed = keyof typeof LISTED;

type Plain = Exclude<keyof DealValues, 'stage' | 'currency' | 'help' | 'intent' | 'type' | Listed>;

/** The column behind each value of a deal that is stored as it is. */
export const COLUMNS: Readonly<Record<Plain, string>> = {
  name: 'name',
  value: 'estimatedvalue',
  closeDate: 'estimatedclosedate',
  notes: 'description',
  ticked: 'csl_syncwithpartnercenter',
  visible: 'csl_referralvisibility',
  referralId: 'csl_referralid',
  referralLink: 'csl_referrallink',
  audit: 'csl_audit',
};

/** What is to be written into which column. */
export function columnsOf(
  emulator: DynamicsEmulator,
  { stage, currency, help, intent, type, area, play, role, ...values }: Partial<DealValues>,
): Record<string, unknown> {
  const listed = Object.entries({ area, play, role }).filter(([, name]) => name !== undefined);
  return {
    ...Object.fromEntries(
      listed.map(([key, name]) => [
        LISTED[key as Listed].column,
        typeof name === 'string' ? idOfListed(emulator, key as Listed, name) : null,
      ]),
    ),
    ...(intent === undefined ? {} : { csl_purchaseintent: intent && INTENT_LABELS[intent] }),
    ...(type ? { csl_coselltype: TYPE_LABELS[type] } : {}),
    ...Object.fromEntries(Object.entries(values).map(([key, value]) => [COLUMNS[key as Plain], value])),
    ...(stage ? STATES[stage] : {}),
    ...(currency ? { transactioncurrencyid: currencyId(emulator, currency) } : {}),
    ...(help === undefined ? {} : { csl_microsofthelp: help && HELP_LABELS[help] }),
  };
}

function idOfListed(emulator: DynamicsEmulator, key: Listed, name: string): unknown {
  const found = rowsOf(emulator, LISTED[key].table).filter((row) => row['csl_name'] === name);
  return theOnly(found, `${key} ${name}`).id;
}

function currencyId(emulator: DynamicsEmulator, code: string): unknown {
  const found = rowsOf(emulator, 'transactioncurrency').filter((row) => row['isocurrencycode'] === code);
  return theOnly(found, `currency ${code}`).id;
}
