import { malformed } from '../refusal.ts';
import { checkColumns, comparable, compare, literalBeside, type Truth } from './compare.ts';
import type {
  Comparison,
  Condition,
  Lambda,
  Literal,
  Operand,
  Operator,
  Path,
  Scalar,
  TextCall,
} from './expression.ts';
import { likePattern } from './like.ts';
import { propertyAt } from './paths.ts';
import { type QueryCaller, queryFunctionTest } from './query-functions.ts';
import type { Property, Shape } from './shape.ts';

export interface FilterOptions extends QueryCaller {
  /** Whether `guidcolumn eq '…'` is accepted. */
  acceptsQuotedGuids: boolean;
  /** Whether `ne` and `not` also find rows without a value. */
  nullDiffers: boolean;
}

/** Tests one row; null where nothing is known, which is as good as false. */
export type Test = (row: unknown) => Truth;

interface Scope {
  shape: Shape;
  options: FilterOptions;
  /** Inside a lambda: the variable's name, which paths must begin with. */
  variable?: string;
}

const FLIPPED: Readonly<Record<Operator, Operator>> = { eq: 'eq', ne: 'ne', gt: 'lt', ge: 'le', lt: 'gt', le: 'ge' };

function stepsIn(scope: Scope, steps: readonly string[]): readonly string[] {
  if (scope.variable === undefined) return steps;
  if (steps[0] === scope.variable) return steps.slice(1);
  throw malformed(`Could not find a property named '${steps[0]}' on the range variable '${scope.variable}'.`);
}

const propertyIn = (scope: Scope, path: Path): Property => propertyAt(scope.shape, stepsIn(scope, path.steps));

function withLiteral(scope: Scope, property: Property, operator: Operator, literal: Literal): Test {
  const { acceptsQuotedGuids, nullDiffers } = scope.options;
  const right = literalBeside(property, literal, operator, acceptsQuotedGuids);
  if (right === null) {
    if (operator !== 'eq' && operator !== 'ne') return () => false;
    return (row) => (property.read(row) === null) === (operator === 'eq');
  }
  // A day beside a moment is that day's midnight in UTC.
  return (row) => compare(operator, comparable(property.kind, property.read(row)), right, nullDiffers);
}

function comparisonTest(scope: Scope, { operator, left, right }: Comparison): Test {
  if (left.kind === 'path' && right.kind === 'path') {
    const first = propertyIn(scope, left);
    const second = propertyIn(scope, right);
    checkColumns(first, second, operator);
    const read = (property: Property, row: unknown) => comparable(property.kind, property.read(row));
    return (row) => compare(operator, read(first, row), read(second, row), scope.options.nullDiffers);
  }
  if (left.kind === 'path' && right.kind === 'literal') {
    return withLiteral(scope, propertyIn(scope, left), operator, right);
  }
  if (left.kind === 'literal' && right.kind === 'path') {
    return withLiteral(scope, propertyIn(scope, right), FLIPPED[operator], left);
  }
  const constant = compare(operator, constantOf(left), constantOf(right), true);
  return () => constant;
}

const constantOf = (operand: Operand): Scalar => (operand.kind === 'literal' ? operand.value : null);

function textCallTest(scope: Scope, call: TextCall): Test {
  const [column, pattern] = call.operands;
  if (column?.kind !== 'path' || pattern?.kind !== 'literal' || pattern.type !== 'string') {
    throw malformed(`No function signature for the function with name '${call.name}' matches the specified arguments.`);
  }
  const property = propertyIn(scope, column);
  if (property.kind !== 'string') {
    throw malformed(
      `No function signature for the function with name '${call.name}' matches the specified arguments: '${property.name}' is of type '${property.edmType}'.`,
    );
  }
  const found = likePattern(call.name, String(pattern.value));
  const unknown = scope.options.nullDiffers ? false : null;
  return (row) => {
    const value = property.read(row);
    return value === null ? unknown : found.test(String(value));
  };
}

function lambdaTest(scope: Scope, { operator, steps, variable, body }: Lambda): Test {
  const [name = '', ...beyond] = stepsIn(scope, steps);
  const many = beyond.length === 0 ? scope.shape.many(name) : undefined;
  if (!many) {
    throw malformed(`'${steps.join('/')}' is not a collection that '${operator}' can be applied to.`);
  }
  const test = body && compile(body, { shape: many.shape, options: scope.options, ...(variable ? { variable } : {}) });
  return (row) => {
    for (const member of many.read(row)) {
      const holds = test === undefined || test(member) === true;
      if (holds !== (operator === 'all')) return operator === 'any';
    }
    return operator === 'all';
  };
}

function both(kind: 'and' | 'or', left: Test, right: Test): Test {
  const decisive = kind === 'or';
  return (row) => {
    const first = left(row);
    if (first === decisive) return decisive;
    const second = right(row);
    if (second === decisive) return decisive;
    return first === null || second === null ? null : !decisive;
  };
}

function compile(condition: Condition, scope: Scope): Test {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return both(condition.kind, compile(condition.left, scope), compile(condition.right, scope));
    case 'not': {
      const inner = compile(condition.inner, scope);
      return (row) => {
        const truth = inner(row);
        return truth === null ? null : !truth;
      };
    }
    case 'comparison':
      return comparisonTest(scope, condition);
    case 'text-call':
      return textCallTest(scope, condition);
    case 'query-function':
      return queryFunctionTest(scope.shape, { ...condition, on: stepsIn(scope, condition.on) }, scope.options);
    case 'lambda':
      return lambdaTest(scope, condition);
    case 'truth':
      return truthTest(scope, condition.operand);
  }
}

function truthTest(scope: Scope, operand: Operand): Test {
  if (operand.kind === 'literal') {
    if (operand.type !== 'boolean') throw malformed('The $filter expression must evaluate to a single boolean value.');
    return () => operand.value === true;
  }
  return withLiteral(scope, propertyIn(scope, operand), 'eq', { kind: 'literal', type: 'boolean', value: true });
}

/** Turns a parsed `$filter` into a test of rows of this shape; refuses unknown names and types that do not fit. */
export function compileFilter(condition: Condition, shape: Shape, options: FilterOptions): (row: unknown) => boolean {
  const test = compile(condition, { shape, options });
  return (row) => test(row) === true;
}
