import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { settingsFrom } from './load.ts';
import type { SettingsInput } from './schema.ts';

/** Files beside the settings, by name: secrets of the emulators and their root certificate. Referred to as `file:NAME`. */
export type SideFiles = Readonly<Record<string, string>>;

const HEADING = [
  '# Written by `cosell dev`: how to reach its emulators and its store. Other commands started in the same folder use it',
  '# unless there is a cosell.yaml or --config names a file. Rewritten at every start.',
  '',
].join('\n');

/**
 * Leaves the settings of a development run in `folder/dev.yaml`, with the files that it refers to, so that commands in another terminal
 * find the same store and the same emulators. Answers the path of the file. Throws `config-invalid` for settings that do not pass the check.
 */
export async function writeDevSettings(
  folder: string,
  settings: SettingsInput,
  files: SideFiles = {},
): Promise<string> {
  settingsFrom(settings, 'dev.yaml');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const [name, content] of Object.entries(files)) await writePrivate(join(folder, name), content);
  const path = join(folder, 'dev.yaml');
  await writePrivate(path, HEADING + stringify(settings));
  return path;
}

/** Readable by this user only, also when the file was there with other rights. */
async function writePrivate(path: string, content: string): Promise<void> {
  await writeFile(path, content, { mode: 0o600 });
  await chmod(path, 0o600);
}
