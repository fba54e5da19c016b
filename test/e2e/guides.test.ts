import { access, glob, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { recordedTerminal } from '../../src/cli/recorded-terminal.ts';
import { buildProgram } from '../../src/cli/run.ts';

const ROOT = join(import.meta.dirname, '../..');

const program = buildProgram({
  terminal: recordedTerminal(),
  loadApplication: () => Promise.reject(new Error('not needed')),
  end: () => undefined,
});

async function pages(): Promise<{ file: string; text: string }[]> {
  const files = ['README.md', 'CONTRIBUTING.md', 'crm/salesforce/README.md'];
  for await (const file of glob('docs/guides/*.md', { cwd: ROOT })) files.push(file);
  return Promise.all(files.map(async (file) => ({ file, text: await readFile(join(ROOT, file), 'utf8') })));
}

/** Command lines in blocks and between backticks: the words behind `cosell`, without comments and redirections. */
function commandLines(text: string): string[] {
  const blocks = [...text.matchAll(/^```(?:sh|console)\n([\s\S]*?)^```$/gm)].flatMap(([, block]) => block?.split('\n'));
  const inline = [...text.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code);
  return [...blocks, ...inline].flatMap((line = '') => {
    const [, words] = /(?:^|&& |npx |until |\$\(|env:\S+ |… )cosell ([a-z-][^#>|;)&]*)/.exec(line) ?? [];
    return words === undefined ? [] : [words.trim()];
  });
}

/** What of a command line does not exist. */
function unknownIn(line: string): string[] {
  let command: Command = program;
  const unknown: string[] = [];
  for (const word of line.split(/\s+/)) {
    if (word.startsWith('-')) {
      const known = command.options.some(({ long, short }) => [long, short].includes(word.split('=')[0]));
      if (!known && word !== '--help') unknown.push(word);
      continue;
    }
    const next = command.commands.find((member) => member.name() === word);
    if (next) command = next;
    else if (command.commands.length > 0 && /^[a-z]/.test(word)) unknown.push(word);
  }
  return unknown;
}

test('every command and option that a guide names exists', async () => {
  const named = (await pages()).flatMap(({ file, text }) => commandLines(text).map((line) => ({ file, line })));
  expect(named.length).toBeGreaterThan(60);
  const wrong = named.filter(({ line }) => unknownIn(line).length > 0);
  expect(wrong).toEqual([]);
});

test('every link of a guide leads to a file that is there', async () => {
  const links = (await pages()).flatMap(({ file, text }) =>
    [...text.matchAll(/\]\((?!https?:)([^)#\s]+)/g)].map(([, to]) => resolve(ROOT, dirname(file), to ?? '')),
  );
  expect(links.length).toBeGreaterThan(15);
  for (const link of links) await expect(access(link), link).resolves.toBeUndefined();
});
