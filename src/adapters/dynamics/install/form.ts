import { createHash } from 'node:crypto';
import { parseXml, type XmlDocument, XmlElement } from '@rgrove/parse-xml';

/** Putting our section into a form that an administrator has made, and taking it out. Everything else stays byte for byte. */

/** Name of our section in every form. */
const SECTION = 'csl_cosell';

export interface Field {
  column: string;
  label: string;
  /** Class of its control. */
  control: string;
  readOnly: boolean;
  /** Over both columns of the section. */
  wide: boolean;
}

export interface Grid {
  label: string;
  table: string;
  relationship: string;
  /** Of the list that is shown; null: the table has none yet. */
  viewId: string | null;
}

export interface SectionContent {
  label: string;
  left: readonly Field[];
  right: readonly Field[];
  grid: Grid | null;
  languageCode: number;
}

const GRID_CONTROL = '{E7A81278-8635-4d9e-8D4D-59480B391C5B}';

const read = (xml: string): XmlDocument => parseXml(xml, { includeOffsets: true });

function* elementsOf(parent: XmlElement | XmlDocument): Generator<XmlElement> {
  for (const child of parent.children) {
    if (!(child instanceof XmlElement)) continue;
    yield child;
    yield* elementsOf(child);
  }
}

/** Columns that stand anywhere on the form, and relationships that it lists. */
export function placedOn(xml: string): { columns: ReadonlySet<string>; relationships: ReadonlySet<string> } {
  const columns = new Set<string>();
  const relationships = new Set<string>();
  for (const { name, attributes, text } of elementsOf(read(xml))) {
    if (name === 'control' && attributes['datafieldname']) columns.add(attributes['datafieldname'].toLowerCase());
    if (name === 'RelationshipName') relationships.add(text.trim());
  }
  return { columns, relationships };
}

/** What the form lacks of the section. */
export function lackingOn(xml: string, content: SectionContent): Pick<SectionContent, 'left' | 'right' | 'grid'> {
  const { columns, relationships } = placedOn(xml);
  const absent = ({ column }: Field) => !columns.has(column);
  const grid = content.grid && !relationships.has(content.grid.relationship) ? content.grid : null;
  return { left: content.left.filter(absent), right: content.right.filter(absent), grid };
}

/** The form with whatever of our section it lacks; null where it has no place for a section. */
export function insertSection(xml: string, formId: string, content: SectionContent): string | null {
  const lacking = lackingOn(xml, content);
  const rows = rowsOf(formId, lacking, content.languageCode);
  if (rows === '') return xml;
  const all = [...elementsOf(read(xml))];
  const ours = all.find(({ name, attributes }) => name === 'section' && attributes['name'] === SECTION);
  if (ours) return insertBeforeEnd(xml, childOf(ours, 'rows') ?? ours, rows);
  const id = idOf(formId, SECTION);
  const head = `<section name="${SECTION}" id="${id}" showlabel="true" showbar="false" columns="11" labelwidth="115" celllabelposition="Left" locklevel="0">`;
  const section = `${head}${labels(content.label, content.languageCode)}<rows>${rows}</rows></section>`;
  // The first column of the first tab, below what the form begins with.
  const place = all.find(({ name }) => name === 'sections');
  return place ? insertBeforeEnd(xml, place, section) : null;
}

/** The form without controls of these columns and without lists of these relationships; without our section where nothing is left in it. */
export function removeSection(xml: string, columns: ReadonlySet<string>, relationships: ReadonlySet<string>): string {
  const isGone = (element: XmlElement): boolean =>
    [...elementsOf(element)].some(
      ({ name, attributes, text }) =>
        (name === 'control' && columns.has((attributes['datafieldname'] ?? '').toLowerCase())) ||
        (name === 'RelationshipName' && relationships.has(text.trim())),
    );
  const isEmpty = (element: XmlElement): boolean =>
    element.name === 'section' &&
    element.attributes['name'] === SECTION &&
    ![...elementsOf(element)].some(({ name }) => name === 'control');
  return cutAll(
    cutAll(xml, (element) => element.name === 'cell' && isGone(element)),
    isEmpty,
  );
}

