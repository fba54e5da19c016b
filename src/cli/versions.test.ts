import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { digestOfFolder } from './versions.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cosell-digest-'));
  mkdirSync(join(folder, 'objects'));
  writeFileSync(join(folder, 'objects/a.xml'), '<a>\n</a>');
  writeFileSync(join(folder, 'b.xml'), '<b/>');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('the digest changes with every content and every name, and not with line ends', () => {
  const first = digestOfFolder(folder);
  expect(first).toMatch(/^[0-9a-f]{8}$/);
  writeFileSync(join(folder, 'objects/a.xml'), '<a>\r\n</a>');
  expect(digestOfFolder(folder)).toBe(first);
  writeFileSync(join(folder, 'objects/a.xml'), '<a>x</a>');
  const changed = digestOfFolder(folder);
  renameSync(join(folder, 'b.xml'), join(folder, 'c.xml'));
  expect(new Set([first, changed, digestOfFolder(folder)]).size).toBe(3);
});
