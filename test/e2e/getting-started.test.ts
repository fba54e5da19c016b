import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../../src/main/free-port.ts';

const ROOT = join(import.meta.dirname, '../..');
const PAGE = join(ROOT, 'docs/guides/getting-started.md');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cosell-guide-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What the reader pastes, in order. */
async function shellBlocks(): Promise<string[]> {
  const page = await readFile(PAGE, 'utf8');
  return [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block]) => block ?? '');
}

/** The ports of the page may be taken on this machine. */
async function onFreePorts(script: string): Promise<string> {
  let replaced = script;
  for (const port of ['4100', '4101', '4102']) replaced = replaced.replaceAll(port, String(await freePort()));
  return replaced;
}

/** As a global installation would leave the command. */
async function installCommand(): Promise<string> {
  const bin = join(folder, 'bin');
  await mkdir(bin);
  const script = `#!/bin/sh\nexec '${process.execPath}' '${join(ROOT, 'src/cli/main.ts')}' "$@"\n`;
  await writeFile(join(bin, 'cosell'), script);
  await chmod(join(bin, 'cosell'), 0o755);
  return bin;
}

interface Snapshots {
  referrals: { name: string; status: string; substatus: string; organizationId: string }[];
  opportunities: Record<string, unknown>[];
}

async function snapshots(place: string): Promise<Snapshots> {
  const read = async (name: string) => JSON.parse(await readFile(join(place, name), 'utf8'));
  const partnerCenter = (await read('end-partner-center.json')) as Pick<Snapshots, 'referrals'>;
  const salesforce = (await read('end-salesforce.json')) as { records: { Opportunity: Record<string, unknown>[] } };
  return { referrals: partnerCenter.referrals, opportunities: salesforce.records.Opportunity };
}

test('whoever follows the page from its first line sees a deal synced each way', async () => {
  const blocks = await shellBlocks();
  expect(blocks.length).toBeGreaterThan(8);
  const look = [
    'curl -s http://127.0.0.1:4101/_emulator/snapshot -o end-partner-center.json',
    'curl -s http://127.0.0.1:4102/_emulator/snapshot -o end-salesforce.json\n',
  ].join('\n');
  // Whatever fails, nothing of it stays running.
  const guard = "set -euo pipefail\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n";
  const script = await onFreePorts([guard, ...blocks.slice(0, -1), look, blocks.at(-1)].join('\n'));
  const bin = await installCommand();
  const place = join(folder, 'empty');
  await mkdir(place);
  const environment = { PATH: [bin, process.env['PATH']].join(delimiter), HOME: folder };
  const { stdout } = await promisify(execFile)('bash', ['-c', script], {
    cwd: place,
    env: environment,
    timeout: 240_000,
  });

  expect(stdout).toMatch(/\d+ changes to make/);
  expect(stdout).toContain('0 broken, 1 remark');
  expect((await stat(join(place, 'secrets/partner-center-refresh-token'))).mode & 0o777).toBe(0o600);
  const { referrals, opportunities } = await snapshots(place);
  const invited = referrals.find(({ name }) => name === 'Relecloud analytics modernisation');
  expect(invited).toMatchObject({ status: 'Active', substatus: 'Accepted' });
  const shared = referrals.find(({ name }) => name === 'Coho forecasting');
  expect(shared).toMatchObject({ status: 'Active', substatus: 'Accepted' });
  expect(opportunities.map((row) => row['Name']).sort()).toEqual([
    '✔ Coho forecasting',
    '✔ Relecloud analytics modernisation',
  ]);
}, 300_000);
