import { EXPORT_AGAIN, type ExportedVariable, importError, type SettingsExport, valueText } from './variables.ts';

export interface CsvRow {
  line: number;
  cells: readonly string[];
}

/** Headings under which lists of environment variables show name and value; the current value counts before the default. */
const NAME_HEADINGS = ['schemaname', 'name', 'variable'];
const VALUE_HEADINGS = ['currentvalue', 'value'];
const DEFAULT_HEADINGS = ['defaultvalue'];

/** A list with one variable a line. Separated by commas, semicolons (as Excel writes them in much of Europe) or tabs; headings may lack. */
export function readCsv(text: string, file: string): SettingsExport {
  const rows = readTable(text, file);
  const [first] = rows;
  if (!first || first.cells.length < 2) throw notATable(file);
  const heading = columnsOf(first);
  const columns = heading ?? { name: 0, value: 1, fallback: -1 };
  const width = first.cells.length;
  const variables = rows.slice(heading ? 1 : 0).map((row) => variableOf(row, columns, width, file));
  return { variables, solution: null };
}

interface Columns {
  name: number;
  value: number;
  fallback: number;
}

function columnsOf({ cells }: CsvRow): Columns | null {
  const headings = cells.map((cell) => cell.toLowerCase().replace(/[^a-z]/g, ''));
  const find = (wanted: readonly string[]) =>
    wanted.map((name) => headings.indexOf(name)).find((index) => index >= 0) ?? -1;
  const columns = { name: find(NAME_HEADINGS), value: find(VALUE_HEADINGS), fallback: find(DEFAULT_HEADINGS) };
  return columns.name >= 0 && columns.value >= 0 ? columns : null;
}

function variableOf({ line, cells }: CsvRow, columns: Columns, width: number, file: string): ExportedVariable {
  const place = `${file}:${line}`;
  if (cells.length < width) {
    throw importError('import-truncated', {
      message: `Line ${line} of ${file} has ${cells.length} of ${width} columns: the file ends too early or the line is broken. Nothing was imported.`,
      remedy: EXPORT_AGAIN,
      place,
    });
  }
  const value = valueText(cells[columns.value]) ?? valueText(cells[columns.fallback]);
  return { name: (cells[columns.name] ?? '').trim(), value, place };
}

/** The rows of a table that are not empty, headings included. Throws `import-truncated` for a value in quotes that never ends. */
export function readTable(text: string, file: string): CsvRow[] {
  return readRows(text, separatorOf(text), file).filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
}

/** Whatever the first line has most of. */
function separatorOf(text: string): string {
  const line = text.slice(0, text.indexOf('\n') + 1 || text.length);
  const count = (separator: string) => line.split(separator).length;
  return [',', ';', '\t'].reduce((best, separator) => (count(separator) > count(best) ? separator : best));
}

/** RFC 4180: cells in quotes may hold separators, line breaks and doubled quotes. */
function readRows(text: string, separator: string, file: string): CsvRow[] {
  const rows: CsvRow[] = [];
  let cells: string[] = [];
  let line = 1;
  let startedAt = 1;
  const cell = new RegExp(
    `(?:"((?:[^"]|"")*)"|([^"${separator}\\r\\n][^${separator}\\r\\n]*)?)(${separator}|\\r?\\n|$)`,
    'y',
  );
  while (cell.lastIndex < text.length) {
    const found = cell.exec(text);
    if (!found) throw unclosed(file, line);
    const [all, quoted, plain, end] = found;
    cells.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    line += all.split('\n').length - 1;
    if (end === separator) continue;
    rows.push({ line: startedAt, cells });
    cells = [];
    startedAt = line;
    if (end === '') break;
  }
  if (cells.length > 0) rows.push({ line: startedAt, cells: [...cells, ''] });
  return rows;
}

function unclosed(file: string, line: number) {
  return importError('import-truncated', {
    message: `Line ${line} of ${file} opens a quoted value that is never closed: the file ends too early. Nothing was imported.`,
    remedy: EXPORT_AGAIN,
    place: `${file}:${line}`,
  });
}

function notATable(file: string) {
  return importError('import-unreadable', {
    message: `${file} is neither a zip file, XML, JSON nor a table with names and values.`,
    remedy: EXPORT_AGAIN,
    place: file,
  });
}
