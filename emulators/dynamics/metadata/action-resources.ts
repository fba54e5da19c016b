import { unsupported } from '../../kit/unsupported.ts';
import { type ApiAnswer, bodyOf, type Call, NO_CONTENT, type Resource } from '../api/call.ts';
import { readingOf } from '../api/reading.ts';
import { isNamed, isRow, keyIn, matchSteps, tableIn } from '../api/steps.ts';
import { readOne } from '../odata/read.ts';
import type { Body } from '../records/draft.ts';
import { requireByKey } from '../records/lookup.ts';
import { scopeOf } from '../records/writer.ts';
import { malformed, refuse } from '../refusal.ts';
import type { Column, Table } from '../schema/types.ts';
import { insertOption, renameOption } from './change-definitions.ts';
import { addComponent, COMPONENT, componentIn, firstOptionOf, requireSolution } from './components.ts';
import { customizingAction } from './customizing-action.ts';
import { flagIn, numberIn, required, textIn } from './definition-body.ts';
import { publishForms, unpublishedForm } from './forms.ts';
import { reactivateKey } from './keys.ts';

function tableNamed({ org }: Call, body: Body): Table {
  const name = required(textIn(body, 'EntityLogicalName'), 'EntityLogicalName');
  const table = org.schema.tables.get(name);
  if (!table) throw refuse(404, '0x80040217', `Could not find an entity with the id or name '${name}'.`);
  return table;
}

function choiceNamed(call: Call, body: Body): { table: Table; column: Column } {
  if (textIn(body, 'OptionSetName') !== undefined) throw unsupported('global option sets');
  const table = tableNamed(call, body);
  const name = required(textIn(body, 'AttributeLogicalName'), 'AttributeLogicalName');
  const column = table.columns.get(name);
  if (!column?.options)
    throw refuse(400, '0x80041103', `'${table.logicalName}' has no choice with the name '${name}'.`);
  return { table, column };
}

const answerWith = ({ root }: Call, type: string, body: Record<string, unknown>): ApiAnswer => ({
  status: 200,
  body: { '@odata.context': `${root}/$metadata#Microsoft.Dynamics.CRM.${type}`, ...body },
});

function insertOptionValue(call: Call): ApiAnswer {
  const body = bodyOf(call);
  const { table, column } = choiceNamed(call, body);
  const name = textIn(body, 'SolutionUniqueName');
  const solution = name === undefined ? undefined : requireSolution(call.org, name);
  const NewOptionValue = insertOption(call.org, table, column, body, firstOptionOf(call.org, solution));
  return answerWith(call, 'InsertOptionValueResponse', { NewOptionValue });
}

function updateOptionValue(call: Call): ApiAnswer {
  const body = bodyOf(call);
  const { table, column } = choiceNamed(call, body);
  renameOption(call.org, table, column, body);
  return NO_CONTENT;
}

/** What a package can hold that has no row of its own: the parts of the schema, by type. */
function schemaIds({ org }: Call, type: number): string[] {
  const tables = [...org.schema.tables.values()];
  if (type === COMPONENT.table) return tables.map(({ metadataId }) => metadataId);
  if (type === COMPONENT.column)
    return tables.flatMap((table) => [...table.columns.values()].map((each) => each.metadataId));
  if (type === COMPONENT.key) return tables.flatMap(({ keys }) => keys.map(({ metadataId }) => metadataId));
  if (type === COMPONENT.relationship) return [...org.schema.relationships.values()].map((each) => each.metadataId);
  return [];
}

