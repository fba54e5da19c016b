import type { Org } from '../org.ts';
import type { Columns } from '../write-columns.ts';
import type { LeadOrg } from './org.ts';

/** Identifier and link of the referral. */
export function bookkeeping(referralId: string, { settings }: Org, { own }: LeadOrg): Columns {
  const link = settings.referralLinkTemplate.replace('{id}', encodeURIComponent(referralId));
  return { [own.referralId]: referralId, ...(own.referralLink === null ? {} : { [own.referralLink]: link }) };
}
