import type { CosellError } from '../../../core/errors.ts';
import { textAt, valueAt } from '../../crm/rows.ts';
import {
  planTaxonomy,
  type TaxonomyKind,
  type TaxonomyRow,
  type TaxonomyStep,
  type TaxonomyTool,
} from '../../crm/taxonomy/plan.ts';
import type { BatchPart } from '../batch.ts';
import { clientOver, type DynamicsClient } from '../client.ts';
import type { ColumnRole } from '../column-names.ts';
import { roleColumns } from '../column-roles.ts';
import { openConnection } from '../connection.ts';
import { columnOf, describeTables, type TableShape } from '../describe.ts';
import { apiErrorOf, misconfigured } from '../errors.ts';
import { idColumn, query } from '../odata.ts';
import type { DynamicsOptions } from '../side.ts';

/** The tables behind the three lookups of an opportunity, whatever they are called. */
interface TaxonomyTables extends Record<TaxonomyKind, TableShape> {
  /** Lookup of a play that names its area, and the name by which it is bound. */
  areaOfPlay: { column: string; navigation: string };
}

const CONTEXT = { kind: 'taxonomy' };

const ROLES: Record<TaxonomyKind, ColumnRole> = { role: 'partnerRole', area: 'solutionArea', play: 'solutionPlay' };
const KINDS: readonly TaxonomyKind[] = ['role', 'area', 'play'];

/** State and first status reason of tables that people make, the platform's own (contract §1.4). */
const ACTIVE = { statecode: 0, statuscode: 1 };
const INACTIVE = { statecode: 1, statuscode: 2 };

/** Keeps the roles, areas and plays that sellers choose from as the list says. */
export async function openTaxonomyTool(options: DynamicsOptions): Promise<TaxonomyTool> {
  const client = clientOver(openConnection(options));
  const tables = await tablesOf(client, options);
  return {
    async plan(taxonomy, planOptions) {
      return planTaxonomy(taxonomy, await rowsOf(client, tables), planOptions);
    },
    async apply(steps) {
      // New areas first: plays refer to them.
      await write(
        client,
        tables,
        steps.filter(({ kind }) => kind !== 'play'),
        [],
      );
      const plays = steps.filter(({ kind }) => kind === 'play');
      if (plays.length > 0) await write(client, tables, plays, await rowsOf(client, tables));
    },
  };
}

async function tablesOf(client: DynamicsClient, { settings }: DynamicsOptions): Promise<TaxonomyTables> {
  const opportunity = (await describeTables(client, ['opportunity'], CONTEXT)).get('opportunity');
  if (!opportunity) throw lacking('the table opportunity');
  const columnFor = roleColumns(settings, opportunity);
  const targets = KINDS.map((kind) => {
    const column = columnOf(opportunity, columnFor(ROLES[kind]) ?? '');
    return column ? [...column.targets.keys()][0] : undefined;
  });
  const [roleName, areaName, playName] = targets;
  if (!roleName || !areaName || !playName) throw notLookups(KINDS.map((kind) => columnFor(ROLES[kind])));
  const shapes = await describeTables(client, [roleName, areaName, playName], CONTEXT);
  const [role, area, play] = [roleName, areaName, playName].map((name) => {
    const shape = shapes.get(name);
    if (!shape?.nameColumn) throw lacking(`the table ${name}`);
    return shape;
  }) as [TableShape, TableShape, TableShape];
  const lookup = [...play.columns.values()].find(({ targets: refersTo }) => refersTo.has(area.name));
  const navigation = lookup?.targets.get(area.name);
  if (!lookup || !navigation) throw lacking(`a lookup of ${area.name} in ${play.name}`);
  return { role, area, play, areaOfPlay: { column: lookup.name, navigation } };
}

function notLookups(columns: readonly (string | null)[]): CosellError {
  return misconfigured(
    'taxonomy-no-objects',
    `Not all of ${columns.map((column) => column ?? 'none').join(', ')} are lookups on the opportunity, so there are no tables to be filled.`,
    'Install the connector’s solution with `cosell crm install`, or correct the names in dynamics.fields.',
    'dynamics.fields',
  );
}

function lacking(what: string): CosellError {
  return misconfigured(
    'taxonomy-no-objects',
    `Dynamics 365 does not show ${what} to the connector.`,
    'Install the connector’s solution with `cosell crm install`, or grant the access in the security role of its user.',
  );
}

async function rowsOf(client: DynamicsClient, tables: TaxonomyTables): Promise<readonly TaxonomyRow[]> {
  const { column } = tables.areaOfPlay;
  const answers = await client.rows(
    KINDS.map((kind) => {
      const { set, id, nameColumn } = tables[kind];
      const area = kind === 'play' ? [idColumn(column)] : [];
      return query(set, { select: [id, nameColumn ?? id, 'statecode', ...area], orderBy: 'createdon' });
    }),
    CONTEXT,
  );
  return answers.flatMap((rows, at) => {
    const kind = KINDS[at] as TaxonomyKind;
    const { id, nameColumn } = tables[kind];
    return rows.map(
      (row): TaxonomyRow => ({
        kind,
        id: textAt(row, id) ?? '',
        name: textAt(row, nameColumn ?? id) ?? '',
        active: valueAt(row, 'statecode') === ACTIVE.statecode,
        areaId: kind === 'play' ? textAt(row, idColumn(column)) : null,
      }),
    );
  });
}

async function write(
  client: DynamicsClient,
  tables: TaxonomyTables,
  steps: readonly TaxonomyStep[],
  rows: readonly TaxonomyRow[],
): Promise<void> {
  const answers = await client.batch(
    steps.flatMap((step) => partFor(step, tables, rows) ?? []),
    CONTEXT,
  );
  const refused = answers.flat().find(({ status }) => status >= 400);
  if (refused) throw refusedBy(apiErrorOf(refused)?.message ?? `status ${refused.status}`);
}

function partFor(
  { kind, name, area, action, id }: TaxonomyStep,
  tables: TaxonomyTables,
  rows: readonly TaxonomyRow[],
): BatchPart | null {
  if (action === 'keep' || action === 'unknown') return null;
  const { set, nameColumn } = tables[kind];
  const areaRow = rows.find((row) => row.kind === 'area' && row.name.toLowerCase() === area?.toLowerCase());
  const isPlaced = areaRow && (action === 'create' || action === 'move');
  const placed = isPlaced
    ? { [`${tables.areaOfPlay.navigation}@odata.bind`]: `/${tables.area.set}(${areaRow.id})` }
    : {};
  if (id === null) return { method: 'POST', path: set, body: { [nameColumn ?? '']: name, ...placed } };
  const shown = action === 'deactivate' ? INACTIVE : ACTIVE;
  return { method: 'PATCH', path: `${set}(${id})`, headers: { 'if-match': '*' }, body: { ...shown, ...placed } };
}

function refusedBy(said: string): CosellError {
  return misconfigured(
    'taxonomy-refused',
    `Dynamics 365 refuses an entry: ${said.slice(0, 300)}`,
    'Mend what it names, or let the connector’s user write these tables, and run the command again: what is done is kept.',
  );
}