function addSolutionComponent(call: Call): ApiAnswer {
  const body = bodyOf(call);
  const solution = requireSolution(call.org, required(textIn(body, 'SolutionUniqueName'), 'SolutionUniqueName'));
  const objectId = required(textIn(body, 'ComponentId'), 'ComponentId').toLowerCase();
  const type = required(numberIn(body, 'ComponentType'), 'ComponentType');
  if (flagIn(body, 'AddRequiredComponents') === true)
    throw unsupported('AddRequiredComponents of AddSolutionComponent');
  if (!schemaIds(call, type).includes(objectId) && !call.org.store.find(objectId)) {
    throw refuse(404, '0x80040217', `There is no component of type ${type} with the id ${objectId}.`);
  }
  const behavior = type === COMPONENT.table ? (flagIn(body, 'DoNotIncludeSubcomponents') === true ? 1 : 0) : undefined;
  const component = addComponent(scopeOf(call.org, call.caller), solution, {
    type,
    objectId,
    ...(behavior === undefined ? {} : { behavior }),
  });
  return answerWith(call, 'AddSolutionComponentResponse', { id: component.id });
}

function removeSolutionComponent(call: Call): ApiAnswer {
  const body = bodyOf(call);
  const solution = requireSolution(call.org, required(textIn(body, 'SolutionUniqueName'), 'SolutionUniqueName'));
  const given = body['SolutionComponent'];
  const objectId =
    typeof given === 'object' && given !== null ? textIn(given as Body, 'solutioncomponentid') : undefined;
  const component = componentIn(call.org, solution, required(objectId, 'SolutionComponent').toLowerCase());
  if (!component) throw refuse(404, '0x80040217', 'The solution does not hold this component.');
  call.org.store.delete('solutioncomponent', component.id);
  return answerWith(call, 'RemoveSolutionComponentResponse', { id: component.id });
}

const ENTITY = /<entity>\s*([^<\s]+)\s*<\/entity>/g;

function publishXml(call: Call): ApiAnswer {
  const xml = required(textIn(bodyOf(call), 'ParameterXml'), 'ParameterXml');
  if (!/^\s*<importexportxml\b/.test(xml)) throw malformed('The ParameterXml must begin with <importexportxml>.');
  const names = new Set([...xml.matchAll(ENTITY)].map(([, name = '']) => name));
  for (const name of names) {
    if (!call.org.schema.tables.has(name)) throw refuse(400, '0x80040217', `There is no entity '${name}' to publish.`);
  }
  publishForms(call.org, names);
  return NO_CONTENT;
}

function publishAllXml(call: Call): ApiAnswer {
  publishForms(call.org, null);
  return NO_CONTENT;
}

function reactivateEntityKey(call: Call): ApiAnswer {
  const body = bodyOf(call);
  reactivateKey(
    call.org,
    tableNamed(call, body),
    required(textIn(body, 'EntityKeyLogicalName'), 'EntityKeyLogicalName'),
  );
  return NO_CONTENT;
}

function retrieveUnpublished(call: Call): ApiAnswer {
  const table = tableIn(call);
  if (table.logicalName !== 'systemform') throw unsupported(`RetrieveUnpublished of ${table.logicalName}`);
  const form = unpublishedForm(call.org, requireByKey(call.org, table, keyIn(call)));
  return { status: 200, body: readOne(readingOf(call), table, form, call.options) };
}

/** Actions that change or publish definitions. */
export const DEFINITION_ACTIONS: readonly Resource[] = [
  customizingAction('insert-option-value', 'InsertOptionValue', insertOptionValue),
  customizingAction('update-option-value', 'UpdateOptionValue', updateOptionValue),
  customizingAction('add-solution-component', 'AddSolutionComponent', addSolutionComponent),
  customizingAction('remove-solution-component', 'RemoveSolutionComponent', removeSolutionComponent),
  customizingAction('publish-xml', 'PublishXml', publishXml),
  customizingAction('publish-all-xml', 'PublishAllXml', publishAllXml),
  customizingAction('reactivate-entity-key', 'ReactivateEntityKey', reactivateEntityKey),
  {
    operation: 'retrieve-unpublished',
    kind: 'read',
    method: 'GET',
    matches: matchSteps(isRow, isNamed('Microsoft.Dynamics.CRM.RetrieveUnpublished')),
    answer: retrieveUnpublished,
  },
];
