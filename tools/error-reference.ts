import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { resolve } from 'node:path';
import { exitCodeOf } from '../src/cli/exit-codes.ts';
import { CosellError, type Recovery } from '../src/core/errors.ts';
import { EN } from '../src/core/messages/en.ts';
import { type CodeUse, collectCodes } from './errors/collect.ts';
import { markdownTable, writeOrCheck } from './generated.ts';

/** Writes docs/reference/errors.md: every code that the source makes, with its words. */
const ROOT = resolve(import.meta.dirname, '..');

const INTRODUCTION = `# Errors

Every error has a stable code, says what happened, and what to do. ‹Words in angle brackets› stand for what the error is about. The last
columns tell who can mend it and how a command that meets it ends ([exit codes](cli.md#exit-codes)). Errors that nobody needs to mend are
tried again by themselves.

This page is generated from the source by \`tools/error-reference.ts\`.
`;

async function sources(): Promise<readonly string[]> {
  const files: string[] = [];
  // The in-memory sides serve tests; nobody ever meets their errors.
  const exclude = ['**/*.test.ts', 'src/adapters/memory/**'];
  for await (const file of glob('src/**/*.ts', { cwd: ROOT, exclude })) files.push(file);
  return files.sort().map((file) => readFileSync(resolve(ROOT, file), 'utf8'));
}

/** Uses of one code together: the same code may be worded differently in different places. */
function byCode(uses: readonly CodeUse[]): readonly (readonly [string, readonly CodeUse[]])[] {
  return [...Map.groupBy(uses, ({ code }) => code)].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** What the seller may read stands in the catalogue, everything else where the code is used. */
function words(uses: readonly CodeUse[], name: 'message' | 'remedy'): string {
  const catalogue: Readonly<Record<string, string>> = EN;
  const told = uses.map((use) => {
    const found = use[name] ?? (name === 'message' ? use.code : `${use.code}.remedy`);
    return catalogue[found] ?? use[name];
  });
  return [...new Set(told.filter((text) => text !== null))].join(' · ').replaceAll(/\{(\w+)\}/g, '‹$1›');
}

function mender(recovery: Recovery): readonly string[] {
  const error = new CosellError({ code: 'example', recovery, message: '', remedy: '' });
  return [error.owner, String(exitCodeOf(error))];
}

function errorRows(uses: readonly CodeUse[]): readonly (readonly string[])[] {
  const withRecovery = byCode(uses).filter(([, same]) => same.some(({ recovery }) => recovery));
  return withRecovery.map(([code, same]) => {
    const recovery = same.find((use) => use.recovery)?.recovery ?? 'bug';
    return [`\`${code}\``, words(same, 'message'), words(same, 'remedy'), ...mender(recovery)];
  });
}

function remarkRows(uses: readonly CodeUse[]): readonly (readonly string[])[] {
  const without = byCode(uses).filter(([, same]) => same.every(({ recovery }) => !recovery));
  const rows = without.map(([code, same]) => [`\`${code}\``, words(same, 'message'), words(same, 'remedy')]);
  return rows.filter(([, message]) => message !== '');
}

const uses = collectCodes(await sources());

const page = `${INTRODUCTION}
${markdownTable(['Code', 'What happened', 'What to do', 'Who mends it', 'Exit code'], errorRows(uses))}

## Refusals and remarks

What the seller reads in the audit field of the CRM record. A refusal has a remedy; when it was followed, the deal goes on by itself.

${markdownTable(['Code', 'What happened', 'What to do'], remarkRows(uses))}
`;

await writeOrCheck([{ path: 'docs/reference/errors.md', text: page }], 'tools/error-reference.ts');
