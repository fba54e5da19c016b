import { asCosellError, type CosellError } from '../../core/errors.ts';
import { brokenBy, type Finding, remarkOn } from '../crm/finding.ts';
import type { Lack } from '../crm/lack.ts';
import type { ApiUsage } from './answers.ts';
import { createClient, type SalesforceClient } from './client.ts';
import { describeLack, describeOrg, lackError, notesOff, type OrgDescription } from './connect.ts';
import { columnOf } from './describe.ts';
import { type LeadStatusTable, leadStatusTable } from './leads/statuses.ts';
import { chosenNotes, ENHANCED_NOTE } from './notes/place.ts';
import { joinOrg, type OrgShapes } from './org.ts';
import { type MissingRight, missingRights } from './rights.ts';
import type { SalesforceSettings } from './settings.ts';
import type { SalesforceOptions } from './side.ts';
import { STAGE_QUERY, type StageTable, stageFromRow, stageTable } from './stages.ts';
import type { SalesforceIdentity } from './tokens.ts';

/** What a check of the connection found; `ok` when nothing stands in the way. */
export interface SalesforceCheck {
  ok: boolean;
  findings: readonly SalesforceFinding[];
  identity: SalesforceIdentity | null;
  usage: ApiUsage | null;
  /** How the org is set up; null when it could not be looked at. */
  features: OrgFeatures | null;
}

/** What a finding is about; each is a check of its own for whoever shows them. */
export type FindingTopic =
  | 'sign-in'
  | 'address'
  | 'fields'
  | 'rights'
  | 'stages'
  | 'leads'
  | 'notes'
  | 'teams'
  | 'currency';

export type SalesforceFinding = Finding<FindingTopic>;

export interface OrgFeatures {
  /** Opportunity teams are on. */
  teams: boolean;
  /** Enhanced notes (ContentNote) are on. */
  enhancedNotes: boolean;
  /** Where the notes of deals are kept, in words. */
  notes: string;
  /** Country and state lists are on, so that accounts hold codes. */
  countryCodes: boolean;
  /** Active currencies; null in an org with a single one. */
  currencies: readonly string[] | null;
  /** The stages in use; null when the settings do not fit the org. */
  stages: StageTable | null;
}

/** Signs in, describes the org and compares it with the settings. Never throws what an administrator can mend: it is a finding. */
export async function checkSalesforce(options: SalesforceOptions): Promise<SalesforceCheck> {
  const { settings } = options;
  const client = createClient(options);
  const findings: SalesforceFinding[] = [];
  let features: OrgFeatures | null = null;
  try {
    const [org, note] = await Promise.all([
      describeOrg(client, settings),
      client.describe(ENHANCED_NOTE, { kind: 'describe' }),
    ]);
    const stages = chosenStages(settings, org);
    features = featuresOf(settings, org, { enhancedNotes: note !== null, stages: stages.table });
    findings.push(
      ...stages.findings,
      ...leadFindings(settings, org),
      ...shapeFindings(settings, org),
      ...featureFindings(settings, features),
      ...addressFindings(settings, client.identity()),
    );
  } catch (thrown) {
    findings.push(brokenBy('sign-in', expected(thrown)));
  }
  return { ...outcome(client, findings), features };
}

/** Signs in and makes one small query: enough to see that the connection works. */
export async function probeSalesforce(options: SalesforceOptions): Promise<SalesforceCheck> {
  const client = createClient(options);
  const findings: SalesforceFinding[] = [];
  try {
    const { rows } = await client.query(STAGE_QUERY, { kind: 'probe' });
    findings.push(...chosenStages(options.settings, { stages: rows.map(stageFromRow) }).findings);
  } catch (thrown) {
    findings.push(brokenBy('sign-in', expected(thrown)));
  }
  return { ...outcome(client, findings), features: null };
}

function outcome(client: SalesforceClient, findings: readonly SalesforceFinding[]) {
  const ok = findings.every(({ level }) => level !== 'broken');
  return { ok, findings, identity: client.identity(), usage: client.usage() };
}

function expected(thrown: unknown): CosellError {
  const failure = asCosellError(thrown);
  if (failure.recovery === 'bug') throw failure;
  return failure;
}

function chosenStages(settings: SalesforceSettings, { stages }: Pick<OrgDescription, 'stages'>) {
  try {
    return { table: stageTable(settings, stages), findings: [] };
  } catch (thrown) {
    return { table: null, findings: [brokenBy('stages', asCosellError(thrown))] };
  }
}

/** The statuses that the settings name, and those that mean nothing to the connector. */
function leadFindings({ leads }: SalesforceSettings, { leadStatuses }: OrgDescription): readonly SalesforceFinding[] {
  if (!leads) return [];
  try {
    const { open, meanings } = leadStatusTable(leads, leadStatuses);
    const vague = leadStatuses.filter(({ value }) => value !== open && meanings.get(value.toLowerCase()) === 'invited');
    if (vague.length === 0) return [];
    const names = vague.map(({ value }) => `"${value}"`).join(', ');
    const message = `Nothing is sent for leads in the status ${names}: it says neither that somebody works on them nor that they came to nothing.`;
    const remedy = 'Name such statuses under salesforce.leads.working or salesforce.leads.unqualified.';
    return [{ topic: 'leads', level: 'remark', code: 'salesforce-lead-status-vague', message, remedy }];
  } catch (thrown) {
    return [brokenBy('leads', asCosellError(thrown))];
  }
}

