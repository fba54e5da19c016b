import { parseSync } from '@swc/core';
import type { AstNode } from '../errors/ast.ts';

/** A test that is named after rows. */
export interface RowTest {
  file: string;
  name: string;
  rows: readonly string[];
  crms: readonly CrmName[];
}

export type CrmName = 'salesforce' | 'dynamics';

/** The list over which tests of every CRM run. */
const EVERY_CRM = 'CRM_NAMES';
const BOTH: readonly CrmName[] = ['salesforce', 'dynamics'];

const NAMED_AFTER_ROWS = /^((?:R\d+ )+)(.*)$/s;
const GROUPS: ReadonlySet<string> = new Set(['describe', 'suite']);
const TESTS: ReadonlySet<string> = new Set(['test', 'it']);

/**
 * Tests of one source whose name begins with rows (`R31 R32 …`): calls of `test` and `it` in any form, and steps, which are objects with
 * `title` and `play`. A test within a group that is named after rows shows those, too. Steps and whatever runs over `CRM_NAMES` show every
 * CRM; whatever names Dynamics shows that one, and everything else Salesforce.
 */
export function collectRowTests(file: string, source: string): readonly RowTest[] {
  const tree = parseSync(source, { syntax: 'typescript', target: 'es2024' }) as unknown as AstNode;
  const outer = { rows: [], crms: crmsNamed(file) ?? ['salesforce' as const] };
  return [...namedIn(tree, outer)].map((test) => ({ file, ...test }));
}

type Shown = Pick<RowTest, 'rows' | 'crms'>;

function* namedIn(part: unknown, outer: Shown): Generator<Omit<RowTest, 'file'>> {
  if (part === null || typeof part !== 'object') return;
  const found = Array.isArray(part) ? null : foundIn(part as AstNode);
  const shown = found ? shownBy(found, outer) : outer;
  if (found && !found.group && shown.rows.length > 0) yield { name: found.name, ...shown };
  for (const below of Object.values(part)) yield* namedIn(below, found?.group ? shown : outer);
}

function shownBy({ name, everyCrm }: Found, outer: Shown): Shown {
  return {
    rows: [...new Set([...rowsOf(name), ...outer.rows])],
    crms: everyCrm ? BOTH : (crmsNamed(name) ?? outer.crms),
  };
}

/** The CRM that a name is about, unless it leaves that open. */
function crmsNamed(name: string): readonly CrmName[] | null {
  return /dynamics/i.test(name) ? ['dynamics'] : null;
}

function foundIn(node: AstNode): Found | null {
  if (node.type === 'ObjectExpression') return step(node);
  return node.type === 'CallExpression' ? call(node) : null;
}

interface Found {
  name: string;
  group: boolean;
  everyCrm: boolean;
}

function call(node: AstNode): Found | null {
  const callee = rootName(node['callee'] as AstNode);
  const [first, second] = node['arguments'] as readonly { expression: AstNode }[];
  const name = first && second ? literal(first.expression) : null;
  if (name === null || callee === null || !(GROUPS.has(callee) || TESTS.has(callee))) return null;
  return { name, group: GROUPS.has(callee), everyCrm: runsOver(node['callee'] as AstNode) === EVERY_CRM };
}

/** The list in `test.each(LIST)`. */
function runsOver(callee: AstNode): unknown {
  if (callee.type !== 'CallExpression') return null;
  const [list] = callee['arguments'] as readonly { expression: AstNode }[];
  return list?.expression.type === 'Identifier' ? list.expression['value'] : null;
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
  return name === null ? null : { name, group: false, everyCrm: true };
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
