import { unsupported } from '../../kit/unsupported.ts';
import { type FieldSpec, isLongText, type Row, type SObjectSpec, type Value } from '../schema/types.ts';
import type { Formula } from './formula.ts';
import { ComponentProblem } from './problem.ts';

/** The record as it would be saved, and as it was; `before` is absent at creation. */
interface Saving {
  row: Row;
  before: Row | undefined;
  /** The record that a reference leads to; only formula fields look there. */
  parent?: (sobject: string, id: Value | undefined) => Row | undefined;
}

/** What a formula is about; `related` is there where it may follow references. */
export interface FormulaScope extends SObjectSpec {
  related?: (sobject: string) => SObjectSpec | undefined;
}

type Read = (saving: Saving) => Value;

interface FunctionSpec {
  least: number;
  most: number;
  compile(given: readonly Formula[], sobject: FormulaScope): Read;
}

/** A field of the record that a reference leads to, by way of one reference. */
function parentField(path: string, sobject: FormulaScope): Read {
  const [step = '', name = '', ...deeper] = path.split('.');
  if (!sobject.related || deeper.length > 0) throw unsupported(`the formula path ${path}`);
  const same = (left: string | undefined, right: string) => left?.toLowerCase() === right.toLowerCase();
  const reference = sobject.fields.find(({ relationship }) => same(relationship, step));
  const target = reference?.referenceTo?.length === 1 ? reference.referenceTo[0] : undefined;
  const spec = target === undefined ? undefined : sobject.related(target);
  if (!reference || target === undefined || !spec)
    throw new ComponentProblem(`Field ${path} does not exist. Check spelling.`);
  const field = fieldOf({ kind: 'field', name }, spec);
  if (field.type === 'picklist') throw unsupported(`the picklist ${path} in a formula`);
  return ({ row, parent }) => parent?.(target, row[reference.name])?.[field.name] ?? null;
}

function fieldOf(formula: Formula | undefined, sobject: SObjectSpec): FieldSpec {
  if (formula?.kind !== 'field') throw unsupported('a formula function over something else than a field');
  if (formula.name.includes('.')) throw unsupported(`the formula path ${formula.name}`);
  const wanted = formula.name.toLowerCase();
  const field = sobject.fields.find((spec) => spec.name.toLowerCase() === wanted);
  if (!field) throw new ComponentProblem(`Field ${formula.name} does not exist. Check spelling.`);
  if (isLongText(field)) {
    const problem = `You referenced an unsupported field type called "Long Text Area" using the following field: ${field.name}`;
    throw new ComponentProblem(problem);
  }
  return field;
}

const isBlank = (value: Value | undefined): boolean => value === null || value === undefined || value === '';

/** A field, or its value before the save, as text: a picklist may stand only where its text is asked for. */
function textOfPicklist(formula: Formula | undefined, sobject: SObjectSpec): Read {
  const isPrior = formula?.kind === 'call' && formula.name === 'PRIORVALUE';
  const { name, type } = fieldOf(isPrior ? formula.given[0] : formula, sobject);
  if (type !== 'picklist') throw new ComponentProblem(`Incorrect parameter type: ${name} is not a picklist field`);
  return ({ row, before }) => (isPrior ? (before ?? row) : row)[name] ?? '';
}

const truth =
  (read: Read): ((saving: Saving) => boolean) =>
  (saving) =>
    read(saving) === true;

const FUNCTIONS: Readonly<Record<string, FunctionSpec>> = {
  AND: {
    least: 1,
    most: 100,
    compile(given, sobject) {
      const parts = given.map((part) => truth(compile(part, sobject)));
      return (saving) => parts.every((part) => part(saving));
    },
  },
  OR: {
    least: 1,
    most: 100,
    compile(given, sobject) {
      const parts = given.map((part) => truth(compile(part, sobject)));
      return (saving) => parts.some((part) => part(saving));
    },
  },
  NOT: {
    least: 1,
    most: 1,
    compile([part], sobject) {
      const inner = truth(compile(part as Formula, sobject));
      return (saving) => !inner(saving);
    },
  },
  IF: {
    least: 3,
    most: 3,
    compile([condition, yes, no], sobject) {
      const holds = truth(compile(condition as Formula, sobject));
      const [then, otherwise] = [compile(yes as Formula, sobject), compile(no as Formula, sobject)];
      return (saving) => (holds(saving) ? then : otherwise)(saving);
    },
  },
  '&': {
    least: 1,
    most: 100,
    compile(given, sobject) {
      const parts = given.map((part) => compile(part, sobject));
      return (saving) => parts.map((part) => String(part(saving) ?? '')).join('');
    },
  },
  ISBLANK: {
    least: 1,
    most: 1,
    compile([part], sobject) {
      const read = compile(part as Formula, sobject);
      return (saving) => isBlank(read(saving));
    },
  },
  ISPICKVAL: {
    least: 2,
    most: 2,
    compile([field, wanted], sobject) {
      const read = textOfPicklist(field, sobject);
      if (wanted?.kind !== 'literal') throw unsupported('ISPICKVAL with something else than a text');
      return (saving) => read(saving) === wanted.value;
    },
  },
  TEXT: { least: 1, most: 1, compile: ([field], sobject) => textOfPicklist(field, sobject) },
  ISCHANGED: {
    least: 1,
    most: 1,
    compile([field], sobject) {
      const { name } = fieldOf(field, sobject);
      return ({ row, before }) => before !== undefined && row[name] !== before[name];
    },
  },
  ISNEW: { least: 0, most: 0, compile: () => (saving) => saving.before === undefined },
  PRIORVALUE: {
    least: 1,
    most: 1,
    compile([field], sobject) {
      const { name } = fieldOf(field, sobject);
      return ({ row, before }) => (before ?? row)[name] ?? null;
    },
  },
};

function compare(operator: string, left: Value, right: Value): boolean {
  const isText = typeof left === 'string' || typeof right === 'string';
  const [a, b] = isText ? [left ?? '', right ?? ''] : [left, right];
  if (operator === '=') return a === b;
  if (operator === '<>') return a !== b;
  // An empty number is neither above nor below another.
  if (a === null || b === null) return false;
  if (operator === '<') return a < b;
  if (operator === '>') return a > b;
  return operator === '<=' ? a <= b : a >= b;
}

/** Makes a formula judge records. Throws ComponentProblem for fields and uses that the platform refuses. */
export function compile(formula: Formula, sobject: FormulaScope): Read {
  if (formula.kind === 'literal') return () => formula.value;
  if (formula.kind === 'compare') {
    const [left, right] = [compile(formula.left, sobject), compile(formula.right, sobject)];
    return (saving) => compare(formula.operator, left(saving), right(saving));
  }
  if (formula.kind === 'field' && formula.name.includes('.')) return parentField(formula.name, sobject);
  if (formula.kind === 'field') {
    const { name, type } = fieldOf(formula, sobject);
    if (type === 'picklist') {
      const problem = `Field ${name} is a picklist field. Picklist fields are only supported in certain functions.`;
      throw new ComponentProblem(problem);
    }
    return ({ row }) => row[name] ?? null;
  }
  const known = FUNCTIONS[formula.name];
  if (!known) throw unsupported(`the formula function ${formula.name}`);
  if (formula.given.length < known.least || formula.given.length > known.most) {
    const problem = `Incorrect number of parameters for function '${formula.name}()'. Expected ${known.least}, received ${formula.given.length}`;
    throw new ComponentProblem(problem);
  }
  return known.compile(formula.given, sobject);
}
