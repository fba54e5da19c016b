import { isList, type Json, type JsonMap } from './xml.ts';

/** Putting our section and related list into a page layout that an administrator has made. Everything else stays as it is. */

export interface Section {
  label: string;
  columns: readonly (readonly { field: string; behavior: 'Edit' | 'Readonly' }[])[];
}

export interface RelatedList {
  relatedList: string;
  fields: readonly string[];
}

const edit = (...fields: readonly string[]) => fields.map((field) => ({ field, behavior: 'Edit' as const }));
const show = (...fields: readonly string[]) => fields.map((field) => ({ field, behavior: 'Readonly' as const }));

const LABEL = 'Microsoft Partner Center';

/** By object. What the connector fills in is read-only here as well as in the seller's permission set. */
export const SECTIONS: Readonly<Record<string, Section>> = {
  Opportunity: {
    label: LABEL,
    columns: [
      [
        ...edit('Sync_With_Partner_Center__c'),
        ...show('Cosell_Readiness__c'),
        ...edit('Co_sell_Type__c', 'How_can_Microsoft_help__c'),
        ...edit('Referral_visible_to_Microsoft_sellers__c', 'Customer_purchase_intent__c'),
        ...edit('Solution_Area__c', 'Solution_Play__c', 'Partner_Role__c'),
        ...edit(
          'Register_Deal__c',
          'Contract_Signed__c',
          'Contract_Start__c',
          'Contract_End__c',
          'Contract_Perpetual__c',
        ),
      ],
      [
        ...show('Solution_Count__c', 'Referral_Link__c', 'Referral_Identifier__c', 'Referral_Program__c'),
        ...show('Microsoft_CRM_Identifier__c', 'Deal_Registration_Status__c', 'Audit__c'),
      ],
    ],
  },
  Lead: {
    label: LABEL,
    columns: [
      edit('Sync_With_Partner_Center__c'),
      show('Referral_Link__c', 'Referral_Identifier__c', 'Referral_Program__c', 'Audit__c'),
    ],
  },
};

export const RELATED_LISTS: Readonly<Record<string, RelatedList>> = {
  Opportunity: {
    relatedList: 'Microsoft_Solutions__c.Opportunity__c',
    fields: ['NAME', 'Solution__c', 'Quantity__c', 'Price__c'],
  },
};

const listOf = (value: Json | undefined): readonly JsonMap[] => (isList(value) ? (value as readonly JsonMap[]) : []);
const columnsOf = (section: JsonMap): readonly JsonMap[] => listOf(section['layoutColumns']);
const itemsOf = (column: JsonMap): readonly JsonMap[] => listOf(column['layoutItems']);

/** Fields that stand anywhere on the layout. */
function placedFields(layout: JsonMap): Set<Json | undefined> {
  const items = listOf(layout['layoutSections']).flatMap(columnsOf).flatMap(itemsOf);
  return new Set(items.map((each) => each['field']));
}

export interface Insertion {
  /** Fields and related lists that were added; none: the layout has them all. */
  added: readonly string[];
  layout: JsonMap;
}

/** The layout with whatever of our section and list it lacks. A field that stands elsewhere on it stays there. */
export function insertInto(layout: JsonMap, section: Section, list: RelatedList | null): Insertion {
  const placed = placedFields(layout);
  const columns = section.columns.map((column) => column.filter(({ field }) => !placed.has(field)));
  const fields = columns.flat().map(({ field }) => field);
  const withSection = fields.length === 0 ? layout : addFields(layout, section.label, columns);
  const lists = listOf(withSection['relatedLists']);
  const hasList = !list || lists.some((each) => each['relatedList'] === list.relatedList);
  if (hasList) return { added: fields, layout: withSection };
  const relatedLists = [...lists, { fields: list.fields, relatedList: list.relatedList }];
  return { added: [...fields, list.relatedList], layout: { ...withSection, relatedLists } };
}

type Items = readonly { field: string; behavior: string }[];

function addFields(layout: JsonMap, label: string, columns: readonly Items[]): JsonMap {
  const sections = listOf(layout['layoutSections']);
  const at = sections.findIndex((section) => section['label'] === label);
  const ours = sections[at];
  if (ours) {
    const layoutColumns = columnsOf(ours).map((column, index) => ({
      ...column,
      layoutItems: [...itemsOf(column), ...(columns[index] ?? [])],
    }));
    return { ...layout, layoutSections: sections.with(at, { ...ours, layoutColumns }) };
  }
  const added: JsonMap = {
    customLabel: true,
    detailHeading: true,
    editHeading: true,
    label,
    layoutColumns: columns.map((layoutItems) => ({ layoutItems })),
    style: 'TwoColumnsTopToBottom',
  };
  // Below the first section, which tells what the record is.
  return { ...layout, layoutSections: [...sections.slice(0, 1), added, ...sections.slice(1)] };
}

/** The layout without the named fields of our section, without the section if nothing is left in it, and without the named lists. */
export function removeFrom(
  layout: JsonMap,
  label: string,
  isGone: (field: string) => boolean,
  goneLists: readonly string[],
): JsonMap {
  const sections = listOf(layout['layoutSections']).flatMap((section) => {
    if (section['label'] !== label) return [section];
    const layoutColumns = columnsOf(section).map((column) => ({
      ...column,
      layoutItems: itemsOf(column).filter((each) => !isGone(String(each['field']))),
    }));
    return layoutColumns.some((column) => column.layoutItems.length > 0) ? [{ ...section, layoutColumns }] : [];
  });
  const relatedLists = listOf(layout['relatedLists']).filter(
    (each) => !goneLists.includes(String(each['relatedList'])),
  );
  return { ...layout, layoutSections: sections, relatedLists };
}

/** Without nulls and empty lists, which mean absence, so that two renderings can be compared. */
function essence(value: Json): Json {
  if (isList(value)) return value.map(essence);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value)
    .map(([name, inner]) => [name, essence(inner)] as const)
    .filter(([, inner]) => inner !== null && !(isList(inner) && inner.length === 0));
  return Object.fromEntries(kept.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** One part as text; one that is null, empty or missing is absent. */
const essenceOf = (layout: JsonMap, name: string): string => JSON.stringify(essence({ part: layout[name] ?? null }));

/** The parts of a layout that are not as they were meant to be; none when it arrived whole. */
export function strayParts(meant: JsonMap, found: JsonMap): string[] {
  const names = new Set([...Object.keys(meant), ...Object.keys(found)]);
  return [...names].filter((name) => essenceOf(meant, name) !== essenceOf(found, name));
}