const NO_STAGES: StageTable = { onHold: '', active: '', won: '', lost: '', known: new Set() };

const NO_STATUSES: LeadStatusTable = {
  open: '',
  working: null,
  unqualified: null,
  converted: null,
  closed: null,
  meanings: new Map(),
};

/** Every missing object and field, and every right that the connector's user lacks on the others; each named once. */
function shapeFindings(settings: SalesforceSettings, { shapes }: OrgDescription): readonly SalesforceFinding[] {
  const rights = missingRights(settings, shapes);
  const { lacks } = joinOrg(settings, shapes, NO_STAGES, { leadStatuses: settings.leads && NO_STATUSES });
  const named = new Map([...rights, ...lacks.map(asMissing)].map((missing) => [placeOf(missing), missing]));
  const whole = new Set(
    rights.filter(({ column }) => column === null).map(({ object, right }) => `${object}/${right}`),
  );
  return [...named.values()]
    .filter(({ object, right }) => !(object === ENHANCED_NOTE && right === 'see'))
    .filter(({ object, column, right }) => column === null || !whole.has(`${object}/${right}`))
    .map(shapeFinding);
}

function asMissing({ object, column, reason }: Lack): MissingRight {
  return { object, column, right: reason === 'absent' ? 'see' : 'update' };
}

function placeOf({ object, column, right }: MissingRight): string {
  return column === null ? `${object}/${right}` : `${object}.${column}`.toLowerCase();
}

function shapeFinding(missing: MissingRight): SalesforceFinding {
  const { object, column, right } = missing;
  if (right === 'see') {
    const lack: Lack = { object, column, reason: 'absent' };
    return { ...brokenBy('fields', lackError([lack])), message: describeLack(lack) };
  }
  const done = right === 'create' ? 'fill, on new records,' : right;
  return {
    topic: 'rights',
    level: 'broken',
    code: 'salesforce-right-missing',
    message: `The connector may not ${column === null ? `${right} ${object} records` : `${done} ${object}.${column}`}.`,
    remedy:
      'Grant it to the connector’s user in the permission set of the connector’s package, or in one of your own; no administrator profile is needed.',
  };
}

function featuresOf(
  settings: SalesforceSettings,
  { shapes }: OrgDescription,
  known: Pick<OrgFeatures, 'enhancedNotes' | 'stages'>,
): OrgFeatures {
  const { opportunity, account } = shapes;
  const currency = columnOf(opportunity, settings.currencyField);
  return {
    ...known,
    notes: notesWords(settings, shapes),
    teams: opportunity?.children.has('opportunityteammember.opportunityid') ?? false,
    countryCodes: columnOf(account, 'BillingCountryCode') !== null,
    currencies: currency ? currency.choices.filter(({ active }) => active).map(({ value }) => value) : null,
  };
}

/** What the setting comes down to in this org. */
function notesWords({ notes, noteTitle, notesField }: SalesforceSettings, shapes: OrgShapes): string {
  const kind = chosenNotes(notes, shapes);
  if (kind === 'description') return `The deal’s notes travel in Opportunity.${notesField}.`;
  const words = kind === 'note' ? 'a classic note' : 'an enhanced note';
  return `The deal’s notes travel in ${words} with the title “${noteTitle}” on the opportunity.`;
}

function featureFindings(settings: SalesforceSettings, features: OrgFeatures): readonly SalesforceFinding[] {
  const findings: SalesforceFinding[] = [];
  if (!features.teams)
    findings.push(
      remarkOn('teams', 'salesforce-no-teams', 'Opportunity teams are off; only the owner is sent as the team.'),
    );
  if (!features.enhancedNotes)
    findings.push(
      settings.notes === 'content-note'
        ? brokenBy('notes', notesOff())
        : remarkOn('notes', 'salesforce-no-notes', `Enhanced notes are off. ${features.notes}`),
    );
  if (features.currencies === null && settings.defaultCurrency === null) {
    findings.push({
      topic: 'currency',
      level: 'broken',
      code: 'salesforce-currency-unknown',
      message: `The org has no field ${settings.currencyField}, so the currency of deal values is unknown.`,
      remedy: 'Set deals.defaultCurrency to the org’s currency.',
    });
  }
  return findings;
}

/** The token tells the org's own address; tokens only ever go to the configured one. */
function addressFindings(settings: SalesforceSettings, identity: SalesforceIdentity | null): SalesforceFinding[] {
  const told = identity?.instanceUrl;
  if (!told || !URL.canParse(told) || new URL(told).origin === new URL(settings.instanceUrl).origin) return [];
  return [
    {
      topic: 'address',
      level: 'remark',
      code: 'salesforce-other-address',
      message: `Salesforce names ${told} as the org's address, the settings name ${settings.instanceUrl}.`,
      remedy: 'Set connections.salesforce.loginUrl to the address that Salesforce names.',
    },
  ];
}
