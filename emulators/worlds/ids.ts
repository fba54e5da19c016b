import { makeId } from '../salesforce/ids.ts';

/** Far above what an emulated organisation counts up to by itself. */
const FIRST_OF_WORLD = 900_000_000;

/** The CRMs of the default world. */
export type WorldCrm = 'salesforce' | 'dynamics';

/** Id of the record behind the n-th deal of the default world, so that the referral can name it. */
export const recordIds: Readonly<Record<WorldCrm, (number: number) => string>> = {
  salesforce: (number) => makeId('006', FIRST_OF_WORLD + number),
  dynamics: (number) => `a0000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
};
