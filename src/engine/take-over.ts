import type { FieldRule } from '../core/mapping/field-rules.ts';
import type { DealView } from '../core/model/deal.ts';
import type { CreateIntent, Link } from '../core/model/link.ts';
import { SIDES } from '../core/model/side.ts';
import type { EngineDeps } from './deps.ts';

/**
 * The link whose intended record was found to be there, by the search before a create, or by a listing or notice after a crash. Both sides
 * agreed on what the create carried, so that what either has changed since travels as usual.
 */
export function takeOver(deps: Pick<EngineDeps, 'rules' | 'sides'>, link: Link): Link {
  const { intent } = link;
  if (!intent) return link;
  const written = agreed(intent, deps.rules);
  const base = Object.fromEntries(
    SIDES.map((side) => [side, deps.sides[side].memberFor(link.seen).normalize(written, link.seen.crm?.record?.kind)]),
  ) as Link['base'];
  return { ...link, intent: null, base };
}

/**
 * Customer and lists are left out: a customer or a contact may have been matched rather than made, and shows values of its own. Help and
 * visibility of a new referral are asked for in later calls that may not have been made: until they are seen, they are still to be sent.
 */
function agreed({ side, fields }: CreateIntent, rules: readonly FieldRule[]): DealView {
  const own = rules.filter(({ field, merge }) => merge !== 'keyed' && field !== 'customer' && field in fields);
  const view = Object.fromEntries(own.map(({ field }) => [field, fields[field]]));
  return side === 'partner-center' ? { ...view, help: null, visibleToMicrosoft: false } : view;
}
