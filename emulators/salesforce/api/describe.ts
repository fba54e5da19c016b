import type { Org } from '../org.ts';
import type { FieldView, OrgView, SObjectView } from '../schema/catalogue.ts';
import { type FieldSpec, isCustom, isLongText, type PicklistEntry } from '../schema/types.ts';
import { httpDate, stampMs } from '../stamps.ts';
import type { ApiAnswer, Call, Resource } from './call.ts';
import { sobjectInUrl } from './rows.ts';

const SOAP_TYPES: Readonly<Record<FieldSpec['type'], string>> = {
  id: 'tns:ID',
  reference: 'tns:ID',
  boolean: 'xsd:boolean',
  currency: 'xsd:double',
  percent: 'xsd:double',
  double: 'xsd:double',
  int: 'xsd:int',
  date: 'xsd:date',
  datetime: 'xsd:dateTime',
  address: 'urn:address',
  base64: 'xsd:base64Binary',
  string: 'xsd:string',
  textarea: 'xsd:string',
  picklist: 'xsd:string',
  email: 'xsd:string',
  phone: 'xsd:string',
  url: 'xsd:string',
};

const NOT_AGGREGATABLE = new Set(['boolean', 'address', 'base64']);
const NOT_GROUPABLE = new Set(['currency', 'percent', 'double', 'datetime', 'address', 'base64']);

/** For each controlling value one bit, most significant first, in base64. */
function validFor(entry: PicklistEntry, controlling: readonly PicklistEntry[]): string | null {
  if (!entry.validFor) return null;
  const bytes = Buffer.alloc(Math.ceil(controlling.length / 8));
  for (const [at, { value }] of controlling.entries()) {
    if (entry.validFor.includes(value)) bytes[at >> 3] = (bytes[at >> 3] ?? 0) | (0x80 >> (at & 7));
  }
  return bytes.toString('base64');
}

function picklistValues(field: FieldSpec, sobject: SObjectView, org: Org) {
  if (field.type !== 'picklist') return [];
  const controller = field.controller ? sobject.field(field.controller)?.spec : undefined;
  const controlling = controller ? org.picklistOf(controller) : [];
  return org.picklistOf(field).map((entry) => ({
    active: true,
    defaultValue: entry.isDefault ?? false,
    label: entry.label,
    validFor: validFor(entry, controlling),
    value: entry.value,
  }));
}

function sizesOf(field: FieldSpec) {
  const length = field.length ?? 0;
  const isId = field.type === 'id' || field.type === 'reference';
  const isWhole = field.type === 'int';
  return {
    length,
    byteLength: isId ? length : length * 3,
    digits: isWhole ? (field.precision ?? 0) : 0,
    precision: isWhole ? 0 : (field.precision ?? 0),
    scale: field.scale ?? 0,
  };
}

/** What is the same for every field of every sObject here. */
const NEVER = {
  aiPredictionField: false,
  caseSensitive: false,
  defaultValueFormula: null,
  deprecatedAndHidden: false,
  displayLocationInDecimal: false,
  encrypted: false,
  filteredLookupInfo: null,
  formulaTreatNullNumberAsZero: false,
  highScaleNumber: false,
  htmlFormatted: false,
  mask: null,
  maskType: null,
  referenceTargetField: null,
  relationshipOrder: null,
  searchPrefilterable: false,
  writeRequiresMasterRead: false,
};

/** What queries can do with the field. */
function queryFlags(spec: FieldSpec) {
  const isLong = isLongText(spec);
  const filterable = !isLong && spec.type !== 'base64';
  return {
    aggregatable: !isLong && !NOT_AGGREGATABLE.has(spec.type),
    filterable,
    groupable: !isLong && !NOT_GROUPABLE.has(spec.type),
    queryByDistance: spec.type === 'address',
    sortable: filterable && spec.type !== 'address',
  };
}

function referenceFlags(spec: FieldSpec) {
  const isPolymorphic = (spec.referenceTo?.length ?? 0) > 1;
  return {
    cascadeDelete: spec.onParentDelete === 'cascade',
    namePointing: isPolymorphic,
    polymorphicForeignKey: isPolymorphic,
    referenceTo: spec.referenceTo ?? [],
    relationshipName: spec.relationship ?? null,
    restrictedDelete: spec.onParentDelete === 'restrict',
  };
}

/** Flags that a specification leaves out when they are off. */
const OFF = {
  autoNumber: false,
  defaultedOnCreate: false,
  externalId: false,
  idLookup: false,
  nameField: false,
  permissionable: false,
  restrictedPicklist: false,
  unique: false,
};
type OptionalFlag = keyof typeof OFF;

function optionalFlags(spec: FieldSpec): Record<OptionalFlag, boolean> {
  const flags: Record<OptionalFlag, boolean> = { ...OFF };
  for (const flag of Object.keys(OFF) as OptionalFlag[]) flags[flag] = spec[flag] === true;
  return flags;
}

