import { parseSync } from '@swc/core';
import type { AstNode } from '../errors/ast.ts';

/** A test that is named after rows. */
export interface RowTest {
  file: string;
  name: string;
  rows: readonly string[];
}

const NAMED_AFTER_ROWS = /^((?:R\d+ )+)(.*)$/s;
const GROUPS: ReadonlySet<string> = new Set(['describe', 'suite']);
const TESTS: ReadonlySet<string> = new Set(['test', 'it']);

/**
 * Tests of one source whose name begins with rows (`R31 R32 …`): calls of `test` and `it` in any form, and steps, which are objects with
 * `title` and `play`. A test within a group that is named after rows shows those, too.
 */
export function collectRowTests(file: string, source: string): readonly RowTest[] {
  const tree = parseSync(source, { syntax: 'typescript', target: 'es2024' }) as unknown as AstNode;
  return [...namedIn(tree, [])].map(({ name, rows }) => ({ file, name, rows }));
}

interface Named {
  name: string;
  rows: readonly string[];
}

function* namedIn(part: unknown, outer: readonly string[]): Generator<Named> {
  if (part === null || typeof part !== 'object') return;
  const found = Array.isArray(part) ? null : foundIn(part as AstNode);
  const rows = found ? [...new Set([...rowsOf(found.name), ...outer])] : outer;
  if (found && !found.group && rows.length > 0) yield { name: found.name, rows };
  for (const below of Object.values(part)) yield* namedIn(below, found?.group ? rows : outer);
}

function foundIn(node: AstNode): Found | null {
  if (node.type === 'ObjectExpression') return step(node);
  return node.type === 'CallExpression' ? call(node) : null;
}

interface Found {
  name: string;
  group: boolean;
}

function call(node: AstNode): Found | null {
  const callee = rootName(node['callee'] as AstNode);
  const [first, second] = node['arguments'] as readonly { expression: AstNode }[];
  const name = first && second ? literal(first.expression) : null;
  if (name === null || callee === null || !(GROUPS.has(callee) || TESTS.has(callee))) return null;
  return { name, group: GROUPS.has(callee) };
}

/** `test`, of `test.each(…)` too. */
function rootName(node: AstNode): string | null {
  if (node.type === 'Identifier') return String(node['value']);
  if (node.type === 'MemberExpression') return rootName(node['object'] as AstNode);
  return node.type === 'CallExpression' ? rootName(node['callee'] as AstNode) : null;
}

function step(node: AstNode): Found | null {
  const properties = node['properties'] as readonly AstNode[];
  const keyOf = (property: AstNode) => (property['key'] as AstNode | undefined)?.['value'];
  const title = properties.find((property) => keyOf(property) === 'title')?.['value'];
  const name = title && properties.some((property) => keyOf(property) === 'play') ? literal(title as AstNode) : null;
  return name === null ? null : { name, group: false };
}

function literal(node: AstNode): string | null {
  if (node.type === 'StringLiteral') return String(node['value']);
  if (node.type !== 'TemplateLiteral') return null;
  return (node['quasis'] as readonly { cooked?: string }[]).map(({ cooked }) => cooked ?? '').join('…');
}

function rowsOf(name: string): readonly string[] {
  return NAMED_AFTER_ROWS.exec(name)?.[1]?.trim().split(' ') ?? [];
}

/** The name without its rows. */
export function withoutRows(name: string): string {
  return NAMED_AFTER_ROWS.exec(name)?.[2] ?? name;
}
