import {
  checkDynamics,
  type DynamicsCheck,
  type EnvironmentFeatures,
  probeDynamics,
} from '../../../adapters/dynamics/probe.ts';
import type { CheckReport } from '../../../cli/product/doctor.ts';
import type { CrmOf } from '../../../config/crms.ts';
import type { LoadedSettings } from '../../../config/load.ts';
import { asCosellError } from '../../../core/errors.ts';
import { broken, type CheckSubject, ok, remark } from '../../doctor/check.ts';
import { topicCheck } from '../findings.ts';
import type { ExamineContext } from '../kind.ts';
import { dynamicsSettings } from './settings.ts';

const area = 'crm';
const SIGN_IN: CheckSubject = { id: 'crm-sign-in', area, title: 'Sign-in to Dynamics 365', rows: ['R4'] };
const FIELDS: CheckSubject = { id: 'crm-fields', area, title: 'Mapped tables and columns', rows: ['R5', 'R22'] };
const RIGHTS: CheckSubject = { id: 'crm-rights', area, title: 'Rights on tables', rows: ['R4'] };
const STATUSES: CheckSubject = { id: 'crm-stages', area, title: 'Status reasons of opportunities', rows: [] };
const CHANGES: CheckSubject = { id: 'crm-changes', area, title: 'Change tracking and keys', rows: [] };
const NOTES: CheckSubject = { id: 'crm-notes', area, title: 'Notes', rows: ['R6'] };
const TEAMS: CheckSubject = { id: 'crm-teams', area, title: 'Teams', rows: ['R6'] };
const CURRENCY: CheckSubject = { id: 'crm-currency', area, title: 'Currencies', rows: [] };

export async function examineDynamics(
  loaded: LoadedSettings,
  crm: CrmOf<'dynamics'>,
  { clock, log, timeoutMs, probe }: ExamineContext,
): Promise<readonly CheckReport[]> {
  try {
    const settings = { ...(await dynamicsSettings(loaded, crm)), timeoutMs };
    const found = await (probe ? probeDynamics : checkDynamics)({ settings, clock, log });
    const { identity, findings } = found;
    const who = identity
      ? `Signed in as user ${identity.userId} of organisation ${identity.organizationId}.`
      : 'Signed in.';
    const signIn = topicCheck(SIGN_IN, findings, ['sign-in'], who);
    if (signIn.level === 'broken' || probe) return [signIn];
    return [signIn, ...environmentChecks(found, crm)];
  } catch (thrown) {
    return [broken(SIGN_IN, asCosellError(thrown))];
  }
}

/** Checks that another broken one keeps from being made are left out. */
function environmentChecks({ findings, features }: DynamicsCheck, crm: CrmOf<'dynamics'>): readonly CheckReport[] {
  const about = (topic: (typeof findings)[number]['topic']) => findings.some((finding) => finding.topic === topic);
  const fields = topicCheck(FIELDS, findings, ['fields'], columnWords(features));
  if (!features) {
    return [
      ...(about('fields') ? [fields] : []),
      ...(about('statuses') ? [topicCheck(STATUSES, findings, ['statuses'], '')] : []),
      ...(about('people') ? [topicCheck(TEAMS, findings, ['people'], '')] : []),
    ];
  }
  const { onHold, active, won, lost } = features.statuses;
  const { mapping } = crm;
  return [
    fields,
    topicCheck(
      RIGHTS,
      findings,
      ['rights'],
      'The connector’s user may do all that it must; it need be no administrator.',
    ),
    topicCheck(
      STATUSES,
      findings,
      ['statuses'],
      `On hold “${onHold}”, active “${active}”, won “${won}”, lost “${lost}”.`,
    ),
    topicCheck(
      CHANGES,
      findings,
      ['changes'],
      'Changes are tracked, deletions included, and a key keeps a referral from coming in twice.',
    ),
    ok(
      NOTES,
      mapping.notes === 'note'
        ? 'The deal’s notes travel in a note of its timeline.'
        : `The deal’s notes travel in opportunity.${mapping.fields.notes}.`,
    ),
    teamCheck(features, crm),
    ok(CURRENCY, `Active: ${features.currencies.join(', ')}.`),
  ];
}

function columnWords(features: EnvironmentFeatures | null): string {
  const columns = Object.values(features?.columns ?? {});
  const ofMicrosoft = columns.filter((name) => name.startsWith('msft_'));
  if (ofMicrosoft.length === 0) return `All of them are there: ${columns.join(', ')}.`;
  const others = columns.filter((name) => !name.startsWith('msft_'));
  const rest = others.length === 0 ? '' : ` Others: ${others.join(', ')}.`;
  return `All of them are there. Of Microsoft’s own package are in use: ${ofMicrosoft.join(', ')}.${rest}`;
}

function teamCheck({ team }: EnvironmentFeatures, { mapping }: CrmOf<'dynamics'>): CheckReport {
  if (team === 'connections') return ok(TEAMS, 'Colleagues on a deal are its connections.');
  if (team === 'access-team') return ok(TEAMS, 'Colleagues on a deal are its access team.');
  if (mapping.team.kept === 'off') return ok(TEAMS, 'Only the owner is sent as the team, as the settings say.');
  const message = 'No connection role of the category Sales Team is there; only the owner is sent as the team.';
  return remark(TEAMS, { message, remedy: 'Create one, or set dynamics.team.role; nothing to do if that is meant.' });
}
