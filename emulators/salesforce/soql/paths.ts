import { shownValue } from '../records/computed.ts';
import type { Store } from '../records/store.ts';
import type { FieldView, OrgView, SObjectView } from '../schema/catalogue.ts';
import type { FieldSpec, Row, Value } from '../schema/types.ts';
import { refuseAt } from './parse.ts';

/** What a statement is judged and answered with. */
export interface QueryContext {
  soql: string;
  store: Store;
  view: OrgView;
  nowMs: number;
  timeZone: string;
  /** Whether the user may see the row at all (sharing). */
  isVisible(row: Row): boolean;
  includeDeleted: boolean;
  /** Whether inner queries of a statement that sees deleted rows see them as well. */
  includeDeletedWithin: boolean;
}

/** A field reached from a row through zero or more parents. */
export interface Path {
  field: FieldView;
  /** How the value is read; null when a parent is missing. */
  read(row: Row): Value;
  /** Only for a field of the row itself. */
  own: boolean;
}

const ADVICE = 'Please reference your WSDL or the describe call for the appropriate names.';

export function unknownColumn(context: QueryContext, written: string, column: string, sobject: SObjectView) {
  const reason = `No such column '${column}' on entity '${sobject.spec.name}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. ${ADVICE}`;
  return refuseAt('INVALID_FIELD', context.soql, written, reason);
}

export function unknownRelationship(context: QueryContext, written: string, relationship: string) {
  const reason = `Didn't understand relationship '${relationship}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. ${ADVICE}`;
  return refuseAt('INVALID_FIELD', context.soql, written, reason);
}

/** The sObject a FROM clause names. Throws INVALID_TYPE, also for one that the user may not see. */
export function sobjectOf(name: string, context: QueryContext): SObjectView {
  const sobject = context.view.sobject(name);
  if (sobject) return sobject;
  const reason = `sObject type '${name}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. ${ADVICE}`;
  throw refuseAt('INVALID_TYPE', context.soql, name, reason);
}

/** The row a reference points at; null when it is empty, deleted for good or not to be seen. */
export function parentRow(row: Row, field: FieldSpec, context: QueryContext): Row | undefined {
  const id = row[field.name];
  if (typeof id !== 'string') return undefined;
  for (const target of field.referenceTo ?? []) {
    const sobject = context.view.sobject(target);
    const found = sobject && context.store.table(sobject.spec.name).get(id);
    if (found) return context.isVisible(found) ? found : undefined;
  }
  return undefined;
}

/** The sObjects a reference may lead to, as far as the user sees them. */
export function targetsOf(field: FieldSpec, context: QueryContext): SObjectView[] {
  return (field.referenceTo ?? []).flatMap((name) => context.view.sobject(name) ?? []);
}

/** Resolves `Name`, `Account.Name` or `Opportunity.Account.Owner.Name` from an sObject; names in any case. */
export function resolvePath(written: string, sobject: SObjectView, alias: string | undefined, context: QueryContext) {
  const steps = written.split('.');
  const first = steps[0]?.toLowerCase();
  const isPrefix = first === alias?.toLowerCase() || first === sobject.spec.name.toLowerCase();
  if (steps.length > 1 && isPrefix && !sobject.parent(first ?? '')) steps.shift();
  return resolveSteps(steps, [sobject], written, context);
}

function resolveSteps(steps: string[], sobjects: SObjectView[], written: string, context: QueryContext): Path {
  const [step = '', ...rest] = steps;
  const [sobject] = sobjects;
  if (rest.length === 0) {
    const field = sobjects.map((candidate) => candidate.field(step)).find((found) => found !== undefined);
    if (!field || !sobject) throw unknownColumn(context, written, step, sobject as SObjectView);
    const { spec } = field;
    return { field, own: true, read: (row) => shownValue(row, spec, sobject.spec.name, context.store) };
  }
  const reference = sobjects.map((candidate) => candidate.parent(step)).find((found) => found !== undefined);
  if (!reference) throw unknownRelationship(context, written, step);
  const next = resolveSteps(rest, targetsOf(reference.spec, context), written, context);
  return {
    field: next.field,
    own: false,
    read(row) {
      const parent = parentRow(row, reference.spec, context);
      return parent ? next.read(parent) : null;
    },
  };
}
