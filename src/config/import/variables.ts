import { CosellError } from '../../core/errors.ts';

/** One environment variable of a Power Platform environment, as an export tells it. */
export interface ExportedVariable {
  /** Schema name as written; compared without regard to capitals. */
  name: string;
  /** Null when the variable has neither a current nor a default value. */
  value: string | null;
  /** File and place within it, for people. */
  place: string;
}

/** What a file gave. */
export interface SettingsExport {
  variables: readonly ExportedVariable[];
  /** Name of the solution that the file is of, where it tells. */
  solution: string | null;
}

/** A faulty export, with its place and what to do. */
export function importError(
  code: string,
  { message, remedy, place, cause }: { message: string; remedy: string; place: string; cause?: unknown },
): CosellError {
  return new CosellError({ code, recovery: 'bad-input', message, remedy, place, cause });
}

export const EXPORT_AGAIN =
  'Export it again: the solution as a zip file, `pac solution create-settings`, or a CSV file with the columns schema name and value.';

/** A value of JSON or of a cell as text; blank counts as none. */
export function valueText(value: unknown): string | null {
  if (typeof value === 'boolean' || typeof value === 'number') return String(value);
  const text = typeof value === 'string' ? value.trim() : '';
  return text === '' ? null : text;
}
