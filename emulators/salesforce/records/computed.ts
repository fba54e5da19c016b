import { parseFormula } from '../metadata/formula.ts';
import { compile } from '../metadata/formula-judge.ts';
import type { FieldSpec, Row, SObjectSpec, Value } from '../schema/types.ts';
import type { Store } from './store.ts';

type Formula = ReturnType<typeof compile>;

/** Compiled once per shape of the sObject. */
const compiled = new WeakMap<SObjectSpec, Map<string, Formula>>();

function formulaOf(
  sobject: SObjectSpec,
  field: FieldSpec,
  related: (name: string) => SObjectSpec | undefined,
): Formula {
  const known = compiled.get(sobject) ?? new Map<string, Formula>();
  compiled.set(sobject, known);
  const found = known.get(field.name) ?? compile(parseFormula(field.formula ?? ''), { ...sobject, related });
  known.set(field.name, found);
  return found;
}

/** A field's value, worked out where it is a formula. Formulas see everything, whatever the reader may see. */
export function shownValue(row: Row, field: FieldSpec, sobject: string, store: Store): Value {
  if (field.formula === undefined) return row[field.name] ?? null;
  const formula = formulaOf(store.table(sobject).spec, field, (name) => store.table(name).spec);
  const parent = (target: string, id: Value | undefined) =>
    typeof id === 'string' ? store.table(target).get(id) : undefined;
  const answer = formula({ row, before: undefined, parent });
  return answer === '' ? null : answer;
}
