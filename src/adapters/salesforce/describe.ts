import type { DescribeAnswer, DescribedColumn } from './schema.ts';

/** What the connector's user can see of one object. Field-level security hides columns: they are simply absent (contract §7). */
export interface ObjectShape {
  name: string;
  /** What the connector's user may do with its records. */
  createable: boolean;
  updateable: boolean;
  deletable: boolean;
  /** By lower-case API name: Salesforce does not tell them apart by case. */
  columns: ReadonlyMap<string, ColumnShape>;
  /** Name of the child list by `child object.reference column`, lower case. */
  children: ReadonlyMap<string, string>;
}

export interface ColumnShape {
  /** In the org's own spelling. */
  name: string;
  label: string;
  type: string;
  /** Characters; 0 for what is no text. */
  length: number;
  scale: number;
  createable: boolean;
  updateable: boolean;
  /** Must be given on every new record. */
  demanded: boolean;
  restricted: boolean;
  /** Records can be addressed by this column's value. */
  externalId: boolean;
  choices: readonly Choice[];
  /** For references: the name to go through in queries, for example `Solution_Area__r`. */
  parent: string | null;
  /** Column that decides which choices are valid. */
  controller: string | null;
  refersTo: readonly string[];
  /** What the platform works the value out from; null: a value that is kept. */
  formula: string | null;
}

export interface Choice {
  value: string;
  label: string;
  active: boolean;
  /** Base64 bitmap over the controlling column's choices; null when the choice is always valid. */
  validFor: string | null;
}

export function objectShape(answer: DescribeAnswer): ObjectShape {
  const children = answer.childRelationships.flatMap(({ childSObject, field, relationshipName }) =>
    relationshipName ? [[`${childSObject}.${field}`.toLowerCase(), relationshipName] as const] : [],
  );
  return {
    name: answer.name,
    createable: answer.createable,
    updateable: answer.updateable,
    deletable: answer.deletable,
    columns: new Map(answer.fields.map((column) => [column.name.toLowerCase(), columnShape(column)])),
    children: new Map(children),
  };
}

function columnShape(column: DescribedColumn): ColumnShape {
  return {
    name: column.name,
    label: column.label,
    type: column.type,
    length: column.length,
    scale: column.scale,
    createable: column.createable,
    updateable: column.updateable,
    demanded: !column.nillable && column.createable && !column.defaultedOnCreate,
    restricted: column.restrictedPicklist,
    externalId: column.externalId,
    // Retired choices stay in the list: the bitmaps of dependent columns count them.
    choices: (column.picklistValues ?? []).map((choice) => ({
      value: choice.value,
      label: choice.label ?? choice.value,
      active: choice.active,
      validFor: choice.validFor ?? null,
    })),
    parent: column.relationshipName ?? null,
    controller: column.controllerName ?? null,
    refersTo: column.referenceTo ?? [],
    formula: column.calculatedFormula ?? null,
  };
}

export function columnOf(shape: ObjectShape | null | undefined, name: string): ColumnShape | null {
  return shape?.columns.get(name.toLowerCase()) ?? null;
}

/** The active choice with this value or label, in any case; null when there is none. */
export function choiceFor(column: ColumnShape, text: string): Choice | null {
  const wanted = text.trim().toLowerCase();
  const active = column.choices.filter((choice) => choice.active);
  return (
    active.find(({ value }) => value.toLowerCase() === wanted) ??
    active.find(({ label }) => label.toLowerCase() === wanted) ??
    null
  );
}

/** Whether a dependent choice may stand beside the controlling column's value. Bit n (most significant first) is its n-th choice. */
export function isValidFor(choice: Choice, controller: ColumnShape, controllingValue: string): boolean {
  if (choice.validFor === null) return true;
  const at = controller.choices.findIndex(({ value }) => value === controllingValue);
  const bytes = Buffer.from(choice.validFor, 'base64');
  return at >= 0 && ((bytes[at >> 3] ?? 0) & (0x80 >> (at & 7))) !== 0;
}
