import { asCosellError } from '../../../core/errors.ts';
import type { InstallContext } from './context.ts';
import type { InstallProblem } from './failures.ts';
import { keyOver } from './inventory.ts';
import { tablesOf } from './package.ts';
import type { InstallPlan } from './plan.ts';
import { readKeys } from './read-table.ts';
import type { Work } from './step.ts';

type Watching = Pick<InstallContext, 'admin' | 'connector' | 'clock' | 'signal' | 'pack'>;

/** Indexes of small tables are built within seconds, of large ones within hours: nobody is kept waiting for those. */
const KEY_PATIENCE_MS = 60_000;
const KEY_PAUSE_MS = 500;

/** Waits for the new alternate keys: until its index is built, a key finds nothing and keeps nobody from writing duplicates. */
export async function awaitKeys({ work }: InstallPlan, context: Watching): Promise<InstallProblem[]> {
  const keys = work.filter((each) => each.do === 'key');
  const problems = await Promise.all(keys.map((each) => awaitKey(each, context)));
  return problems.flatMap((problem) => problem ?? []);
}

async function awaitKey(
  { table, key, columns }: Extract<Work, { do: 'key' }>,
  { admin, clock, signal }: Watching,
): Promise<InstallProblem | null> {
  const place = `${table}.${key.name}`;
  const until = clock.nowMs() + KEY_PATIENCE_MS;
  for (;;) {
    const keys = await readKeys(table, admin);
    const status = keys.find((each) => each.columns.toSorted().join() === columns.toSorted().join())?.status;
    if (status === 'Active') return null;
    if (status === 'Failed') return keyFailed(place, columns);
    if (clock.nowMs() > until) return keyPending(place);
    await clock.sleep(KEY_PAUSE_MS, signal);
    signal.throwIfAborted();
  }
}

function keyFailed(place: string, columns: readonly string[]): InstallProblem {
  return {
    code: 'dynamics-key-failed',
    place,
    message: `The index of the key could not be built: several rows hold the same ${columns.join(' and ')}.`,
    remedy: 'Clear the value in all but one of them, then run the command again.',
  };
}

function keyPending(place: string): InstallProblem {
  return {
    code: 'dynamics-key-pending',
    place,
    message: 'Dataverse is still building the index of the key.',
    remedy:
      'Nothing to do; look again later with `cosell crm plan`. Until then the connector finds rows by their values.',
  };
}

/** As long as Microsoft's own client waits for a new column to arrive at every server (contract §6.4), in more steps. */
const VISIBLE_PAUSES_MS = [300, 1000, 2000, 4000, 8000, 16_000];

/** Waits until the data of each table answers with the new columns. */
export async function awaitVisible(made: InstallPlan, context: Watching): Promise<InstallProblem[]> {
  const tables = tablesOf(context.pack).map(({ name }) => name);
  const problems = await Promise.all(
    tables.map(async (table) => {
      const columns = newColumns(made, table);
      return columns.length === 0 ? null : awaitColumns(table, columns, context);
    }),
  );
  return problems.flatMap((problem) => problem ?? []);
}

const newColumns = ({ work }: InstallPlan, table: string): string[] =>
  work.flatMap((each) => {
    if (each.do === 'column' && each.table === table) return [each.column.name];
    return each.do === 'lookup' && each.table === table ? [`_${each.column.name}_value`] : [];
  });

async function awaitColumns(
  table: string,
  columns: readonly string[],
  { admin, connector, clock, signal }: Watching,
): Promise<InstallProblem | null> {
  const definition = await admin.read(`EntityDefinitions(LogicalName='${table}')?$select=EntitySetName`);
  const path = `${String(definition?.['EntitySetName'])}?$top=1&$select=${columns.join(',')}`;
  for (const pauseMs of [...VISIBLE_PAUSES_MS, null]) {
    const hidden = await connector.rows(path).then(
      () => null,
      (thrown: unknown) => asCosellError(thrown),
    );
    if (hidden === null) return null;
    if (hidden.recovery !== 'misconfigured' && hidden.recovery !== 'refused') throw hidden;
    if (pauseMs === null)
      return { code: 'dynamics-column-hidden', place: table, message: hidden.message, remedy: hidden.remedy };
    await clock.sleep(pauseMs, signal);
    signal.throwIfAborted();
  }
  return null;
}

/** What stands in the way although everything is there. */
export async function verify(
  { inventory, work }: InstallPlan,
  { pack }: Pick<InstallContext, 'pack'>,
): Promise<InstallProblem[]> {
  // Keys that were made just now have been waited for.
  if (work.some((each) => each.do === 'key')) return [];
  return tablesOf(pack).flatMap((table) =>
    table.keys.flatMap((key) => {
      const status = keyOver(inventory.tables.get(table.name), key.columns)?.status;
      const place = `${table.name}.${key.name}`;
      if (status === 'Failed') return [keyFailed(place, key.columns)];
      return status === 'Pending' || status === 'InProgress' ? [keyPending(place)] : [];
    }),
  );
}
