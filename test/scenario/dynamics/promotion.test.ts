import { afterEach, expect, test } from 'vitest';
import { type Environment, OPTIONS, REQUEST, startEnvironment } from '../../support/dynamics-environment.ts';

const open: Environment[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.emulator.close();
});

async function environment(): Promise<Environment> {
  const started = await startEnvironment({ organization: { installed: 'none' } });
  open.push(started);
  return started;
}

test('a managed solution file carries everything but forms and assignments to another environment', async () => {
  const development = await environment();
  const installer = await development.installer();
  await installer.install(OPTIONS, REQUEST);
  const { bytes } = await installer.exportSolution(true);
  const production = await environment();
  await production.call('POST', 'ImportSolution', { CustomizationFile: Buffer.from(bytes).toString('base64') });
  const { steps } = await (await production.installer()).plan(OPTIONS);
  const left = steps.filter(({ action }) => action !== 'keep');
  expect(new Set(left.map(({ action }) => action))).toEqual(new Set(['assign', 'extend']));
  expect(steps.length).toBeGreaterThan(left.length + 30);
});
