import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { prepareFolder } from './folder.ts';

const root = mkdtempSync(join(tmpdir(), 'cosell-folder-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('creates the folder for its owner alone', () => {
  const folder = join(root, 'deep', 'store');
  prepareFolder(folder, { create: true });
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

test('refuses a network file system and says what to do', () => {
  const look = () => ({ path: root, magic: 0x6969, mountTable: null });
  expect(() => prepareFolder(root, { create: true, look })).toThrow(
    expect.objectContaining({
      code: 'store-network-folder',
      place: root,
      remedy: expect.stringContaining('PostgreSQL'),
    }),
  );
});

test.each([
  ['a file', 'file'],
  ['a folder below a file', 'file/below'],
])('refuses %s', (_, name) => {
  writeFileSync(join(root, 'file'), '');
  expect(() => prepareFolder(join(root, name), { create: true })).toThrow(
    expect.objectContaining({ code: 'store-folder', place: join(root, name) }),
  );
});

test('does not create a store that should exist', () => {
  expect(() => prepareFolder(join(root, 'none'), { create: false })).toThrow(
    expect.objectContaining({ code: 'store-missing' }),
  );
});
