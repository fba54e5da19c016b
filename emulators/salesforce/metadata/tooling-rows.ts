import type { Org } from '../org.ts';
import { createStore, type Store } from '../records/store.ts';
import { type FieldSpec, isCustom, type Row, type SObjectSpec } from '../schema/types.ts';
import { toStamp } from '../stamps.ts';
import { TOOLING_SOBJECTS } from './tooling-schema.ts';

const withoutSuffix = (name: string): string => name.replace(/__c$/, '');

/** The id of a custom object, or the name of a standard one. */
const tableOf = (org: Org, sobject: string): string =>
  isCustom(sobject) ? org.metadata.idOf('01I', sobject) : sobject;

function entityRow(spec: SObjectSpec): Row {
  const { name, label } = spec;
  return { Id: name, DurableId: name, QualifiedApiName: name, DeveloperName: withoutSuffix(name), Label: label };
}

function fieldRow(org: Org, spec: SObjectSpec, field: FieldSpec): Row {
  return {
    Id: org.metadata.idOf('00N', `${spec.name}.${field.name}`),
    DeveloperName: withoutSuffix(field.name),
    TableEnumOrId: tableOf(org, spec.name),
    EntityDefinitionId: spec.name,
    Description: field.description ?? null,
    InlineHelpText: field.helpText ?? null,
    Length: field.length ?? null,
    Precision: field.precision ?? null,
    Scale: field.scale ?? null,
    SummaryOperation: field.summary ? 'count' : null,
  };
}

function ruleRows(org: Org): Row[] {
  return [...org.metadata.rules].map(([fullName, rule]) => ({
    Id: org.metadata.idOf('03d', fullName),
    ValidationName: rule.name,
    EntityDefinitionId: rule.sobject,
    // A rule that came with a package can be activated by a person.
    Active: rule.active || org.validationRules.has(rule.name),
    Description: rule.description,
    ErrorDisplayField: rule.errorDisplayField,
    ErrorMessage: rule.errorMessage,
  }));
}

function layoutRows(org: Org): Row[] {
  return [...org.metadata.layouts.values()].map(({ fullName, sobject, name }) => ({
    Id: org.metadata.idOf('00h', fullName),
    Name: name,
    TableEnumOrId: tableOf(org, sobject),
    EntityDefinitionId: sobject,
    LayoutType: 'Standard',
  }));
}

/** The organisation's metadata as rows that SOQL can ask for; made anew for each request. */
export function toolingStore(org: Org): Store {
  const store = createStore(TOOLING_SOBJECTS);
  const stamp = toStamp(org.kit.clock.now());
  const by = [...org.store.table('User').rows()][0]?.['Id'] ?? null;
  const dates = { CreatedDate: stamp, LastModifiedDate: stamp, SystemModstamp: stamp };
  const shared = {
    NamespacePrefix: null,
    ManageableState: 'unmanaged',
    ...dates,
    CreatedById: by,
    LastModifiedById: by,
  };
  const add = (sobject: string, rows: readonly Row[]) => {
    for (const row of rows) store.table(sobject).put({ ...shared, ...row });
  };
  const { specs } = org.schema;
  const custom = specs.filter(({ name }) => isCustom(name));
  add('EntityDefinition', specs.map(entityRow));
  add(
    'CustomObject',
    custom.map(({ name, description }) => ({
      Id: org.metadata.idOf('01I', name),
      DeveloperName: withoutSuffix(name),
      Description: description ?? null,
    })),
  );
  const fields = specs.flatMap((spec) =>
    spec.fields.filter(({ name }) => isCustom(name)).map((field) => fieldRow(org, spec, field)),
  );
  add('CustomField', fields);
  add('ValidationRule', ruleRows(org));
  add('Layout', layoutRows(org));
  store.commit();
  return store;
}
