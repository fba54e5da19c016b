import type { ColumnBinding } from '../crm/binding.ts';
import type { Lack } from '../crm/lack.ts';
import type { NameColumn } from '../crm/named.ts';
import { type RegistrationColumns, registrationColumns } from '../crm/registration.ts';
import { createUserDirectory, type UserDirectory } from '../crm/users.ts';
import { columnBindings, type TransformName } from './bindings.ts';
import type { Identity } from './client.ts';
import type { ColumnRole } from './column-names.ts';
import { type ColumnFor, needed, roleColumns } from './column-roles.ts';
import type { Currencies } from './currencies.ts';
import { type ColumnShape, columnOf, navigationOf, type TableShape } from './describe.ts';
import { joinLeads, type LeadOrg } from './leads/org.ts';
import type { PeopleRoles } from './roles.ts';
import type { DynamicsSettings, SolutionTables } from './settings.ts';
import { type StatusTable, statusTable } from './states.ts';

/** The tables as described; null for those that the environment has not. */
export interface OrgShapes {
  opportunity: TableShape | null;
  account: TableShape | null;
  contact: TableShape | null;
  /** Described only where the settings want leads. */
  lead: TableShape | null;
  solutions: { tables: SolutionTables; line: TableShape | null; detail: TableShape | null } | null;
  /** Tables that columns of the opportunity refer to by name, by logical name. */
  named: ReadonlyMap<string, TableShape | null>;
}

/** What else of the environment was looked at. */
export interface OrgFacts {
  identity: Identity;
  currencies: Currencies;
  roles: PeopleRoles;
}

/** A column of the mapping as the environment has it. */
export interface BoundColumn extends ColumnBinding<TransformName> {
  shape: ColumnShape;
  /** Lookups whose row is known by its name. */
  named: NamedReference | null;
}

export interface NamedReference {
  navigation: string;
  table: TableShape;
  nameColumn: string;
}

/** Everything about the environment that reading and writing need; rebuilt when its description changes. */
export interface Org extends OrgFacts {
  settings: DynamicsSettings;
  states: StatusTable;
  columns: readonly BoundColumn[];
  /** Bookkeeping columns of the opportunity; null where the environment has none. */
  own: { optIn: string; referralId: string; audit: string; referralLink: string | null; products: string | null };
  registration: RegistrationColumns | null;
  auditLength: number;
  name: NameColumn;
  opportunity: TableShape;
  account: TableShape;
  contact: TableShape;
  country: ColumnShape;
  /** Null unless the settings name a column for the customer's key. */
  accountKey: ColumnShape | null;
  /** Null where the environment keeps no solutions. */
  solutions: SolutionOrg | null;
  users: UserDirectory;
  /** Null where leads stay in Partner Center. */
  leads: LeadOrg | null;
}

export interface SolutionOrg {
  tables: SolutionTables;
  line: TableShape;
  detail: TableShape;
  /** By which a line is bound to its deal and its solution. */
  dealNavigation: string;
  detailNavigation: string;
}

export type OrgOutcome = { org: Org; lacks: readonly [] } | { org: null; lacks: readonly Lack[] };

/** Joins settings, descriptions and facts; answers what is lacking instead when something needed is not there. */
export function joinOrg(settings: DynamicsSettings, shapes: OrgShapes, facts: OrgFacts): OrgOutcome {
  const { opportunity, account, contact } = shapes;
  if (!opportunity || !account || !contact) return { org: null, lacks: absentTables(shapes) };
  const lacks: Lack[] = [];
  const columnFor = roleColumns(settings, opportunity);
  const columns = boundColumns(settings, shapes, opportunity, columnFor, lacks);
  const own = ownColumns(opportunity, columnFor, lacks);
  const country = needed(account, settings.countryField, lacks);
  const accountKey = settings.accountKey === null ? null : needed(account, settings.accountKey.column, lacks);
  const solutions = solutionOrg(shapes, lacks);
  const leads = joinLeads(settings, shapes.lead, lacks);
  const { columns: registration, missing } = registrationColumns(
    settings.registration,
    (column) => columnOf(opportunity, column)?.name ?? null,
  );
  lacks.push(...missing.map((column): Lack => ({ object: 'opportunity', column, reason: 'absent' })));
  const [statecode, statuscode] = [columnOf(opportunity, 'statecode'), columnOf(opportunity, 'statuscode')];
  if (lacks.length > 0 || !own || !country || !statecode || !statuscode) return { org: null, lacks };
  return {
    lacks: [],
    org: {
      ...facts,
      settings,
      states: statusTable(settings, statecode, statuscode),
      columns,
      own,
      registration,
      auditLength: columnOf(opportunity, own.audit)?.length || DEFAULT_AUDIT_LENGTH,
      name: { length: columnOf(opportunity, 'name')?.length ?? 0, marks: settings.checkMarkInName },
      opportunity,
      account,
      contact,
      country,
      accountKey,
      solutions,
      users: createUserDirectory(),
      leads,
    },
  };
}

