import { asCosellError, type CosellError } from '../../core/errors.ts';
import { brokenBy, type Finding, remarkOn } from '../crm/finding.ts';
import { clientOver, type DynamicsClient, type Identity } from './client.ts';
import { OPPORTUNITY_ROLES } from './column-names.ts';
import { roleColumns } from './column-roles.ts';
import { describeLack, describeOrg, lackError } from './connect.ts';
import { openConnection } from './connection.ts';
import { columnOf } from './describe.ts';
import { hasReferralKey, joinOrg, type Org, type OrgShapes } from './org.ts';
import { type MissingPrivilege, missingPrivileges } from './rights.ts';
import type { DynamicsSettings } from './settings.ts';
import type { DynamicsOptions } from './side.ts';

/** What a check of the connection found; `ok` when nothing stands in the way. */
export interface DynamicsCheck {
  ok: boolean;
  findings: readonly DynamicsFinding[];
  identity: Identity | null;
  /** How the environment is set up; null when it could not be looked at or does not fit the settings. */
  features: EnvironmentFeatures | null;
}

type FindingTopic = 'sign-in' | 'fields' | 'rights' | 'statuses' | 'people' | 'changes' | 'value' | 'currency';
export type DynamicsFinding = Finding<FindingTopic>;

export interface EnvironmentFeatures {
  /** Columns in use by what they are for (R22). */
  columns: Readonly<Record<string, string>>;
  /** Labels of the status reasons in use. */
  statuses: Readonly<Record<'onHold' | 'active' | 'won' | 'lost', string>>;
  /** ISO codes of the active currencies. */
  currencies: readonly string[];
  /** How colleagues are put on a deal. */
  team: 'connections' | 'access-team' | null;
}

const CONTEXT = { kind: 'describe' };

/** Signs in, describes the environment and compares it with the settings. Never throws what an administrator can mend: it is a finding. */
export async function checkDynamics(options: DynamicsOptions): Promise<DynamicsCheck> {
  const client = clientOver(openConnection(options));
  const findings: DynamicsFinding[] = [];
  let identity: Identity | null = null;
  let features: EnvironmentFeatures | null = null;
  try {
    identity = await client.whoAmI(CONTEXT);
    const { shapes, facts } = await describeOrg(client, options.settings);
    const { org, lacks } = joinOrg(options.settings, shapes, facts);
    findings.push(
      ...lacks.map((lack) => ({ ...brokenBy('fields', lackError([lack])), message: describeLack(lack) })),
      ...changeFindings(shapes),
      ...(org ? await orgFindings(client, org, identity) : []),
    );
    features = org ? featuresOf(options.settings, org) : null;
  } catch (thrown) {
    findings.push(failed(thrown));
  }
  return { ...outcome(findings), identity, features };
}

/** Signs in and asks who that was: enough to see that the connection works. */
export async function probeDynamics(options: DynamicsOptions): Promise<DynamicsCheck> {
  const client = clientOver(openConnection(options));
  try {
    return { ok: true, findings: [], identity: await client.whoAmI({ kind: 'probe' }), features: null };
  } catch (thrown) {
    return { ...outcome([failed(thrown)]), identity: null, features: null };
  }
}

function outcome(findings: readonly DynamicsFinding[]) {
  return { ok: findings.every(({ level }) => level !== 'broken'), findings };
}

/** What setting or grant is meant stands behind the code. */
const TOPICS: Readonly<Record<string, FindingTopic>> = {
  'dynamics-status-unknown': 'statuses',
  'dynamics-role-unknown': 'people',
};

function failed(thrown: unknown): DynamicsFinding {
  const failure: CosellError = asCosellError(thrown);
  if (failure.recovery === 'bug') throw failure;
  return brokenBy(TOPICS[failure.code] ?? 'sign-in', failure);
}

/** Without change tracking deletions go unseen, and without versions a seller's edit could be overwritten (contract §1, §1.3). */
function changeFindings({ opportunity }: OrgShapes): readonly DynamicsFinding[] {
  if (!opportunity) return [];
  return [
    ...(opportunity.tracksChanges
      ? []
      : [
          {
            ...remarkOn(
              'changes',
              'dynamics-tracking-off',
              'Change tracking is off for opportunities: changes are found by their time, and deletions only by the daily comparison.',
            ),
            remedy: 'Turn it on with `cosell crm install --change-tracking`; it cannot be turned off again.',
          },
        ]),
    ...(opportunity.hasVersions
      ? []
      : [
          remarkOn(
            'changes',
            'dynamics-version-unsupported',
            'Opportunities have no optimistic concurrency: an edit in the very moment of a write may be overwritten.',
          ),
        ]),
  ];
}

async function orgFindings(client: DynamicsClient, org: Org, identity: Identity): Promise<readonly DynamicsFinding[]> {
  const missing = await missingPrivileges(client, identity, org, CONTEXT);
  const unnamed = remarkOn(
    'rights',
    'dynamics-rights-unknown',
    'The environment does not tell which rights the user has.',
  );
  return [
    ...(missing === null ? [unnamed] : missing.map(rightFinding)),
    ...(hasReferralKey(org)
      ? []
      : [
          remarkOn(
            'changes',
            'dynamics-no-key',
            `There is no active alternate key on opportunity.${org.own.referralId}: the connector alone keeps a referral from being brought in twice.`,
          ),
        ]),
  ];
}

function rightFinding({ table, right, ownRowsOnly }: MissingPrivilege): DynamicsFinding {
  const done = {
    create: 'create',
    read: 'read',
    write: 'edit',
    delete: 'delete',
    append: 'attach',
    appendto: 'attach to',
  };
  return {
    topic: 'rights',
    level: 'broken',
    code: 'dynamics-right-missing',
    message: ownRowsOnly
      ? `The connector may read only its own ${table} rows.`
      : `The connector may not ${done[right]} ${table} rows.`,
    remedy:
      'Give the application user the security role that `cosell crm install` brings, or grant the privilege for the organisation in one of your own.',
  };
}

function featuresOf(settings: DynamicsSettings, { opportunity, states, currencies, roles }: Org): EnvironmentFeatures {
  const columnFor = roleColumns(settings, opportunity);
  const named = (Object.keys(OPPORTUNITY_ROLES) as (keyof typeof OPPORTUNITY_ROLES)[]).flatMap((role) => {
    const column = columnOf(opportunity, columnFor(role) ?? '');
    return column ? [[role, column.name] as const] : [];
  });
  const reasons = columnOf(opportunity, 'statuscode')?.choices ?? [];
  const labelOf = (value: number) => reasons.find((choice) => choice.value === value)?.label ?? String(value);
  return {
    columns: Object.fromEntries(named),
    statuses: {
      onHold: labelOf(states.onHold),
      active: labelOf(states.active),
      won: labelOf(states.won),
      lost: labelOf(states.lost),
    },
    currencies: [...currencies.byCode.keys()].toSorted(),
    team: roles.team?.kind ?? null,
  };
}
