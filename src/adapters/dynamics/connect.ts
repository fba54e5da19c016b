import type { CosellError } from '../../core/errors.ts';
import type { Lack } from '../crm/lack.ts';
import type { DynamicsClient, Identity } from './client.ts';
import { type ColumnRole, OPPORTUNITY_ROLES } from './column-names.ts';
import { roleColumns } from './column-roles.ts';
import { CURRENCY_QUERY, currenciesOf } from './currencies.ts';
import { columnOf, describeTables, type TableShape } from './describe.ts';
import { misconfigured } from './errors.ts';
import { joinOrg, type Org, type OrgFacts, type OrgShapes } from './org.ts';
import { peopleRoles, ROLE_QUERY, TEMPLATE_QUERY } from './roles.ts';
import { type DynamicsSettings, type SolutionTables, solutionTablesOf } from './settings.ts';

const CONTEXT = { kind: 'describe' };

/** Columns that may refer to rows known by their names. */
const NAMED: readonly ColumnRole[] = ['solutionArea', 'solutionPlay', 'partnerRole'];

/** What the environment looks like to the connector's user, before it is joined with the settings; three calls. */
export async function describeOrg(
  client: DynamicsClient,
  settings: DynamicsSettings,
): Promise<{ shapes: OrgShapes; facts: OrgFacts }> {
  const candidates = solutionCandidates(settings);
  const names = ['opportunity', 'account', 'contact', ...(settings.leads ? ['lead'] : [])];
  const lines = candidates.flatMap(({ line, detail }) => [line, detail]);
  const [identity, tables, rows] = await Promise.all([
    client.whoAmI(CONTEXT),
    describeTables(client, [...names, ...new Set(lines)], CONTEXT),
    client.rows([CURRENCY_QUERY, ROLE_QUERY, TEMPLATE_QUERY], CONTEXT),
  ]);
  const [currencies = [], roles = [], templates = []] = rows;
  const table = (name: string) => tables.get(name) ?? null;
  return {
    facts: factsOf(identity, settings, { currencies, roles, templates }),
    shapes: {
      opportunity: table('opportunity'),
      account: table('account'),
      contact: table('contact'),
      lead: table('lead'),
      solutions: presentSolutions(candidates, table, settings),
      named: await namedTables(client, settings, table('opportunity')),
    },
  };
}

function factsOf(
  identity: Identity,
  settings: DynamicsSettings,
  rows: Record<'currencies' | 'roles' | 'templates', Parameters<typeof currenciesOf>[0]>,
): OrgFacts {
  return { identity, currencies: currenciesOf(rows.currencies), roles: peopleRoles(settings, rows) };
}

/** Microsoft's tables first, as with the columns; their names are not published, these are the likely ones (incumbent §6). */
function solutionCandidates({ solutions, columns }: DynamicsSettings): readonly SolutionTables[] {
  if (solutions === null) return [];
  if (solutions !== 'auto') return [solutions];
  return [...(columns === 'auto' ? [solutionTablesOf('msft')] : []), solutionTablesOf('csl')];
}

function presentSolutions(
  candidates: readonly SolutionTables[],
  table: (name: string) => TableShape | null,
  { solutions }: DynamicsSettings,
): OrgShapes['solutions'] {
  const found = candidates.find(({ line, detail }) => table(line) && table(detail));
  // Set by name they must be there; found by themselves they may be missing where Microsoft's columns are in use.
  const tables =
    found ?? (solutions === 'auto' && microsoftColumns(table('opportunity')) ? undefined : candidates.at(-1));
  return tables ? { tables, line: table(tables.line), detail: table(tables.detail) } : null;
}

function microsoftColumns(opportunity: TableShape | null): boolean {
  return opportunity?.columns.has(OPPORTUNITY_ROLES.referralId[0]) ?? false;
}

async function namedTables(
  client: DynamicsClient,
  settings: DynamicsSettings,
  opportunity: TableShape | null,
): Promise<OrgShapes['named']> {
  if (!opportunity) return new Map();
  const columnFor = roleColumns(settings, opportunity);
  const targets = NAMED.flatMap((role) => [...(columnOf(opportunity, columnFor(role) ?? '')?.targets.keys() ?? [])]);
  return targets.length === 0 ? new Map() : describeTables(client, [...new Set(targets)], CONTEXT);
}

/** The environment ready for work. Throws `misconfigured` naming the first thing that is missing and which others are. */
export async function connectOrg(client: DynamicsClient, settings: DynamicsSettings): Promise<Org> {
  const { shapes, facts } = await describeOrg(client, settings);
  const { org, lacks } = joinOrg(settings, shapes, facts);
  if (org) return org;
  throw lackError(lacks);
}

export function lackError(lacks: readonly Lack[]): CosellError {
  const [first, ...others] = lacks;
  const names = others.map(placeOf);
  const more = names.length === 0 ? '' : ` Also: ${names.join(', ')}.`;
  return misconfigured(
    first?.reason === 'read-only' ? 'dynamics-column-read-only' : 'dynamics-column-missing',
    `${first ? describeLack(first) : 'The environment is not ready.'}${more}`,
    'Install the connector’s solution with `cosell crm install`, correct the logical name in the settings (`cosell crm fields` suggests it), or grant access in the security role of the connector’s user.',
  );
}

export function describeLack(lack: Lack): string {
  if (lack.column === null) return `Dynamics 365 shows no table ${lack.object} to the connector.`;
  if (lack.reason === 'read-only') return `The connector may not write ${placeOf(lack)}.`;
  return `Dynamics 365 shows no column ${placeOf(lack)} to the connector.`;
}

function placeOf({ object, column }: Lack): string {
  return column === null ? object : `${object}.${column}`;
}
