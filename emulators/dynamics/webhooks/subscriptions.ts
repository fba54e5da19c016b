import type { Organisation, RowChange } from '../organisation.ts';
import type { Reference, Row } from '../records/store.ts';
import { guidOf } from '../schema/columns.ts';
import { HTTP_HEADER, HTTP_QUERY_STRING } from './rules.ts';

/** A step that hears of a change, and how its endpoint is called. */
export interface Subscription {
  step: Row;
  url: string;
  headers: Record<string, string>;
}

const SETTING = /<setting\s+name="([^"]+)"\s+value="([^"]*)"/g;

const settingsOf = (xml: string): [string, string][] =>
  [...xml.matchAll(SETTING)].map(([, name = '', value = '']) => [name, value]);

/** A webhook key goes as `?code=…`; other settings as headers or as parameters of the address. */
function addressOf(endpoint: Row): Pick<Subscription, 'url' | 'headers'> {
  const url = new URL(String(endpoint.values.get('url')));
  const value = String(endpoint.values.get('authvalue') ?? '');
  const kind = endpoint.values.get('authtype');
  if (kind === HTTP_HEADER) return { url: url.href, headers: Object.fromEntries(settingsOf(value)) };
  const pairs: [string, string][] = kind === HTTP_QUERY_STRING ? settingsOf(value) : [['code', value]];
  for (const [name, text] of pairs) if (text !== '') url.searchParams.append(name, text);
  return { url: url.href, headers: {} };
}

function hears(step: Row, change: RowChange): boolean {
  if (step.values.get('statecode') !== 0 || change.bypassedSteps.includes(step.id)) return false;
  const filter = step.values.get('filteringattributes');
  if (change.message !== 'Update' || typeof filter !== 'string') return true;
  const names = filter.split(',').map((name) => name.trim());
  // What the request wrote counts, whether or not the value changed.
  return change.columns.some((column) => names.includes(column));
}

/** The steps that hear of a change, in their order of execution. */
export function subscriptionsTo(org: Organisation, change: RowChange): Subscription[] {
  const filterId = guidOf(`message-filter:${change.message}.${change.table}`);
  const steps = org.store.having('sdkmessageprocessingstep', 'sdkmessagefilterid', filterId);
  return steps
    .filter((step) => hears(step, change))
    .sort((a, b) => Number(a.values.get('rank')) - Number(b.values.get('rank')))
    .flatMap((step) => {
      const reference = step.values.get('eventhandler') as Reference | null;
      const endpoint = reference && org.store.get(reference.table, reference.id);
      return endpoint ? [{ step, ...addressOf(endpoint) }] : [];
    });
}
