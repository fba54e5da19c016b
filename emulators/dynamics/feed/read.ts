import { canRead, requireOrganisationWide } from '../access.ts';
import type { ApiAnswer, Call, Resource } from '../api/call.ts';
import { readingOf } from '../api/reading.ts';
import { isSet, matchSteps, tableIn } from '../api/steps.ts';
import { selectedColumns } from '../odata/select.ts';
import type { Organisation } from '../organisation.ts';
import type { Row, Tombstone } from '../records/store.ts';
import { malformed, refuse } from '../refusal.ts';
import type { Table } from '../schema/types.ts';
import { type DeltaPage, readPage, readToken, writePage, writeToken } from './tokens.ts';

const DAY_MS = 86_400_000;
const MOST_ROWS = 5000;
/** Since before the first version. */
const BEGINNING = -1;

const FORBIDDEN = { $filter: 'filter', $orderby: 'orderby', $expand: 'expand', $top: 'top' } as const;

function checkAllowed({ caller, options }: Call, table: Table): void {
  requireOrganisationWide(caller, table);
  if (!table.changeTracking) {
    throw refuse(400, '0x80072491', `Change tracking is not enabled for entity '${table.logicalName}'.`);
  }
  for (const [name, option] of Object.entries(FORBIDDEN)) {
    if (options[option] === undefined) continue;
    throw malformed(`The "${name}" query parameter isn't supported when Change Tracking is enabled.`);
  }
}

/** A token dies of age, and of every change to the table's metadata (CT-ISSUE). */
function versionOf(org: Organisation, table: Table, text: string): number {
  const { version, atMs } = readToken(text);
  const days = Number(
    org.store.get('organization', org.world.organization.id)?.values.get('expirechangetrackingindays'),
  );
  const isOld = org.kit.clock.now() - atMs > days * DAY_MS;
  const isVoid = version < (org.schemaVersions.get(table.logicalName) ?? 0) || version > org.store.version();
  if (!isOld && !isVoid) return version;
  throw refuse(
    Number(org.kit.switches.choice('DV30c')),
    '0x80044352',
    'Version stamp associated with the client has expired. Please perform a full sync.',
  );
}

function pageOf(call: Call, table: Table): DeltaPage {
  const { org, options } = call;
  if (options.skiptoken !== undefined) return readPage(options.skiptoken);
  const since = options.deltatoken === undefined ? BEGINNING : versionOf(org, table, options.deltatoken);
  return { since, until: org.store.version(), afterRow: since, afterDeletion: since, page: 1 };
}

type Change = Row | Tombstone;
const isRow = (change: Change): change is Row => 'values' in change;

/**
 * What a page and those after it hold: rows in the order of their versions, then deletions. What was created and
 * deleted in between is only deleted; what changes while pages are read belongs to the next delta.
 */
function changesIn(call: Call, table: Table, { since, until, afterRow, afterDeletion }: DeltaPage): Change[] {
  const { store } = call.org;
  const within = ({ rowVersion }: Change) => rowVersion <= until;
  const rows = store.changedAfter(table.logicalName, afterRow);
  const seen = rows.filter((row) => within(row) && canRead(call.caller, row));
  if (since === BEGINNING) return seen;
  const gone = store.deletedAfter(table.logicalName, afterDeletion);
  return [...seen, ...gone.filter((each) => within(each) && !store.get(table.logicalName, each.id))];
}

function pageAfter(page: DeltaPage, taken: readonly Change[]): DeltaPage {
  const last = (kind: readonly Change[], otherwise: number) => kind.at(-1)?.rowVersion ?? otherwise;
  return {
    ...page,
    afterRow: last(taken.filter(isRow), page.afterRow),
    afterDeletion: last(
      taken.filter((change) => !isRow(change)),
      page.afterDeletion,
    ),
    page: page.page + 1,
  };
}

function present(call: Call, table: Table, changes: readonly Change[]): Record<string, unknown>[] {
  const reading = readingOf(call);
  const columns = selectedColumns(table, call.options.select);
  return changes.map((change) =>
    isRow(change)
      ? reading.present(reading.source.row(change.table, change.id) ?? change, table, columns)
      : {
          '@odata.context': `${call.root}/$metadata#${table.entitySet}/$deletedEntity`,
          id: change.id,
          reason: 'deleted',
        },
  );
}

function link(call: Call, table: Table, name: string, token: string): string {
  const others = call.options.written.filter((part) => !/^(\$|%24)deltatoken=/.test(part));
  return `${call.root}/${table.entitySet}?${[...others, `${name}=${token}`].join('&')}`;
}

function trackChanges(call: Call): ApiAnswer {
  const table = tableIn(call);
  checkAllowed(call, table);
  const page = pageOf(call, table);
  const left = changesIn(call, table, page);
  const taken = left.slice(0, Math.min(call.prefer.maxPageSize ?? MOST_ROWS, MOST_ROWS));
  const select = call.options.select ? `(${call.options.select.join(',')})` : '';
  const token = writeToken({ version: page.until, atMs: call.org.kit.clock.now() });
  return {
    status: 200,
    body: {
      '@odata.context': `${call.root}/$metadata#${table.entitySet}${select}/$delta`,
      ...(taken.length === left.length ? { '@odata.deltaLink': link(call, table, '$deltatoken', token) } : {}),
      value: present(call, table, taken),
      ...(taken.length < left.length
        ? { '@odata.nextLink': link(call, table, '$skiptoken', writePage(pageAfter(page, taken))) }
        : {}),
    },
  };
}

function countChanges(call: Call): ApiAnswer {
  const table = tableIn(call);
  checkAllowed(call, table);
  const count = changesIn(call, table, pageOf(call, table)).length;
  return { status: 200, raw: { type: 'text/plain', text: `\uFEFF${count}` } };
}

const isCount = ({ name }: { name: string }) => name === '$count';
const isTracking = ({ prefer, options }: Pick<Call, 'prefer' | 'options'>) =>
  prefer.trackChanges || options.deltatoken !== undefined || /istracking="True"/.test(options.skiptoken ?? '');

/** Reading what has changed in a table. */
export const FEED_RESOURCES: readonly Resource[] = [
  {
    operation: 'track-changes',
    kind: 'read',
    method: 'GET',
    matches: (target) => isTracking(target) && matchSteps(isSet)(target),
    answer: trackChanges,
  },
  {
    operation: 'count-changes',
    kind: 'read',
    method: 'GET',
    matches: (target) => target.options.deltatoken !== undefined && matchSteps(isSet, isCount)(target),
    answer: countChanges,
  },
];
