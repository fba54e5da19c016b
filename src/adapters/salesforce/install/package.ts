import { readdir, readFile } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import type { XmlElement } from '@rgrove/parse-xml';
import { elementOf, elementsOf, isTrue, readSource, type SourceFile, textOf } from './xml.ts';

/** Stands in the description of everything that the package creates; by it what is ours is told from what is not. */
export const MARK = 'Part of Cosell.';

interface Source {
  /** `Opportunity.Audit__c`, `Microsoft_Solutions__c`, `CoSell_Connector_Seller`. */
  fullName: string;
  /** The content of its file, without the root element. */
  content: string;
}

export interface ObjectSource extends Source {
  kind: 'object';
}

export interface FieldSource extends Source {
  kind: 'field';
  object: string;
  name: string;
  /** As metadata call it: Checkbox, Text, Lookup, … */
  type: string;
  /** Characters; 0 for what is no text. */
  length: number;
  scale: number | null;
  externalId: boolean;
  values: readonly string[];
  /** The value that new records begin with; null: none, or one that is not worth keeping apart (a box that is not ticked). */
  initial: string | null;
  refersTo: string | null;
  /** Worked out by the platform; null: kept. Its type is `Formula` then. */
  formula: string | null;
  /** Full names of the objects and fields that it cannot do without. */
  needs: readonly string[];
}

export interface RuleSource extends Source {
  kind: 'rule';
  object: string;
  name: string;
  formula: string;
  message: string;
  needs: readonly string[];
}

export type ObjectRight = 'Create' | 'Read' | 'Edit' | 'Delete' | 'ViewAllRecords';

export interface Grants {
  fields: readonly { field: string; edit: boolean }[];
  objects: readonly { object: string; rights: readonly ObjectRight[] }[];
}

export interface SetSource extends Source {
  kind: 'permission-set';
  label: string;
  description: string;
  grants: Grants;
}

export interface Package {
  objects: readonly ObjectSource[];
  fields: readonly FieldSource[];
  rules: readonly RuleSource[];
  sets: readonly SetSource[];
}

/** The permission set of the connector's own user, and the one that administrators give to sellers. */
export const CONNECTOR_SET = 'CoSell_Connector_Integration';
export const SELLER_SET = 'CoSell_Connector_Seller';

/**
 * Reads the package in source form (`crm/salesforce/source`).
 * @param replace is asked for the text of each file, so that fields can go by the names that the settings give them
 */
export async function readPackage(
  folder: string,
  replace: (text: string) => string = (text) => text,
): Promise<Package> {
  const names = await readdir(folder, { recursive: true });
  const files = names.filter((name) => name.endsWith('-meta.xml')).sort();
  const objects: ObjectSource[] = [];
  const fields: FieldSource[] = [];
  const rules: RuleSource[] = [];
  const sets: SetSource[] = [];
  for (const file of files) {
    const source = readSource(replace(await readFile(join(folder, file), 'utf8')));
    const name = basename(file).split('.')[0] ?? '';
    const object = file.split(sep).at(-3) ?? '';
    if (file.endsWith('.object-meta.xml')) objects.push({ kind: 'object', fullName: name, content: source.content });
    else if (file.endsWith('.field-meta.xml')) fields.push(readField(object, source));
    else if (file.endsWith('.validationRule-meta.xml')) rules.push(readRule(object, source));
    else if (file.endsWith('.permissionset-meta.xml')) sets.push(readSet(name, source));
  }
  return { objects, fields, rules, sets };
}

const isCustom = (name: string): boolean => name.endsWith('__c');

function readField(object: string, { root, content }: SourceFile): FieldSource {
  const name = textOf(root, 'fullName') ?? '';
  const formula = textOf(root, 'formula');
  const type = formula === null ? (textOf(root, 'type') ?? '') : 'Formula';
  const values = valuesOf(root);
  const scale = textOf(root, 'scale');
  return {
    kind: 'field',
    fullName: `${object}.${name}`,
    content,
    object,
    name,
    type,
    length: Number(textOf(root, 'length') ?? (type === 'Url' ? 255 : 0)),
    scale: scale === null ? null : Number(scale),
    externalId: isTrue(root, 'externalId'),
    values: values.map(({ value }) => value),
    initial: values.find(({ initial }) => initial)?.value ?? null,
    refersTo: textOf(root, 'referenceTo'),
    formula,
    needs: [...needsOf(object, root), ...readBy(formula ?? '', object)],
  };
}

function valuesOf(root: XmlElement): { value: string; initial: boolean }[] {
  const definition = elementOf(root, 'valueSet', 'valueSetDefinition');
  const entries = definition ? elementsOf(definition, 'value') : [];
  return entries.map((entry) => ({ value: textOf(entry, 'fullName') ?? '', initial: isTrue(entry, 'default') }));
}

function needsOf(object: string, root: XmlElement): string[] {
  const controller = textOf(root, 'valueSet', 'controllingField');
  const counted = textOf(root, 'summaryForeignKey')?.split('.')[0] ?? null;
  const target = textOf(root, 'referenceTo');
  const filter = elementOf(root, 'lookupFilter');
  const paths = filter
    ? elementsOf(filter, 'filterItems').flatMap((each) => [textOf(each, 'field'), textOf(each, 'valueField')])
    : [];
  const filtered = paths.flatMap((path) => (path ? [path.replace(/^\$Source\b/, object)] : []));
  const objects = [object, counted, target].filter((name): name is string => name !== null && isCustom(name));
  return [...objects, ...(controller ? [`${object}.${controller}`] : []), ...filtered];
}

/** The custom fields that a formula reads. */
function readBy(formula: string, object: string): string[] {
  return [...new Set(formula.match(/\w+__c\b/g) ?? [])].map((field) => `${object}.${field}`);
}

function readRule(object: string, { root, content }: SourceFile): RuleSource {
  const name = textOf(root, 'fullName') ?? '';
  const formula = textOf(root, 'errorConditionFormula') ?? '';
  return {
    kind: 'rule',
    fullName: `${object}.${name}`,
    content,
    object,
    name,
    formula,
    message: textOf(root, 'errorMessage') ?? '',
    needs: readBy(formula, object),
  };
}

const RIGHTS: Readonly<Record<string, ObjectRight>> = {
  allowCreate: 'Create',
  allowRead: 'Read',
  allowEdit: 'Edit',
  allowDelete: 'Delete',
  viewAllRecords: 'ViewAllRecords',
};

function readSet(fullName: string, { root, content }: SourceFile): SetSource {
  return {
    kind: 'permission-set',
    fullName,
    content,
    label: textOf(root, 'label') ?? '',
    description: textOf(root, 'description') ?? '',
    grants: {
      fields: elementsOf(root, 'fieldPermissions').map((each) => ({
        field: textOf(each, 'field') ?? '',
        edit: isTrue(each, 'editable'),
      })),
      objects: elementsOf(root, 'objectPermissions').map((each) => ({
        object: textOf(each, 'object') ?? '',
        rights: Object.entries(RIGHTS).flatMap(([element, right]) => (isTrue(each, element) ? [right] : [])),
      })),
    },
  };
}
