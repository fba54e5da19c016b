import { CosellError } from '../core/errors.ts';

/** The error of commands that are given an id that nobody knows. */
export function dealUnknown(id: string): CosellError {
  return new CosellError({
    code: 'deal-unknown',
    recovery: 'not-found',
    message: `No deal has the id ${id}`,
    remedy:
      'Take an id from `cosell deals list`, or the id of a referral or CRM record. A new record is known after the next sweep.',
    place: id,
  });
}
