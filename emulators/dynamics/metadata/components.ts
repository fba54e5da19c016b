import type { Organisation } from '../organisation.ts';
import type { Reference, Row } from '../records/store.ts';
import { refuse } from '../refusal.ts';
import type { WriteScope } from '../rules/types.ts';

/** Types of solution components, by what they are. */
export const COMPONENT = {
  table: 1,
  column: 2,
  relationship: 10,
  role: 20,
  key: 14,
  form: 60,
  step: 92,
  endpoint: 95,
  variable: 380,
  variableValue: 381,
} as const;

/** Tables whose rows are components themselves. */
export const COMPONENT_TYPES: Readonly<Record<string, number>> = {
  serviceendpoint: COMPONENT.endpoint,
  sdkmessageprocessingstep: COMPONENT.step,
  role: COMPONENT.role,
  systemform: COMPONENT.form,
  environmentvariabledefinition: COMPONENT.variable,
  environmentvariablevalue: COMPONENT.variableValue,
};

/** The solution package with a unique name; throws 404. */
export function requireSolution(org: Organisation, uniqueName: string): Row {
  const solution = org.store.having('solution', 'uniquename', uniqueName)[0];
  if (solution) return solution;
  throw refuse(404, '0x80040217', `The solution with the unique name '${uniqueName}' does not exist.`);
}

const idIn = (value: unknown): unknown => (value as Reference | null)?.id;

/** The component with which a solution package holds something. */
export function componentIn(org: Organisation, solution: Row, objectId: string): Row | undefined {
  const components = org.store.having('solutioncomponent', 'objectid', objectId);
  return components.find((component) => idIn(component.values.get('solutionid')) === solution.id);
}

/** 0: with all of its parts. 1: only the parts that are components themselves. */
export type Behavior = 0 | 1;

interface Component {
  type: number;
  objectId: string;
  behavior?: Behavior;
  /** The table that it belongs to. */
  tableId?: string;
}

/** Makes something part of a solution package, once; parts of a table that is wholly in it are in it already. */
export function addComponent(scope: WriteScope, solution: Row, component: Component): Row {
  const { org } = scope;
  const { type, objectId, behavior, tableId } = component;
  const known = componentIn(org, solution, objectId);
  if (known) return known;
  const root = tableId === undefined ? undefined : componentIn(org, solution, tableId);
  if (root && root.values.get('rootcomponentbehavior') === 0) return root;
  if (tableId !== undefined && !root) {
    addComponent(scope, solution, { type: COMPONENT.table, objectId: tableId, behavior: 1 });
  }
  return scope.insert('solutioncomponent', {
    componenttype: type,
    objectid: objectId,
    solutionid: { table: 'solution', id: solution.id },
    rootcomponentbehavior: behavior ?? null,
    ismetadata: type <= COMPONENT.key,
  });
}

/** Takes something that is gone out of every solution package. */
export function forgetComponent(org: Organisation, objectId: string): void {
  for (const component of org.store.having('solutioncomponent', 'objectid', objectId)) {
    org.store.delete('solutioncomponent', component.id);
  }
}

/** First value of a publisher's options; of the default publisher without a solution package. */
export function firstOptionOf(org: Organisation, solution: Row | undefined): number {
  const publisher = solution && org.store.get('publisher', String(idIn(solution.values.get('publisherid'))));
  const prefix = Number(publisher?.values.get('customizationoptionvalueprefix') ?? 10_000);
  return prefix * 10_000;
}
