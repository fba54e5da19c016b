import type { DealField } from '../../core/model/deal.ts';
import type { ColumnBinding } from '../crm/binding.ts';
import type { Lack } from '../crm/lack.ts';
import { type RegistrationColumns, registrationColumns } from '../crm/registration.ts';
import { createUserDirectory, type UserDirectory } from '../crm/users.ts';
import { columnBindings, type TransformName } from './bindings.ts';
import { type ColumnShape, columnOf, type ObjectShape } from './describe.ts';
import { joinLeads, type LeadOrg } from './leads/org.ts';
import type { LeadStatusTable } from './leads/statuses.ts';
import { chosenNotes, type NotePlace, type NoteShapes, notePlaceOf } from './notes/place.ts';
import type { SalesforceSettings } from './settings.ts';
import type { StageTable } from './stages.ts';
import type { TransformPlace } from './transforms.ts';

/** The objects as described; null for those that the org has not, or that our user may not see. */
export interface OrgShapes extends NoteShapes {
  opportunity: ObjectShape | null;
  account: ObjectShape | null;
  contact: ObjectShape | null;
  contactRole: ObjectShape | null;
  /** Described only where the settings want leads. */
  lead: ObjectShape | null;
  solutionLine: ObjectShape | null;
  solutionDetail: ObjectShape | null;
}

/** A column of the mapping as the org has it. */
export interface BoundColumn extends ColumnBinding<TransformName> {
  shape: ColumnShape;
  place: TransformPlace;
  /** Path in queries and rows: the column itself or, for a reference, its record's name. */
  path: string;
}

/** Everything about the org that reading and writing need; rebuilt when its description changes. */
export interface Org {
  settings: SalesforceSettings;
  stages: StageTable;
  columns: readonly BoundColumn[];
  /** Bookkeeping columns of the opportunity, in the org's spelling; null where the org has none. */
  own: { optIn: string; referralId: string; audit: string; referralLink: string | null; products: string | null };
  /** Columns of a registration that sellers fill in, in the org's spelling. */
  registration: RegistrationColumns | null;
  auditLength: number;
  /** Whether new opportunities can be addressed by the referral id, which makes creating them repeatable. */
  upsertsByReferral: boolean;
  nameLength: number;
  account: ObjectShape;
  countryColumn: ColumnShape;
  /** Null unless the settings name a column for the customer's key. */
  accountKeyColumn: ColumnShape | null;
  contact: ObjectShape;
  /** Name of the child list of contact roles. */
  rolesPath: string;
  /** Null where the org keeps no solution lines. */
  solutions: SolutionObjects | null;
  /** Null where notes are a column of the opportunity. */
  notes: NotePlace | null;
  /** Null unless opportunity teams are turned on. */
  teamPath: string | null;
  users: UserDirectory;
  /** The connector's own user, who owns what nobody has taken over yet; null when unknown. */
  ownUserId: string | null;
  /** Null where leads stay in Partner Center. */
  leads: LeadOrg | null;
}

interface SolutionObjects {
  /** Name of the child list on the opportunity, for example `Opportunity_To_Microsoft_Solutions__r`. */
  linesPath: string;
  /** Name of the line's parent in queries, for example `Solution__r`. */
  detailPath: string;
  line: ObjectShape;
  detail: ObjectShape;
}

export type OrgOutcome = { org: Org; lacks: readonly [] } | { org: null; lacks: readonly Lack[] };

/** Joins settings, descriptions and stages; answers what is lacking instead when something needed is not there. */
export function joinOrg(
  wanted: SalesforceSettings,
  shapes: OrgShapes,
  stages: StageTable,
  { ownUserId = null, leadStatuses = null }: { ownUserId?: string | null; leadStatuses?: LeadStatusTable | null } = {},
): OrgOutcome {
  const { opportunity, account, contact, contactRole } = shapes;
  if (!opportunity || !account || !contact || !contactRole) return { org: null, lacks: absentObjects(shapes) };
  const settings = { ...wanted, notes: chosenNotes(wanted.notes, shapes) };
  const lacks: Lack[] = [];
  const notes = notePlaceOf(settings, shapes, opportunity, lacks);
  const columns = boundColumns(settings, opportunity, stages, lacks);
  const own = ownColumns(settings, opportunity, lacks);
  const countryColumn = countryOf(settings, account, lacks);
  const accountKeyColumn = settings.accountKey === null ? null : needed(account, settings.accountKey.column, lacks);
  const solutions = solutionObjects(settings, shapes, lacks);
  const leads = leadStatuses && joinLeads(settings, shapes.lead, leadStatuses, lacks);
  const { columns: registration, missing } = registrationColumns(
    settings.registration,
    (column) => columnOf(opportunity, column)?.name ?? null,
  );
  lacks.push(...missing.map((column): Lack => ({ object: opportunity.name, column, reason: 'absent' })));
  if (lacks.length > 0 || !own || !countryColumn) return { org: null, lacks };
  return {
    lacks: [],
    org: {
      settings,
      stages,
      columns,
      own,
      registration,
      auditLength: columnOf(opportunity, own.audit)?.length || 100_000,
      upsertsByReferral: columnOf(opportunity, own.referralId)?.externalId ?? false,
      nameLength: columnOf(opportunity, 'Name')?.length || 120,
      account,
      countryColumn,
      accountKeyColumn,
      contact,
      rolesPath: opportunity.children.get('opportunitycontactrole.opportunityid') ?? 'OpportunityContactRoles',
      solutions,
      notes,
      teamPath: opportunity.children.get('opportunityteammember.opportunityid') ?? null,
      users: createUserDirectory(),
      ownUserId,
      leads,
    },
  };
}

