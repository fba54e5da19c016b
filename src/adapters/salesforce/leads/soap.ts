import { parseXml, XmlElement } from '@rgrove/parse-xml';
import { CosellError } from '../../../core/errors.ts';
import type { SalesforceConnection } from '../connection.ts';
import { type PartOutcome, partOutcome } from '../errors.ts';

/** Converting leads, which the REST API has no call for (contract §2): the one SOAP call of the connector. */

export interface ConversionRequest {
  leadId: string;
  convertedStatus: string;
  accountId: string | null;
  contactId: string | null;
  /** Needed for leads that belong to a queue: opportunities do not. */
  ownerId: string | null;
  opportunityName: string | null;
  allowDuplicates: boolean;
}

export type ConversionOutcome = { kind: 'converted'; opportunityId: string } | PartOutcome;

export type ConvertLead = (request: ConversionRequest, signal?: AbortSignal) => Promise<ConversionOutcome>;

/** Throws what keeps the call as a whole from being carried out. */
export function createLeadConversion({ transport, tokens, apiVersion }: SalesforceConnection): ConvertLead {
  async function send(request: ConversionRequest, token: string, signal: AbortSignal | undefined): Promise<Answer> {
    const answer = await transport.send({
      method: 'POST',
      path: `/services/Soap/u/${apiVersion.replace(/^v/, '')}`,
      content: { type: 'text/xml; charset=utf-8', bytes: new TextEncoder().encode(envelope(request, token)) },
      headers: { accept: 'text/xml', soapaction: '""' },
      answers: 'text',
      // A fault, which names what is wrong.
      expect: [500],
      kind: 'convert',
      signal,
    });
    return read(String(answer.body ?? ''));
  }
  return async (request, signal) => {
    const token = await tokens.get();
    let answer = await send(request, token, signal);
    if (answer.fault?.code === 'INVALID_SESSION_ID') answer = await send(request, await tokens.refresh(token), signal);
    return outcomeOf(answer);
  };
}

function envelope(request: ConversionRequest, sessionId: string): string {
  const wish = [
    element('accountId', request.accountId),
    element('contactId', request.contactId),
    element('convertedStatus', request.convertedStatus),
    element('doNotCreateOpportunity', 'false'),
    element('leadId', request.leadId),
    element('opportunityName', request.opportunityName),
    element('overwriteLeadSource', 'false'),
    element('ownerId', request.ownerId),
    element('sendNotificationEmail', 'false'),
  ];
  const duplicates = `<u:DuplicateRuleHeader>${element('allowSave', String(request.allowDuplicates))}${element('includeRecordDetails', 'false')}${element('runAsCurrentUser', 'false')}</u:DuplicateRuleHeader>`;
  const header = `<u:SessionHeader>${element('sessionId', sessionId)}</u:SessionHeader><u:CallOptions>${element('client', 'cosell')}</u:CallOptions>${duplicates}`;
  const body = `<u:convertLead><u:leadConverts>${wish.join('')}</u:leadConverts></u:convertLead>`;
  return `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:u="urn:partner.soap.sforce.com"><s:Header>${header}</s:Header><s:Body>${body}</s:Body></s:Envelope>`;
}

function element(name: string, text: string | null): string {
  if (text === null) return '';
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<u:${name}>${escaped}</u:${name}>`;
}

interface Problem {
  code: string;
  message: string;
}

interface Answer {
  opportunityId: string | null;
  problems: readonly Problem[];
  fault: Problem | null;
}

function read(text: string): Answer {
  const root = rootOf(text);
  const fault = root && find(root, 'Fault');
  if (fault) {
    const [, code] = (textOf(fault, 'faultcode') ?? '').split(':');
    const message = textOf(fault, 'exceptionMessage') ?? textOf(fault, 'faultstring') ?? '';
    return { opportunityId: null, problems: [], fault: { code: code ?? 'UNKNOWN', message } };
  }
  const result = root && find(root, 'result');
  if (!result) throw notUnderstood();
  const problems = all(result, 'errors').map((error) => ({
    code: textOf(error, 'statusCode') ?? 'UNKNOWN',
    message: textOf(error, 'message') ?? '',
  }));
  return { opportunityId: textOf(result, 'opportunityId'), problems, fault: null };
}

function outcomeOf({ opportunityId, problems, fault }: Answer): ConversionOutcome {
  if (opportunityId) return { kind: 'converted', opportunityId };
  const errors = fault ? [fault] : problems;
  if (errors.length === 0) throw notUnderstood();
  const withPlaces = errors.map((error) => ({ ...error, fields: [], duplicates: [] }));
  return partOutcome(fault ? 500 : 400, withPlaces, () => null);
}

function notUnderstood(): CosellError {
  return new CosellError({
    code: 'salesforce-conversion-unclear',
    recovery: 'retry',
    message: 'Salesforce did not say what became of the lead.',
    remedy: 'Nothing to do; the lead is looked at again and, if need be, converted again.',
    outcomeUnknown: true,
  });
}

function rootOf(text: string): XmlElement | null {
  try {
    return parseXml(text).root;
  } catch {
    return null;
  }
}

/** All descendants with the name, whatever their prefix. */
function all(parent: XmlElement, name: string): XmlElement[] {
  const children = parent.children.filter((child): child is XmlElement => child instanceof XmlElement);
  return children.flatMap((child) => [...(child.name.split(':').at(-1) === name ? [child] : []), ...all(child, name)]);
}

function find(parent: XmlElement, name: string): XmlElement | null {
  return all(parent, name)[0] ?? null;
}

function textOf(parent: XmlElement, name: string): string | null {
  return find(parent, name)?.text.trim() || null;
}
