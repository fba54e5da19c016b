import { malformed } from '../refusal.ts';
import type { Property, Shape } from './shape.ts';

/** The refusal of a name that a type does not have. */
export const unknownProperty = (name: string, shape: Pick<Shape, 'edmType'>) =>
  malformed(`Could not find a property named '${name}' on type '${shape.edmType}'.`);

/** The property at the end of a path of single-valued navigation properties; refuses names that do not exist. */
export function propertyAt(shape: Shape, steps: readonly string[]): Property {
  const [name = '', ...rest] = steps;
  if (rest.length === 0) {
    const property = shape.property(name);
    if (!property || property.kind === 'opaque') throw unknownProperty(name, shape);
    return property;
  }
  const one = shape.one(name);
  if (!one) throw unknownProperty(name, shape);
  const target = propertyAt(one.shape, rest);
  const through =
    <T>(read: (row: unknown) => T) =>
    (row: unknown) => {
      const next = one.read(row);
      return next === undefined ? null : read(next);
    };
  return {
    ...target,
    read: through((row) => target.read(row)),
    ...(target.order ? { order: through((row) => target.order?.(row) ?? null) } : {}),
  };
}
