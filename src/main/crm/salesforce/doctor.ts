import {
  checkSalesforce,
  type OrgFeatures,
  probeSalesforce,
  type SalesforceCheck,
} from '../../../adapters/salesforce/probe.ts';
import type { CheckReport } from '../../../cli/product/doctor.ts';
import type { CrmOf } from '../../../config/crms.ts';
import type { LoadedSettings } from '../../../config/load.ts';
import { asCosellError } from '../../../core/errors.ts';
import { broken, type CheckSubject, ok, remark } from '../../doctor/check.ts';
import { topicCheck } from '../findings.ts';
import type { ExamineContext } from '../kind.ts';
import { salesforceSettings } from './settings.ts';

const area = 'crm';
const SIGN_IN: CheckSubject = { id: 'crm-sign-in', area, title: 'Sign-in to Salesforce', rows: ['R4'] };
const FIELDS: CheckSubject = { id: 'crm-fields', area, title: 'Mapped objects and fields', rows: ['R5'] };
const RIGHTS: CheckSubject = { id: 'crm-rights', area, title: 'Rights on objects and fields', rows: ['R4'] };
const STAGES: CheckSubject = { id: 'crm-stages', area, title: 'Stages of opportunities', rows: [] };
const LEADS: CheckSubject = { id: 'crm-leads', area, title: 'Statuses of leads', rows: ['R43'] };
const NOTES: CheckSubject = { id: 'crm-notes', area, title: 'Notes', rows: ['R6'] };
const TEAMS: CheckSubject = { id: 'crm-teams', area, title: 'Opportunity teams', rows: ['R6'] };
const COUNTRY: CheckSubject = { id: 'crm-country', area, title: 'Countries', rows: [] };
const CURRENCY: CheckSubject = { id: 'crm-currency', area, title: 'Currencies', rows: [] };
const USAGE: CheckSubject = { id: 'crm-usage', area, title: 'Calls of the last 24 hours', rows: [] };

export async function examineSalesforce(
  loaded: LoadedSettings,
  crm: CrmOf<'salesforce'>,
  { clock, log, timeoutMs, probe }: ExamineContext,
): Promise<readonly CheckReport[]> {
  try {
    const settings = { ...(await salesforceSettings(loaded, crm)), timeoutMs };
    const found = await (probe ? probeSalesforce : checkSalesforce)({ settings, clock, log });
    const signIn = signInCheck(found);
    if (signIn.level === 'broken') return [signIn];
    const stages = topicCheck(STAGES, found.findings, ['stages'], stageWords(found.features));
    if (!found.features) return [signIn, stages];
    const leads = settings.leads
      ? [topicCheck(LEADS, found.findings, ['leads'], 'Each of them says what becomes of the lead.')]
      : [];
    return [signIn, ...orgChecks(found, found.features, loaded, crm), stages, ...leads, ...usageCheck(found)];
  } catch (thrown) {
    return [broken(SIGN_IN, asCosellError(thrown))];
  }
}

function signInCheck(found: SalesforceCheck): CheckReport {
  const { identity } = found;
  const who = identity
    ? `Signed in as user ${identity.userId} of organisation ${identity.organizationId}.`
    : 'Signed in.';
  return topicCheck(SIGN_IN, found.findings, ['sign-in', 'address'], who);
}

function orgChecks(
  found: SalesforceCheck,
  features: OrgFeatures,
  { settings }: LoadedSettings,
  { mapping }: CrmOf<'salesforce'>,
): readonly CheckReport[] {
  const { country } = mapping.fields;
  const { currencies, countryCodes, enhancedNotes, notes } = features;
  const single = `One currency: ${settings.deals.defaultCurrency ?? 'unknown'} (deals.defaultCurrency).`;
  return [
    topicCheck(FIELDS, found.findings, ['fields'], 'All of them are there.'),
    topicCheck(
      RIGHTS,
      found.findings,
      ['rights'],
      'The connector’s user may do all that it must; it need be no administrator.',
    ),
    topicCheck(NOTES, found.findings, ['notes'], enhancedNotes ? `Enhanced notes are on. ${notes}` : notes),
    topicCheck(TEAMS, found.findings, ['teams'], 'They are on; their members are sent as the team.'),
    ok(
      COUNTRY,
      countryCodes
        ? 'Lists of countries and states are on: accounts hold two-letter codes in BillingCountryCode.'
        : `Lists of countries are off: Account.${country} holds text, which is read as a two-letter code or as a name.`,
    ),
    topicCheck(CURRENCY, found.findings, ['currency'], currencies ? `Several: ${currencies.join(', ')}.` : single),
  ];
}

function stageWords(features: OrgFeatures | null): string {
  const stages = features?.stages;
  if (!stages) return 'The configured ones are there.';
  const { onHold, active, won, lost } = stages;
  return `On hold “${onHold}”, active “${active}”, won “${won}”, lost “${lost}”.`;
}

/** From this share of the allowance on, somebody should look where the calls come from. */
const MUCH = 0.8;

function usageCheck({ usage }: SalesforceCheck): readonly CheckReport[] {
  if (!usage) return [];
  const message = `${usage.used} of ${usage.allowed} calls are used, by all programs together.`;
  if (usage.used < MUCH * usage.allowed) return [ok(USAGE, message)];
  const remedy = 'Find who uses them in Setup, System Overview. At the limit all integrations stop for a while.';
  return [remark(USAGE, { message, remedy })];
}
