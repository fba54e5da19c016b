import * as z from 'zod';

/** The part of JSON Schema that zod writes for the sections of a world file. */
interface Described {
  type?: string | string[];
  enum?: unknown[];
  anyOf?: Described[];
  default?: unknown;
  description?: string;
  properties?: Record<string, Described>;
  items?: Described;
}

const LONGEST_DEFAULT = 60;

function typeOf({ type, enum: choices, anyOf, items }: Described): string {
  if (choices) return choices.map((choice) => JSON.stringify(choice)).join(' or ');
  if (anyOf) return anyOf.map(typeOf).join(' or ');
  if (type === 'array') return `list of ${items?.properties ? 'maps' : `${typeOf(items ?? {})}s`}`;
  if (Array.isArray(type)) return type.join(' or ');
  return type === 'object' ? 'map' : (type ?? 'anything');
}

function defaultOf({ default: value, properties }: Described): string {
  if (value === undefined || properties) return '';
  const text = JSON.stringify(value);
  return text.length > LONGEST_DEFAULT ? 'built in' : `\`${text}\``;
}

function rows(described: Described, path: string): string[] {
  return Object.entries(described.properties ?? {}).flatMap(([name, inner]) => {
    const here = path ? `${path}.${name}` : name;
    const row = `| \`${here}\` | ${[typeOf(inner), defaultOf(inner), inner.description ?? ''].join(' | ')} |`;
    return [row, ...rows(inner, here), ...rows(inner.items ?? {}, `${here}[]`)];
  });
}

/** A table of everything that may stand in a section of a world file. */
export function worldTable(section: string, schema: z.ZodType): string {
  const described = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Described;
  return [`| \`${section}:\` | Type | Default | Meaning |`, '|---|---|---|---|', ...rows(described, '')].join('\n');
}
