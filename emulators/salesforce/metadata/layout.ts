import { unsupported } from '../../kit/unsupported.ts';
import type { SObjectSpec } from '../schema/types.ts';
import { ComponentProblem, invalidElement, notFoundIn } from './problem.ts';
import type { Element } from './xml.ts';

/** The Tooling API's rendering of metadata: element names as keys, lists as arrays. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };
type JsonMap = { readonly [name: string]: Json };

export interface LayoutMetadata {
  /** `Opportunity-Opportunity Layout` */
  fullName: string;
  sobject: string;
  name: string;
  metadata: JsonMap;
}

type Kind = 'text' | 'flag' | 'number' | 'texts' | { list: Shape } | { map: Shape };
type Shape = Readonly<Record<string, Kind>>;

const ITEM: Shape = {
  analyticsCloudComponent: 'text',
  behavior: 'text',
  canvas: 'text',
  component: 'text',
  customLink: 'text',
  emptySpace: 'flag',
  field: 'text',
  height: 'number',
  page: 'text',
  scontrol: 'text',
  showLabel: 'flag',
  showScrollbars: 'flag',
  width: 'text',
};

const LAYOUT: Shape = {
  customButtons: 'texts',
  emailDefault: 'flag',
  excludeButtons: 'texts',
  headers: 'texts',
  layoutSections: {
    list: {
      customLabel: 'flag',
      detailHeading: 'flag',
      editHeading: 'flag',
      label: 'text',
      layoutColumns: { list: { layoutItems: { list: ITEM }, reserved: 'text' } },
      style: 'text',
    },
  },
  miniLayout: { map: { fields: 'texts', relatedLists: { list: { relatedList: 'text' } } } },
  multilineLayoutFields: 'texts',
  platformActionList: {
    map: {
      actionListContext: 'text',
      platformActionListItems: {
        list: { actionName: 'text', actionType: 'text', sortOrder: 'number', subtype: 'text' },
      },
      relatedSourceEntity: 'text',
    },
  },
  quickActionList: { map: { quickActionListItems: { list: { quickActionName: 'text' } } } },
  relatedLists: {
    list: {
      customButtons: 'texts',
      excludeButtons: 'texts',
      fields: 'texts',
      quickActions: 'texts',
      relatedList: 'text',
      sortField: 'text',
      sortOrder: 'text',
    },
  },
  relatedObjects: 'texts',
  runAssignmentRulesDefault: 'flag',
  showEmailCheckbox: 'flag',
  showHighlightsPanel: 'flag',
  showInteractionLogPanel: 'flag',
  showKnowledgeComponent: 'flag',
  showRunAssignmentRulesCheckbox: 'flag',
  showSolutionSection: 'flag',
  showSubmitAndAttachButton: 'flag',
  summaryLayout: {
    map: { masterLabel: 'text', sizeX: 'number', sizeY: 'number', sizeZ: 'number', summaryLayoutStyle: 'text' },
  },
};

const ELSEWHERE = ['customConsoleComponents', 'feedLayout', 'relatedContent'];

function readValue(elements: readonly Element[], kind: Kind): Json {
  const [first] = elements;
  if (!first) return null;
  if (kind === 'text') return first.text;
  if (kind === 'flag') return first.text === 'true';
  if (kind === 'number') return Number(first.text);
  if (kind === 'texts') return elements.map(({ text }) => text);
  return 'list' in kind ? elements.map((element) => readMap(element, kind.list)) : readMap(first, kind.map);
}

/** Every key of the shape is there, absent elements as null (lists empty), as the Tooling API shows them. */
function readMap(element: Element, shape: Shape): JsonMap {
  for (const { name } of element.children) {
    if (name in shape) continue;
    if (ELSEWHERE.includes(name)) throw unsupported(`the element ${name} of page layouts`);
    throw invalidElement(name, 'Layout');
  }
  const entries = Object.entries(shape).map(([name, kind]) => {
    const found = element.children.filter((child) => child.name === name);
    const isList = kind === 'texts' || (typeof kind === 'object' && 'list' in kind);
    return [name, found.length === 0 && isList ? [] : readValue(found, kind)];
  });
  return Object.fromEntries(entries) as JsonMap;
}

/** Reads a page layout. Throws ComponentProblem. */
export function readLayout(fullName: string, element: Element): LayoutMetadata {
  const at = fullName.indexOf('-');
  if (at < 1) throw new ComponentProblem(`The name of a layout begins with its object: ${fullName}`);
  const sobject = fullName.slice(0, at);
  return { fullName, sobject, name: decodeURIComponent(fullName.slice(at + 1)), metadata: readMap(element, LAYOUT) };
}

const listOf = (value: Json | undefined): readonly JsonMap[] => (Array.isArray(value) ? (value as JsonMap[]) : []);

function fieldsOf(metadata: JsonMap): string[] {
  return listOf(metadata['layoutSections'])
    .flatMap((section) => listOf(section['layoutColumns']))
    .flatMap((column) => listOf(column['layoutItems']))
    .flatMap(({ field }) => (typeof field === 'string' ? [field] : []));
}

const isCustomList = (name: string): boolean => /^\w+__c\.\w+__c$/.test(name);

/** Refuses a layout with fields and related lists that do not exist, or with one field twice. */
export function checkLayout(layout: LayoutMetadata, find: (name: string) => SObjectSpec | undefined): void {
  const spec = find(layout.sobject);
  if (!spec) throw notFoundIn('layout', 'CustomObject', layout.sobject);
  const fields = fieldsOf(layout.metadata);
  for (const [at, field] of fields.entries()) {
    const isKnown = !field.endsWith('__c') || spec.fields.some(({ name }) => name === field);
    if (!isKnown) throw notFoundIn('field', 'CustomField', `${layout.sobject}.${field}`);
    if (fields.indexOf(field) !== at) throw new ComponentProblem(`Duplicate field on the layout: ${field}`);
  }
  for (const { relatedList } of listOf(layout.metadata['relatedLists'])) {
    if (typeof relatedList !== 'string' || !isCustomList(relatedList)) continue;
    const [child = '', via = ''] = relatedList.split('.');
    const reference = find(child)?.fields.find(({ name }) => name === via);
    if (!reference?.referenceTo?.includes(layout.sobject)) throw notFoundIn('relatedList', 'relatedList', relatedList);
  }
}

/** A layout without what refers to fields and objects that are gone: the platform tidies up by itself. */
export function withoutGone(layout: LayoutMetadata, isGone: (fullName: string) => boolean): LayoutMetadata {
  const keepsItem = ({ field }: JsonMap) => typeof field !== 'string' || !isGone(`${layout.sobject}.${field}`);
  const sections = listOf(layout.metadata['layoutSections']).map((section) => ({
    ...section,
    layoutColumns: listOf(section['layoutColumns']).map((column) => ({
      ...column,
      layoutItems: listOf(column['layoutItems']).filter(keepsItem),
    })),
  }));
  const lists = listOf(layout.metadata['relatedLists']).filter(
    ({ relatedList }) => !isGone(String(relatedList)) && !isGone(String(relatedList).split('.')[0] ?? ''),
  );
  return { ...layout, metadata: { ...layout.metadata, layoutSections: sections, relatedLists: lists } };
}
