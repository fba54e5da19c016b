import { unsupported } from '../../kit/unsupported.ts';
import {
  checkbox,
  currency,
  date,
  decimal,
  type FieldOptions,
  lookup,
  picklist,
  REQUIRED,
  text,
  textArea,
  url,
} from '../schema/fields.ts';
import type { FieldSpec, PicklistEntry } from '../schema/types.ts';
import { parseFormula } from './formula.ts';
import { readLookupFilter } from './lookup-filter.ts';
import { ComponentProblem, mustSpecify, requiredMissing } from './problem.ts';
import {
  checkElements,
  childOf,
  childrenOf,
  type Element,
  type ElementTable,
  flagOf,
  numberOf,
  textOf,
} from './xml.ts';

/** What the platform knows of a field besides what the emulator does with it. */
const HARMLESS = [
  'complianceGroup',
  'externalDeveloperName',
  'relationshipLabel',
  'relationshipOrder',
  'securityClassification',
  'trackFeedHistory',
  'trackHistory',
  'trackTrending',
  'visibleLines',
  'writeRequiresMasterRead',
];

const FIELD: ElementTable = {
  type: 'CustomField',
  emulated: [
    ...HARMLESS,
    ...[
      'fullName',
      'label',
      'type',
      'description',
      'inlineHelpText',
      'required',
      'defaultValue',
      'length',
      'precision',
    ],
    ...[
      'scale',
      'externalId',
      'unique',
      'caseSensitive',
      'valueSet',
      'referenceTo',
      'relationshipName',
      'deleteConstraint',
    ],
    ...['reparentableMasterDetail', 'lookupFilter', 'summaryForeignKey', 'summaryOperation'],
    ...['formula', 'formulaTreatBlanksAs'],
  ],
  others: [
    ...['displayFormat', 'startingNumber', 'encrypted', 'maskChar', 'maskType'],
    ...['populateExistingRows', 'stripMarkup', 'summarizedField', 'summaryFilterItems', 'displayLocationInDecimal'],
    ...['escapeMarkup', 'isFilteringDisabled', 'isSortingDisabled', 'metadataRelationshipControllingField'],
  ],
};

const VALUE_SET: ElementTable = {
  type: 'ValueSet',
  emulated: ['restricted', 'valueSetDefinition', 'controllingField', 'valueSettings'],
  others: ['valueSetName'],
};

function demand(element: Element, type: string, ...names: string[]): void {
  const missing = names.find((name) => textOf(element, name) === undefined);
  if (missing !== undefined) throw mustSpecify(missing, type);
}

function commonOptions(element: Element): FieldOptions {
  const description = textOf(element, 'description');
  const helpText = textOf(element, 'inlineHelpText');
  return {
    ...(flagOf(element, 'required') ? REQUIRED : {}),
    ...(description === undefined ? {} : { description }),
    ...(helpText === undefined ? {} : { helpText }),
  };
}

function textOptions(element: Element): FieldOptions {
  const isKey = flagOf(element, 'externalId');
  return { externalId: isKey, idLookup: isKey, unique: flagOf(element, 'unique') };
}

/** Values of the controlling field for which each value may be chosen; absent: for all. */
function settingsOf(valueSet: Element): Map<string, string[]> {
  return new Map(
    childrenOf(valueSet, 'valueSettings').map((setting) => [
      textOf(setting, 'valueName') ?? '',
      childrenOf(setting, 'controllingFieldValue').map(({ text: value }) => value),
    ]),
  );
}

function readPicklist(element: Element, name: string, label: string, options: FieldOptions): FieldSpec {
  const valueSet = childOf(element, 'valueSet');
  if (!valueSet) throw mustSpecify('valueSet', 'Picklist');
  checkElements(valueSet, VALUE_SET);
  const definition = childOf(valueSet, 'valueSetDefinition');
  if (!definition) throw requiredMissing('valueSetDefinition');
  const settings = settingsOf(valueSet);
  const entries = childrenOf(definition, 'value').map((value): PicklistEntry => {
    const fullName = textOf(value, 'fullName') ?? '';
    const validFor = settings.get(fullName);
    return {
      value: fullName,
      label: textOf(value, 'label') ?? fullName,
      ...(flagOf(value, 'default') ? { isDefault: true } : {}),
      ...(validFor ? { validFor } : {}),
    };
  });
  const first = entries.find((entry) => entry.isDefault);
  const controller = textOf(valueSet, 'controllingField');
  return picklist(name, label, entries, {
    ...options,
    restrictedPicklist: flagOf(valueSet, 'restricted'),
    ...(first ? { defaultedOnCreate: true, defaultValue: first.value } : {}),
    ...(controller === undefined ? {} : { controller }),
  });
}

const ON_DELETE: Readonly<Record<string, 'cascade' | 'clear' | 'restrict'>> = {
  Cascade: 'cascade',
  Restrict: 'restrict',
  SetNull: 'clear',
};

