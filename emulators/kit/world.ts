import { readFile } from 'node:fs/promises';
import { LineCounter, parseDocument } from 'yaml';
import * as z from 'zod';

/** A world file: what the emulated systems hold at the start. Each emulator checks its own section. */
export interface World {
  partnerCenter?: unknown;
  salesforce?: unknown;
  dynamics?: unknown;
}

/** A world file that cannot be used; the message names the file, the place, what is expected and the remedy. */
export class WorldError extends Error {
  readonly file: string;

  constructor(file: string, problems: readonly string[], remedy: string) {
    super(`World file ${file}: ${problems.join('; ')}. ${remedy}`);
    this.name = 'WorldError';
    this.file = file;
  }
}

const KNOWN_SECTIONS = new Set(['partnerCenter', 'salesforce', 'dynamics']);

/** Reads a world from YAML or JSON (which is YAML too). Throws WorldError. */
export async function loadWorld(file: string): Promise<World> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new WorldError(file, [error.code === 'ENOENT' ? 'the file does not exist' : error.message], 'Check --world.');
  });
  return parseWorld(text, file);
}

/** Parses the text of a world file; `file` only names it in errors. Throws WorldError. */
export function parseWorld(text: string, file: string): World {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const broken = document.errors[0];
  if (broken) {
    const { line, col } = lines.linePos(broken.pos[0]);
    throw new WorldError(
      file,
      [`line ${line}, column ${col}: ${broken.message.split('\n', 1)[0]}`],
      'Correct the YAML.',
    );
  }
  const world: unknown = document.toJS();
  if (world === null || world === undefined) return {};
  if (typeof world !== 'object' || Array.isArray(world)) {
    throw new WorldError(
      file,
      ['expected a map of sections'],
      'Write partnerCenter:, salesforce: and dynamics: at the top.',
    );
  }
  const unknown = Object.keys(world).filter((section) => !KNOWN_SECTIONS.has(section));
  if (unknown.length > 0) {
    throw new WorldError(
      file,
      [`unknown section ${unknown.join(', ')}`],
      `Sections are ${[...KNOWN_SECTIONS].join(', ')}.`,
    );
  }
  return world;
}

/** One sentence per zod issue: where, and what is expected. */
export function describeIssues(error: z.ZodError): string[] {
  return error.issues.map((issue) => `${z.core.toDotPath(issue.path) || 'the whole'}: ${issue.message}`);
}

/** Checks a section against the emulator's schema. Throws WorldError. */
export function parseSection<Schema extends z.ZodType>(
  schema: Schema,
  section: unknown,
  name: keyof World,
  file = '(given in code)',
): z.output<Schema> {
  const parsed = schema.safeParse(section ?? {});
  if (parsed.success) return parsed.data;
  const problems = describeIssues(parsed.error).map((problem) => `${name}.${problem}`);
  throw new WorldError(file, problems, 'Correct these places; docs/reference/emulators.md describes the sections.');
}
