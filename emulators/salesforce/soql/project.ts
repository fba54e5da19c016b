import type { FieldFunctionExpression, FieldType, Query, QueryBase, Subquery } from '@jetstreamapp/soql-parser-js';
import { unsupported } from '../../kit/unsupported.ts';
import { shownValue } from '../records/computed.ts';
import { attributesOf, type Presented, presentField } from '../records/present.ts';
import { refuse } from '../refusal.ts';
import type { FieldView, SObjectView } from '../schema/catalogue.ts';
import { isCustom, isLongText, type Row } from '../schema/types.ts';
import { compileWhere, type Scope } from './filter.ts';
import { planArrangement } from './order.ts';
import { refuseAt } from './parse.ts';
import { parentRow, targetsOf, unknownColumn, unknownRelationship } from './paths.ts';

/** How a SELECT list turns a row into a record of the answer. */
export interface Projection {
  present(row: Row): Presented;
  /** Long text halves the page (recorded: 1000 instead of 2000). */
  hasLongText: boolean;
}

type Step = (row: Row, shown: Presented) => void;

interface Plan {
  steps: Step[];
  hasLongText: boolean;
}

const FIELDS_LIMIT = 200;

/** Fields of one sObject and, below them, those of its parents, in the order in which they were selected. */
interface Wanted {
  fields: Map<string, FieldView>;
  parents: Map<string, { reference: FieldView; below: string[][] }>;
  subqueries: Subquery[];
}

function expandFunction(call: FieldFunctionExpression, sobject: SObjectView, query: QueryBase): FieldView[] {
  if (call.functionName.toUpperCase() !== 'FIELDS') throw unsupported(`the function ${call.functionName}() in SELECT`);
  const kind = String(call.parameters[0]).toUpperCase();
  if (kind !== 'STANDARD' && (query.limit === undefined || query.limit > FIELDS_LIMIT)) {
    throw refuse(
      'MALFORMED_QUERY',
      `The SOQL FIELDS function must have a LIMIT of at most ${FIELDS_LIMIT} when used with unbounded fields.`,
    );
  }
  return sobject.fields.filter(({ spec }) => kind === 'ALL' || isCustom(spec.name) === (kind === 'CUSTOM'));
}

function stepsOf(field: FieldType, scope: Scope): string[] | undefined {
  if (field.type === 'Field') return [field.field];
  if (field.type !== 'FieldRelationship') return undefined;
  const steps = [...field.relationships, field.field];
  const first = steps[0]?.toLowerCase() ?? '';
  const isPrefix = first === scope.alias?.toLowerCase() || first === scope.sobject.spec.name.toLowerCase();
  return isPrefix && !scope.sobject.parent(first) ? steps.slice(1) : steps;
}

function addPath(wanted: Wanted, steps: readonly string[], sobject: SObjectView, scope: Scope): void {
  const [step = '', ...below] = steps;
  if (below.length > 0) {
    const reference = sobject.parent(step);
    if (!reference) throw unknownRelationship(scope.context, steps.join('.'), step);
    const name = reference.spec.relationship as string;
    const parent = wanted.parents.get(name);
    if (parent) parent.below.push(below);
    else wanted.parents.set(name, { reference, below: [below] });
    return;
  }
  const field = sobject.field(step);
  if (!field) throw unknownColumn(scope.context, steps.join('.'), step, sobject);
  if (wanted.fields.has(field.spec.name)) {
    throw refuseAt('INVALID_FIELD', scope.context.soql, step, `duplicate field selected: ${field.spec.name}`);
  }
  wanted.fields.set(field.spec.name, field);
}

function planFields(wanted: Wanted, sobject: SObjectView, { context }: Scope, version: string): Plan {
  const plan: Plan = { steps: [], hasLongText: false };
  for (const { spec } of wanted.fields.values()) {
    if (isLongText(spec)) plan.hasLongText = true;
    const { name } = spec;
    const composed = spec.type === 'address' || spec.type === 'base64';
    plan.steps.push(
      composed
        ? (row, shown) => {
            shown[name] = presentField(row, spec, sobject, version);
          }
        : (row, shown) => {
            shown[name] = shownValue(row, spec, sobject.spec.name, context.store);
          },
    );
  }
  return plan;
}

function planParents(wanted: Wanted, scope: Scope, version: string, plan: Plan): void {
  for (const [relationship, { reference, below }] of wanted.parents) {
    const [target] = targetsOf(reference.spec, scope.context);
    if (!target) throw unknownRelationship(scope.context, relationship, relationship);
    const inner = planPaths(below, target, scope, version);
    if (inner.hasLongText) plan.hasLongText = true;
    plan.steps.push((row, shown) => {
      const parent = parentRow(row, reference.spec, scope.context);
      shown[relationship] = parent ? presentWith(parent, target, inner, version) : null;
    });
  }
}

function planPaths(paths: readonly string[][], sobject: SObjectView, scope: Scope, version: string): Plan {
  const wanted: Wanted = { fields: new Map(), parents: new Map(), subqueries: [] };
  for (const steps of paths) addPath(wanted, steps, sobject, scope);
  const plan = planFields(wanted, sobject, scope, version);
  planParents(wanted, scope, version, plan);
  return plan;
}

function presentWith(row: Row, sobject: SObjectView, plan: Plan, version: string): Presented {
  const shown: Presented = { attributes: attributesOf(sobject.spec.name, row['Id'], version) };
  for (const step of plan.steps) step(row, shown);
  return shown;
}

function planSubquery(subquery: Subquery, scope: Scope, version: string): Step {
  const { context } = scope;
  const child = scope.sobject.children().get(subquery.relationshipName.toLowerCase());
  if (!child) throw unknownRelationship(context, subquery.relationshipName, subquery.relationshipName);
  const inner: Scope = { sobject: child.sobject, alias: undefined, context };
  const projection = planProjection(subquery, inner, version);
  const { test } = compileWhere(subquery, inner);
  const arrange = planArrangement(subquery, inner);
  const table = context.store.table(child.sobject.spec.name);
  const name = child.field.childRelationship as string;
  return (row, shown) => {
    const ids = table.idsWith(child.field.name, row['Id'] as string) ?? [];
    const rows = arrange(table.pick(ids).filter(test));
    // A child list without rows is null, not an empty list.
    shown[name] =
      rows.length === 0 ? null : { totalSize: rows.length, done: true, records: rows.map(projection.present) };
  };
}

/** Compiles a SELECT list. Throws INVALID_FIELD for what the user cannot see. */
export function planProjection(query: Query | Subquery, scope: Scope, version: string): Projection {
  const wanted: Wanted = { fields: new Map(), parents: new Map(), subqueries: [] };
  for (const field of query.fields ?? []) {
    const steps = stepsOf(field, scope);
    if (steps) addPath(wanted, steps, scope.sobject, scope);
    else if (field.type === 'FieldSubquery') wanted.subqueries.push(field.subquery);
    else if (field.type === 'FieldFunctionExpression') {
      for (const view of expandFunction(field, scope.sobject, query)) wanted.fields.set(view.spec.name, view);
    } else throw unsupported('TYPEOF in SELECT');
  }
  const plan = planFields(wanted, scope.sobject, scope, version);
  planParents(wanted, scope, version, plan);
  for (const subquery of wanted.subqueries) plan.steps.push(planSubquery(subquery, scope, version));
  return {
    hasLongText: plan.hasLongText,
    present: (row) => presentWith(row, scope.sobject, plan, version),
  };
}
