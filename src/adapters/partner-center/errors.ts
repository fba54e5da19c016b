import { CosellError } from '../../core/errors.ts';
import type { MessageCode } from '../../core/messages/catalogue.ts';
import { word } from '../../core/messages.ts';
import type { DealField } from '../../core/model/deal.ts';
import { type Refusal, refusal } from '../../core/model/refusal.ts';
import { type AnsweredFailure, plainFailure } from '../http/failure.ts';
import { excerpt } from '../http/redact.ts';
import { BINDINGS } from './bindings.ts';
import { isMap, type JsonMap } from './json-path.ts';
import { wireKeys } from './schema.ts';

/** What the service said about a failure, from any of its body shapes. */
export interface VendorError {
  code: string | null;
  /** Its words, inner ones included; for people, never for decisions. */
  message: string;
  /** The property it complains about, when it names one. */
  target: string | null;
}

/** How deep inner errors are followed. */
const MAX_DEPTH = 5;

/**
 * Reads the four documented shapes (contract/partner-center.md §4.7): `{error:{code,message,target,innerError}}` of the Referrals host,
 * `{code,description}` of the Partner Center host, `{statusCode,message}` of the gateway and OAuth's `{error,error_description}`.
 */
export function readVendorError(body: unknown): VendorError {
  const root = wireKeys(body);
  if (!isMap(root)) return { code: null, message: typeof root === 'string' ? excerpt(root) : '', target: null };
  const chain = errorChain(isMap(root['error']) ? root['error'] : root);
  const said = chain.map(
    (error) => textOf(error, 'message') ?? textOf(error, 'description') ?? textOf(error, 'error_description'),
  );
  const messages = [...new Set(said.filter((message) => message !== null))];
  return {
    code: chain.map((error) => textOf(error, 'code') ?? textOf(error, 'error')).find((code) => code !== null) ?? null,
    message: excerpt(messages.join(' '), 400),
    target:
      chain.map((error) => textOf(error, 'target')).find((target) => target !== null && target !== 'referral') ?? null,
  };
}

function errorChain(outer: JsonMap): readonly JsonMap[] {
  const chain: JsonMap[] = [];
  for (let at: unknown = outer; isMap(at) && chain.length < MAX_DEPTH; at = at['innerError']) chain.push(at);
  return chain;
}

function textOf(json: JsonMap, name: string): string | null {
  const value = json[name];
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Entra's and Partner Center's number for a token without the MFA claim (contract/partner-center.md §1). */
const MFA_CODE = '900421';

/** The transport's reading of error answers of both hosts. */
export function classifyFailure(failure: AnsweredFailure): CosellError {
  const vendor = readVendorError(failure.body);
  const words = vendor.message || (failure.body === null ? excerpt(failure.text.replace(/<[^>]*>/g, ' '), 120) : '');
  const requestId = failure.headers.get('request-id') ?? failure.headers.get('ms-requestid') ?? failure.requestId;
  const named = { ...failure, requestId };
  if (failure.status === 401) return signedOut(named, vendor, words);
  if (failure.status === 403) return notPermitted(named, vendor, words);
  if (failure.status === 429) return throttled(named, vendor, words);
  return plainFailure(named, words, vendor.code ?? undefined);
}

function signedOut(failure: AnsweredFailure, vendor: VendorError, words: string): CosellError {
  const challenge = failure.headers.get('www-authenticate') ?? '';
  const mfa = failure.text.includes(MFA_CODE) || /\bMFA\b/i.test(`${words} ${challenge}`);
  return new CosellError({
    code: mfa ? 'mfa-required' : 'signed-out',
    recovery: 'reauthenticate',
    message: mfa
      ? 'Partner Center refuses the token because nobody passed multi-factor authentication for it.'
      : `Partner Center does not accept the token. ${words}`.trim(),
    remedy: mfa
      ? 'Run `cosell connect partner-center` and sign in as the service account, with multi-factor authentication.'
      : 'Run `cosell connect partner-center` and sign in as the service account; check that the application has consent for this API.',
    place: failure.place,
    vendor: { status: failure.status, code: vendor.code ?? undefined, requestId: failure.requestId },
  });
}

function notPermitted(failure: AnsweredFailure, vendor: VendorError, words: string): CosellError {
  return new CosellError({
    code: 'not-permitted',
    recovery: 'misconfigured',
    message: `Partner Center does not permit this. ${words}`.trim(),
    remedy:
      'Give the service account the role Referrals admin for the whole company (webhooks: an app-only token or Admin agent).',
    place: failure.place,
    vendor: { status: failure.status, code: vendor.code ?? undefined, requestId: failure.requestId },
  });
}

/** The gateway says the seconds in its text too, in case a proxy ate Retry-After (contract/partner-center.md §4.7). */
function throttled(failure: AnsweredFailure, vendor: VendorError, words: string): CosellError {
  const seconds = /try again in (\d+) seconds?/i.exec(words)?.[1];
  const told = failure.retryAfterMs ?? (seconds === undefined ? undefined : Number(seconds) * 1000);
  return plainFailure({ ...failure, retryAfterMs: told }, '', vendor.code ?? undefined);
}

/** A write that was refused, as a sentence for the seller. */
export function refusalOf(error: VendorError): Refusal {
  const field = fieldAt(error.target);
  const said = error.message || error.code || word('word.no-reason');
  return refusal('partner-center-refused', field, { said }, remedyFor(field));
}

const REMEDIES = {
  customer: 'partner-center-refused.customer.remedy',
  contacts: 'partner-center-refused.contacts.remedy',
  solutions: 'partner-center-refused.solutions.remedy',
  status: 'partner-center-refused.status.remedy',
} as const satisfies { [Field in DealField]?: MessageCode };

function remedyFor(field: DealField | null) {
  if (field === null) return 'partner-center-refused.remedy';
  return field in REMEDIES ? REMEDIES[field as keyof typeof REMEDIES] : 'partner-center-refused.value.remedy';
}

/** The deal field behind a property name of the API: `details.dealValue` or `/details/dealValue`. */
function fieldAt(target: string | null): DealField | null {
  if (target === null) return null;
  const path = target.replace(/^\//, '').replaceAll('/', '.').toLowerCase();
  if (path === 'substatus') return 'status';
  const parts = (own: string | null) => own !== null && own !== '' && own.toLowerCase();
  const exact = BINDINGS.find(({ own }) => parts(own) === path);
  const around = BINDINGS.find(({ own }) => own && path.startsWith(`${own.toLowerCase()}.`));
  return (exact ?? around)?.field ?? (path === 'status' ? 'status' : null);
}
