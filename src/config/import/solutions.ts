import { readFile } from 'node:fs/promises';
import { CosellError } from '../../core/errors.ts';
import type { CatalogEntry } from '../../core/model/catalog-entry.ts';
import { type CsvRow, readTable } from './csv.ts';

const HEADINGS: Readonly<Record<keyof CatalogEntry, readonly string[]>> = {
  identifier: ['solutionidentifier', 'identifier', 'solutionid', 'id'],
  name: ['solutionname', 'name', 'solution'],
  type: ['type', 'solutiontype'],
  publisher: ['publishername', 'publisher'],
};

const NEEDED =
  'The first line must name the columns: Solution Identifier, Solution Name, Type (1P or 3P), Publisher Name.';
/** Characters that Dataverse cannot look for in a key (contract/dataverse.md §2.4). */
const FORBIDDEN = /[/<>*%&:\\?+]/;

/** Reads a list of solutions from a spreadsheet saved as CSV. Throws an error that names every wrong line; nothing is taken over then. */
export async function readSolutions(path: string, file: string): Promise<readonly CatalogEntry[]> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw faulty('solutions-unreadable', `${file} cannot be read.`, 'Check the path.', file, cause);
  });
  return solutionsIn(text.replace(/^\uFEFF/, ''), file);
}

export function solutionsIn(text: string, file: string): readonly CatalogEntry[] {
  const [first, ...rows] = readTable(text, file);
  const columns = columnsOf(first);
  if (!first || !columns) {
    throw faulty('solutions-no-table', `${file} has no columns for identifier and name.`, NEEDED, `${file}:1`);
  }
  const read = rows.map((row) => entryOf(row, columns, first.cells.length));
  const lines = new Map<string, number>();
  const problems = read.flatMap(({ line, entry, wrong }) => {
    const key = entry.identifier.toLowerCase();
    const before = lines.get(key);
    if (key !== '' && before === undefined) lines.set(key, line);
    const twice = key !== '' && before !== undefined ? [`has the identifier of line ${before}`] : [];
    return [...wrong, ...twice].map((problem) => `line ${line} ${problem}`);
  });
  if (problems.length === 0) return read.map(({ entry }) => entry);
  const shown = problems.slice(0, MOST_SHOWN).join('; ');
  const more = problems.length > MOST_SHOWN ? `; and ${problems.length - MOST_SHOWN} more` : '';
  throw faulty(
    'solutions-rows-wrong',
    `${file}: ${shown}${more}. Nothing was taken over.`,
    'Correct these lines and run the command again.',
    file,
  );
}

const MOST_SHOWN = 10;

type Columns = Readonly<Record<keyof CatalogEntry, number>>;

function columnsOf(first: CsvRow | undefined): Columns | null {
  const headings = (first?.cells ?? []).map((cell) => cell.toLowerCase().replace(/[^a-z]/g, ''));
  const find = (wanted: readonly string[]) => headings.findIndex((heading) => wanted.includes(heading));
  const columns = {
    identifier: find(HEADINGS.identifier),
    name: find(HEADINGS.name),
    type: find(HEADINGS.type),
    publisher: find(HEADINGS.publisher),
  };
  return columns.identifier < 0 || columns.name < 0 ? null : columns;
}

function entryOf({ line, cells }: CsvRow, columns: Columns, width: number) {
  const cell = (column: keyof CatalogEntry) => (cells[columns[column]] ?? '').trim();
  const type = cell('type').toUpperCase();
  const entry: CatalogEntry = {
    identifier: cell('identifier'),
    name: cell('name'),
    type: type === '1P' || type === '3P' ? type : null,
    publisher: cell('publisher') || null,
  };
  const wrong = [
    ...(cells.length < width
      ? [`has ${cells.length} of ${width} columns: the file ends too early or the line is broken`]
      : []),
    ...(entry.identifier === '' ? ['has no identifier'] : []),
    ...(FORBIDDEN.test(entry.identifier)
      ? [`has the identifier ${entry.identifier}, with a character that no identifier has`]
      : []),
    ...(entry.name === '' ? ['has no name'] : []),
    ...(type !== '' && entry.type === null ? [`has the type ${type}, expected is 1P or 3P`] : []),
  ];
  return { line, entry, wrong };
}

function faulty(code: string, message: string, remedy: string, place: string, cause?: unknown): CosellError {
  return new CosellError({ code, recovery: 'bad-input', message, remedy, place, cause });
}
