import type { Body } from '../records/draft.ts';
import { refuse } from '../refusal.ts';

// Reads the values that definitions of tables, columns, keys and relationships are written in.

/** A value that a definition cannot have (0x80040203). */
export const invalidDefinition = (message: string) => refuse(400, '0x80040203', message);

const isBody = (value: unknown): value is Body => typeof value === 'object' && value !== null && !Array.isArray(value);

/** An object within a definition; empty when absent. */
export const partOf = (body: Body, name: string): Body => {
  const part = body[name];
  return isBody(part) ? part : {};
};

/** The objects of a list within a definition. */
export const partsOf = (body: Body, name: string): Body[] => {
  const parts = body[name];
  return Array.isArray(parts) ? parts.filter(isBody) : [];
};

export function textIn(body: Body, name: string): string | undefined {
  const value = body[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function numberIn(body: Body, name: string): number | undefined {
  const value = body[name];
  return typeof value === 'number' ? value : undefined;
}

export function flagIn(body: Body, name: string): boolean | undefined {
  const value = body[name];
  // Managed properties wrap their value.
  if (isBody(value)) return flagIn(value, 'Value');
  return typeof value === 'boolean' ? value : undefined;
}

export function required<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw invalidDefinition(`Required parameter '${name}' is missing in the definition.`);
  return value;
}

const ENGLISH = 1033;

/** The text of a label: English where it has several languages. */
export function labelIn(body: Body, name: string): string | undefined {
  const label = partOf(body, name);
  const localized = partsOf(label, 'LocalizedLabels');
  const english = localized.find((each) => each['LanguageCode'] === ENGLISH) ?? localized[0];
  return textIn(english ?? partOf(label, 'UserLocalizedLabel'), 'Label');
}

const CUSTOM_NAME = /^[A-Za-z][A-Za-z0-9]{1,7}_[A-Za-z]\w*$/;

/** The schema name of something custom: it begins with a publisher's prefix. */
export function customName(body: Body): string {
  const name = required(textIn(body, 'SchemaName'), 'SchemaName');
  if (!CUSTOM_NAME.test(name) || /^mscrm/i.test(name)) {
    throw invalidDefinition(`The name '${name}' is not valid: custom names begin with the publisher's prefix.`);
  }
  return name;
}

const LEVELS = {
  None: 'none',
  Recommended: 'recommended',
  ApplicationRequired: 'application',
  SystemRequired: 'system',
} as const;

export type RequiredLevel = (typeof LEVELS)[keyof typeof LEVELS];

export function requiredLevelIn(body: Body): RequiredLevel | undefined {
  const level = partOf(body, 'RequiredLevel')['Value'];
  return typeof level === 'string' ? LEVELS[level as keyof typeof LEVELS] : undefined;
}
