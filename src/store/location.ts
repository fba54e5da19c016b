import { resolve } from 'node:path';
import { CosellError } from '../core/errors.ts';

/** Where a store lives. */
export type StoreLocation =
  | { kind: 'sqlite'; folder: string; shown: string }
  /** `shown` is the URL without its password. */
  | { kind: 'postgres'; url: string; shown: string };

/** The folder that is used when the settings name no store. */
export const DEFAULT_FOLDER = '.cosell';

/** Reads the setting `store`: nothing or a folder is SQLite, `postgres://…` is PostgreSQL. */
export function storeLocation(url: string | undefined): StoreLocation {
  const given = url?.trim() ?? '';
  if (/^postgres(ql)?:/i.test(given)) return postgresLocation(given);
  if (/^file:/i.test(given) || !/^[a-z][a-z0-9+.-]+:/i.test(given)) return folderLocation(given);
  throw new CosellError({
    code: 'store-url',
    recovery: 'misconfigured',
    message: `The store "${withoutSecrets(given)}" is neither a folder nor a PostgreSQL URL.`,
    remedy: 'Set `store` to a folder on a local disk or to postgres://user@host/database.',
    place: 'store',
  });
}

function folderLocation(given: string): StoreLocation {
  const folder = resolve(given.replace(/^file:(\/\/)?/i, '') || DEFAULT_FOLDER);
  return { kind: 'sqlite', folder, shown: folder };
}

function postgresLocation(given: string): StoreLocation {
  try {
    const parsed = new URL(given);
    parsed.password = '';
    return { kind: 'postgres', url: given, shown: parsed.href };
  } catch (cause) {
    throw new CosellError({
      code: 'store-url',
      recovery: 'misconfigured',
      message: 'The PostgreSQL URL of the store cannot be read.',
      remedy:
        'Write it as postgres://user:password@host:5432/database; percent-encode special characters of the password.',
      place: 'store',
      cause,
    });
  }
}

function withoutSecrets(text: string): string {
  return text.replace(/\/\/[^@/]*@/, '//');
}
