import { parseXml, XmlElement } from '@rgrove/parse-xml';
import type { Organisation } from '../organisation.ts';
import { plantRow } from '../records/plant.ts';
import type { Row, Store } from '../records/store.ts';
import { refuse } from '../refusal.ts';
import type { RowRules, Values } from '../rules/types.ts';
import { guidOf } from '../schema/columns.ts';
import type { Table } from '../schema/types.ts';
import { element } from './xml.ts';

/** Changes of forms that are not published yet, by id; readers see the published form. */
const unpublished = new WeakMap<Store, Map<string, ReadonlyMap<string, unknown>>>();

function pendingIn(org: Organisation): Map<string, ReadonlyMap<string, unknown>> {
  const known = unpublished.get(org.store);
  if (known) return known;
  const made = new Map<string, ReadonlyMap<string, unknown>>();
  unpublished.set(org.store, made);
  return made;
}

const MAIN = 2;
const TEXT_CONTROL = '{4273EDBD-AC1D-40d3-9FB2-095C621B552D}';

const braced = (name: string) => `{${guidOf(name)}}`;
const labels = (text: string) => element('labels', {}, element('label', { description: text, languagecode: '1033' }));

/** A form with one tab, one section and the primary name. */
function mainForm(table: Table): string {
  const { logicalName, primaryName } = table;
  const label = table.columns.get(primaryName ?? '')?.label ?? 'Name';
  const cell = primaryName
    ? `<row><cell id="${braced(`cell:${logicalName}`)}">${labels(label)}<control id="${primaryName}" classid="${TEXT_CONTROL}" datafieldname="${primaryName}" /></cell></row>`
    : '';
  const section = `<section name="general" id="${braced(`section:${logicalName}`)}" IsUserDefined="0" columns="1">${labels('General')}<rows>${cell}</rows></section>`;
  return `<form><tabs><tab name="general" id="${braced(`tab:${logicalName}`)}" IsUserDefined="0">${labels('General')}<columns><column width="100%"><sections>${section}</sections></column></columns></tab></tabs></form>`;
}

/** Gives a table the main form that the platform makes for it. */
export function addMainForm(org: Organisation, table: Table): void {
  plantRow(org, 'systemform', guidOf(`form:${table.logicalName}`), {
    name: table.custom ? 'Information' : table.label,
    objecttypecode: table.logicalName,
    type: MAIN,
    formxml: mainForm(table),
    isdefault: true,
  });
}

/** Tables of the sales application whose forms exist from the start, besides those that connectors bring. */
const WITH_FORMS = ['opportunity', 'lead', 'account', 'contact'];

/** Adds the main forms to an emptied organisation. */
export function seedForms(org: Organisation): void {
  for (const table of org.schema.tables.values()) {
    if (table.custom || WITH_FORMS.includes(table.logicalName)) addMainForm(org, table);
  }
}

/** Puts a form that comes with a package, published; a form with the same id is replaced. */
export function putForm(org: Organisation, table: Table, form: { id: string; name: string; xml: string }): void {
  const forms = org.schema.tables.get('systemform');
  if (!forms) return;
  const known = org.store.get('systemform', form.id);
  const values: Values = new Map(known?.values ?? org.blank(forms));
  const given = { formid: form.id, name: form.name, objecttypecode: table.logicalName, type: MAIN, formxml: form.xml };
  for (const [name, value] of Object.entries(given)) values.set(name, value);
  checkForm(org, values);
  org.store.put({ id: form.id, table: 'systemform', values });
}

const badForm = (message: string) => refuse(400, '0x8004f658', `The form XML is not valid: ${message}`);

function rootOf(xml: string): XmlElement {
  try {
    const { root } = parseXml(xml);
    if (root?.name === 'form') return root;
  } catch (error) {
    throw badForm(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
  }
  throw badForm('its outermost element must be <form>.');
}

function* elementsIn(element: XmlElement): Iterable<XmlElement> {
  yield element;
  for (const child of element.children) if (child instanceof XmlElement) yield* elementsIn(child);
}

/** Every control must show a column that exists, and ids must be unique in the form. */
function checkForm(org: Organisation, values: Values): void {
  const table = org.schema.tables.get(String(values.get('objecttypecode')));
  if (!table) throw badForm(`there is no table '${String(values.get('objecttypecode'))}'.`);
  const ids = new Set<string>();
  for (const element of elementsIn(rootOf(String(values.get('formxml') ?? '')))) {
    const field = element.name === 'control' ? element.attributes['datafieldname'] : undefined;
    if (field !== undefined && !table.columns.has(field)) {
      throw badForm(`'${table.logicalName}' has no attribute '${field}'.`);
    }
    const id = ['tab', 'section', 'cell'].includes(element.name) ? element.attributes['id'] : undefined;
    if (id === undefined) continue;
    if (ids.has(id.toLowerCase())) throw badForm(`the id ${id} is used more than once.`);
    ids.add(id.toLowerCase());
  }
}

function keepUnpublished(values: Values, before: Row, org: Organisation): void {
  const changed = new Map([...values].filter(([name, value]) => value !== before.values.get(name)));
  const pending = pendingIn(org);
  pending.set(before.id, new Map([...(pending.get(before.id) ?? []), ...changed]));
  for (const name of changed.keys()) values.set(name, before.values.get(name) ?? null);
}

export const FORM_RULES: RowRules = {
  beforeCreate: (values, _given, { org }) => checkForm(org, values),
  beforeUpdate(values, before, _given, { org, isPlatform }) {
    checkForm(org, values);
    if (!isPlatform) keepUnpublished(values, before, org);
  },
};

/** The form with its changes that are not published yet. */
export function unpublishedForm(org: Organisation, form: Row): Row {
  return { ...form, values: new Map([...form.values, ...(pendingIn(org).get(form.id) ?? [])]) };
}

/** Publishes the forms of these tables, or of all. */
export function publishForms(org: Organisation, tables: ReadonlySet<string> | null): void {
  const pending = pendingIn(org);
  for (const [id, changes] of pending) {
    const form = org.store.get('systemform', id);
    const table = String(form?.values.get('objecttypecode'));
    if (form && tables && !tables.has(table)) continue;
    if (form) {
      const values = new Map([...form.values, ...changes, ['publishedon', org.stamp()] as const]);
      org.store.put({ ...form, values });
    }
    pending.delete(id);
  }
}
