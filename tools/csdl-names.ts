/**
 * Notes what a real organisation's `$metadata` calls the tables that the Dynamics emulator knows, and of what types
 * their properties are: facts to test the emulator's schema against. Run it with the document's path:
 *
 *   node tools/csdl-names.ts <metadata.xml> > test/fixtures/dynamics/csdl-names.json
 */
import { readFileSync } from 'node:fs';
import { argv, stdout } from 'node:process';
import { ACTIONS, FUNCTIONS } from '../emulators/dynamics/metadata/csdl-operations.ts';
import { wireName } from '../emulators/dynamics/odata/table-shape.ts';
import { createSchema, type Schema } from '../emulators/dynamics/schema/schema.ts';
import type { Table } from '../emulators/dynamics/schema/types.ts';

type Types = Record<string, string>;

const SOURCE =
  'Names and types in the $metadata of an organisation of the government of British Columbia, 2020: bcgov/jag-lcrb-carla-public, Apache-2.0. Only what the emulator knows by the same name.';

const attribute = (tag: string, name: string): string => new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '';

/** The content of an element with a name, with what its base type has; undefined when the document has none. */
function elementNamed(xml: string, kind: string, name: string): string | undefined {
  const [, tag, content] =
    new RegExp(`(<${kind} Name="${name}"(?:[^>]*[^/>])?>)([\\s\\S]*?)</${kind}>`).exec(xml) ?? [];
  if (tag === undefined || content === undefined) return undefined;
  const base = attribute(tag, 'BaseType').replace('mscrm.', '');
  return content + (base === '' ? '' : (elementNamed(xml, kind, base) ?? ''));
}

function typesIn(xml: string, kind: string, names: ReadonlySet<string>): Types {
  const found = [...xml.matchAll(new RegExp(`<${kind} [^>]*>`, 'g'))]
    .map(([tag]): [string, string] => [attribute(tag, 'Name'), attribute(tag, 'Type')])
    .filter(([name]) => names.has(name));
  return Object.fromEntries(found.sort(([a], [b]) => a.localeCompare(b)));
}

function namesOf(schema: Schema, table: Table) {
  const columns = [...table.columns.values()];
  return {
    properties: new Set(columns.map(wireName)),
    navigations: new Set([
      ...columns.flatMap(({ targets }) => Object.values(targets ?? {})),
      ...schema.collectionsOf(table.logicalName).map(({ collectionNavigation }) => collectionNavigation),
    ]),
  };
}

const xml = readFileSync(argv[2] ?? '', 'utf8');
const schema = createSchema('none');
const tables: Record<string, { set: string; properties: Types; navigations: Types }> = {};
for (const table of schema.tables.values()) {
  const content = elementNamed(xml, 'EntityType', table.logicalName);
  const [set] =
    new RegExp(`<EntitySet Name="[^"]*" EntityType="Microsoft.Dynamics.CRM.${table.logicalName}"`).exec(xml) ?? [];
  if (content === undefined || set === undefined) continue;
  const { properties, navigations } = namesOf(schema, table);
  tables[table.logicalName] = {
    set: attribute(set, 'Name'),
    properties: typesIn(content, 'Property', properties),
    navigations: typesIn(content, 'NavigationProperty', navigations),
  };
}
const operations: Record<string, Types> = {};
for (const { name, parameters } of [...ACTIONS, ...FUNCTIONS]) {
  const content = elementNamed(xml, 'Action', name) ?? elementNamed(xml, 'Function', name);
  if (content !== undefined)
    operations[name] = typesIn(content, 'Parameter', new Set(parameters.map(([each]) => each)));
}
stdout.write(`${JSON.stringify({ source: SOURCE, tables, operations }, null, 2)}\n`);
