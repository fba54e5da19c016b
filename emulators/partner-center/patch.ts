import { isMap, type JsonMap } from './documents.ts';
import { invalid } from './errors.ts';
import { amount, currency, dateTime, flag, listOf, member, type ReadValue, solution, text } from './field-rules.ts';
import type { Referral } from './referral.ts';
import { addRegistration, changeRegistration } from './registrations.ts';
import type { Tenant } from './tenant.ts';

interface PatchOperation {
  op: 'add' | 'replace';
  path: string;
  value: unknown;
}

/** The paths that PATCH takes (contract/partner-center.md §4.5), in lower case. A path ending in `/-` appends. */
const PATHS: Record<string, { field: string; read: ReadValue }> = {
  '/campaignid': { field: 'campaignId', read: text },
  '/consent/consenttosharereferralwithmicrosoftsellers': {
    field: 'consent.consentToShareReferralWithMicrosoftSellers',
    read: flag,
  },
  '/customerprofile/team': { field: 'customerProfile.team', read: listOf(member) },
  '/customerprofile/team/-': { field: 'customerProfile.team', read: member },
  '/details/closingdatetime': { field: 'details.closingDateTime', read: dateTime },
  '/details/currency': { field: 'details.currency', read: currency },
  '/details/dealvalue': { field: 'details.dealValue', read: amount },
  '/details/notes': { field: 'details.notes', read: text },
  '/details/requirements/solutions': { field: 'details.requirements.solutions', read: listOf(solution) },
  '/details/requirements/solutions/-': { field: 'details.requirements.solutions', read: solution },
  '/externalreferenceid': { field: 'externalReferenceId', read: text },
  '/referralprogram': { field: 'referralProgram', read: text },
  '/salesstage': { field: 'salesStage', read: text },
  '/status': { field: 'status', read: text },
  '/substatus': { field: 'substatus', read: text },
  '/statusreason': { field: 'statusReason', read: text },
  '/team': { field: 'team', read: listOf(member) },
  '/team/-': { field: 'team', read: member },
};

const REGISTRATION = '/registrations/';

/** Reads a JSON Patch body. Throws a 400 that names what cannot be taken. */
export function readPatch(body: unknown): PatchOperation[] {
  if (!Array.isArray(body) || body.length === 0) throw invalid('The body must be a JSON Patch array with operations.');
  return body.map((operation: unknown, index) => {
    if (!isMap(operation)) throw invalid(`Operation ${index} must be an object.`);
    const op = String(operation['op']).toLowerCase();
    if (op !== 'add' && op !== 'replace') {
      throw invalid(`Operation '${op}' is not supported; only add and replace are.`, String(operation['path']));
    }
    if (typeof operation['path'] !== 'string') throw invalid(`Operation ${index} has no path.`);
    if (operation['value'] === undefined) throw invalid(`Operation ${index} has no value.`, operation['path']);
    return { op, path: operation['path'], value: operation['value'] };
  });
}

/** Whether every operation is about a deal registration, which alone may change a won deal. */
export function isRegistrationPatch(operations: readonly PatchOperation[]): boolean {
  return operations.every(({ path }) => path.toLowerCase().startsWith(REGISTRATION));
}

/** The document after the operations, all or nothing. Rules across fields are checked by the caller. */
export function applyPatch(tenant: Tenant, referral: Referral, operations: readonly PatchOperation[]): Referral {
  const draft = structuredClone(referral);
  for (const operation of operations) applyOperation(tenant, draft, operation);
  return draft;
}

function applyOperation(tenant: Tenant, draft: Referral, operation: PatchOperation): void {
  const path = operation.path.toLowerCase();
  if (path === `${REGISTRATION}-`) addRegistration(tenant, draft, operation.value);
  else if (path.startsWith(REGISTRATION)) changeRegistration(tenant, draft, path, operation.value);
  else writeField(tenant, draft, operation);
}

function writeField(tenant: Tenant, draft: Referral, operation: PatchOperation): void {
  const path = operation.path.toLowerCase();
  const rule = ruleFor(tenant, path);
  if (!rule) throw invalid(`The path '${operation.path}' cannot be patched.`, operation.path);
  const value = rule.read(operation.value, rule.field);
  const names = rule.field.split('.');
  const last = names.pop() ?? '';
  const owner = names.reduce<JsonMap>((map, name) => map[name] as JsonMap, draft as unknown as JsonMap);
  owner[last] = path.endsWith('/-') ? [...(owner[last] as unknown[]), value] : value;
}

function ruleFor(tenant: Tenant, path: string): { field: string; read: ReadValue } | undefined {
  if (path === '/name' && tenant.kit.switches.flag('patch-name')) return { field: 'name', read: text };
  return Object.hasOwn(PATHS, path) ? PATHS[path] : undefined;
}
