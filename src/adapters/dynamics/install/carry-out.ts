import {
  columnDefinition,
  keyDefinition,
  marked,
  optionOf,
  relationshipDefinition,
  tableDefinition,
} from './definitions.ts';
import { insertSection } from './form.ts';
import { sectionFor } from './form-section.ts';
import type { FormFacts } from './inventory.ts';
import { type OrgAdmin, quoted } from './org-admin.ts';
import { definitionPath } from './read-table.ts';
import { assignRole, writeRole } from './roles.ts';
import type { Site } from './site.ts';
import type { Work } from './step.ts';
import { writeEndpoint, writeHook } from './webhook.ts';

type Doing = { [Kind in Work['do']]: (work: Extract<Work, { do: Kind }>, site: Site) => Promise<void> };

/** How each kind of work is done: one or two writes each. */
const DOING: Doing = {
  publisher: async (_, { admin, pack: { publisher } }) => {
    await admin.create('publishers', {
      uniquename: publisher.uniqueName,
      friendlyname: publisher.label,
      description: MADE_BY,
      customizationprefix: publisher.prefix,
      customizationoptionvalueprefix: publisher.optionValuePrefix,
    });
  },
  solution: writeSolution,
  root: async ({ metadataId }, { admin, pack }) => {
    await admin.act('AddSolutionComponent', {
      ComponentId: metadataId,
      ComponentType: 1,
      SolutionUniqueName: pack.solution.uniqueName,
      AddRequiredComponents: false,
      // A managed layer with the whole table would freeze what others have changed in it (contract §6.4).
      DoNotIncludeSubcomponents: true,
    });
  },
  table: async ({ table }, site) => {
    await site.admin.create('EntityDefinitions', tableDefinition(table, site.inventory), inSolution(site));
  },
  column: async ({ table, column }, site) => {
    const path = `${definitionPath(table)}/Attributes`;
    await site.admin.create(path, columnDefinition(column, site.inventory), inSolution(site));
  },
  lookup: async ({ table, column }, site) => {
    const definition = relationshipDefinition(table, column, site.inventory);
    await site.admin.create('RelationshipDefinitions', definition, inSolution(site));
  },
  widen: async ({ table, column, length }, site) => {
    const path = `${definitionPath(table)}/Attributes(LogicalName='${column}')`;
    const found = await site.admin.read(path);
    await site.admin.replace(path, { ...withoutAnnotations(found ?? {}), MaxLength: length }, inSolution(site));
  },
  options: async ({ table, column, choices }, { admin, pack, inventory }) => {
    for (const choice of choices) {
      const { Value, Label } = optionOf({ value: choice.value, label: choice.label }, inventory);
      await admin.act('InsertOptionValue', {
        EntityLogicalName: table,
        AttributeLogicalName: column,
        Value,
        Label,
        SolutionUniqueName: pack.solution.uniqueName,
      });
    }
  },
  key: async ({ table, key, columns }, site) => {
    await site.admin.create(
      `${definitionPath(table)}/Keys`,
      keyDefinition(key, columns, site.inventory),
      inSolution(site),
    );
  },
  reactivate: async ({ table, key }, { admin }) => {
    await admin.act('ReactivateEntityKey', { EntityLogicalName: table, EntityKeyLogicalName: key });
  },
  tracking: async ({ table }, { admin }) => {
    // Definitions are replaced as a whole; there is no changing of one property (contract §6.4).
    const found = await admin.read(definitionPath(table));
    await admin.replace(definitionPath(table), { ...withoutAnnotations(found ?? {}), ChangeTrackingEnabled: true });
  },
  form: async ({ form }, site) => {
    await writeForm(form, site);
  },
  variable: async ({ variable: { name, label, description } }, site) => {
    const body = { schemaname: name, displayname: label, description: marked(description), type: TEXT_VARIABLE };
    await site.admin.create('environmentvariabledefinitions', body, inSolution(site));
  },
  value: writeValue,
  role: ({ role }, site) => writeRole(role, site),
  assign: ({ role, user }, site) => assignRole(role, user, site),
  endpoint: ({ url, code }, site) => writeEndpoint(url, code, site),
  hook: ({ step, message, columns }, site) => writeHook(step.table, message, columns, site),
};

