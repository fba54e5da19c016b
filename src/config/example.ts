import { stringify } from 'yaml';
import { CRM_KINDS, type CrmKind } from './crms.ts';
import { alternatives, type SettingSchema, settingsJsonSchema } from './json-schema.ts';

/**
 * A settings file to start from: what must be set stands as an example, everything else stands commented out with its default. Passes the
 * check as it is. Shows one kind of CRM.
 */
export function exampleSettings(crm: CrmKind = 'salesforce'): string {
  const schema = withoutOtherCrms(settingsJsonSchema(), crm);
  return `${['# Settings of Cosell. Lines that are commented out show the defaults.', ...groupLines(schema, 0, true)].join('\n')}\n`;
}

/** One CRM is enough to start from. */
function withoutOtherCrms(schema: SettingSchema, crm: CrmKind): SettingSchema {
  const isOther = (key: string) => key !== crm && CRM_KINDS.some((kind) => kind === key);
  const keep = (group: SettingSchema | undefined): NonNullable<SettingSchema['properties']> =>
    Object.fromEntries(Object.entries(group?.properties ?? {}).filter(([key]) => !isOther(key)));
  const wanted = (group: SettingSchema | undefined) => [...(group?.required ?? []), crm];
  const { connections } = schema.properties ?? {};
  const shown = { ...connections, properties: keep(connections), required: wanted(connections) };
  return { ...schema, properties: { ...keep(schema), connections: shown }, required: wanted(schema) };
}

/** `inUse`: what must be set in a group that the file need not have is a suggestion, too. */
function groupLines(group: SettingSchema, depth: number, inUse: boolean): readonly string[] {
  const required = new Set(group.required ?? []);
  return Object.entries(group.properties ?? {}).flatMap(([key, schema]) => {
    const blank = depth === 0 ? [''] : [];
    return [...blank, ...settingLines(key, schema, { required: required.has(key), inUse }, depth)];
  });
}

interface Need {
  required: boolean;
  inUse: boolean;
}

function settingLines(key: string, schema: SettingSchema, need: Need, depth: number): readonly string[] {
  const indent = '  '.repeat(depth);
  const comment = schema.description ? wrap(schema.description, `${indent}# `) : [];
  const group = alternatives(schema).find(({ properties }) => properties);
  if (!group) return [...comment, `${indent}${leafLine(key, schema, need)}`];
  const isNeeded = need.required || (group.required ?? []).length === 0;
  return [...comment, `${indent}${key}:`, ...groupLines(group, depth + 1, need.inUse && isNeeded)];
}

function leafLine(key: string, schema: SettingSchema, { required, inUse }: Need): string {
  if (schema.const !== undefined) return `${key}: ${schema.const}`;
  if (required && !inUse) return `# ${key}: ${yamlValue(schema.example)}`;
  if (required) return `${key}: ${yamlValue(schema.example)}`;
  const value = schema.default ?? schema.example;
  return value === undefined ? `# ${key}:` : `# ${key}: ${yamlValue(value)}`;
}

/** One line of YAML, quoted only where it must be. */
function yamlValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(yamlValue).join(', ')}]`;
  return stringify(value, { lineWidth: 0 }).trimEnd();
}

function wrap(text: string, prefix: string, width = 110): readonly string[] {
  const lines: string[] = [];
  let line = prefix.trimEnd();
  for (const word of text.split(' ')) {
    if (`${line} ${word}`.length > width) {
      lines.push(line);
      line = prefix.trimEnd();
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}
