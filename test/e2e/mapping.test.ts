import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exampleSettings } from '../../src/config/example.ts';
import { runCommand } from './command.ts';

const SCRIPT = join(import.meta.dirname, '../../src/cli/main.ts');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cosell-mapping-'));
});
afterAll(() => rm(folder, { recursive: true }));

const run = (...argv: string[]) => runCommand(SCRIPT, argv, { folder });

test('R96 a mapping is carried from staging to production, with its taxonomy and without any secret', async () => {
  const staging = exampleSettings().replace('onHold: On Hold', 'onHold: Partner Review');
  await writeFile(join(folder, 'staging.yaml'), staging.replace('# taxonomy: taxonomy.yaml', 'taxonomy: roles.yaml'));
  const taxonomy = "version: FY30\nreviewBy: '2030-06-30'\nroles: []\nareas: []\n";
  await writeFile(join(folder, 'roles.yaml'), taxonomy);
  const production = exampleSettings().replace('https://contoso.my.salesforce.com', 'https://live.my.salesforce.com');
  await writeFile(join(folder, 'cosell.yaml'), production);

  const exported = await run('mapping', 'export', '--config', 'staging.yaml');
  expect(exported.stdout).not.toMatch(/env:|file:|salesforce[.]com/);
  await writeFile(join(folder, 'mapping.yaml'), exported.stdout);
  await rm(join(folder, 'roles.yaml'));

  const tried = await run('mapping', 'import', 'mapping.yaml', '--dry-run');
  expect(tried.stdout).toContain('would be changed in cosell.yaml');
  expect(await readFile(join(folder, 'cosell.yaml'), 'utf8')).toBe(production);

  const imported = await run('mapping', 'import', 'mapping.yaml');
  expect(imported.code).toBe(0);
  const after = await readFile(join(folder, 'cosell.yaml'), 'utf8');
  expect(after).toContain('onHold: Partner Review');
  expect(after).toContain('https://live.my.salesforce.com');
  expect(await readFile(join(folder, 'roles.yaml'), 'utf8')).toBe(taxonomy);

  const again = await run('mapping', 'import', 'mapping.yaml', '--json');
  expect(JSON.parse(again.stdout)).toMatchObject({ changes: [] });
});