function absentObjects(shapes: OrgShapes): Lack[] {
  const standard: readonly [ObjectShape | null, string][] = [
    [shapes.opportunity, 'Opportunity'],
    [shapes.account, 'Account'],
    [shapes.contact, 'Contact'],
    [shapes.contactRole, 'OpportunityContactRole'],
  ];
  return standard.flatMap(([shape, name]) => (shape ? [] : [absent(name)]));
}

function ownColumns(settings: SalesforceSettings, opportunity: ObjectShape, lacks: Lack[]): Org['own'] | null {
  const { fields } = settings;
  const optIn = needed(opportunity, fields.optIn, lacks);
  const referralId = needed(opportunity, fields.referralId, lacks);
  const audit = needed(opportunity, fields.audit, lacks);
  const link = fields.referralLink === null ? null : needed(opportunity, fields.referralLink, lacks);
  const products = fields.products === null ? null : columnOf(opportunity, fields.products);
  if (!optIn || !referralId || !audit) return null;
  return {
    optIn: optIn.name,
    referralId: referralId.name,
    audit: audit.name,
    referralLink: link?.name ?? null,
    products: products?.name ?? null,
  };
}

const absent = (object: string): Lack => ({ object, column: null, reason: 'absent' });

function boundColumns(
  settings: SalesforceSettings,
  opportunity: ObjectShape,
  stages: StageTable,
  lacks: Lack[],
): BoundColumn[] {
  return columnBindings(settings).flatMap((binding) => {
    const shape =
      binding.need === 'required' ? needed(opportunity, binding.column, lacks) : columnOf(opportunity, binding.column);
    if (!shape) return [];
    const place = { column: shape, stages, checkMarkInName: settings.checkMarkInName };
    const parent = binding.transform === 'lookup-name' && shape.type === 'reference' ? shape.parent : null;
    return [{ ...binding, column: shape.name, shape, place, path: parent ? `${parent}.Name` : shape.name }];
  });
}

/** A column that the org must have and our user must be able to write. */
function needed(object: ObjectShape, name: string, lacks: Lack[]): ColumnShape | null {
  const column = columnOf(object, name);
  if (!column) lacks.push({ object: object.name, column: name, reason: 'absent' });
  else if (!column.updateable) lacks.push({ object: object.name, column: column.name, reason: 'read-only' });
  return column;
}

function countryOf(settings: SalesforceSettings, account: ObjectShape, lacks: Lack[]): ColumnShape | null {
  const wanted = settings.countryField;
  if (wanted === 'auto' || wanted.toLowerCase() === 'billingcountry') {
    const code = columnOf(account, 'BillingCountryCode');
    return code ?? needed(account, 'BillingCountry', lacks);
  }
  return needed(account, wanted, lacks);
}

function solutionObjects(settings: SalesforceSettings, shapes: OrgShapes, lacks: Lack[]): SolutionObjects | null {
  const { fields } = settings;
  if (fields.solutionLine === null) return null;
  const { opportunity, solutionLine: line, solutionDetail: detail } = shapes;
  if (!line) lacks.push(absent(fields.solutionLine));
  if (!detail) lacks.push(absent(fields.solutionDetail));
  if (!opportunity || !line || !detail) return null;
  const solution = existing(line, fields.lineSolution, lacks);
  existing(line, fields.lineOpportunity, lacks);
  existing(detail, fields.detailIdentifier, lacks);
  const linesPath = opportunity.children.get(`${line.name}.${fields.lineOpportunity}`.toLowerCase());
  if (!linesPath) lacks.push({ object: line.name, column: fields.lineOpportunity, reason: 'absent' });
  if (!linesPath || !solution?.parent) return null;
  return { linesPath, detailPath: solution.parent, line, detail };
}

/** A column that the org must have; parents of master-detail rows are never updateable, so that is not asked. */
function existing(object: ObjectShape, name: string, lacks: Lack[]): ColumnShape | null {
  const column = columnOf(object, name);
  if (!column) lacks.push({ object: object.name, column: name, reason: 'absent' });
  return column;
}

export function boundColumn(org: Org, field: DealField): BoundColumn | null {
  return org.columns.find((column) => column.field === field) ?? null;
}
