import { unsupported } from '../../kit/unsupported.ts';
import type { Organisation } from '../organisation.ts';
import type { Reference, Row } from '../records/store.ts';
import { refuse } from '../refusal.ts';
import type { RowRules, Values } from '../rules/types.ts';

/** What webhooks authenticate by. */
export const WEBHOOK_KEY = 4;
export const HTTP_HEADER = 5;
export const HTTP_QUERY_STRING = 6;

const WEBHOOK = 8;
const JSON_FORMAT = 2;
const SETTINGS = /^\s*<settings>(\s*<setting\s+name="[^"]+"\s+value="[^"]*"\s*\/>)+\s*<\/settings>\s*$/;

const invalid = (code: string, message: string) => refuse(400, code, message);

function checkAddress(values: Values): void {
  const url = values.get('url');
  if (typeof url === 'string' && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return;
  throw invalid('0x80050202', 'The webhook endpoint URL is not valid: it must be an absolute http or https address.');
}

function checkAuthentication(values: Values): void {
  const kind = values.get('authtype');
  const value = values.get('authvalue');
  if (kind !== WEBHOOK_KEY && kind !== HTTP_HEADER && kind !== HTTP_QUERY_STRING) {
    throw invalid(
      '0x80050205',
      'The authentication type of a webhook must be HttpHeader, WebhookKey or HttpQueryString.',
    );
  }
  if (kind === WEBHOOK_KEY) return;
  if (typeof value === 'string' && SETTINGS.test(value)) return;
  const [code, place] = kind === HTTP_HEADER ? ['0x80050203', 'headers'] : ['0x80050204', 'query string'];
  throw invalid(code ?? '', `The authentication value is not valid XML of the ${place} of a webhook.`);
}

function settle(values: Values): void {
  if (values.get('contract') !== WEBHOOK) throw unsupported('service endpoints other than webhooks (contract 8)');
  if (values.get('messageformat') !== JSON_FORMAT) throw unsupported('webhooks in another format than JSON');
  checkAddress(values);
  checkAuthentication(values);
  values.set('isauthvalueset', values.get('authvalue') !== null);
}

export const ENDPOINT_RULES: RowRules = {
  beforeCreate: settle,
  beforeUpdate: settle,
};

const rowOf = (org: Organisation, reference: unknown): Row | undefined => {
  const found = reference as Reference | null;
  return found ? org.store.get(found.table, found.id) : undefined;
};

function settleStep(values: Values, org: Organisation): void {
  const bad = (message: string) => invalid('0x80040203', message);
  const message = rowOf(org, values.get('sdkmessageid'));
  const filter = rowOf(org, values.get('sdkmessagefilterid'));
  if (!message) throw bad('A step needs an sdkmessageid.');
  if (!rowOf(org, values.get('eventhandler'))) throw unsupported('steps without a service endpoint');
  if (!filter) throw unsupported('steps for every table (without sdkmessagefilterid)');
  const named = (filter.values.get('sdkmessageid') as Reference | null)?.id;
  if (named !== message.id) throw bad('The sdkmessagefilterid does not belong to the sdkmessageid.');
  if (values.get('mode') !== 1) throw unsupported('synchronous webhook steps');
  if (values.get('stage') !== 40) throw bad('Asynchronous steps must be registered in the stage PostOperation (40).');
  const attributes = values.get('filteringattributes');
  if (attributes !== null && message.values.get('name') !== 'Update') {
    throw bad('Filtering attributes can only be set on steps for the message Update.');
  }
  checkAttributes(org, String(filter.values.get('primaryobjecttypecode')), attributes);
}

function checkAttributes(org: Organisation, table: string, attributes: unknown): void {
  if (typeof attributes !== 'string') return;
  const columns = org.schema.tables.get(table)?.columns;
  for (const name of attributes.split(',').map((each) => each.trim())) {
    if (columns?.has(name)) continue;
    throw refuse(400, '0x80041103', `'${table}' entity doesn't contain attribute with Name = '${name}'.`);
  }
}

export const STEP_RULES: RowRules = {
  beforeCreate: (values, _given, { org }) => settleStep(values, org),
  beforeUpdate: (values, _before, _given, { org }) => settleStep(values, org),
};
