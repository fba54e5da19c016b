import { parseXml, XmlElement } from '@rgrove/parse-xml';

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

/** An element as text; `inner` is XML already. */
export function element(name: string, attributes: Readonly<Record<string, string>>, inner = ''): string {
  const all = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  return inner === '' ? `<${name}${all.join('')} />` : `<${name}${all.join('')}>${inner}</${name}>`;
}

/** An element that holds nothing but a value. */
export const valued = (name: string, value: string | number): string => element(name, {}, escaped(String(value)));

/** The outermost element of a document; undefined for what is no XML. */
export function rootOf(text: string): XmlElement | undefined {
  try {
    return parseXml(text).root ?? undefined;
  } catch {
    return undefined;
  }
}

export const childrenOf = (parent: XmlElement | undefined, name: string): XmlElement[] =>
  parent?.children.filter((child): child is XmlElement => child instanceof XmlElement && child.name === name) ?? [];

/** The element at the end of a path of names. */
export function at(parent: XmlElement | undefined, ...names: string[]): XmlElement | undefined {
  let found = parent;
  for (const name of names) [found] = childrenOf(found, name);
  return found;
}

/** The text at the end of a path; undefined when it is absent or empty. */
export const textAt = (parent: XmlElement | undefined, ...names: string[]): string | undefined =>
  at(parent, ...names)?.text.trim() || undefined;
