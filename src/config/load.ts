import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import { CosellError } from '../core/errors.ts';
import { describeProblems, type SettingProblem } from './problems.ts';
import { type Settings, settingsSchema } from './schema.ts';

/** Checked settings and the folder that relative paths in them start from. */
export interface LoadedSettings {
  settings: Settings;
  /** The file as given. */
  file: string;
  /** Folder of the file, absolute: `store` and `file:` references are relative to it. */
  folder: string;
}

/** One fault with its place. Line and column count from 1. */
export interface ConfigProblem {
  file: string;
  line: number;
  column: number;
  /** For example `connections.salesforce.auth.kind`; empty when the file as a whole is meant. */
  path: string;
  message: string;
  remedy: string;
}

export type CheckedSettings =
  | { settings: Settings; problems: readonly [] }
  | { settings: null; problems: readonly ConfigProblem[] };

/**
 * Reads and checks a settings file. Throws `config-missing` or `config-invalid`, the latter naming every fault with its place.
 * Relative paths start at `from`.
 */
export async function loadSettings(file: string, from = '.'): Promise<LoadedSettings> {
  const checked = checkSettings(await readSettingsFile(file, from), file);
  if (!checked.settings) throw configInvalid(checked.problems);
  return { settings: checked.settings, file, folder: dirname(resolve(from, file)) };
}

/** The text of a settings file; relative paths start at `from`. Throws `config-missing`. */
export async function readSettingsFile(file: string, from = '.'): Promise<string> {
  try {
    return await readFile(resolve(from, file), 'utf8');
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new CosellError({
      code: 'config-missing',
      recovery: 'misconfigured',
      message: missing ? `There is no settings file ${file}` : `The settings file ${file} cannot be read`,
      remedy:
        'Name one with --config FILE, write one with `cosell config example > cosell.yaml`, or try `cosell dev`, which needs none.',
      place: file,
      cause,
    });
  }
}

/** Checks the text of a settings file; `file` only names it in problems. */
export function checkSettings(text: string, file: string): CheckedSettings {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const broken = [...document.errors, ...document.warnings].map((error) => ({
    ...place(error.pos[0]),
    path: '',
    message: `not valid YAML: ${error.message}`,
    remedy:
      'Correct the YAML at this place; indent with blanks, not tabs, and put text with special characters in quotes.',
  }));
  if (broken.length > 0) return { settings: null, problems: broken };
  const checked = settingsSchema.safeParse(withoutNulls(document.toJS()) ?? {}, { reportInput: true });
  if (checked.success) return { settings: checked.data, problems: [] };
  const problems = describeProblems(checked.error.issues).map((problem) => ({
    ...place(offsetOf(document, problem)),
    path: problem.path.join('.'),
    message: problem.message,
    remedy: problem.remedy,
  }));
  return { settings: null, problems: problems.toSorted((a, b) => a.line - b.line || a.column - b.column) };
}

/** Fills in defaults and checks settings that were made in code. Throws `config-invalid`. */
export function settingsFrom(input: unknown, origin = '(settings given in code)'): Settings {
  const checked = settingsSchema.safeParse(input, { reportInput: true });
  if (checked.success) return checked.data;
  const problems = describeProblems(checked.error.issues);
  throw configInvalid(
    problems.map((problem) => ({ ...problem, file: origin, line: 0, column: 0, path: problem.path.join('.') })),
  );
}

/** Settings in which nothing but names of fields may be faulty, and those names as they are written, by setting. */
export interface SettingsForNames {
  loaded: LoadedSettings;
  refused: Readonly<Record<string, string>>;
}

/** Reads a file for whoever can put names of fields right: those that do not pass the check stand for their defaults. */
export async function loadForNames(file: string, from: string): Promise<SettingsForNames> {
  const text = await readSettingsFile(file, from);
  const checked = checkSettings(text, file);
  const names = checked.problems.filter(({ path }) => FIELD_NAME.test(path));
  if (names.length < checked.problems.length) throw configInvalid(checked.problems);
  const document = parseDocument(text);
  const refused: Record<string, string> = {};
  for (const { path } of names) {
    refused[path] = String(document.getIn(path.split('.')));
    document.deleteIn(path.split('.'));
  }
  const settings = checked.settings ?? settingsFrom(withoutNulls(document.toJS()), file);
  return { loaded: { settings, file, folder: dirname(resolve(from, file)) }, refused };
}

const FIELD_NAME = /^(?:salesforce|dynamics|crms[.][^.]+[.]mapping)[.](?:fields|solutions)[.]/;

/** One error for all faults of a file. */
function configInvalid(problems: readonly ConfigProblem[]): CosellError {
  const [first] = problems;
  const several = problems.length > 1;
  const file = basename(first?.file ?? 'settings');
  return new CosellError({
    code: 'config-invalid',
    recovery: 'misconfigured',
    message: several
      ? `${file} has ${problems.length} faults:\n${problems.map((problem) => `  ${formatProblem(problem)}`).join('\n')}`
      : formatProblem(first),
    remedy: several ? 'Correct them; docs/reference/settings.md lists every setting.' : (first?.remedy ?? ''),
    place: first && placeOf(first),
  });
}

/** `cosell.yaml:3:9 sweep.crmEvery: expected …` and, in lists, the remedy. */
export function formatProblem(problem: ConfigProblem | undefined): string {
  if (!problem) return 'The settings are not valid';
  return `${placeOf(problem)} ${problem.path === '' ? '' : `${problem.path}: `}${problem.message}`;
}

function placeOf({ file, line, column }: ConfigProblem): string {
  return line > 0 ? `${file}:${line}:${column}` : file;
}

/** A key without a value (`sweep:` with everything below it commented out) counts as not set. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (value === null || typeof value !== 'object') return value;
  const kept = Object.entries(value).filter(([, child]) => child !== null);
  return Object.fromEntries(kept.map(([key, child]) => [key, withoutNulls(child)]));
}

/** Where to point: at the key when it is unknown, else at the value, else at the nearest group that exists. */
function offsetOf(document: Document.Parsed, { path, atKey }: SettingProblem): number {
  if (atKey) {
    const group = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
    const pair = isMap(group) ? group.items.find(({ key }) => isScalar(key) && key.value === path.at(-1)) : undefined;
    if (isScalar(pair?.key) && pair.key.range) return pair.key.range[0];
  }
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return document.contents?.range?.[0] ?? 0;
}
