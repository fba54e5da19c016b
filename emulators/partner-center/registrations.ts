import { randomUUID } from 'node:crypto';
import { isMap, type JsonMap } from './documents.ts';
import { invalid } from './errors.ts';
import { amount, currency, dateTime, flag, type ReadValue } from './field-rules.ts';
import type { Referral, Registration } from './referral.ts';
import { microsoftHalfOf } from './referral-store.ts';
import { formatMs } from './stamps.ts';
import { isOwn, type Tenant } from './tenant.ts';

// Deal registration of Azure IP co-sell (contract/partner-center.md §4.6).

const DAY_MS = 86_400_000;
const YEAR_MS = 365.25 * DAY_MS;
const SMALLEST_USD = 25_000;
const SIGNED_WITHIN_DAYS = 60;
const STARTED_WITHIN_DAYS = 90;
/** A perpetual contract counts as spread over so many years. */
const PERPETUAL_YEARS = 6;

const oneOf =
  (...choices: string[]): ReadValue =>
  (value, path) => {
    if (choices.includes(String(value))) return value;
    throw invalid(`${path} must be one of ${choices.join(', ')}.`, path);
  };

const CONTRACT: Record<string, ReadValue> = {
  value: amount,
  currency,
  term: oneOf('Perpetual', 'Finite'),
  signDateTime: dateTime,
  startDateTime: dateTime,
  endDateTime: dateTime,
};

const SOLUTION: Record<string, ReadValue> = {
  value: amount,
  currency,
  isDeployedOnAzure: flag,
  primaryDeploymentOn: oneOf('Customer', 'Partner'),
  pricingModel: oneOf('PayAsYouGo', 'Other'),
};

const MARKETPLACE: Record<string, ReadValue> = {
  isMarketplaceTransacted: flag,
  marketplaceTransactionDateTime: dateTime,
};

/** The paths below `/registrations/0` that PATCH takes, in lower case, with the field they change. */
const PATHS: Record<string, { names: string[]; read: ReadValue }> = Object.fromEntries([
  ...['startDateTime', 'endDateTime', 'signDateTime', 'term', 'value'].map((name) =>
    path(['contract', name], CONTRACT[name]),
  ),
  ...['value', 'currency', 'isDeployedOnAzure', 'primaryDeploymentOn', 'pricingModel'].map((name) =>
    path(['solutionDetails', '0', name], SOLUTION[name]),
  ),
  ...Object.entries(MARKETPLACE).map(([name, read]) =>
    path(['solutionDetails', '0', 'marketplaceTransactionDetails', name], read),
  ),
]);

function path(names: string[], read: ReadValue = (value) => value): [string, { names: string[]; read: ReadValue }] {
  return [`/registrations/0/${names.join('/')}`.toLowerCase(), { names, read }];
}

const NO_HISTORY = {
  reviewPendingDateTime: null,
  actionRequiredDateTime: null,
  passedDateTime: null,
  failedDateTime: null,
  approvedDateTime: null,
};

function readFields(value: unknown, readers: Record<string, ReadValue>, at: string): JsonMap {
  if (!isMap(value)) throw invalid(`${at} must be an object.`, at);
  const fields: JsonMap = { ...value };
  for (const [name, read] of Object.entries(readers)) {
    if (fields[name] !== undefined) fields[name] = read(fields[name], `${at}.${name}`);
  }
  return fields;
}

function readSolution(value: unknown, index: number, referral: Referral): JsonMap {
  const at = `registrations.solutionDetails[${index}]`;
  const fields = readFields(value, SOLUTION, at);
  const known = referral.details.requirements.solutions.find((solution) => solution.id === fields['id']);
  if (!known) throw invalid(`${at}.id is not a solution of this referral.`, at);
  const marketplace = readFields(fields['marketplaceTransactionDetails'] ?? {}, MARKETPLACE, at);
  return { ...fields, name: known.name, marketplaceTransactionDetails: marketplace };
}

