import type { CosellError } from '../../../core/errors.ts';
import { flagAt, textAt } from '../../crm/rows.ts';
import {
  planTaxonomy,
  type TaxonomyKind,
  type TaxonomyRow,
  type TaxonomyStep,
  type TaxonomyTool,
} from '../../crm/taxonomy/plan.ts';
import { createClient, type Part, type SalesforceClient } from '../client.ts';
import { columnOf, type ObjectShape, objectShape } from '../describe.ts';
import { misconfigured } from '../errors.ts';
import { completed } from '../pages.ts';
import type { SalesforceSettings } from '../settings.ts';
import type { SalesforceOptions } from '../side.ts';

/** The objects behind the three references of an opportunity, whatever they are called. */
interface TaxonomyObjects extends Record<TaxonomyKind, string> {
  /** Column of a play that names its area. */
  areaColumn: string;
}

/** Told in every object of the package; its own name for the tick that sellers' lists are filtered by. */
const ACTIVE = 'Active__c';

const CONTEXT = { kind: 'taxonomy' };

/** A composite call takes 25 parts (contract §1.3). */
const MAX_PARTS = 25;

/** Keeps the roles, areas and plays that sellers choose from as the list says. */
export async function openTaxonomyTool(options: SalesforceOptions): Promise<TaxonomyTool> {
  const client = createClient(options);
  const objects = await objectsOf(client, options.settings);
  return {
    async plan(taxonomy, planOptions) {
      return planTaxonomy(taxonomy, await rowsOf(client, objects), planOptions);
    },
    async apply(steps) {
      // New areas first: plays refer to them.
      await write(
        client,
        objects,
        steps.filter(({ kind }) => kind !== 'play'),
        [],
      );
      const plays = steps.filter(({ kind }) => kind === 'play');
      if (plays.length > 0) await write(client, objects, plays, await rowsOf(client, objects));
    },
  };
}

async function objectsOf(client: SalesforceClient, settings: SalesforceSettings): Promise<TaxonomyObjects> {
  const { partnerRole, solutionArea, solutionPlay } = settings.fields;
  const opportunity = await shapeOf(client, 'Opportunity');
  const [role, area, play] = [partnerRole, solutionArea, solutionPlay].map((column) => referenced(opportunity, column));
  if (!role || !area || !play) throw notReferences([partnerRole, solutionArea, solutionPlay]);
  const shapes = await Promise.all([role, area, play].map((object) => shapeOf(client, object)));
  for (const shape of shapes) {
    if (!columnOf(shape, ACTIVE)) throw lacking(`${shape.name}.${ACTIVE}`);
  }
  const columns = [...(shapes[2]?.columns.values() ?? [])];
  const areaColumn = columns.find(({ refersTo }) => refersTo.includes(area));
  if (!areaColumn) throw lacking(`a reference to ${area} in ${play}`);
  return { role, area, play, areaColumn: areaColumn.name };
}

async function shapeOf(client: SalesforceClient, object: string): Promise<ObjectShape> {
  const answer = await client.describe(object, CONTEXT);
  if (!answer) throw lacking(object);
  return objectShape(answer);
}

function referenced(opportunity: ObjectShape, column: string): string | null {
  return columnOf(opportunity, column)?.refersTo[0] ?? null;
}

function notReferences(columns: readonly string[]): CosellError {
  return misconfigured(
    'taxonomy-no-objects',
    `Not all of ${columns.join(', ')} are references on the opportunity, so there are no objects to be filled.`,
    'Install the connector’s package with `cosell crm install`, or correct the names in salesforce.fields.',
    'salesforce.fields',
  );
}

function lacking(what: string): CosellError {
  return misconfigured(
    'taxonomy-no-objects',
    `Salesforce does not show ${what} to the connector.`,
    'Install the connector’s package with `cosell crm install`, or grant the access in the permission set of its user.',
  );
}

async function rowsOf(client: SalesforceClient, objects: TaxonomyObjects): Promise<readonly TaxonomyRow[]> {
  const kinds: readonly TaxonomyKind[] = ['role', 'area', 'play'];
  const pages = await client.queries(
    kinds.map((kind) => {
      const area = kind === 'play' ? `, ${objects.areaColumn}` : '';
      return `SELECT Id, Name, ${ACTIVE}${area} FROM ${objects[kind]} ORDER BY CreatedDate, Id`;
    }),
    CONTEXT,
  );
  const all = await Promise.all(
    pages.map(async (page, at) => {
      const kind = kinds[at] as TaxonomyKind;
      const rows = await completed(client, page, CONTEXT);
      return rows.map(
        (row): TaxonomyRow => ({
          kind,
          id: row.Id,
          name: textAt(row, 'Name') ?? '',
          active: flagAt(row, ACTIVE),
          areaId: kind === 'play' ? textAt(row, objects.areaColumn) : null,
        }),
      );
    }),
  );
  return all.flat();
}

async function write(
  client: SalesforceClient,
  objects: TaxonomyObjects,
  steps: readonly TaxonomyStep[],
  rows: readonly TaxonomyRow[],
): Promise<void> {
  const parts = steps.flatMap((step, at) => partFor(step, at, objects, rows) ?? []);
  for (let from = 0; from < parts.length; from += MAX_PARTS) {
    const answers = await client.composite(parts.slice(from, from + MAX_PARTS), false, CONTEXT);
    const refused = answers.find(({ httpStatusCode }) => httpStatusCode >= 400);
    if (refused) throw refusedBy(refused.body);
  }
}

function partFor(
  { kind, name, area, action, id }: TaxonomyStep,
  at: number,
  objects: TaxonomyObjects,
  rows: readonly TaxonomyRow[],
): Part | null {
  if (action === 'keep' || action === 'unknown') return null;
  const areaRow = rows.find((row) => row.kind === 'area' && row.name.toLowerCase() === area?.toLowerCase());
  const placed = areaRow && (action === 'create' || action === 'move') ? { [objects.areaColumn]: areaRow.id } : {};
  const shown = { [ACTIVE]: action !== 'deactivate', ...placed };
  const path = `sobjects/${objects[kind]}`;
  const referenceId = `entry${at}`;
  return id === null
    ? { method: 'POST', path, referenceId, body: { Name: name, ...shown } }
    : { method: 'PATCH', path: `${path}/${id}`, referenceId, body: shown };
}

function refusedBy(body: unknown): CosellError {
  return misconfigured(
    'taxonomy-refused',
    `Salesforce refuses an entry: ${JSON.stringify(body).slice(0, 300)}`,
    'Mend what it names, or let the connector’s user write these objects, and run the command again: what is done is kept.',
  );
}
