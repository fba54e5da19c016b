import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CosellError } from '../core/errors.ts';

/** Folder of the embedded store, and of what `cosell dev` leaves for other commands. */
export const LOCAL_FOLDER = '.cosell';

/** Where settings are looked for when --config names no file: your own first, then those of the last `cosell dev`. */
const SETTINGS_FILES: readonly string[] = ['cosell.yaml', join(LOCAL_FOLDER, 'dev.yaml')];

/** The settings file to use. Throws `config-missing` when none is named and none of the usual ones exists. */
export async function findSettingsFile(named: string | undefined, folder: string): Promise<string> {
  if (named) return named;
  for (const file of SETTINGS_FILES) {
    const found = await access(resolve(folder, file)).then(
      () => true,
      () => false,
    );
    if (found) return file;
  }
  throw new CosellError({
    code: 'config-missing',
    recovery: 'misconfigured',
    message: `There is no settings file here: neither ${SETTINGS_FILES.join(' nor ')}`,
    remedy:
      'Name one with --config FILE, write one with `cosell config example > cosell.yaml`, or try `cosell dev`, which needs none.',
    place: folder,
  });
}
