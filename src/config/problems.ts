import type * as z from 'zod';
import { nearest } from '../core/model/nearest.ts';
import { CRM_KINDS } from './crms.ts';
import {
  alternatives,
  listSettings,
  type SettingSchema,
  settingAt,
  settingReplacing,
  settingsJsonSchema,
} from './json-schema.ts';

/** One fault of a settings file, without its place in the file. */
export interface SettingProblem {
  /** Where in the settings, for example `sweep.crmEvery`; empty for the whole file. */
  path: readonly PropertyKey[];
  /** What is wrong and what was expected. */
  message: string;
  /** What to do. */
  remedy: string;
  /** The fault is the key itself, not its value. */
  atKey: boolean;
}

type Issue = z.core.$ZodIssue;

/** Every fault that a check of settings found, in words. Never repeats the value of a sensitive setting. */
export function describeProblems(issues: readonly Issue[]): readonly SettingProblem[] {
  const root = settingsJsonSchema();
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(root, issue.path, key));
    return [wrongValue(root, issue)];
  });
}

function unknownKey(root: SettingSchema, group: readonly PropertyKey[], key: string): SettingProblem {
  const schema = settingAt(group, root);
  const known = schema ? alternatives(schema).flatMap(({ properties }) => Object.keys(properties ?? {})) : [];
  const meant = replacementOf(group, key) ?? nearest(key, known) ?? elsewhere(root, key);
  return {
    path: [...group, key],
    message: `"${key}" is not a setting`,
    remedy: meant ? `Did you mean ${meant}?` : `Settings here are ${[...new Set(known)].join(', ')}.`,
    atKey: true,
  };
}

/** Ours for a name that Microsoft's own connector used. */
function replacementOf(group: readonly PropertyKey[], key: string): string | null {
  const crms = CRM_KINDS.toSorted((kind) => (group.includes(kind) ? -1 : 0));
  for (const crm of crms) {
    const found = settingReplacing(key, crm);
    if (found) return found.path.join('.');
  }
  return null;
}

/** A setting of that name in another group. */
function elsewhere(root: SettingSchema, key: string): string | null {
  const found = listSettings(root).find(({ path }) => path.at(-1)?.toLowerCase() === key.toLowerCase());
  return found ? found.path.join('.') : null;
}

function wrongValue(root: SettingSchema, issue: Issue): SettingProblem {
  const schema = settingAt(describedBy(issue), root);
  const parts = { path: issue.path, atKey: false };
  if (isMissing(issue)) {
    return {
      ...parts,
      message: 'is missing',
      remedy: `Add it: ${schema?.description ?? 'see docs/reference/settings.md.'}`,
    };
  }
  const given = givenBy(issue);
  const shown = schema?.sensitive || (given !== null && typeof given === 'object') ? '' : `, found ${show(given)}`;
  return { ...parts, message: `${expectation(issue)}${shown}`, remedy: remedyFor(issue, schema) };
}

/** The alternatives of a choice and the entries of a list say nothing about themselves; what they belong to does. */
function describedBy(issue: Issue): readonly PropertyKey[] {
  const isChoice = issue.code === 'invalid_union' && issue.discriminator !== undefined;
  return isChoice || typeof issue.path.at(-1) === 'number' ? issue.path.slice(0, -1) : issue.path;
}

function isMissing(issue: Issue): boolean {
  return givenBy(issue) === undefined && (issue.code === 'invalid_type' || issue.code === 'invalid_union');
}

/** A discriminated union reports the whole group as its input; the wrong value is the discriminator. */
function givenBy(issue: Issue): unknown {
  if (issue.code !== 'invalid_union' || !issue.discriminator) return issue.input;
  return (issue.input as Record<string, unknown>)[issue.discriminator];
}

const TYPE_WORDS: Record<string, string> = {
  string: 'text',
  boolean: 'true or false',
  number: 'a number',
  int: 'a whole number',
  integer: 'a whole number',
  array: 'a list',
  object: 'a group of settings',
};

function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.message.startsWith('expected')
        ? issue.message
        : `expected ${TYPE_WORDS[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `expected ${oneOf(issue.values.map(String))}`;
    case 'too_small':
      return issue.origin === 'string' ? 'must not be empty' : `expected ${String(issue.minimum)} or more`;
    case 'too_big':
      return `expected ${String(issue.maximum)} or less`;
    case 'invalid_union':
      return issue.discriminator ? `expected ${oneOf(allowedBy(issue))}` : issue.message;
    default:
      return issue.message;
  }
}

/** The values that an enumeration or a discriminator takes; empty for anything else. */
function allowedBy(issue: Issue): readonly string[] {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  return issue.code === 'invalid_union' && 'options' in issue ? (issue.options ?? []).map(String) : [];
}

function oneOf(values: readonly string[]): string {
  return values.length === 1 ? String(values[0]) : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
}

function remedyFor(issue: Issue, schema: SettingSchema | undefined): string {
  const given = givenBy(issue);
  const meant = typeof given === 'string' && nearest(given, allowedBy(issue));
  if (meant) return `Did you mean ${meant}?`;
  return schema?.remedy ?? `Correct it: ${schema?.description ?? 'docs/reference/settings.md lists what it takes.'}`;
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
