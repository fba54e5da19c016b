import { unsupported } from '../kit/unsupported.ts';
import { invalid } from './errors.ts';
import { type Filter, parseFilter } from './odata-filter.ts';
import { blankReferral } from './referral.ts';
import type { Tenant } from './tenant.ts';

export interface ListQuery {
  filter?: string;
  select?: string;
  orderby?: string;
  top?: number;
  skip?: number;
}

export interface Order {
  property: 'createdDateTime' | 'updatedDateTime' | undefined;
  descending: boolean;
}

const KNOWN_OPTIONS = new Set(['$filter', '$select', '$orderby', '$top', '$skip', '$count', '$skiptoken']);
const PROPERTIES = new Set(Object.keys(blankReferral()));

function count(text: string | null, name: string): number | undefined {
  if (text === null) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw invalid(`${name} must be a whole number of zero or more.`, name);
  return Number(text);
}

/** Reads the query of a list. Throws a 400 or an UnsupportedError. */
export function readQuery(parameters: URLSearchParams): ListQuery {
  for (const name of parameters.keys()) {
    if (!KNOWN_OPTIONS.has(name)) throw unsupported(`query option '${name}' on a list of referrals`);
  }
  const top = count(parameters.get('$top'), '$top');
  const skip = count(parameters.get('$skip'), '$skip');
  const [filter, select, orderby] = ['$filter', '$select', '$orderby'].map((name) => parameters.get(name)?.trim());
  return {
    ...(filter ? { filter } : {}),
    ...(select ? { select } : {}),
    ...(orderby ? { orderby } : {}),
    ...(top === undefined ? {} : { top }),
    ...(skip === undefined ? {} : { skip }),
  };
}

export function readOrder(orderby: string | undefined): Order {
  if (orderby === undefined) return { property: undefined, descending: false };
  const match = /^(createdDateTime|updatedDateTime)(?:\s+(asc|desc))?$/.exec(orderby);
  if (!match) throw unsupported(`$orderby '${orderby}'`, 'Order by createdDateTime or updatedDateTime, asc or desc.');
  return { property: match[1] as 'createdDateTime' | 'updatedDateTime', descending: match[2] === 'desc' };
}

export function readSelect(select: string | undefined): readonly string[] | undefined {
  const names = select?.split(',').map((name) => name.trim());
  for (const name of names ?? []) {
    if (name.includes('/')) throw unsupported(`$select of the nested path '${name}'`);
    if (!PROPERTIES.has(name)) throw invalid(`Could not find a property named '${name}' on a referral.`, '$select');
  }
  return names;
}

export function readFilter(tenant: Tenant, text: string | undefined): Filter | undefined {
  if (text === undefined) return undefined;
  const filter = parseFilter(text);
  const { switches } = tenant.kit;
  if (filter.properties.has('externalReferenceId')) {
    const known = switches.choice('filter-external-reference');
    if (known === 'unknown')
      throw unsupported('$filter on externalReferenceId', 'Set the switch filter-external-reference.');
    if (known === 'no') throw invalid('$filter on externalReferenceId is not supported.', '$filter');
  }
  if (filter.properties.has('updatedDateTime') && !switches.flag('filter-updated-date-time')) {
    throw invalid('$filter on updatedDateTime is not supported.', '$filter');
  }
  return filter;
}
