import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** A page that is made from the source: its path from the root of the repository, and its text. */
export interface GeneratedPage {
  path: string;
  text: string;
}

const ROOT = resolve(import.meta.dirname, '..');

/**
 * Writes the pages, or with `--check` on the command line only compares them with what is there: then the exit code is 1 when one is out
 * of date, with the command that renews it.
 */
export async function writeOrCheck(pages: readonly GeneratedPage[], tool: string): Promise<void> {
  const check = process.argv.includes('--check');
  for (const { path, text } of pages) {
    const file = resolve(ROOT, path);
    const present = await readFile(file, 'utf8').catch(() => null);
    if (present === text) continue;
    if (check) {
      process.stderr.write(`${path} is out of date. Run \`node ${tool}\`.\n`);
      process.exitCode = 1;
      continue;
    }
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    process.stderr.write(`${path} written.\n`);
  }
}

/** A Markdown table; line breaks and bars in cells are made harmless. */
export function markdownTable(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeCell).join(' | ')} |`;
  return [line(titles), `|${titles.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

function escapeCell(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|');
}
