import { WorldError } from '../kit/world.ts';
import { seedForms } from './metadata/forms.ts';
import { seedPackages } from './metadata/package-rules.ts';
import { type Organisation, personCaller } from './organisation.ts';
import { plantRow } from './records/plant.ts';
import { storeSeed } from './records/seeds.ts';
import type { Reference, Row } from './records/store.ts';
import { Refusal } from './refusal.ts';
import { seedRoles } from './roles/role-rows.ts';
import { compileValidationRule } from './rules/validation.ts';
import { guidOf } from './schema/columns.ts';
import type { Option } from './schema/types.ts';
import { seedMessages } from './webhooks/messages.ts';
import type { SeedRecord } from './world-schema.ts';

/** Id of the user with the username, or of the first user. Throws a RangeError that names the users. */
export function userIdOf(org: Organisation, username: string | undefined): string {
  const name = username ?? org.world.users[0]?.username ?? '';
  const user = org.store.having('systemuser', 'domainname', name)[0];
  if (user) return user.id;
  throw new RangeError(`There is no user ${name}. Users: ${org.world.users.map((each) => each.username).join(', ')}.`);
}

function putSetup(org: Organisation): void {
  const { organization, currencies, users } = org.world;
  org.businessUnitId = guidOf(`businessunit:${organization.id}`);
  org.baseCurrencyId = guidOf(`currency:${organization.baseCurrency}`);
  if (!currencies.some(({ code }) => code === organization.baseCurrency)) {
    throw new RangeError(`organization.baseCurrency: ${organization.baseCurrency} is not among the currencies`);
  }
  for (const { code, name, symbol, precision, rate, active } of currencies) {
    plantRow(org, 'transactioncurrency', guidOf(`currency:${code}`), {
      currencyname: name,
      isocurrencycode: code,
      currencysymbol: symbol,
      currencyprecision: precision,
      exchangerate: code === organization.baseCurrency ? 1 : rate,
      statecode: active ? 0 : 1,
      statuscode: active ? 1 : 2,
    });
  }
  plantRow(org, 'businessunit', org.businessUnitId, { name: organization.name });
  plantRow(org, 'organization', organization.id, {
    name: organization.uniqueName,
    basecurrencyid: org.baseCurrencyId,
    languagecode: 1033,
    expirechangetrackingindays: organization.changeTrackingDays,
    pricingdecimalprecision: 2,
  });
  for (const user of users) putUser(org, user);
}

function putUser(org: Organisation, user: Organisation['world']['users'][number]): void {
  plantRow(org, 'systemuser', user.id ?? guidOf(`user:${user.username}`), {
    firstname: user.firstName,
    lastname: user.lastName,
    fullname: [user.firstName, user.lastName].filter((part) => part !== '').join(' '),
    domainname: user.username,
    internalemailaddress: user.email,
    address1_telephone1: user.phone ?? null,
    title: user.title ?? null,
    applicationid: user.applicationId ?? null,
    azureactivedirectoryobjectid: user.objectId ?? guidOf(`object:${user.username}`),
    organizationid: org.world.organization.id,
    isdisabled: !user.active,
    islicensed: user.applicationId === undefined,
    accessmode: user.applicationId === undefined ? 0 : 4,
    businessunitid: { table: 'businessunit', id: org.businessUnitId },
  });
}

/** Roles of connections as a new organisation has them; the category tells the two grids of the form apart. */
const CONNECTION_ROLES: readonly [name: string, category: number][] = [
  ['Account Manager', 1001],
  ['Industry Expert', 1001],
  ['Sales Professional', 1001],
  ['Technical Sales Professional', 1001],
  ['Champion', 1000],
  ['Decision Maker', 1000],
  ['Influencer', 1000],
  ['Stakeholder', 1000],
  ['Former Employer', 1],
];

/** Read, write, append and append to. */
const TEAM_RIGHTS = 23;

function putTeams(org: Organisation): void {
  for (const [name, category] of CONNECTION_ROLES) {
    plantRow(org, 'connectionrole', guidOf(`connectionrole:${name}`), { name, category, statecode: 0, statuscode: 1 });
  }
  plantRow(org, 'teamtemplate', guidOf('teamtemplate:opportunity'), {
    teamtemplatename: 'Opportunity Sales Team Template',
    objecttypecode: 3,
    defaultaccessrightsmask: TEAM_RIGHTS,
    issystem: true,
  });
  plantRow(org, 'team', guidOf(`team:${org.businessUnitId}`), {
    name: org.world.organization.name,
    isdefault: true,
    businessunitid: { table: 'businessunit', id: org.businessUnitId },
  });
}

function requireTable(org: Organisation, name: string, place: string) {
  const table = org.schema.tables.get(name);
  if (!table) throw new RangeError(`${place}: there is no table ${name}`);
  return table;
}

/** What an administrator has changed of the schema. */
function putCustomizations(org: Organisation): void {
  const { organization, statusReasons, securedColumns } = org.world;
  for (const name of organization.changeTrackingOff) {
    requireTable(org, name, 'changeTrackingOff').changeTracking = false;
  }
  for (const name of organization.optimisticConcurrencyOff) {
    requireTable(org, name, 'optimisticConcurrencyOff').optimisticConcurrency = false;
  }
  for (const { table: name, state, value, label } of statusReasons) {
    const table = requireTable(org, name, 'statusReasons');
    const column = table.columns.get('statuscode');
    if (!column) throw new RangeError(`statusReasons: ${name} has no statuscode`);
    const reason: Option = { value, label, state };
    table.columns.set('statuscode', { ...column, options: [...(column.options ?? []), reason] });
  }
  for (const name of securedColumns) {
    const [tableName = '', columnName = ''] = name.split('.');
    const table = requireTable(org, tableName, 'securedColumns');
    const column = table.columns.get(columnName);
    if (!column) throw new RangeError(`securedColumns: there is no column ${name}`);
    table.columns.set(columnName, { ...column, secured: true });
  }
}

const DAY_MS = 86_400_000;

/** Creates rows in order, through the same rules as any write. Returns the references by ref. */
export function plant(org: Organisation, records: readonly SeedRecord[]): Map<string, Reference> {
  const refs = new Map<string, Reference>();
  for (const record of records) {
    const caller = personCaller(userIdOf(org, record.by));
    const row = storeSeed(org, caller, record, refs);
    if (record.ref !== undefined) refs.set(record.ref, { table: row.table, id: row.id });
    if (record.createdDaysAgo !== undefined) dateBack(org, row, record.createdDaysAgo);
  }
  return refs;
}

function dateBack(org: Organisation, row: Row, daysAgo: number): void {
  const stamp = `${new Date(org.kit.clock.now() - daysAgo * DAY_MS).toISOString().slice(0, 19)}Z`;
  const values = new Map(row.values).set('createdon', stamp).set('modifiedon', stamp);
  org.store.put({ id: row.id, table: row.table, values });
}

/** Fills an emptied organisation with what its world says. Throws a WorldError. */
export function populate(org: Organisation, file: string): void {
  try {
    org.kit.switches.set(org.world.switches);
    putCustomizations(org);
    putSetup(org);
    putTeams(org);
    for (const rule of org.world.validationRules) org.validationRules.set(rule.name, compileValidationRule(org, rule));
    seedMessages(org);
    seedPackages(org);
    seedRoles(org);
    seedForms(org);
    plant(org, org.world.records);
    org.pending = [];
    org.commit();
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof Refusal)) throw error;
    throw new WorldError(file, [`dynamics: ${error.message}`], 'Correct the dynamics section.');
  }
}
