import { unsupported } from '../../kit/unsupported.ts';
import { malformed } from '../refusal.ts';
import { comparable, order, type Truth, textBeside } from './compare.ts';
import type { QueryFunction, Scalar } from './expression.ts';
import { propertyAt } from './paths.ts';
import { dayOf, type Period, periodFunction } from './periods.ts';
import type { Property, Shape } from './shape.ts';

/** Who asks, and when. */
export interface QueryCaller {
  nowMs: number;
  userId: string;
  businessUnitId: string;
}

type Test = (row: unknown) => Truth;

/** Makes the test of one function from its values, which are still text. */
type Maker = (property: Property, values: readonly string[], caller: QueryCaller) => (value: Scalar) => boolean;

const held =
  (test: (value: NonNullable<Scalar>) => boolean) =>
  (value: Scalar): boolean =>
    value !== null && test(value);

const among: Maker = (property, values) => {
  const wanted = new Set(values.map((value) => textBeside(property, value)));
  return held((value) => wanted.has(value));
};

const between: Maker = (property, values) => {
  const [low, high] = values.map((value) => textBeside(property, value));
  if (low === undefined || high === undefined || values.length !== 2) {
    throw malformed('The query functions Between and NotBetween take exactly two values.');
  }
  return held((value) => order(value, low) >= 0 && order(value, high) <= 0);
};

const containing: Maker = (property, values) => {
  if (property.kind !== 'multiselect') {
    throw malformed(`The column '${property.name}' is not a choices column.`);
  }
  return held((value) =>
    String(value)
      .split(',')
      .some((each) => values.includes(each.trim())),
  );
};

const outside =
  (maker: Maker): Maker =>
  (property, values, caller) => {
    const test = maker(property, values, caller);
    return (value) => !test(value);
  };

function inPeriod(property: Property, { from, until }: Period): (value: Scalar) => boolean {
  if (property.kind !== 'date' && property.kind !== 'datetime') {
    throw malformed(`The column '${property.name}' is not a date.`);
  }
  return held((value) => {
    const ms = typeof value === 'number' ? value : Date.parse(String(value));
    return (from === undefined || ms >= from) && (until === undefined || ms < until);
  });
}

function dayFrom(values: readonly string[]): Required<Period> {
  const { from, until } = dayOf(values[0] ?? '') ?? {};
  if (from === undefined || until === undefined) throw malformed(`'${values[0] ?? ''}' is not a date.`);
  return { from, until };
}

const FUNCTIONS: Readonly<Record<string, Maker>> = {
  In: among,
  NotIn: outside(among),
  Between: between,
  NotBetween: outside(between),
  ContainValues: containing,
  DoesNotContainValues: outside(containing),
  On: (property, values) => inPeriod(property, dayFrom(values)),
  OnOrAfter: (property, values) => inPeriod(property, { from: dayFrom(values).from }),
  OnOrBefore: (property, values) => inPeriod(property, { until: dayFrom(values).until }),
  EqualUserId: (_property, _values, { userId }) => held((value) => value === userId),
  NotEqualUserId:
    (_property, _values, { userId }) =>
    (value) =>
      value !== userId,
  EqualBusinessId: (_property, _values, { businessUnitId }) => held((value) => value === businessUnitId),
  NotEqualBusinessId:
    (_property, _values, { businessUnitId }) =>
    (value) =>
      value !== businessUnitId,
};

/** Functions of dates: those that name a period, with or without a number of units. */
function periodMaker(name: string): Maker | undefined {
  const period = periodFunction(name);
  if (!period) return undefined;
  return (property, values, { nowMs }) => {
    const count = Number(values[0]);
    if (period.takesCount && !(Number.isInteger(count) && count > 0)) {
      throw malformed(`The query function ${name} takes a whole number above 0 as PropertyValue.`);
    }
    return inPeriod(property, period.of(nowMs, count));
  };
}

/** The values of PropertyValue, PropertyValues, PropertyValue1 and PropertyValue2, in this order. */
function valuesOf({ name, parameters }: QueryFunction): string[] {
  const values: string[] = [];
  for (const [parameter, value] of parameters) {
    if (parameter === 'PropertyName') continue;
    if (!/^PropertyValue(s|1|2)?$/.test(parameter)) {
      throw malformed(`The query function '${name}' has no parameter named '${parameter}'.`);
    }
    if (value.kind === 'array') values.push(...value.values);
    else values.push(String(value.value));
  }
  return values;
}

/** The test that a function of the namespace Microsoft.Dynamics.CRM makes; 501 for those that are not emulated. */
export function queryFunctionTest(shape: Shape, call: QueryFunction, caller: QueryCaller): Test {
  const maker = FUNCTIONS[call.name] ?? periodMaker(call.name);
  if (!maker) throw unsupported(`the query function Microsoft.Dynamics.CRM.${call.name}`);
  const name = call.parameters.get('PropertyName');
  if (name?.kind !== 'literal' || typeof name.value !== 'string') {
    throw malformed(`The query function '${call.name}' needs a PropertyName.`);
  }
  const property = propertyAt(shape, [...call.on, name.value]);
  const test = maker(property, valuesOf(call), caller);
  return (row) => test(comparable(property.kind, property.read(row)));
}
