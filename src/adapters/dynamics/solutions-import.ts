import type { CosellError } from '../../core/errors.ts';
import type { CatalogEntry } from '../../core/model/catalog-entry.ts';
import { textAt, valueAt } from '../crm/rows.ts';
import type { BatchPart } from './batch.ts';
import { clientOver, type DynamicsClient } from './client.ts';
import { openConnection } from './connection.ts';
import { choiceFor, columnOf, describeTables, type TableShape } from './describe.ts';
import { apiErrorOf, misconfigured } from './errors.ts';
import { query } from './odata.ts';
import { type SolutionTables, solutionTablesOf } from './settings.ts';
import type { DynamicsOptions } from './side.ts';

/** What is done about one entry of a list of solutions. */
export interface CatalogStep {
  identifier: string;
  name: string;
  action: 'create' | 'update' | 'keep';
}

/** Brings the table of solutions to what a list says; what the list does not name stays. */
export interface CatalogTool {
  plan(entries: readonly CatalogEntry[]): Promise<readonly CatalogStep[]>;
  /** A second time it changes nothing. */
  apply(entries: readonly CatalogEntry[]): Promise<readonly CatalogStep[]>;
}

interface Catalog {
  tables: SolutionTables;
  shape: TableShape;
  client: DynamicsClient;
}

interface PlannedEntry {
  step: CatalogStep;
  write: BatchPart | null;
}

const CONTEXT = { kind: 'solutions' };
/** Microsoft advises small batches (contract §1). */
const MOST_PARTS = 50;

export async function openCatalogTool(options: DynamicsOptions): Promise<CatalogTool> {
  const client = clientOver(openConnection(options));
  const catalog = await openCatalog(client, options);
  return {
    plan: async (entries) => (await planned(entries, catalog)).map(({ step }) => step),
    async apply(entries) {
      const all = await planned(entries, catalog);
      const writes = all.flatMap(({ step, write }) => (write ? [{ step, write }] : []));
      for (let at = 0; at < writes.length; at += MOST_PARTS) await writeSome(writes.slice(at, at + MOST_PARTS), client);
      return all.map(({ step }) => step);
    },
  };
}

async function openCatalog(client: DynamicsClient, { settings }: DynamicsOptions): Promise<Catalog> {
  const { solutions, columns } = settings;
  const own = solutionTablesOf('csl');
  const candidates =
    solutions === 'auto' ? [...(columns === 'auto' ? [solutionTablesOf('msft')] : []), own] : [solutions ?? own];
  const shapes = await describeTables(
    client,
    candidates.map(({ detail }) => detail),
    CONTEXT,
  );
  for (const tables of candidates) {
    const shape = shapes.get(tables.detail);
    if (shape) return { tables, shape, client };
  }
  throw misconfigured(
    'solutions-no-table',
    `Dynamics 365 shows no table ${candidates.at(-1)?.detail ?? ''} to the connector.`,
    'Install the connector’s solution with `cosell crm install`, or name your tables in dynamics.solutions.',
    'dynamics.solutions',
  );
}

async function planned(entries: readonly CatalogEntry[], { tables, shape, client }: Catalog): Promise<PlannedEntry[]> {
  const { detailIdentifier, detailName, detailKind, detailPublisher } = tables;
  const kind = columnOf(shape, detailKind);
  const select = [shape.id, detailIdentifier, detailName, detailKind, detailPublisher].filter((name) =>
    shape.columns.has(name),
  );
  const [rows = []] = await client.rows([query(shape.set, { select })], CONTEXT);
  const known = new Map(rows.map((row) => [(textAt(row, detailIdentifier) ?? '').toLowerCase(), row]));
  return entries.map(({ identifier, name, type, publisher }) => {
    const wanted = {
      [detailName]: name,
      ...(type === null || !kind ? {} : { [detailKind]: choiceFor(kind, type)?.value ?? null }),
      ...(publisher === null || !columnOf(shape, detailPublisher) ? {} : { [detailPublisher]: publisher }),
    };
    const row = known.get(identifier.toLowerCase());
    if (!row) {
      const body = { [detailIdentifier]: identifier, ...wanted };
      return { step: { identifier, name, action: 'create' }, write: { method: 'POST', path: shape.set, body } };
    }
    const changed = Object.entries(wanted).filter(([column, value]) => valueAt(row, column) !== value);
    if (changed.length === 0) return { step: { identifier, name, action: 'keep' }, write: null };
    const path = `${shape.set}(${textAt(row, shape.id) ?? ''})`;
    const body = Object.fromEntries(changed);
    return {
      step: { identifier, name, action: 'update' },
      write: { method: 'PATCH', path, headers: { 'if-match': '*' }, body },
    };
  });
}

async function writeSome(
  writes: readonly { step: CatalogStep; write: BatchPart }[],
  client: DynamicsClient,
): Promise<void> {
  const answers = await client.batch(
    writes.map(({ write }) => write),
    CONTEXT,
  );
  for (const [at, answer] of answers.entries()) {
    const refused = answer.find(({ status }) => status >= 400);
    if (refused) throw refusedBy(writes[at]?.step.identifier ?? '', apiErrorOf(refused)?.message ?? '');
  }
}

function refusedBy(identifier: string, said: string): CosellError {
  return misconfigured(
    'solutions-refused',
    `Dynamics 365 refuses the solution ${identifier}: ${said.slice(0, 300)}`,
    'Mend what it names and run the command again: what is done is kept.',
  );
}
