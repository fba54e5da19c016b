import { CosellError, type CosellErrorFacts } from '../../core/errors.ts';
import type { SqliteFile } from './node-sqlite.ts';

type Explanation = Pick<CosellErrorFacts, 'code' | 'recovery' | 'message' | 'remedy'>;

/** Primary result codes of SQLite (sqlite.org/rescode.html) that a person can do something about. */
const EXPLANATIONS: Readonly<Record<number, Explanation>> = {
  5: {
    code: 'store-locked',
    recovery: 'retry',
    message: 'Another process kept the store locked for too long.',
    remedy: 'Nothing is lost and it is tried again; if it lasts, look for a second process that hangs on this folder.',
  },
  8: {
    code: 'store-read-only',
    recovery: 'misconfigured',
    message: 'The store cannot be written.',
    remedy: 'Give the user that runs Cosell the right to write into the store folder and its files.',
  },
  10: {
    code: 'store-disk',
    recovery: 'misconfigured',
    message: 'The disk under the store reported an error.',
    remedy: 'Check the disk; if the file is damaged, restore the newest backup.',
  },
  11: {
    code: 'store-damaged',
    recovery: 'misconfigured',
    message: 'The store file is damaged.',
    remedy: 'Stop Cosell, keep a copy of the folder and restore the newest backup.',
  },
  13: {
    code: 'store-full',
    recovery: 'retry',
    message: 'The disk under the store is full; the change was not stored.',
    remedy: 'Make room on the disk; nothing that was acknowledged is lost and work goes on by itself.',
  },
  14: {
    code: 'store-folder',
    recovery: 'misconfigured',
    message: 'The store file cannot be opened.',
    remedy: 'Check that the store folder exists and that the user that runs Cosell may write into it.',
  },
  26: {
    code: 'store-damaged',
    recovery: 'misconfigured',
    message: 'The file in the store folder is not a Cosell store.',
    remedy: 'Point `store` at another folder, or restore the newest backup into this one.',
  },
};

/** A SQLite failure with its remedy, when it has one; anything else unchanged. */
export function sqliteError(error: unknown, place: SqliteFile | string): unknown {
  const explanation = EXPLANATIONS[primaryCode(error)];
  if (explanation === undefined) return error;
  const path = typeof place === 'string' ? place : (place.location() ?? undefined);
  return new CosellError({ ...explanation, place: path, cause: error });
}

export function isBusy(error: unknown): boolean {
  return primaryCode(error) === 5;
}

/** The low byte of the extended result code, or -1 for anything that SQLite did not throw. */
function primaryCode(error: unknown): number {
  if (!(error instanceof Error)) return -1;
  const { errcode } = error as Error & { errcode?: unknown };
  return typeof errcode === 'number' ? errcode & 0xff : -1;
}
