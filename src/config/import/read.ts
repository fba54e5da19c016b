import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { type Unzipped, unzipSync } from 'fflate';
import { readCsv } from './csv.ts';
import { readJson, readValueFile } from './json.ts';
import { EXPORT_AGAIN, type ExportedVariable, importError, type SettingsExport } from './variables.ts';
import { readSolutionName, readXml } from './xml.ts';

/** Reads an export in any of the known forms, told apart by what is in it, not by its name. Throws `bad-input` with the place. */
export async function readExport(file: string, from: string): Promise<SettingsExport> {
  const bytes = await readFile(resolve(from, file)).catch((cause: unknown) => {
    throw importError('import-file-missing', {
      message: `${file} cannot be read.`,
      remedy: 'Name the file that was exported from Power Apps or with pac.',
      place: file,
      cause,
    });
  });
  const name = basename(file);
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return readSolution(bytes, name);
  const text = decode(bytes);
  const [mark] = text.trimStart();
  if (mark === '<') return { variables: readXml(text, name), solution: null };
  if (mark === '{' || mark === '[') return readJson(text, name);
  return readCsv(text, name);
}

/** Excel and PowerShell write marks of their own at the beginning, and PowerShell 5 two bytes a letter. */
function decode(bytes: Uint8Array): string {
  const isWide = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isWide ? 'utf-16le' : 'utf-8').decode(bytes);
}

const DEFINITION = /(?:^|\/)environmentvariabledefinitions\/([^/]+)\/environmentvariabledefinition[.]xml$/i;
const VALUES = /(?:^|\/)environmentvariabledefinitions\/([^/]+)\/environmentvariablevalues[.]json$/i;
const MANIFEST = /(?:^|\/)solution[.]xml$/i;
const CUSTOMIZATIONS = /(?:^|\/)customizations[.]xml$/i;
const WANTED = [DEFINITION, VALUES, MANIFEST, CUSTOMIZATIONS];

/** A settings file of this size is none, and unpacking it could fill the memory. */
const MOST_BYTES = 50_000_000;

/** A solution as exported: a folder per variable, with the current value beside the definition if the solution carries one. */
function readSolution(bytes: Uint8Array, file: string): SettingsExport {
  const entries = Object.entries(unzip(bytes, file)).map(([path, content]) => ({
    path,
    text: new TextDecoder().decode(content),
    place: `${file}/${path}`,
  }));
  const matching = (pattern: RegExp) => entries.filter(({ path }) => pattern.test(path));
  const variables = [...matching(DEFINITION), ...matching(CUSTOMIZATIONS)].flatMap(({ text, place }) =>
    readXml(text, place),
  );
  const current = new Map(
    matching(VALUES).map(({ path, text, place }) => [folderOf(path), { value: readValueFile(text, place), place }]),
  );
  const manifest = matching(MANIFEST)[0];
  return {
    variables: variables.map((variable) => withCurrent(variable, current.get(variable.name.toLowerCase()))),
    solution: manifest ? readSolutionName(manifest.text, manifest.place) : null,
  };
}

const folderOf = (path: string): string => (VALUES.exec(path)?.[1] ?? '').toLowerCase();

function withCurrent(variable: ExportedVariable, current: { value: string | null; place: string } | undefined) {
  return current?.value == null ? variable : { ...variable, value: current.value, place: current.place };
}

function unzip(bytes: Uint8Array, file: string): Unzipped {
  try {
    return unzipSync(bytes, {
      filter: ({ name, originalSize }) => originalSize < MOST_BYTES && WANTED.some((pattern) => pattern.test(name)),
    });
  } catch (cause) {
    throw importError('import-unreadable', {
      message: `${file} is a damaged zip file. Nothing was imported.`,
      remedy: EXPORT_AGAIN,
      place: file,
      cause,
    });
  }
}
