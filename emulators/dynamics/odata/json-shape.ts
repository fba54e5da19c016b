import type { Scalar } from './expression.ts';
import { EDM_TYPES, type Kind, type Shape } from './shape.ts';

type JsonRow = Readonly<Record<string, unknown>>;

const isScalar = (value: unknown): value is Scalar =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);

/** The shape of plain JSON such as a table's definition: the named properties, which compare as told. */
export function jsonShape(edmType: string, kinds: Readonly<Record<string, Kind>>): Shape<JsonRow> {
  return {
    edmType,
    property(name) {
      const kind = kinds[name];
      if (!kind) return undefined;
      const read = (row: JsonRow) => {
        const value = row[name];
        return isScalar(value) ? value : null;
      };
      return { name, kind, edmType: EDM_TYPES[kind], read };
    },
    one: () => undefined,
    many: () => undefined,
  };
}
