import { parseXml, type XmlElement, XmlElement as XmlElementClass } from '@rgrove/parse-xml';
import { unsupported } from '../../kit/unsupported.ts';
import { ComponentProblem, invalidElement } from './problem.ts';

/** One element of a metadata file: either text or further elements. */
export interface Element {
  name: string;
  text: string;
  children: readonly Element[];
}

function toElement(node: XmlElement): Element {
  const children = node.children.filter((child) => child instanceof XmlElementClass).map(toElement);
  return { name: node.name, text: node.text.trim(), children };
}

/** Parses a metadata file. Throws ComponentProblem for what is no XML. */
export function readXml(text: string): Element {
  let root: XmlElement | null;
  try {
    root = parseXml(text).root;
  } catch (error) {
    const says = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error);
    throw new ComponentProblem(`Error parsing file: ${says}`);
  }
  if (!root) throw new ComponentProblem('Error parsing file: there is no element');
  return toElement(root);
}

export const childrenOf = (element: Element, name: string): Element[] =>
  element.children.filter((child) => child.name === name);
export const childOf = (element: Element, name: string): Element | undefined => childrenOf(element, name)[0];
/** The text of a child; undefined when it is absent or empty. */
export const textOf = (element: Element, name: string): string | undefined => childOf(element, name)?.text || undefined;
export const flagOf = (element: Element, name: string): boolean => textOf(element, name) === 'true';
export function numberOf(element: Element, name: string): number | undefined {
  const text = textOf(element, name);
  return text === undefined ? undefined : Number(text);
}

/** Which elements a type of metadata has: those that are emulated, and those that the platform has besides. */
export interface ElementTable {
  type: string;
  emulated: readonly string[];
  others?: readonly string[];
}

/** Refuses elements that the type does not have; those that are not emulated are a gap. */
export function checkElements(element: Element, table: ElementTable): void {
  for (const { name } of element.children) {
    if (table.emulated.includes(name)) continue;
    if (table.others?.includes(name)) throw unsupported(`the element ${name} of the metadata type ${table.type}`);
    throw invalidElement(name, table.type);
  }
}
