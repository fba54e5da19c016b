import type { CosellError } from '../../core/errors.ts';
import type { Lack } from '../crm/lack.ts';
import type { SalesforceClient } from './client.ts';
import { type ObjectShape, objectShape } from './describe.ts';
import { misconfigured } from './errors.ts';
import { LEAD_STATUS_QUERY, type LeadStatus, leadStatusFromRow, leadStatusTable } from './leads/statuses.ts';
import { ENHANCED_NOTE, noteObjects } from './notes/place.ts';
import { joinOrg, type Org, type OrgShapes } from './org.ts';
import type { SalesforceSettings } from './settings.ts';
import { STAGE_QUERY, type Stage, stageFromRow, stageTable } from './stages.ts';

/** What the org looks like to the connector's user, before it is joined with the settings. */
export interface OrgDescription {
  shapes: OrgShapes;
  stages: readonly Stage[];
  /** Empty where leads stay in Partner Center. */
  leadStatuses: readonly LeadStatus[];
}

export interface DescribeOptions {
  /** Do not trust what was described before. */
  afresh: boolean;
}

/** One call per object (empty answers when nothing changed since the last time) and one for the stages. */
export async function describeOrg(
  client: SalesforceClient,
  settings: SalesforceSettings,
  options: DescribeOptions = { afresh: false },
): Promise<OrgDescription> {
  const shape = async (name: string | null): Promise<ObjectShape | null> => {
    const answer = name === null ? null : await client.describe(name, { kind: 'describe' }, options);
    return answer ? objectShape(answer) : null;
  };
  const { fields } = settings;
  const wanted = noteObjects(settings.notes);
  const [
    opportunity,
    account,
    contact,
    contactRole,
    lead,
    solutionLine,
    solutionDetail,
    contentNote,
    note,
    stages,
    statuses,
  ] = await Promise.all([
    shape('Opportunity'),
    shape('Account'),
    shape('Contact'),
    shape('OpportunityContactRole'),
    shape(settings.leads ? 'Lead' : null),
    shape(fields.solutionLine),
    shape(fields.solutionLine === null ? null : fields.solutionDetail),
    shape(wanted.contentNote),
    shape(wanted.note),
    client.query(STAGE_QUERY, { kind: 'describe' }),
    settings.leads ? client.query(LEAD_STATUS_QUERY, { kind: 'describe' }) : null,
  ]);
  return {
    shapes: { opportunity, account, contact, contactRole, lead, solutionLine, solutionDetail, contentNote, note },
    stages: stages.rows.map(stageFromRow),
    leadStatuses: statuses?.rows.map(leadStatusFromRow) ?? [],
  };
}

/** The org ready for work. Throws `misconfigured` naming the first thing that is missing and how many more there are. */
export async function connectOrg(
  client: SalesforceClient,
  settings: SalesforceSettings,
  options: DescribeOptions = { afresh: false },
): Promise<Org> {
  const { shapes, stages, leadStatuses } = await describeOrg(client, settings, options);
  const { org, lacks } = joinOrg(settings, shapes, stageTable(settings, stages), {
    ownUserId: client.identity()?.userId ?? null,
    leadStatuses: settings.leads && leadStatusTable(settings.leads, leadStatuses),
  });
  if (org) return org;
  throw lackError(lacks);
}

export function lackError(lacks: readonly Lack[]): CosellError {
  const [first, ...others] = lacks;
  if (first?.object === ENHANCED_NOTE) return notesOff();
  const names = others.map(placeOf);
  const more = names.length === 0 ? '' : ` Also: ${names.join(', ')}.`;
  return misconfigured(
    first?.reason === 'read-only' ? 'salesforce-field-read-only' : 'salesforce-field-missing',
    `${first ? describeLack(first) : 'The org is not ready.'}${more}`,
    'Install the connector’s package with `cosell crm install`, correct the API name in the settings (`cosell crm fields` suggests it), or grant access in the permission set of the connector’s user (field-level security hides fields without it).',
  );
}

/** What no package brings and no permission set grants. */
export function notesOff(): CosellError {
  return misconfigured(
    'salesforce-notes-off',
    'Enhanced notes are off in this org, so the notes of deals cannot be kept in them.',
    'Turn them on under Setup, Notes Settings, or set salesforce.notes to auto.',
  );
}

export function describeLack(lack: Lack): string {
  if (lack.column === null) return `Salesforce shows no object ${lack.object} to the connector.`;
  if (lack.reason === 'read-only') return `The connector may not write ${placeOf(lack)}.`;
  return `Salesforce shows no field ${placeOf(lack)} to the connector.`;
}

function placeOf({ object, column }: Lack): string {
  return column === null ? object : `${object}.${column}`;
}
