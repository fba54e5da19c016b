import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { emulatorReference } from './emulator-reference.ts';

test('the reference page says what the behaviour tables say', async () => {
  const page = await readFile(new URL('../docs/reference/emulators.md', import.meta.url), 'utf8');
  expect(page, 'run: node tools/emulator-reference.ts').toBe(emulatorReference());
});
