import { stripVTControlCharacters } from 'node:util';

export interface Column<Row> {
  title: string;
  value: (row: Row) => string;
  /** Numbers stand at the right. */
  right?: boolean;
  /** Longer text is cut with an ellipsis. */
  widest?: number;
}

/** A table without lines: columns as wide as their content, two blanks apart. */
export function formatTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const cells = [
    columns.map(({ title }) => title),
    ...rows.map((row) => columns.map(({ value, widest }) => cut(value(row), widest))),
  ];
  const widths = columns.map((_, index) => Math.max(...cells.map((line) => widthOf(line[index] ?? ''))));
  const lines = cells.map((line) =>
    columns
      .map(({ right }, index) => pad(line[index] ?? '', widths[index] ?? 0, right ?? false))
      .join('  ')
      .trimEnd(),
  );
  return lines.join('\n');
}

/** Name and value, a pair a line, with the values below each other. */
export function formatPairs(pairs: readonly (readonly [string, string])[], indent = ''): string {
  const width = Math.max(0, ...pairs.map(([name]) => widthOf(name)));
  return pairs.map(([name, value]) => `${indent}${pad(name, width, false)}  ${value}`.trimEnd()).join('\n');
}

function widthOf(text: string): number {
  return [...stripVTControlCharacters(text)].length;
}

function pad(text: string, width: number, right: boolean): string {
  const blanks = ' '.repeat(Math.max(0, width - widthOf(text)));
  return right ? blanks + text : text + blanks;
}

function cut(text: string, widest = Number.POSITIVE_INFINITY): string {
  const letters = [...text];
  return letters.length <= widest ? text : `${letters.slice(0, widest - 1).join('')}…`;
}