function describeField({ spec, createable, updateable }: FieldView, sobject: SObjectView, org: Org) {
  return {
    ...NEVER,
    ...optionalFlags(spec),
    ...queryFlags(spec),
    ...referenceFlags(spec),
    ...sizesOf(spec),
    calculated: spec.summary !== undefined || spec.formula !== undefined,
    calculatedFormula: spec.formula ?? null,
    compoundFieldName: spec.compound ?? null,
    controllerName: spec.controller ?? null,
    createable,
    custom: isCustom(spec.name),
    defaultValue: spec.defaultValue ?? null,
    dependentPicklist: spec.controller !== undefined,
    extraTypeInfo: spec.type === 'textarea' ? 'plaintextarea' : null,
    inlineHelpText: spec.helpText ?? null,
    label: spec.label,
    name: spec.name,
    nillable: spec.nillable,
    picklistValues: picklistValues(spec, sobject, org),
    soapType: SOAP_TYPES[spec.type],
    type: spec.type,
    updateable,
  };
}

function urlsOf(name: string, version: string): Record<string, string> {
  const sobject = `/services/data/v${version}/sobjects/${name}`;
  return { rowTemplate: `${sobject}/{ID}`, describe: `${sobject}/describe`, sobject };
}

/** What the global describe says of an sObject. */
function summarize({ spec, createable, updateable, deletable }: SObjectView, version: string) {
  return {
    activateable: false,
    associateEntityType: null,
    associateParentEntity: null,
    createable,
    custom: isCustom(spec.name),
    customSetting: false,
    deepCloneable: false,
    deletable,
    deprecatedAndHidden: false,
    feedEnabled: spec.layoutable ?? false,
    hasSubtypes: false,
    isInterface: false,
    isSubtype: false,
    keyPrefix: spec.keyPrefix,
    label: spec.label,
    labelPlural: spec.labelPlural,
    layoutable: spec.layoutable ?? false,
    mergeable: spec.name === 'Account' || spec.name === 'Contact' || spec.name === 'Lead',
    mruEnabled: spec.layoutable ?? false,
    name: spec.name,
    queryable: true,
    replicateable: spec.replicateable,
    retrieveable: true,
    searchable: spec.layoutable ?? false,
    triggerable: spec.createable,
    undeletable: spec.deletable,
    updateable,
    urls: urlsOf(spec.name, version),
  };
}

function describeWhole(sobject: SObjectView, org: Org, version: string) {
  const children = [...sobject.children().values()].map((child) => ({
    cascadeDelete: child.field.onParentDelete === 'cascade',
    childSObject: child.sobject.spec.name,
    deprecatedAndHidden: false,
    field: child.field.name,
    junctionIdListNames: [],
    junctionReferenceTo: [],
    relationshipName: child.field.childRelationship ?? null,
    restrictedDelete: child.field.onParentDelete === 'restrict',
  }));
  return {
    actionOverrides: [],
    childRelationships: children,
    compactLayoutable: true,
    ...summarize(sobject, version),
    fields: sobject.fields.map((field) => describeField(field, sobject, org)),
    listviewable: null,
    lookupLayoutable: null,
    namedLayoutInfos: [],
    networkScopeFieldName: null,
    recordTypeInfos: [
      {
        active: true,
        available: true,
        defaultRecordTypeMapping: true,
        developerName: 'Master',
        master: true,
        name: 'Master',
        recordTypeId: '012000000000000AAA',
        urls: {
          layout: `/services/data/v${version}/sobjects/${sobject.spec.name}/describe/layouts/012000000000000AAA`,
        },
      },
    ],
    searchLayoutable: true,
    sobjectDescribeOption: 'FULL',
    supportedScopes: [{ label: `All ${sobject.spec.labelPlural.toLowerCase()}`, name: 'everything' }],
  };
}

/** Answers a description, or 304 when nothing about the user's schema has changed since. */
function ifChanged(call: Call, describe: () => unknown): ApiAnswer {
  const stamp = call.api.org.permissions.changedAt(call.actor.userId);
  const headers = { 'Last-Modified': httpDate(stamp) };
  const since = Date.parse(call.header('If-Modified-Since') ?? '');
  if (!Number.isNaN(since) && stampMs(stamp) <= since) return { status: 304, headers };
  return { status: 200, body: describe(), headers };
}

const globalDescribe = (view: OrgView, version: string) => ({
  encoding: 'UTF-8',
  maxBatchSize: 200,
  sobjects: view.sobjects.map((sobject) => summarize(sobject, version)),
});

const WITHIN = ['composite', 'batch'] as const;

/** Descriptions of the schema, as the calling user sees it. */
export const DESCRIBE_RESOURCES: readonly Resource[] = [
  {
    operation: 'describe-global',
    kind: 'read',
    method: 'GET',
    pattern: 'sobjects',
    partOf: WITHIN,
    answer: (call) => ifChanged(call, () => globalDescribe(call.actor.view, call.version)),
  },
  {
    operation: 'describe',
    kind: 'read',
    method: 'GET',
    pattern: 'sobjects/:sobject/describe',
    partOf: WITHIN,
    answer(call) {
      const sobject = sobjectInUrl(call);
      return ifChanged(call, () => describeWhole(sobject, call.api.org, call.version));
    },
  },
  {
    operation: 'basic-facts',
    kind: 'read',
    method: 'GET',
    pattern: 'sobjects/:sobject',
    partOf: WITHIN,
    answer: (call) => ({
      status: 200,
      body: { objectDescribe: summarize(sobjectInUrl(call), call.version), recentItems: [] },
    }),
  },
];
