import { parseXml, XmlElement } from '@rgrove/parse-xml';

/** Reading the package's own files, and writing metadata for deployments. */

export const METADATA_NAMESPACE = 'http://soap.sforce.com/2006/04/metadata';

export interface SourceFile {
  root: XmlElement;
  /** What stands between the root's tags, as written. */
  content: string;
}

/** Parses one metadata file of the package. Throws where it is no XML: the package is ours, so that is a bug. */
export function readSource(text: string): SourceFile {
  const { root } = parseXml(text);
  if (!root) throw new Error('A metadata file of the package is empty.');
  const begin = text.indexOf('>', text.indexOf(`<${root.name}`)) + 1;
  return { root, content: text.slice(begin, text.lastIndexOf('</')).trim() };
}

export function elementsOf(parent: XmlElement, name: string): XmlElement[] {
  return parent.children.filter((child): child is XmlElement => child instanceof XmlElement && child.name === name);
}

export function elementOf(parent: XmlElement, ...path: readonly string[]): XmlElement | null {
  let at: XmlElement | null = parent;
  for (const name of path) at = at ? (elementsOf(at, name)[0] ?? null) : null;
  return at;
}

/** The text of a child, however deep; null when it is absent. */
export function textOf(parent: XmlElement, ...path: readonly string[]): string | null {
  return elementOf(parent, ...path)?.text.trim() ?? null;
}

export const isTrue = (parent: XmlElement, name: string): boolean => textOf(parent, name) === 'true';

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

export function document(type: string, content: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${type} xmlns="${METADATA_NAMESPACE}">\n${content}\n</${type}>\n`;
}

/** Metadata as the Tooling API renders it: element names as keys, repeated elements as lists, absent ones as null. */
export type Json = string | number | boolean | null | readonly Json[] | JsonMap;
export interface JsonMap {
  readonly [name: string]: Json;
}

/** Such metadata as elements again. What is null or an empty list is absent, as it was before the Tooling API showed it. */
export function toElements(map: JsonMap): string {
  return Object.entries(map)
    .flatMap(([name, value]) => (isList(value) ? value : [value]).map((each) => toElement(name, each)))
    .join('');
}

export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

function toElement(name: string, value: Json): string {
  if (value === null || isList(value)) return '';
  const content = typeof value === 'object' ? toElements(value) : escaped(String(value));
  return `<${name}>${content}</${name}>`;
}