/** `add /registrations/-`: registers a won deal; it waits for review, or is closed when nothing runs on Azure. */
export function addRegistration(tenant: Tenant, referral: Referral, value: unknown): void {
  if (!isMap(value)) throw invalid('A registration must be an object.', 'registrations');
  oneOf('AzureIPCoSell')(value['type'], 'registrations.type');
  checkDeal(tenant, referral);
  const listed = value['solutionDetails'];
  if (!Array.isArray(listed) || listed.length === 0) {
    throw invalid('A registration needs at least one solution.', 'registrations.solutionDetails');
  }
  const now = formatMs(tenant.kit.clock.now());
  const registration: Registration = {
    id: randomUUID(),
    type: 'AzureIPCoSell',
    registrationDateTime: now,
    status: 'ReviewPending',
    statusReason: null,
    contract: readFields(value['contract'], CONTRACT, 'registrations.contract'),
    solutionDetails: listed.map((solution: unknown, index) => readSolution(solution, index, referral)),
    statusHistory: { ...NO_HISTORY, reviewPendingDateTime: now },
  };
  checkContract(tenant, referral, registration);
  if (registration.solutionDetails.every((solution) => solution['isDeployedOnAzure'] === false)) {
    registration.status = 'Closed';
  }
  referral.registrations = [...referral.registrations, registration];
  referral.registrationStatus = registration.status;
}

/** `replace /registrations/0/…`: corrects the first registration. `path` is in lower case. */
export function changeRegistration(tenant: Tenant, referral: Referral, path: string, value: unknown): void {
  const rule = Object.hasOwn(PATHS, path) ? PATHS[path] : undefined;
  if (!rule) throw invalid(`The path '${path}' cannot be patched.`, path);
  const registration = referral.registrations[0];
  if (!registration) throw invalid('The referral has no registration.', 'registrations');
  const last = rule.names.at(-1) ?? '';
  const owner = rule.names
    .slice(0, -1)
    .reduce<JsonMap>((map, name) => map[name] as JsonMap, registration as unknown as JsonMap);
  owner[last] = rule.read(value, path);
  checkContract(tenant, referral, registration);
}

function checkDeal(tenant: Tenant, referral: Referral): void {
  if (referral.substatus !== 'Won') throw invalid('Only a won deal can be registered.', 'registrations');
  if (!referral.consent.consentToShareReferralWithMicrosoftSellers) {
    throw invalid('A private deal cannot be registered.', 'registrations');
  }
  const half = microsoftHalfOf(tenant.store, referral.engagementId);
  const answered = !half || ['Accepted', 'Won'].includes(half.substatus);
  if (!answered && isOwn(tenant, referral)) {
    throw invalid('Microsoft has not accepted this deal.', 'registrations');
  }
}

const ms = (value: unknown) => (typeof value === 'string' ? Date.parse(value) : Number.NaN);

function require(holds: boolean, message: string, target: string): void {
  if (!holds) throw invalid(message, `registrations.contract.${target}`);
}

function checkContract(tenant: Tenant, referral: Referral, registration: Registration): void {
  const { contract } = registration;
  const nowMs = tenant.kit.clock.now();
  const [signedMs, startMs, endMs] = [
    ms(contract['signDateTime']),
    ms(contract['startDateTime']),
    ms(contract['endDateTime']),
  ];
  const perpetual = contract['term'] === 'Perpetual';
  require(contract['term'] !== undefined, 'The contract needs a term.', 'term');
  require(signedMs <= nowMs, 'The contract must be signed, not in the future.', 'signDateTime');
  require(signedMs >=
    nowMs - SIGNED_WITHIN_DAYS * DAY_MS, 'A deal must be registered within 60 days of signing.', 'signDateTime');
  const createdMs = Date.parse(referral.createdDateTime);
  require(signedMs >=
    createdMs - (createdMs % DAY_MS), 'The contract was signed before the deal existed.', 'signDateTime');
  require(startMs >=
    nowMs - STARTED_WITHIN_DAYS * DAY_MS, 'The contract started more than 90 days ago.', 'startDateTime');
  require(perpetual || endMs >= startMs, 'The contract must end after it starts.', 'endDateTime');
  const finiteYears = Math.max(1, (endMs - startMs) / YEAR_MS);
  checkValue(registration, perpetual ? PERPETUAL_YEARS : finiteYears);
}

function checkValue(registration: Registration, years: number): void {
  const { contract, solutionDetails } = registration;
  const value = Number(contract['value'] ?? 0);
  const sold = solutionDetails.reduce((sum, solution) => sum + Number(solution['value'] ?? 0), 0);
  require(sold <= value, 'The solutions are worth more than the contract.', 'value');
  // Amounts in other currencies are not converted; see the list of what the emulator refuses.
  if (contract['currency'] !== 'USD') return;
  require(value / years >= SMALLEST_USD, `A registered deal is worth at least ${SMALLEST_USD} USD a year.`, 'value');
}
