import * as z from 'zod';
import { CRM_KINDS, type CrmKind } from './crms.ts';
import type { SettingNotes } from './schema/values.ts';
import { settingsSchema } from './schema.ts';

/** The part of JSON Schema that our settings need, with our own notes. */
export interface SettingSchema extends Partial<SettingNotes> {
  type?: string;
  enum?: readonly string[];
  const?: string;
  pattern?: string;
  format?: string;
  minimum?: number;
  maximum?: number;
  default?: unknown;
  items?: SettingSchema;
  properties?: Record<string, SettingSchema>;
  required?: readonly string[];
  oneOf?: readonly SettingSchema[];
  anyOf?: readonly SettingSchema[];
}

/** The schema of settings files, for editors and for our own reference, example and messages. */
export function settingsJsonSchema(): SettingSchema & Record<string, unknown> {
  return z.toJSONSchema(settingsSchema, {
    io: 'input',
    override: ({ jsonSchema }) => {
      // Groups are optional because everything in them has a default; `default: {}` would say nothing.
      if (jsonSchema.type === 'object') delete jsonSchema.default;
      if (jsonSchema.type === 'integer' && jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  }) as SettingSchema & Record<string, unknown>;
}

/** The schema at a path, or undefined. Where alternatives exist, the first that knows the key is taken. */
export function settingAt(path: readonly PropertyKey[], root: SettingSchema = settingsJsonSchema()) {
  let here: SettingSchema | undefined = root;
  for (const key of path) here = here && stepInto(here, key);
  return here;
}

/** Every alternative of a schema, itself included. */
export function alternatives(schema: SettingSchema): readonly SettingSchema[] {
  return [schema, ...(schema.oneOf ?? []), ...(schema.anyOf ?? [])];
}

function stepInto(schema: SettingSchema, key: PropertyKey): SettingSchema | undefined {
  if (typeof key === 'number') return schema.items;
  const holder = alternatives(schema).find(({ properties }) => properties && Object.hasOwn(properties, key));
  return holder?.properties?.[String(key)];
}

/** Every setting that is not a group, with its path, in the order of the file. */
export function* listSettings(
  schema: SettingSchema = settingsJsonSchema(),
  path: readonly string[] = [],
): Generator<{ path: readonly string[]; schema: SettingSchema; required: boolean }> {
  for (const variant of alternatives(schema)) {
    for (const [key, child] of Object.entries(variant.properties ?? {})) {
      const here = [...path, key];
      const isGroup = alternatives(child).some(({ properties }) => properties);
      if (isGroup) yield* listSettings(child, here);
      else yield { path: here, schema: child, required: variant.required?.includes(key) ?? false };
    }
  }
}

export interface ReplacingSetting {
  path: readonly string[];
  schema: SettingSchema;
}

/**
 * Ours for a name of Microsoft's own connector for a CRM, in any capitals. One that ends in * stands for every name that begins so.
 */
export function settingReplacing(name: string, crm: CrmKind): ReplacingSetting | null {
  const isOther = ([group]: readonly string[]) => group !== crm && CRM_KINDS.some((kind) => kind === group);
  const wanted = name.toLowerCase();
  const isMeant = (known: string) => (known.endsWith('*') ? wanted.startsWith(known.slice(0, -1)) : wanted === known);
  for (const { path, schema } of listSettings())
    if (!isOther(path) && schema.replaces?.some(isMeant)) return { path, schema };
  return null;
}
