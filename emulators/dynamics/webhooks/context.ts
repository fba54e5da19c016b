import { randomUUID } from 'node:crypto';
import type { Organisation, RowChange } from '../organisation.ts';
import type { Row } from '../records/store.ts';
import type { Table } from '../schema/types.ts';
import { bareReference, dateTextWithOffset, entity, entityReference, typedValue } from './typed-values.ts';

/** Where the `tag` of a request turns up: nobody has documented it for asynchronous steps. */
export type TagPlace = 'parent' | 'top' | 'both' | 'none';

type Json = Record<string, unknown>;

/** What the platform itself sets in every update, besides what the request wrote. */
const ALWAYS_TOLD = ['modifiedon', 'modifiedby', 'modifiedonbehalfby'];

function attributes(table: Table, row: Row, names: Iterable<string>) {
  return [...new Set(names)].flatMap((name) => {
    const column = table.columns.get(name);
    return column ? [{ key: name, value: typedValue(column, row.values.get(name)) }] : [];
  });
}

/** An update tells only what was written; a creation tells every column that has a value. */
function toldColumns(table: Table, { message, columns, after }: RowChange): string[] {
  if (message === 'Update') return [...columns, table.primaryId, ...ALWAYS_TOLD];
  const filled = [...table.columns.keys()].filter((name) => (after?.values.get(name) ?? null) !== null);
  return [...columns, ...filled];
}

function target(table: Table, change: RowChange, names: readonly string[]): unknown {
  const { after, id } = change;
  // The target of a deletion is only a reference (contract/dataverse.md §1.2, inferred).
  if (!after) return entityReference({ table: table.logicalName, id });
  return entity(table.logicalName, id, attributes(table, after, names));
}

/** The primary name of the row comes along with every asynchronous step, as an image. */
function nameImage(table: Table, { after, id }: RowChange): Json[] {
  if (!after || !table.primaryName) return [];
  const { __type: _, ...image } = entity(
    table.logicalName,
    id,
    attributes(table, after, [table.primaryName, table.primaryId]),
  ) as Json;
  return [{ key: 'AsynchronousStepPrimaryName', value: image }];
}

const tagVariable = (tag: string | null): Json[] => (tag === null ? [] : [{ key: 'tag', value: tag }]);

export interface ContextParts {
  change: RowChange;
  stepId: string;
  nowMs: number;
  tagPlace: TagPlace;
}

/** The context of the step, and within it the context of the request that caused it (WH sample). */
export function executionContext(org: Organisation, table: Table, parts: ContextParts): Json {
  const { change, stepId, nowMs, tagPlace } = parts;
  const { organization } = org.world;
  const tagAt = (place: TagPlace) => tagVariable(tagPlace === place || tagPlace === 'both' ? change.tag : null);
  const common = {
    BusinessUnitId: org.businessUnitId,
    CorrelationId: randomUUID(),
    Depth: 1,
    InitiatingUserId: change.caller.userId,
    IsExecutingOffline: false,
    IsInTransaction: false,
    IsOfflinePlayback: false,
    IsolationMode: 1,
    MessageName: change.message,
    Mode: 1,
    OperationCreatedOn: dateTextWithOffset(nowMs),
    OperationId: randomUUID(),
    OrganizationId: organization.id,
    OrganizationName: organization.uniqueName,
    OutputParameters: change.message === 'Create' ? [{ key: 'id', value: change.id }] : [],
    OwningExtension: bareReference({ table: 'sdkmessageprocessingstep', id: stepId }),
    PreEntityImages: [],
    PrimaryEntityId: change.id,
    PrimaryEntityName: change.table,
    RequestId: null,
    SecondaryEntityName: 'none',
    UserId: change.caller.userId,
  };
  const parent = {
    ...common,
    InputParameters: [{ key: 'Target', value: target(table, change, [...change.columns, table.primaryId]) }],
    ParentContext: null,
    PostEntityImages: [],
    SharedVariables: tagAt('parent'),
    Stage: 30,
  };
  return {
    ...common,
    InputParameters: [{ key: 'Target', value: target(table, change, toldColumns(table, change)) }],
    ParentContext: parent,
    PostEntityImages: nameImage(table, change),
    SharedVariables: tagAt('top'),
    Stage: 40,
  };
}

const MOST_BYTES = 256 * 1024;
const STRIPPED = ['ParentContext', 'InputParameters', 'PreEntityImages', 'PostEntityImages'];

// The serializer escapes slashes.
const serialize = (context: Json) => JSON.stringify(context).replaceAll('/', '\\/');

/** The body of a delivery; above 256 KB it loses what makes it large. */
export function contextBody(context: Json): { body: string; isStripped: boolean } {
  const body = serialize(context);
  if (Buffer.byteLength(body) <= MOST_BYTES) return { body, isStripped: false };
  const kept = Object.entries(context).filter(([name]) => !STRIPPED.includes(name));
  return { body: serialize(Object.fromEntries(kept)), isStripped: true };
}