function readReference(element: Element, name: string, label: string, options: FieldOptions, type: string): FieldSpec {
  demand(element, type, 'referenceTo', 'relationshipName');
  const target = textOf(element, 'referenceTo') ?? '';
  const childRelationship = `${textOf(element, 'relationshipName')}__r`;
  if (type === 'MasterDetail') {
    const access = flagOf(element, 'reparentableMasterDetail') ? 'write' : 'create';
    return lookup(name, label, target, {
      ...options,
      ...REQUIRED,
      access,
      childRelationship,
      onParentDelete: 'cascade',
    });
  }
  const constraint = textOf(element, 'deleteConstraint') ?? 'SetNull';
  if (flagOf(element, 'required') && constraint === 'SetNull') {
    throw new ComponentProblem('must specify either cascade delete or restrict delete for required lookup foreign key');
  }
  const filter = childOf(element, 'lookupFilter');
  return lookup(name, label, target, {
    ...options,
    childRelationship,
    onParentDelete: ON_DELETE[constraint] ?? 'clear',
    ...(filter ? { lookupFilter: readLookupFilter(filter, target) } : {}),
  });
}

function readSummary(element: Element, name: string, label: string, options: FieldOptions): FieldSpec {
  demand(element, 'Summary', 'summaryForeignKey', 'summaryOperation');
  const operation = textOf(element, 'summaryOperation');
  if (operation !== 'count') throw unsupported(`roll-up fields that take ${operation}`);
  const [child = '', via = ''] = (textOf(element, 'summaryForeignKey') ?? '').split('.');
  return decimal(name, label, 18, 0, { ...options, access: 'read', defaultValue: 0, summary: { child, via } });
}

/** Characters of a formula, and of what it may answer (documented limits of formula fields). */
const LONGEST_FORMULA = 3900;
const LONGEST_ANSWER = 1300;

function readFormula(element: Element, name: string, label: string, options: FieldOptions): FieldSpec {
  const type = textOf(element, 'type');
  if (type !== 'Text') throw unsupported(`formula fields of type ${type}`);
  const formula = textOf(element, 'formula') ?? '';
  if (formula.length > LONGEST_FORMULA) {
    throw new ComponentProblem(
      `Formula is too long (${formula.length} characters). Maximum length is 3,900 characters.`,
    );
  }
  if (textOf(element, 'formulaTreatBlanksAs') === 'BlankAsZero') throw unsupported('formulas that take blanks as zero');
  parseFormula(formula);
  return text(name, label, LONGEST_ANSWER, { ...options, access: 'read', formula });
}

type Reader = (element: Element, name: string, label: string, options: FieldOptions) => FieldSpec;

const READERS: Readonly<Record<string, Reader>> = {
  Checkbox(element, name, label, options) {
    demand(element, 'Checkbox', 'defaultValue');
    return checkbox(name, label, { ...options, defaultValue: flagOf(element, 'defaultValue') });
  },
  Text(element, name, label, options) {
    demand(element, 'Text', 'length');
    return text(name, label, numberOf(element, 'length') ?? 0, { ...options, ...textOptions(element) });
  },
  Url: (_element, name, label, options) => url(name, label, options),
  LongTextArea(element, name, label, options) {
    demand(element, 'LongTextArea', 'length', 'visibleLines');
    return textArea(name, label, numberOf(element, 'length') ?? 0, options);
  },
  Number(element, name, label, options) {
    demand(element, 'Number', 'precision', 'scale');
    const fallback = numberOf(element, 'defaultValue');
    const defaults = fallback === undefined ? {} : { defaultedOnCreate: true, defaultValue: fallback };
    const [precision, scale] = [numberOf(element, 'precision') ?? 0, numberOf(element, 'scale') ?? 0];
    return decimal(name, label, precision, scale, { ...options, ...defaults });
  },
  Currency(element, name, label, options) {
    demand(element, 'Currency', 'precision', 'scale');
    return currency(name, label, numberOf(element, 'precision'), numberOf(element, 'scale'), options);
  },
  Date: (_element, name, label, options) => date(name, label, options),
  Picklist: readPicklist,
  Lookup: (element, name, label, options) => readReference(element, name, label, options, 'Lookup'),
  MasterDetail: (element, name, label, options) => readReference(element, name, label, options, 'MasterDetail'),
  Summary: readSummary,
};

/** Types of fields that the platform has and the emulator has not. */
const ELSEWHERE = ['AutoNumber', 'DateTime', 'Email', 'EncryptedText', 'ExternalLookup', 'Hierarchy', 'Html'];
const MORE_ELSEWHERE = ['IndirectLookup', 'Location', 'MultiselectPicklist', 'Percent', 'Phone', 'TextArea', 'Time'];

/** Reads a custom field. Throws ComponentProblem for what the platform refuses. */
export function readField(element: Element): FieldSpec {
  checkElements(element, FIELD);
  const name = textOf(element, 'fullName') ?? '';
  if (!/^[A-Za-z]\w*__c$/.test(name)) throw new ComponentProblem(`fullName must end with: __c (${name})`);
  const label = textOf(element, 'label');
  if (label === undefined) throw requiredMissing('label');
  const type = textOf(element, 'type');
  if (type === undefined) throw requiredMissing('type');
  const read = childOf(element, 'formula') ? readFormula : READERS[type];
  if (read) return read(element, name, label, commonOptions(element));
  if ([...ELSEWHERE, ...MORE_ELSEWHERE].includes(type)) throw unsupported(`custom fields of type ${type}`);
  throw new ComponentProblem(`'${type}' is not a valid value for the enum 'FieldType'`);
}
