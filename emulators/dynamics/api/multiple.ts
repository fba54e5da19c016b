import { parsePath, pathBelowVersion } from '../odata/address.ts';
import type { Body } from '../records/draft.ts';
import { findByKey, requireByKey, requireSet } from '../records/lookup.ts';
import type { Row } from '../records/store.ts';
import { createRow, updateRow } from '../records/writer.ts';
import { malformed } from '../refusal.ts';
import type { Table } from '../schema/types.ts';
import { type ApiAnswer, bodyOf, type Call, NO_CONTENT, type Resource } from './call.ts';
import { writeOptions } from './rows.ts';
import { isNamed, isSet, matchSteps, tableIn } from './steps.ts';

const NAMESPACE = 'Microsoft.Dynamics.CRM.';

const isBody = (value: unknown): value is Body => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The rows of the request; each must say its type, which is that of the table (BULK). */
function targetsOf(call: Call, table: Table): Body[] {
  const targets = bodyOf(call)['Targets'];
  if (!Array.isArray(targets) || targets.length === 0) {
    throw malformed("The parameter 'Targets' must be a list with at least one row.");
  }
  return targets.map((target: unknown) => {
    const type = isBody(target) ? String(target['@odata.type'] ?? '').replace(/^#/, '') : '';
    if (!isBody(target) || type !== `${NAMESPACE}${table.logicalName}`) {
      throw malformed(
        `A type named '${type}' could not be resolved by the model: every target needs the '@odata.type' ${NAMESPACE}${table.logicalName}.`,
      );
    }
    return target;
  });
}

/** The row that a target names by its primary key, or by `@odata.id` with any key. */
function rowNamed(call: Call, table: Table, target: Body, isRequired: boolean): Row | undefined {
  const address = target['@odata.id'];
  const id = target[table.primaryId];
  const path = typeof address === 'string' ? pathBelowVersion(address) : `${table.entitySet}(${String(id)})`;
  const [segment] = typeof address === 'string' || typeof id === 'string' ? parsePath(path) : [];
  if (!segment?.key || requireSet(call.org, segment) !== table) {
    throw malformed(`Every target needs its '${table.primaryId}', or an '@odata.id' with a key.`);
  }
  return isRequired ? requireByKey(call.org, table, segment.key) : findByKey(call.org, table, segment.key);
}

/** The primary key names the row and is nothing to be written. */
const withoutId = (table: Table, { [table.primaryId]: _, ...rest }: Body): Body => rest;

function createMultiple(call: Call): ApiAnswer {
  const table = tableIn(call);
  const options = writeOptions(call);
  const Ids = targetsOf(call, table).map((target) => createRow(call.org, call.caller, table, target, options).id);
  return {
    status: 200,
    body: { '@odata.context': `${call.root}/$metadata#${NAMESPACE}CreateMultipleResponse`, Ids },
  };
}

function updateMultiple(call: Call): ApiAnswer {
  const table = tableIn(call);
  for (const target of targetsOf(call, table)) {
    const row = rowNamed(call, table, target, true);
    if (row) updateRow(call.org, call.caller, row, withoutId(table, target), writeOptions(call));
  }
  return NO_CONTENT;
}

/** Values of the key in `@odata.id`, which a creation takes along. */
function keyValues(target: Body): Body {
  const [segment] = typeof target['@odata.id'] === 'string' ? parsePath(pathBelowVersion(target['@odata.id'])) : [];
  if (segment?.key?.kind !== 'named') return {};
  return Object.fromEntries(
    [...segment.key.values].map(([name, literal]) => [name, 'value' in literal ? literal.value : null]),
  );
}

function upsertMultiple(call: Call): ApiAnswer {
  const table = tableIn(call);
  const options = writeOptions(call);
  for (const target of targetsOf(call, table)) {
    const row = rowNamed(call, table, target, false);
    if (row) updateRow(call.org, call.caller, row, withoutId(table, target), options);
    else createRow(call.org, call.caller, table, { ...keyValues(target), ...target }, options);
  }
  return NO_CONTENT;
}

const bulk = (operation: string, name: string, answer: Resource['answer']): Resource => ({
  operation,
  kind: 'write',
  method: 'POST',
  matches: matchSteps(isSet, isNamed(`${NAMESPACE}${name}`)),
  answer,
});

/** Many rows in one message: all of them, or none. */
export const MULTIPLE_RESOURCES: readonly Resource[] = [
  bulk('create-multiple', 'CreateMultiple', createMultiple),
  bulk('update-multiple', 'UpdateMultiple', updateMultiple),
  bulk('upsert-multiple', 'UpsertMultiple', upsertMultiple),
];