function cutAll(xml: string, isCut: (element: XmlElement) => boolean): string {
  const cut = [...elementsOf(read(xml))].filter(isCut).toSorted((a, b) => b.start - a.start);
  return cut.reduce((text, { start, end }) => text.slice(0, start) + text.slice(end), xml);
}

const childOf = (parent: XmlElement, name: string): XmlElement | undefined =>
  [...elementsOf(parent)].find((each) => each.name === name);

/** Inserts before the closing tag, also where the element is written as an empty one. */
function insertBeforeEnd(xml: string, { name, start, end }: XmlElement, inserted: string): string {
  const element = xml.slice(start, end);
  const filled = element.endsWith('/>')
    ? `${element.slice(0, -2).trimEnd()}>${inserted}</${name}>`
    : `${element.slice(0, element.lastIndexOf('</'))}${inserted}${element.slice(element.lastIndexOf('</'))}`;
  return xml.slice(0, start) + filled + xml.slice(end);
}

function rowsOf(
  formId: string,
  { left, right, grid }: Pick<SectionContent, 'left' | 'right' | 'grid'>,
  language: number,
): string {
  const narrow = (fields: readonly Field[]) => fields.filter(({ wide }) => !wide);
  const [first, second] = [narrow(left), narrow(right)];
  const pairs = Array.from({ length: Math.max(first.length, second.length) }, (_, at) =>
    row([first[at], second[at]].map((field, side) => fieldCell(formId, field ?? null, `${at}-${side}`, language))),
  );
  const wide = [...left, ...right]
    .filter((field) => field.wide)
    .map((field) => row([fieldCell(formId, field, '', language)]));
  return [...pairs, ...wide, ...(grid ? [row([gridCell(formId, grid, language)])] : [])].join('');
}

const row = (cells: readonly string[]): string => `<row>${cells.join('')}</row>`;

function fieldCell(formId: string, field: Field | null, place: string, language: number): string {
  if (!field) return `<cell id="${idOf(formId, `empty ${place}`)}" showlabel="false">${labels('', language)}</cell>`;
  const { column, label, control, readOnly, wide } = field;
  const spans = wide ? ' colspan="2" rowspan="3"' : '';
  const locked = readOnly ? ' disabled="true"' : '';
  return `<cell id="${idOf(formId, column)}" showlabel="true" locklevel="0"${spans}>${labels(label, language)}<control id="${column}" classid="${control}" datafieldname="${column}"${locked}/></cell>`;
}

function gridCell(formId: string, { label, table, relationship, viewId }: Grid, language: number): string {
  const view = viewId === null ? '' : `<ViewId>{${viewId.toUpperCase()}}</ViewId>`;
  const parameters = `${view}<IsUserView>false</IsUserView><RelationshipName>${relationship}</RelationshipName><TargetEntityType>${table}</TargetEntityType><AutoExpand>Fixed</AutoExpand><EnableQuickFind>false</EnableQuickFind><EnableViewPicker>false</EnableViewPicker><EnableChartPicker>false</EnableChartPicker><ChartGridMode>Grid</ChartGridMode><RecordsPerPage>4</RecordsPerPage>`;
  return `<cell id="${idOf(formId, relationship)}" showlabel="true" locklevel="0" colspan="2" rowspan="4">${labels(label, language)}<control id="${relationship}" classid="${GRID_CONTROL}" indicationOfSubgrid="true"><parameters>${parameters}</parameters></control></cell>`;
}

const labels = (text: string, language: number): string =>
  `<labels><label description="${escaped(text)}" languagecode="${language}"/></labels>`;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** The same id for the same part each time, so that two runs write the same form. */
function idOf(formId: string, part: string): string {
  const hex = createHash('sha256').update(`${formId.toLowerCase()} ${part}`).digest('hex');
  return `{${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}}`;
}
