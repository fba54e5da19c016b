import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { parse, stringify } from 'yaml';
import * as z from 'zod';
import { CosellError } from '../core/errors.ts';
import { DEFAULT_RULES } from '../core/mapping/field-rules.ts';
import { editSettings, type SettingEdit, type SettingValue } from './edit.ts';
import { checkSettings, formatProblem, withoutNulls } from './load.ts';
import type { Settings } from './schema.ts';

/**
 * What of the settings says how deals are mapped. It is the same in staging and production, while connections, secrets, store and limits belong
 * to one installation (R96).
 */
const GROUPS = ['deals', 'salesforce', 'dynamics', 'crms', 'routing', 'audit'] as const;

/** A mapping as it is carried from one installation to another. */
const mappingFile = z.strictObject({
  cosell: z.string(),
  mapping: z.strictObject(Object.fromEntries(GROUPS.map((group) => [group, z.json().optional()]))),
  /** Content of the file that deals.taxonomy names. */
  taxonomy: z.string().optional(),
});

export interface MappingChange {
  setting: string;
  from: SettingValue | null;
  /** Null: taken out, so that the default counts. */
  to: SettingValue | null;
}

/** Changes with every setting that decides how a deal is mapped, and with our own rules; nothing else changes it. */
export function mappingVersion(settings: Settings): string {
  const { deals, salesforce, dynamics, crms, routing, audit, connections } = settings;
  const kept = {
    deals,
    audit,
    routing,
    salesforce: connections.salesforce ? salesforce : null,
    dynamics: connections.dynamics ? dynamics : null,
    crms: Object.entries(crms).map(([name, { kind, mapping }]) => ({ name, kind, mapping })),
    rules: DEFAULT_RULES,
  };
  return createHash('sha256').update(JSON.stringify(kept, sorted)).digest('hex').slice(0, VERSION_LENGTH);
}

const VERSION_LENGTH = 8;

/** The order in which settings are written says nothing. */
function sorted(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** The mapping of a settings file as a file of its own: only what is written there, so that defaults stay defaults. */
export function exportMapping(
  text: string,
  { product, taxonomy }: { product: string; taxonomy: string | null },
): string {
  const exported = { cosell: product, mapping: mappingIn(text), ...(taxonomy === null ? {} : { taxonomy }) };
  return `# Mapping of a Cosell installation, without connections and secrets.\n${stringify(exported, { lineWidth: 0 })}`;
}

type Mapping = Readonly<Record<string, SettingValue>>;

/** Of further CRMs only their kind and mapping: their connections belong to one installation. */
function mappingIn(text: string): Mapping {
  const written = (withoutNulls(parse(text)) ?? {}) as Record<string, SettingValue>;
  const groups = GROUPS.flatMap((group) => {
    const value = written[group];
    return value === undefined ? [] : [[group, group === 'crms' ? withoutConnections(value) : value] as const];
  });
  return Object.fromEntries(groups);
}

function withoutConnections(crms: SettingValue): SettingValue {
  const entries = Object.entries(crms as Record<string, Record<string, SettingValue>>);
  return Object.fromEntries(entries.map(([name, { connection: _, ...rest }]) => [name, rest as SettingValue]));
}

export interface MappingImport {
  /** The settings file with the mapping taken over. */
  text: string;
  changes: readonly MappingChange[];
  taxonomy: string | null;
}

/**
 * The settings file with the mapping of another installation: afterwards both map alike, and everything else stays as it was, comments
 * included. Throws `mapping-unreadable`, or `mapping-unfit` when the result would not pass the check; nothing is written here.
 */
export function importMapping(exported: string, file: string, target: { text: string; file: string }): MappingImport {
  const { mapping, taxonomy } = readMapping(exported, file);
  const present = mappingIn(target.text);
  const [wanted, known] = [leavesOf(mapping), leavesOf(present)];
  const edits: SettingEdit[] = [
    ...[...wanted].map(([key, value]) => ({ path: pathOf(key), value })),
    ...[...known.keys()].filter((key) => !wanted.has(key)).map((key) => ({ path: pathOf(key), value: undefined })),
  ].filter(({ path, value }) => !isDeepStrictEqual(known.get(keyOf(path)), value));
  const text = editSettings(target.text, edits, target.file);
  const { problems } = checkSettings(text, target.file);
  const [first] = problems;
  if (first) {
    throw new CosellError({
      code: 'mapping-unfit',
      recovery: 'bad-input',
      message: `With this mapping, ${formatProblem(first)}. Nothing was written.`,
      remedy: `Give ${target.file} the connections that the mapping is made for, then import again.`,
      place: file,
    });
  }
  const changes = edits.map(({ path, value }) => ({
    setting: path.join('.'),
    from: known.get(keyOf(path)) ?? null,
    to: value ?? null,
  }));
  return { text, changes, taxonomy: taxonomy ?? null };
}

function readMapping(exported: string, file: string): { mapping: Mapping; taxonomy?: string | undefined } {
  try {
    const { mapping, taxonomy } = mappingFile.parse(parse(exported));
    return { mapping: mapping as Mapping, taxonomy };
  } catch (cause) {
    throw new CosellError({
      code: 'mapping-unreadable',
      recovery: 'bad-input',
      message: `${file} is no mapping that \`cosell mapping export\` has written. Nothing was written.`,
      remedy: 'Export it again, and import the file as it is.',
      place: file,
      cause,
    });
  }
}

const keyOf = (path: readonly string[]): string => JSON.stringify(path);
const pathOf = (key: string): string[] => JSON.parse(key) as string[];

/** Every value that is no group, by its path; an empty group says nothing. */
function leavesOf(value: SettingValue, path: readonly string[] = []): Map<string, SettingValue> {
  const isGroup = typeof value === 'object' && !Array.isArray(value);
  if (!isGroup) return new Map(path.length === 0 ? [] : [[keyOf(path), value]]);
  return new Map(Object.entries(value).flatMap(([key, child]) => [...leavesOf(child, [...path, key])]));
}
