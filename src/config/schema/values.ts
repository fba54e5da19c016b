import * as z from 'zod';
import { DURATION_PATTERN, parseDuration } from '../duration.ts';

/**
 * What a setting tells about itself beside its schema. It is written into the JSON Schema and read by the reference, by the example
 * file and by error messages.
 */
export interface SettingNotes {
  description: string;
  /** Names of the same setting in Microsoft's own connector, so that its users find it; * stands for the rest of a name not fully known. */
  replaces?: readonly string[];
  /** What to do about a wrong value, where the description does not say it. */
  remedy?: string;
  /** A value worth showing in the example file. */
  example?: unknown;
  /** The value must never be printed, not even when it is wrong. */
  sensitive?: boolean;
}

/** The text of a problem; `problems.ts` adds what was found and the remedy. */
export const expected = (what: string) => ({ error: `expected ${what}` });

/** A duration, loaded as milliseconds. */
export function duration(initial: string, notes: SettingNotes) {
  const form = expected('a duration such as 500ms, 60s, 5m, 2h or 1d');
  return z
    .string(form)
    .regex(DURATION_PATTERN, form)
    .transform((text) => parseDuration(text) ?? 0)
    .prefault(initial)
    .meta({ ...notes });
}

/** A positive whole number. */
export function count(initial: number, notes: SettingNotes, least = 1) {
  return z
    .int()
    .min(least)
    .default(initial)
    .meta({ ...notes });
}

export function flag(initial: boolean, notes: SettingNotes) {
  return z
    .boolean()
    .default(initial)
    .meta({ ...notes });
}

export function choice<const Values extends readonly [string, ...string[]]>(
  values: Values,
  initial: Values[number],
  notes: SettingNotes,
) {
  return z
    .enum(values)
    .default(initial as z.core.util.NoUndefined<z.output<z.ZodEnum<z.core.util.ToEnum<Values[number]>>>>)
    .meta({ ...notes });
}

/** Text that must not be empty. */
export function text(notes: SettingNotes) {
  return z
    .string()
    .trim()
    .min(1)
    .meta({ ...notes });
}

/** An http or https address without a trailing slash; whether plain http is allowed is checked per connection. */
export function address(notes: SettingNotes) {
  return z
    .url({ protocol: /^https?$/, ...expected('an address such as https://example.com') })
    .transform((url) => url.replace(/\/+$/, ''))
    .meta({ ...notes });
}

const REFERENCE = /^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)$/;

/**
 * A reference to a secret: `env:NAME` or `file:PATH`. The secret itself is refused, because settings files are copied, committed and mailed.
 * The brand keeps a plain string from being taken for a reference.
 */
export function secret(notes: SettingNotes) {
  const form = expected('a reference to the secret, not the secret itself');
  const remedy =
    'Put the secret into an environment variable and write env:NAME, or into a file and write file:PATH. A secret that stood in a ' +
    'settings file may have been copied: renew it.';
  return z
    .string(form)
    .regex(REFERENCE, form)
    .brand<'SecretReference'>()
    .meta({ remedy, ...notes, sensitive: true });
}

export type SecretReference = z.output<ReturnType<typeof secret>>;

/** The API name of a Salesforce field or object; labels have blanks and are refused. */
export function apiName(initial: string, notes: SettingNotes) {
  return apiNameText()
    .default(initial)
    .meta({ ...notes });
}

/** As `apiName`, for what no default can know. */
export function requiredApiName(notes: SettingNotes) {
  return apiNameText().meta({ ...notes });
}

/** As `apiName`, for what an org may lack: `none` says so and loads as null. */
export function apiNameOrNone(initial: string, notes: SettingNotes) {
  return apiNameText()
    .transform((name) => (name === 'none' ? null : name))
    .prefault(initial)
    .meta({ ...notes, description: `${notes.description} \`none\` if the org has no such thing.` });
}

/** As `apiName`, where the CRM itself tells which of the known columns it has: `auto` loads as undefined, `none` as null. */
export function autoName(notes: SettingNotes) {
  return apiNameText()
    .transform((name) => (name === 'auto' ? undefined : name === 'none' ? null : name))
    .prefault('auto')
    .meta({ ...notes });
}

function apiNameText() {
  const form = expected('an API name such as Deal_Value__c, not a label (`cosell crm fields` finds the API name)');
  return z.string(form).regex(/^[A-Za-z][A-Za-z0-9_]*$/, form);
}
