import { makeId } from '../salesforce/ids.ts';

/** Far above what an emulated organisation counts up to by itself. */
const FIRST_OF_WORLD = 900_000_000;

/** Id of the opportunity behind the n-th deal of the default world, so that the referral can name it. */
export function opportunityId(number: number): string {
  return makeId('006', FIRST_OF_WORLD + number);
}
