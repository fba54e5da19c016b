import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type Place, startPlace } from '../../support/dynamics-place.ts';

const open: Place[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

async function place(): Promise<Place> {
  const started = await startPlace();
  open.push(started);
  return started;
}

describe('moving the package to another environment', () => {
  test('R26 a managed import keeps what the environment has set', async () => {
    const development = await place();
    await development.crm('install');
    const written = await development.cosell('crm', 'install', '--export', 'managed');
    const file = 'CosellConnector_1_0_0_0_managed.zip';
    expect([written.code, written.stderr]).toEqual([0, expect.stringContaining(file)]);
    expect(await readdir(development.folder)).toContain(file);

    const production = await place();
    const first = await production.crm('install', '--package', join(development.folder, file));
    expect(first).toMatchObject({ code: 0, failures: [], findings: [] });
    expect(first.steps.find(({ name }) => name === 'opportunity.csl_audit')).toMatchObject({ action: 'keep' });
    const address = () =>
      production.crm('plan').then(({ steps }) => steps.find(({ name }) => name === 'csl_ConnectorAddress'));
    expect(await address()).toMatchObject({ action: 'keep' });
    const second = await production.crm('install', '--package', join(development.folder, file));
    expect(second).toMatchObject({ code: 0, failures: [] });
    expect(await address()).toMatchObject({ action: 'keep' });
  });

  test('a file that is no solution is refused with its remedy, and nothing changes', async () => {
    const environment = await place();
    await writeFile(join(environment.folder, 'broken.zip'), 'no zip');
    const report = await environment.crm('install', '--package', 'broken.zip');
    expect(report).toMatchObject({
      code: 1,
      failures: [{ code: 'dynamics-solution-refused', remedy: expect.stringContaining('export the file again') }],
    });
    const missing = await environment.cosell('crm', 'install', '--package', 'missing.zip');
    expect(missing.stderr).toContain('package-unreadable');
  });
});