/** Does one piece of work. Throws `CosellError`. */
export function carryOut<Kind extends Work['do']>(work: Extract<Work, { do: Kind }>, site: Site): Promise<void> {
  return (DOING[work.do] as (work: Work, site: Site) => Promise<void>)(work, site);
}

const MADE_BY = 'Cosell, the open connector between Microsoft Partner Center and CRMs.';
const TEXT_VARIABLE = 100_000_000;

const inSolution = ({ pack }: Site) => ({ solution: pack.solution.uniqueName });

/** What an answer says about itself is no part of the definition. */
function withoutAnnotations(definition: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(definition).filter(([name]) => name === '@odata.type' || !name.includes('@odata.')),
  );
}

async function idOf(admin: OrgAdmin, set: string, id: string, filter: string): Promise<string> {
  const [row] = await admin.rows(`${set}?$select=${id}&$filter=${filter}`);
  return String(row?.[id] ?? '');
}

async function writeSolution(_: unknown, { admin, pack: { solution, publisher }, inventory }: Site): Promise<void> {
  if (inventory.solution) {
    await admin.change(`solutions(${inventory.solution.id})`, { version: solution.version });
    return;
  }
  const found = await idOf(admin, 'publishers', 'publisherid', `uniquename eq ${quoted(publisher.uniqueName)}`);
  await admin.create('solutions', {
    uniquename: solution.uniqueName,
    friendlyname: solution.label,
    description: marked(solution.description),
    version: solution.version,
    'publisherid@odata.bind': `/publishers(${found})`,
  });
}

async function writeValue(
  { variable, value }: Extract<Work, { do: 'value' }>,
  { admin, inventory }: Site,
): Promise<void> {
  const known = inventory.variables.get(variable)?.value;
  if (known) {
    await admin.change(`environmentvariablevalues(${known.id})`, { value });
    return;
  }
  const set = 'environmentvariabledefinitions';
  const definition = await idOf(admin, set, 'environmentvariabledefinitionid', `schemaname eq ${quoted(variable)}`);
  // In no solution: a value belongs to its environment (contract §1.7).
  await admin.create('environmentvariablevalues', {
    value,
    'EnvironmentVariableDefinitionId@odata.bind': `/${set}(${definition})`,
  });
}

/** The form is read anew, with what somebody has changed in it and not published yet: that must not get lost. */
async function writeForm(form: FormFacts, { admin, pack, place, inventory }: Site): Promise<void> {
  const source = pack.sections.get(form.table);
  if (!source) return;
  const row = await admin.read(`systemforms(${form.id})/Microsoft.Dynamics.CRM.RetrieveUnpublished()?$select=formxml`);
  const xml = typeof row?.['formxml'] === 'string' ? row['formxml'] : form.xml;
  const viewId = source.grid ? await associatedView(source.grid.table, admin) : null;
  const section = sectionFor(pack, form.table, source, { place, languageCode: inventory.languageCode, viewId });
  const formxml = insertSection(xml, form.id, section);
  if (formxml !== null && formxml !== xml) await admin.change(`systemforms(${form.id})`, { formxml });
}

/** The list of a table that others show of it. */
const ASSOCIATED_VIEW = 2;

async function associatedView(table: string, admin: OrgAdmin): Promise<string | null> {
  const filter = `returnedtypecode eq ${quoted(table)} and querytype eq ${ASSOCIATED_VIEW}`;
  const id = await idOf(admin, 'savedqueries', 'savedqueryid', filter);
  return id === '' ? null : id;
}

/** Tables whose definitions or forms a plan changes: they are published once, at the end. */
export function touchedTables(work: readonly Work[]): string[] {
  const touched = work.flatMap((each) => {
    if (each.do === 'table') return [each.table.name];
    if (each.do === 'form') return [each.form.table];
    return 'table' in each && typeof each.table === 'string' ? [each.table] : [];
  });
  return [...new Set(touched)];
}
