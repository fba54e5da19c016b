import { rename, writeFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import {
  type Document,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  type Pair,
  parseDocument,
  stringify,
  type YAMLMap,
} from 'yaml';
import { CosellError } from '../core/errors.ts';

/** One setting to be written. */
export interface SettingEdit {
  path: readonly string[];
  /** Undefined takes the setting out of the file. */
  value: SettingValue | undefined;
}

type Scalar = string | number | boolean;
/** A list or a group is written on one line. */
export type SettingValue = Scalar | readonly SettingValue[] | { readonly [key: string]: SettingValue };

/**
 * The text of a settings file with some settings changed; everything else stays as it was, letter by letter: comments explain why a setting is
 * what it is, and rendering the whole document anew would move them. A default that stands commented out gives its line to the setting.
 * Throws `settings-not-editable` where the file is written in a way that this cannot follow.
 */
export function editSettings(text: string, edits: readonly SettingEdit[], file: string): string {
  let edited = text;
  for (const edit of edits) {
    const { path, value } = edit;
    edited = value === undefined ? withoutSetting(edited, path) : withSetting(edited, { path, value });
    const document = parseDocument(edited);
    if (document.errors.length > 0 || !isDeepStrictEqual(valueAt(document, path), value)) throw notEditable(edit, file);
  }
  return edited;
}

/** Replaces the file in one step: whoever reads it meanwhile sees the old or the new text, never a part. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const fresh = `${path}.new`;
  await writeFile(fresh, text);
  await rename(fresh, path);
}

function valueAt(document: Document.Parsed, path: readonly string[]): unknown {
  const found = document.getIn(path);
  return isNode(found) ? found.toJS(document) : found;
}

/** Takes out the lines of a setting, and those of the groups that it leaves empty. */
function withoutSetting(text: string, path: readonly string[]): string {
  const document = parseDocument(text);
  const group = document.getIn(path.slice(0, -1), true);
  if (path.length > 1 && isMap(group) && group.items.length === 1) return withoutSetting(text, path.slice(0, -1));
  const map = path.length === 1 ? document.contents : group;
  const pair = isMap(map) ? map.items.find(({ key }) => isScalar(key) && key.value === path.at(-1)) : undefined;
  const start = isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
  const end = isNode(pair?.value) ? pair.value.range?.[1] : undefined;
  if (start === undefined || end === undefined) return text;
  const first = text.lastIndexOf('\n', start) + 1;
  const last = text.indexOf('\n', Math.max(end - 1, start));
  return text.slice(0, first) + (last < 0 ? '' : text.slice(last + 1));
}

interface Setting {
  path: readonly string[];
  value: SettingValue;
}

function withSetting(text: string, { path, value }: Setting): string {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const present = document.getIn(path, true);
  if (isScalar(present) && present.value !== null && present.range) {
    return text.slice(0, present.range[0]) + inline(value) + text.slice(present.range[1]);
  }
  // A list or group over several lines gives way to one line.
  if (isNode(present) && !isScalar(present)) return withSetting(withoutSetting(text, path), { path, value });
  const { pair, depth } = deepestGroup(document, path);
  const rest = path.slice(depth);
  if (pair && isMap(pair.value) && pair.value.flow && pair.value.range) {
    const at = pair.value.range[0] + 1;
    const comma = pair.value.items.length > 0 ? ',' : ' ';
    return `${text.slice(0, at)} ${flowText(rest, value)}${comma}${text.slice(at)}`;
  }
  const headerLine = pair ? lineOf(lines, pair) : 0;
  return insertBelow(text, headerLine, { rest, value, indent: childIndent(lines, pair, document) });
}

/** The innermost group on the way to the setting that the file has, and how far down it is; none when not even the first is there. */
function deepestGroup(document: Document.Parsed, path: readonly string[]): { pair: Pair | null; depth: number } {
  let pair: Pair | null = null;
  let group: unknown = document.contents;
  for (let depth = 0; depth < path.length - 1; depth += 1) {
    const next: Pair | undefined = isMap(group)
      ? group.items.find(({ key }) => isScalar(key) && key.value === path[depth])
      : undefined;
    if (!next) return { pair, depth };
    pair = next;
    group = next.value;
  }
  return { pair, depth: path.length - 1 };
}

/** Line of the group's own key, from 1. */
function lineOf(lines: LineCounter, { key }: Pair): number {
  return isScalar(key) && key.range ? lines.linePos(key.range[0]).line : 0;
}

function childIndent(lines: LineCounter, pair: Pair | null, document: Document.Parsed): number {
  const group = pair ? pair.value : document.contents;
  if (isMap(group)) return columnOf(lines, group);
  return pair ? columnOfKey(lines, pair) + 2 : 0;
}

function columnOf(lines: LineCounter, group: YAMLMap): number {
  const [first] = group.items;
  return first ? columnOfKey(lines, first) : 0;
}

function columnOfKey(lines: LineCounter, { key }: Pair): number {
  return isScalar(key) && key.range ? lines.linePos(key.range[0]).col - 1 : 0;
}

interface Insertion {
  rest: readonly string[];
  value: SettingValue;
  indent: number;
}

function insertBelow(text: string, headerLine: number, { rest, value, indent }: Insertion): string {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const all = text.split(/\r?\n/);
  const block = rest.map((key, level) => {
    const last = level === rest.length - 1;
    return `${' '.repeat(indent + 2 * level)}${key}:${last ? ` ${inline(value)}` : ''}`;
  });
  const commented = rest.length === 1 ? commentedLine(all, headerLine, indent, rest[0] ?? '') : -1;
  if (commented >= 0) all.splice(commented, 1, ...block);
  else if (headerLine > 0) all.splice(headerLine, 0, ...block);
  else all.splice(all.at(-1) === '' ? all.length - 1 : all.length, 0, ...block);
  return all.join(eol);
}

/** Where the setting stands commented out within its group, as in the example file; -1 if it does not. */
function commentedLine(all: readonly string[], headerLine: number, indent: number, key: string): number {
  const wanted = new RegExp(`^ {${indent}}# ?${key}:( |$)`);
  for (let line = headerLine; line < all.length; line += 1) {
    const text = all[line] ?? '';
    if (wanted.test(text)) return line;
    const blanks = text.search(/\S/);
    if (blanks >= 0 && blanks < indent) return -1;
  }
  return -1;
}

function flowText(rest: readonly string[], value: SettingValue): string {
  return rest.reduceRight((inner, key, level) => {
    const text = `${key}: ${inner}`;
    return level === 0 ? text : `{ ${text} }`;
  }, flowValue(value));
}

const inline = (value: SettingValue): string =>
  typeof value === 'object' ? flowValue(value) : stringify(value, { lineWidth: 0 }).trimEnd();

function flowValue(value: SettingValue): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(flowValue).join(', ')}]`;
  if (typeof value !== 'object') return inline(value);
  const parts = Object.entries(value).map(([key, child]) => `${JSON.stringify(key)}: ${flowValue(child)}`);
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
}

function notEditable({ path, value }: SettingEdit, file: string): CosellError {
  return new CosellError({
    code: 'settings-not-editable',
    recovery: 'misconfigured',
    message: `${file} is written in a way that keeps ${path.join('.')} from being set in place; nothing was written.`,
    remedy:
      value === undefined
        ? `Take ${path.join('.')} out of the file by hand.`
        : `Set ${path.join('.')}: ${inline(value)} by hand.`,
    place: file,
  });
}
