import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { CosellError } from '../../core/errors.ts';
import { type FileSystemFacts, networkFileSystem } from './network-file-system.ts';

/** Reads what is known of the file system under a folder. */
export type LookAtFileSystem = (folder: string) => FileSystemFacts;

/** Makes sure that the folder can hold a store; creates it unless told not to. Throws a named error with its remedy. */
export function prepareFolder(folder: string, options: { create: boolean; look?: LookAtFileSystem }): void {
  if (options.create) createFolder(folder);
  else if (!existsSync(`${folder}/cosell.db`)) throw missingStore(folder);
  if (!statSync(folder).isDirectory()) throw badFolder(folder, 'is not a folder');
  const network = networkFileSystem((options.look ?? lookAtFileSystem)(folder));
  if (network !== null) throw networkFolder(folder, network);
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw badFolder(folder, 'may not be written by this user', cause);
  }
}

function createFolder(folder: string): void {
  try {
    // Deals and contacts lie in it: nobody else on the host needs to read them.
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw badFolder(folder, 'cannot be created', cause);
  }
}

function lookAtFileSystem(folder: string): FileSystemFacts {
  return {
    path: realpathSync(folder),
    magic: attempt(() => statfsSync(folder).type),
    mountTable: attempt(() => readFileSync('/proc/self/mountinfo', 'utf8')),
  };
}

function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

function badFolder(folder: string, what: string, cause?: unknown): CosellError {
  return new CosellError({
    code: 'store-folder',
    recovery: 'misconfigured',
    message: `The store folder ${what}.`,
    remedy: 'Set `store` to a folder on a local disk that the user that runs Cosell may write.',
    place: folder,
    cause,
  });
}

function networkFolder(folder: string, type: string): CosellError {
  return new CosellError({
    code: 'store-network-folder',
    recovery: 'misconfigured',
    message: `The store folder lies on a network file system (${type}), where the embedded database would lose changes.`,
    remedy: 'Use a folder on a local disk, or PostgreSQL (`store: postgres://…`) to share a store between hosts.',
    place: folder,
  });
}

function missingStore(folder: string): CosellError {
  return new CosellError({
    code: 'store-missing',
    recovery: 'misconfigured',
    message: 'There is no store in this folder.',
    remedy: 'Check the setting `store`; `cosell serve` and `cosell dev` create a store when they first start.',
    place: folder,
  });
}
