import { unsupported } from '../../kit/unsupported.ts';
import { auditTrail, deletedFlag, type FieldOptions, owner, recordId, text } from '../schema/fields.ts';
import type { FieldSpec, SObjectSpec } from '../schema/types.ts';
import { ComponentProblem, requiredMissing } from './problem.ts';
import { checkElements, childOf, childrenOf, type Element, type ElementTable, textOf } from './xml.ts';

/** Settings of an object that change nothing here. */
const HARMLESS = [
  ...[
    'allowInChatterGroups',
    'compactLayoutAssignment',
    'enableActivities',
    'enableBulkApi',
    'enableFeeds',
    'enableHistory',
  ],
  ...[
    'enableLicensing',
    'enableReports',
    'enableSearch',
    'enableSharing',
    'enableStreamingApi',
    'externalSharingModel',
  ],
  ...['searchLayouts', 'visibility'],
];

const OBJECT: ElementTable = {
  type: 'CustomObject',
  emulated: [
    ...HARMLESS,
    ...[
      'deploymentStatus',
      'description',
      'fields',
      'label',
      'nameField',
      'pluralLabel',
      'sharingModel',
      'validationRules',
    ],
  ],
  others: [
    ...['actionOverrides', 'businessProcesses', 'compactLayouts', 'customSettingsType', 'fieldSets', 'indexes'],
    ...['listViews', 'recordTypes', 'startsWith', 'webLinks', 'gender', 'household', 'historyRetentionPolicy'],
  ],
};

const NAME_FIELD: ElementTable = {
  type: 'CustomField',
  emulated: ['displayFormat', 'label', 'startingNumber', 'trackHistory', 'type'],
  others: ['trackFeedHistory', 'encryptionScheme'],
};

const NAMED: FieldOptions = { nameField: true, idLookup: true, permissionable: false };
const two = (number: number) => String(number).padStart(2, '0');

/** `{MM}{DD}{YY}-{0}` and the like: parts of the day, and a number with as many digits as there are zeros. */
function numberFormat(format: string): NonNullable<SObjectSpec['autoNumberFormat']> {
  return (day, number) =>
    format
      .replaceAll('{YYYY}', String(day.getUTCFullYear()))
      .replaceAll('{YY}', two(day.getUTCFullYear() % 100))
      .replaceAll('{MM}', two(day.getUTCMonth() + 1))
      .replaceAll('{DD}', two(day.getUTCDate()))
      .replace(/\{(0+)\}/, (_, zeros: string) => String(number).padStart(zeros.length, '0'));
}

function readName(element: Element | undefined): { field: FieldSpec; format?: SObjectSpec['autoNumberFormat'] } {
  if (!element) throw requiredMissing('nameField');
  checkElements(element, NAME_FIELD);
  const label = textOf(element, 'label') ?? 'Name';
  const type = textOf(element, 'type');
  if (type === 'Text') return { field: text('Name', label, 80, NAMED) };
  if (type !== 'AutoNumber') throw unsupported(`name fields of type ${type}`);
  const numbered = { ...NAMED, access: 'read', nillable: false, defaultedOnCreate: true, autoNumber: true } as const;
  const format = textOf(element, 'displayFormat');
  if (format === undefined)
    throw new ComponentProblem("Must specify 'displayFormat' for a nameField of type AutoNumber");
  return { field: text('Name', label, 80, numbered), format: numberFormat(format) };
}

export interface ReadObject {
  /** Without its own custom fields and its key prefix. */
  spec: Omit<SObjectSpec, 'keyPrefix'>;
  sharingModel: string;
  fields: readonly Element[];
}

/** Reads a custom object. Throws ComponentProblem for what the platform refuses. */
export function readObject(fullName: string, element: Element): ReadObject {
  checkElements(element, OBJECT);
  if (!fullName.endsWith('__c')) throw unsupported(`changing the standard object ${fullName} as a whole`);
  const required = ['label', 'pluralLabel', 'deploymentStatus', 'sharingModel'];
  const missing = required.find((name) => textOf(element, name) === undefined);
  if (missing !== undefined) throw requiredMissing(missing);
  const name = readName(childOf(element, 'nameField'));
  const sharingModel = textOf(element, 'sharingModel') ?? '';
  const description = textOf(element, 'description');
  const spec: ReadObject['spec'] = {
    name: fullName,
    label: textOf(element, 'label') ?? '',
    labelPlural: textOf(element, 'pluralLabel') ?? '',
    createable: true,
    updateable: true,
    deletable: true,
    replicateable: true,
    ...(description === undefined ? {} : { description }),
    ...(name.format ? { autoNumberFormat: name.format } : {}),
    fields: [
      recordId('Record'),
      ...(sharingModel === 'ControlledByParent' ? [] : [owner()]),
      deletedFlag(),
      name.field,
      ...auditTrail(),
    ],
  };
  return { spec, sharingModel, fields: childrenOf(element, 'fields') };
}

/** Details share as their master does, and nothing else can. */
export function checkSharing({ name, fields }: SObjectSpec, sharingModel: string): void {
  const isDetail = fields.some(({ onParentDelete }) => onParentDelete === 'cascade');
  if (isDetail === (sharingModel === 'ControlledByParent')) return;
  const relation = isDetail ? 'with a' : 'without a';
  throw new ComponentProblem(
    `Cannot set sharingModel to ${sharingModel} on a CustomObject ${relation} MasterDetail relationship field (${name})`,
  );
}
