/** A value that a column holds or a query names; dates and GUIDs are text. */
export type Scalar = string | number | boolean | null;

export type LiteralType = 'string' | 'number' | 'boolean' | 'guid' | 'date' | 'datetime' | 'null';

export interface Literal {
  kind: 'literal';
  type: LiteralType;
  value: Scalar;
}

/** `PropertyValues=["a","b"]`: the values as text. */
export interface LiteralArray {
  kind: 'array';
  values: readonly string[];
}

/** `name`, `primarycontactid/fullname`, or inside a lambda `o/name`. */
export interface Path {
  kind: 'path';
  steps: readonly string[];
}

export const COMPARISONS = ['eq', 'ne', 'gt', 'ge', 'lt', 'le'] as const;
export type Operator = (typeof COMPARISONS)[number];

export interface Comparison {
  kind: 'comparison';
  operator: Operator;
  left: Operand;
  right: Operand;
}

/** `contains(name,'x')` and the like. */
export interface TextCall {
  kind: 'text-call';
  name: string;
  operands: readonly Operand[];
}

/** `Microsoft.Dynamics.CRM.LastXDays(PropertyName='createdon',PropertyValue=3)`, perhaps behind a path. */
export interface QueryFunction {
  kind: 'query-function';
  /** Without the namespace. */
  name: string;
  on: readonly string[];
  parameters: ReadonlyMap<string, Literal | LiteralArray>;
}

/** `Account_Tasks/any(t:t/statecode eq 1)`. */
export interface Lambda {
  kind: 'lambda';
  operator: 'any' | 'all';
  steps: readonly string[];
  variable?: string;
  body?: Condition;
}

export type Operand = Literal | Path;

export type Condition =
  | { kind: 'and' | 'or'; left: Condition; right: Condition }
  | { kind: 'not'; inner: Condition }
  | Comparison
  | TextCall
  | QueryFunction
  | Lambda
  /** A column of kind boolean, or `true`. */
  | { kind: 'truth'; operand: Operand };
