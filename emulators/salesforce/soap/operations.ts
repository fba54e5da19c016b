import type { Context } from 'hono';
import { CHANGED_RECORDS, type Operation } from '../../kit/operations.ts';
import { unsupported } from '../../kit/unsupported.ts';
import type { Api } from '../api/call.ts';
import { readVersion } from '../api/versions.ts';
import { canonicalId } from '../ids.ts';
import type { Sessions } from '../oauth/sessions.ts';
import { apiActor } from '../org.ts';
import { convertLead, type LeadConversion } from '../records/convert-lead.ts';
import { type ApiError, Refusal, refuse } from '../refusal.ts';
import { answerEnvelope, type Element, faultEnvelope, readEnvelope, tag, textTag } from './envelope.ts';

/** Leads of one call (SOAP API guide, convertLead). */
const MOST_LEADS = 100;

const XML = { 'Content-Type': 'text/xml;charset=UTF-8' };

/** The SOAP API with the partner's descriptions, as far as REST has no way of its own: the conversion of leads. */
export function soapOperations(api: Api, sessions: Sessions): Operation[] {
  return [
    {
      operation: 'convert-lead',
      kind: 'write',
      method: 'POST',
      path: '/services/Soap/u/:version',
      answer: async (c) => {
        try {
          return await answer(c, api, sessions);
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          const [first] = error.errors;
          return c.body(faultEnvelope(first?.errorCode ?? 'UNKNOWN_EXCEPTION', first?.message ?? ''), 500, XML);
        }
      },
    },
  ];
}

async function answer(c: Context, api: Api, sessions: Sessions): Promise<Response> {
  readVersion(`v${c.req.param('version') ?? ''}`);
  if (c.req.header('soapaction') === undefined) throw refuse('Client', 'SOAPAction HTTP header missing');
  const envelope = readEnvelope(await c.req.text());
  if (!envelope) throw refuse('Client', 'The request is no SOAP envelope');
  const session = envelope.sessionId === null ? undefined : sessions.use(envelope.sessionId);
  if (!session) {
    const message =
      'Invalid Session ID found in SessionHeader: Illegal Session. Session not found, missing session key';
    throw refuse('INVALID_SESSION_ID', message);
  }
  if (envelope.operation !== 'convertLead') throw unsupported(`the SOAP call ${envelope.operation}`);
  if (!api.usage.spend()) throw refuse('REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.');
  const wishes = envelope.parameters.filter(({ name }) => name === 'leadConverts');
  if (wishes.length > MOST_LEADS) throw refuse('EXCEEDED_ID_LIMIT', `record limit reached: ${MOST_LEADS}`);
  const results = wishes.map((wish) => resultOf(wish, api, session.userId));
  c.set(CHANGED_RECORDS, api.org.store.changed());
  api.org.store.commit();
  return c.body(answerEnvelope(tag('convertLeadResponse', results.join(''))), 200, XML);
}

/** Each lead has its own outcome; one that is refused leaves nothing behind. */
function resultOf(wish: Element, api: Api, userId: string): string {
  const { org } = api;
  const savepoint = org.store.savepoint();
  try {
    const { accountId, contactId, leadId, opportunityId } = convertLead(
      org,
      apiActor(org, userId, true),
      readWish(wish),
    );
    const ids = { accountId, contactId, leadId, opportunityId };
    const texts = Object.entries(ids).map(([name, id]) => textTag(name, id));
    return tag('result', [...texts, textTag('success', 'true')].join(''));
  } catch (error) {
    org.store.rollback(savepoint);
    if (!(error instanceof Refusal)) throw error;
    const nothing = ['accountId', 'contactId', 'leadId', 'opportunityId'].map((name) => textTag(name, null));
    return tag(
      'result',
      [...nothing.slice(0, 2), ...error.errors.map(errorTag), ...nothing.slice(2), textTag('success', 'false')].join(
        '',
      ),
    );
  }
}

function errorTag({ errorCode, message, fields }: ApiError): string {
  const names = (fields ?? []).map((name) => textTag('fields', name)).join('');
  return tag('errors', `${names}${textTag('message', message)}${textTag('statusCode', errorCode)}`);
}

const IDS = ['leadId', 'accountId', 'contactId', 'ownerId'] as const;
const OTHERS = [
  'convertedStatus',
  'opportunityName',
  'doNotCreateOpportunity',
  'overwriteLeadSource',
  'sendNotificationEmail',
];

function readWish({ children }: Element): LeadConversion {
  const unknown = children.find(({ name }) => ![...IDS, ...OTHERS].includes(name));
  if (unknown) throw unsupported(`${unknown.name} of a lead conversion`);
  const text = (wanted: string) => children.find(({ name }) => name === wanted)?.text || undefined;
  const id = (wanted: (typeof IDS)[number]) => {
    const given = text(wanted);
    const canonical = given === undefined ? undefined : canonicalId(given);
    if (given !== undefined && canonical === undefined) throw refuse('MALFORMED_ID', `malformed id ${given}`, [wanted]);
    return canonical;
  };
  if (text('convertedStatus') === undefined) throw refuse('INVALID_STATUS', 'invalid convertedStatus: null', []);
  return {
    leadId: id('leadId') ?? '',
    accountId: id('accountId'),
    contactId: id('contactId'),
    ownerId: id('ownerId'),
    convertedStatus: text('convertedStatus'),
    opportunityName: text('opportunityName'),
    doNotCreateOpportunity: text('doNotCreateOpportunity') === 'true',
  };
}
