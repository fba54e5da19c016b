import type { Call } from '../api/call.ts';
import { readingOf } from '../api/reading.ts';
import { compileFilter } from '../odata/filter.ts';
import { jsonShape } from '../odata/json-shape.ts';
import { parseFilter } from '../odata/parse-filter.ts';
import { type QueryOptions, readExpandOptions } from '../odata/query-options.ts';
import type { Kind } from '../odata/shape.ts';
import { splitOutside } from '../odata/split.ts';
import { malformed } from '../refusal.ts';

export type Json = Record<string, unknown>;

/** One thing of the metadata, and what can be expanded of it. */
export interface Definition {
  json: Json;
  expand: Readonly<Record<string, () => Definition | readonly Definition[] | null>>;
}

function kindOf(name: string, value: unknown): Kind {
  if (name === 'MetadataId') return 'guid';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number') return 'number';
  return typeof value === 'string' || value === null ? 'string' : 'opaque';
}

function filtered(call: Call, edmType: string, definitions: readonly Definition[], options: QueryOptions) {
  if (options.filter === undefined) return definitions;
  // All definitions of a type have the same properties, so any tells them.
  const names = Object.entries(definitions[0]?.json ?? {});
  const kinds = Object.fromEntries(names.map(([name, value]) => [name, kindOf(name, value)]));
  const condition = parseFilter(options.filter, options.aliases);
  const test = compileFilter(condition, jsonShape(edmType, kinds), readingOf(call).filter);
  return definitions.filter(({ json }) => test(json));
}

function selected(edmType: string, json: Json, select: readonly string[] | undefined): Json {
  if (select === undefined) return json;
  const kept: Json = { ...('@odata.type' in json ? { '@odata.type': json['@odata.type'] } : {}) };
  for (const name of select) {
    if (!(name in json)) throw malformed(`Could not find a property named '${name}' on type '${edmType}'.`);
    kept[name] = json[name];
  }
  return { ...kept, MetadataId: json['MetadataId'] };
}

/** `Attributes($select=LogicalName),Keys`. */
function expanded(call: Call, edmType: string, { expand }: Definition, text: string | undefined): Json {
  const json: Json = {};
  for (const part of splitOutside(text ?? '', ',')) {
    if (part === '') continue;
    const [, name = '', inside = ''] = /^(\w+)(?:\((.*)\))?$/s.exec(part) ?? [];
    const find = expand[name];
    if (!find) throw malformed(`Could not find a property named '${name}' on type '${edmType}'.`);
    const found = find();
    const options = readExpandOptions(inside);
    const one = (definition: Definition) => present(call, edmType, definition, options);
    if (found === null) json[name] = null;
    else json[name] = 'json' in found ? one(found) : filtered(call, edmType, found, options).map(one);
  }
  return json;
}

function present(call: Call, edmType: string, definition: Definition, options: QueryOptions): Json {
  const own = selected(edmType, definition.json, options.select);
  return { ...own, ...expanded(call, edmType, definition, options.expand) };
}

const names = ({ select }: QueryOptions) => (select ? `(${select.join(',')})` : '');

/** Answers a GET of one definition; `set` is its collection in the context. */
export function answerOne(call: Call, set: string, edmType: string, definition: Definition): Json {
  const context = `${call.root}/$metadata#${set}${names(call.options)}/$entity`;
  return { '@odata.context': context, ...present(call, edmType, definition, call.options) };
}

/** Answers a GET of several. */
export function answerMany(call: Call, set: string, edmType: string, definitions: readonly Definition[]): Json {
  const rows = filtered(call, edmType, definitions, call.options);
  return {
    '@odata.context': `${call.root}/$metadata#${set}${names(call.options)}`,
    ...(call.options.count ? { '@odata.count': rows.length } : {}),
    value: rows.slice(0, call.options.top).map((definition) => present(call, edmType, definition, call.options)),
  };
}
