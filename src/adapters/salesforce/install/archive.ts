import { strToU8, zipSync } from 'fflate';
import type { FieldSource, ObjectSource, RuleSource, SetSource } from './package.ts';
import { document, type JsonMap, toElements } from './xml.ts';

export interface LayoutFile {
  /** `Opportunity-Opportunity Layout` */
  fullName: string;
  metadata: JsonMap;
}

/** What a deployment creates or changes. */
export interface Content {
  objects?: readonly ObjectSource[];
  fields?: readonly FieldSource[];
  rules?: readonly RuleSource[];
  sets?: readonly SetSource[];
  layouts?: readonly LayoutFile[];
}

/** Full names of what a deployment deletes. */
export interface Deletions {
  objects: readonly string[];
  fields: readonly string[];
  rules: readonly string[];
  sets: readonly string[];
}

export interface Archive {
  bytes: Uint8Array<ArrayBuffer>;
  /** Components in it. */
  size: number;
}

type Types = Readonly<Record<string, readonly string[]>>;

/** Zips components in the form that the Metadata API takes: what belongs to one object in one file. */
export function buildArchive(content: Content, version: string): Archive {
  const { objects = [], fields = [], rules = [], sets = [], layouts = [] } = content;
  const types = {
    CustomObject: objects.map(({ fullName }) => fullName),
    CustomField: fields.map(({ fullName }) => fullName),
    ValidationRule: rules.map(({ fullName }) => fullName),
    PermissionSet: sets.map(({ fullName }) => fullName),
    Layout: layouts.map(({ fullName }) => fullName),
  };
  const files: Record<string, string> = { 'package.xml': manifest(types, version) };
  const touched = new Set([...types.CustomObject, ...[...fields, ...rules].map(({ object }) => object)]);
  for (const name of touched) {
    const own = objects.find(({ fullName }) => fullName === name)?.content ?? '';
    const inner = [
      own,
      ...fields.filter(({ object }) => object === name).map((field) => `<fields>${field.content}</fields>`),
      ...rules
        .filter(({ object }) => object === name)
        .map((rule) => `<validationRules>${rule.content}</validationRules>`),
    ];
    files[`objects/${name}.object`] = document('CustomObject', inner.filter(Boolean).join('\n'));
  }
  for (const set of sets)
    files[`permissionsets/${set.fullName}.permissionset`] = document('PermissionSet', set.content);
  for (const { fullName, metadata } of layouts) {
    files[`layouts/${fullName}.layout`] = document('Layout', toElements(metadata));
  }
  return zip(files, types);
}

/** An archive that only deletes. */
export function buildDeletion(deletions: Deletions, version: string): Archive {
  const types = {
    CustomObject: deletions.objects,
    CustomField: deletions.fields,
    ValidationRule: deletions.rules,
    PermissionSet: deletions.sets,
  };
  const files = { 'package.xml': manifest({}, version), 'destructiveChanges.xml': manifest(types, version) };
  return zip(files, types);
}

function manifest(types: Types, version: string): string {
  const listed = Object.entries(types)
    .filter(([, members]) => members.length > 0)
    .map(([name, members]) => toElements({ types: { members, name } }));
  return document('Package', [...listed, `<version>${version}</version>`].join('\n'));
}

function zip(files: Readonly<Record<string, string>>, types: Types): Archive {
  const entries = Object.entries(files).map(([path, text]) => [path, strToU8(text)] as const);
  return {
    bytes: zipSync(Object.fromEntries(entries)) as Uint8Array<ArrayBuffer>,
    size: Object.values(types).reduce((sum, members) => sum + members.length, 0),
  };
}