const DEFAULT_AUDIT_LENGTH = 2000;

function absentTables({ opportunity, account, contact }: OrgShapes): Lack[] {
  return Object.entries({ opportunity, account, contact }).flatMap(([object, shape]): Lack[] =>
    shape ? [] : [{ object, column: null, reason: 'absent' }],
  );
}

function ownColumns(opportunity: TableShape, columnFor: ColumnFor, lacks: Lack[]): Org['own'] | null {
  const must = (role: ColumnRole) => needed(opportunity, columnFor(role) ?? role, lacks)?.name;
  const may = (role: ColumnRole) => columnOf(opportunity, columnFor(role) ?? '')?.name ?? null;
  const [optIn, referralId, audit] = [must('optIn'), must('referralId'), must('audit')];
  if (!optIn || !referralId || !audit) return null;
  return { optIn, referralId, audit, referralLink: may('referralLink'), products: may('products') };
}

function boundColumns(
  settings: DynamicsSettings,
  { named }: OrgShapes,
  opportunity: TableShape,
  columnFor: ColumnFor,
  lacks: Lack[],
): BoundColumn[] {
  return columnBindings(settings, columnFor).flatMap((binding): BoundColumn[] => {
    const isNeeded = binding.need === 'required';
    const shape = isNeeded ? needed(opportunity, binding.column, lacks) : columnOf(opportunity, binding.column);
    if (!shape) return [];
    const [target] = binding.transform === 'row-name' ? shape.targets : [];
    const table = target ? (named.get(target[0]) ?? null) : null;
    // A lookup into a table that the connector may not see cannot be read by name.
    if (target && !table?.nameColumn) return [];
    const reference =
      target && table?.nameColumn ? { navigation: target[1], table, nameColumn: table.nameColumn } : null;
    return [{ ...binding, column: shape.name, shape, named: reference }];
  });
}

function solutionOrg({ solutions }: OrgShapes, lacks: Lack[]): SolutionOrg | null {
  if (!solutions) return null;
  const { tables, line, detail } = solutions;
  if (!line) lacks.push({ object: tables.line, column: null, reason: 'absent' });
  if (!detail) lacks.push({ object: tables.detail, column: null, reason: 'absent' });
  if (!line || !detail) return null;
  const dealNavigation = navigationOf(line, tables.lineOpportunity, 'opportunity');
  const detailNavigation = navigationOf(line, tables.lineSolution, tables.detail);
  if (!dealNavigation) lacks.push({ object: tables.line, column: tables.lineOpportunity, reason: 'absent' });
  if (!detailNavigation) lacks.push({ object: tables.line, column: tables.lineSolution, reason: 'absent' });
  if (!columnOf(detail, tables.detailIdentifier))
    lacks.push({ object: tables.detail, column: tables.detailIdentifier, reason: 'absent' });
  return dealNavigation && detailNavigation ? { tables, line, detail, dealNavigation, detailNavigation } : null;
}

/** Whether the platform itself keeps two opportunities from carrying one referral. */
export function hasReferralKey({ opportunity, own }: Org): boolean {
  return opportunity.keys.has(own.referralId);
}
