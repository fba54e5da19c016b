import { WorldError } from '../kit/world.ts';
import { canonicalId } from './ids.ts';
import { addPackagedRule } from './metadata/state.ts';
import { type Actor, type Org, personActor } from './org.ts';
import { insertRecord } from './records/writer.ts';
import { Refusal } from './refusal.ts';
import { compileValidationRule } from './rules/declared.ts';
import { MICROSOFT_VALIDATION_RULES } from './rules/microsoft.ts';
import type { Row } from './schema/types.ts';
import { putSetup } from './setup-rows.ts';
import { toStamp } from './stamps.ts';
import type { SeedRecord } from './world-schema.ts';

const DAY_MS = 86_400_000;

function putRules(org: Org): void {
  const { microsoftValidationRules, organization } = org.world;
  if (organization.microsoftPackage) {
    for (const rule of MICROSOFT_VALIDATION_RULES) addPackagedRule(org.metadata, rule);
  }
  if (microsoftValidationRules.length > 0 && !organization.microsoftPackage) {
    throw new RangeError('microsoftValidationRules: the organisation has no Microsoft package');
  }
  for (const name of microsoftValidationRules) {
    const rule = MICROSOFT_VALIDATION_RULES.find((candidate) => candidate.name === name);
    const known = MICROSOFT_VALIDATION_RULES.map((candidate) => candidate.name).join(', ');
    if (!rule) throw new RangeError(`microsoftValidationRules: there is no ${name}; there are ${known}`);
    org.validationRules.set(name, rule);
  }
  for (const rule of org.world.validationRules) org.validationRules.set(rule.name, compileValidationRule(rule, org));
  org.duplicateRules.push(...org.world.duplicateRules);
}

/** Id of the user with the username, or of the first user. Throws a RangeError that names the users. */
export function userIdOf(org: Org, username: string | undefined): string {
  const users = org.store.table('User');
  const name = username ?? org.world.users[0]?.username ?? '';
  const [id] = users.idsWith('Username', name) ?? [];
  if (id !== undefined) return id;
  throw new RangeError(`There is no user ${name}. Users: ${org.world.users.map((user) => user.username).join(', ')}.`);
}

/** Replaces texts such as `@contoso` by the id that was made for that ref. */
function resolveRefs(fields: Record<string, unknown>, refs: ReadonlyMap<string, string>): Record<string, unknown> {
  const resolve = (value: unknown) =>
    typeof value === 'string' && value.startsWith('@') ? (refs.get(value.slice(1)) ?? value) : value;
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, resolve(value)]));
}

function datedBack(org: Org, row: Row, daysAgo: number): Row {
  const stamp = toStamp(org.kit.clock.now() - daysAgo * DAY_MS);
  const dates = ['CreatedDate', 'LastModifiedDate', 'SystemModstamp'].filter((name) => name in row);
  return { ...row, ...Object.fromEntries(dates.map((name) => [name, stamp])) };
}

function plantOne(org: Org, record: SeedRecord, actor: Actor, refs: Map<string, string>): void {
  const sobject = org.fullView.sobject(record.sobject);
  if (!sobject) throw new RangeError(`there is no sObject ${record.sobject}`);
  const id = record.id ? canonicalId(record.id) : undefined;
  const row = insertRecord(sobject, resolveRefs(record.fields, refs), org, actor, id ? { id } : {});
  if (record.createdDaysAgo !== undefined) {
    org.store.table(sobject.spec.name).put(datedBack(org, row, record.createdDaysAgo));
  }
  if (record.ref !== undefined) refs.set(record.ref, String(row['Id']));
}

/**
 * Creates records in order, through the same field rules as any write. Returns the ids by ref.
 * Throws a RangeError that names the first record that is not taken, and why.
 */
export function plant(org: Org, records: readonly SeedRecord[]): Map<string, string> {
  const refs = new Map<string, string>();
  const actors = new Map<string | undefined, Actor>();
  for (const [at, record] of records.entries()) {
    const actor = actors.get(record.by) ?? personActor(org, userIdOf(org, record.by));
    actors.set(record.by, actor);
    try {
      plantOne(org, record, actor, refs);
    } catch (error) {
      if (!(error instanceof Refusal || error instanceof RangeError)) throw error;
      throw new RangeError(`records[${at}] (${record.sobject} ${record.ref ?? ''}): ${error.message}`, {
        cause: error,
      });
    }
  }
  return refs;
}

/** Fills an emptied organisation with what its world says. Throws WorldError. */
export function populate(org: Org, file: string): void {
  try {
    org.kit.switches.set(org.world.switches);
    putSetup(org);
    putRules(org);
    plant(org, org.world.records);
    org.store.commit();
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof Refusal)) throw error;
    throw new WorldError(file, [`salesforce: ${error.message}`], 'Correct the salesforce section.');
  }
}
