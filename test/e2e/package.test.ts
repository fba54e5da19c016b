import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');
const MINUTES = 60_000;

/** npm and the command under test must find the very Node that runs this test, also where the machine's own is older. */
const environment = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}` };

describe('the packed package', () => {
  let folder: string;
  let installed: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cosell-package-'));
    const packed = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: root, env: environment });
    const name = /cosell-[\w.-]+\.tgz/.exec(packed.stdout)?.[0] ?? '';
    await writeFile(join(folder, 'package.json'), '{ "private": true }');
    await run('npm', ['install', '--omit=dev', '--no-audit', '--no-fund', join(folder, name)], {
      cwd: folder,
      env: environment,
    });
    installed = join(folder, 'node_modules', 'cosell', 'dist', 'src', 'cli', 'main.js');
  }, 5 * MINUTES);

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('needs no development dependency to tell its version and its commands', async () => {
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
    const told = await run(process.execPath, [installed, 'version', '--json'], { cwd: folder });
    expect(JSON.parse(told.stdout)).toMatchObject({ cosell: version });
    expect((await run(process.execPath, [installed, '--help'], { cwd: folder })).stdout).toContain('reconcile');
  });

  it('starts emulators and connector elsewhere, answers, and stops cleanly', { timeout: MINUTES }, async () => {
    const child = spawn(process.execPath, [installed, 'dev', '--port', '0', '--json'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
    try {
      const started = await firstLine(child.stdout);
      const connector = started.services.find(({ id }) => id === 'connector');
      const health = await fetch(`${connector?.url}/health`);
      expect(health.status).toBe(200);
      // The CRM package travels with the product.
      const planned = await run(process.execPath, [installed, 'crm', 'plan', '--json'], { cwd: folder });
      expect(JSON.parse(planned.stdout)).toMatchObject({ failures: [], steps: expect.arrayContaining([]) });
      expect(planned.stdout).toContain('CoSell_Connector_Seller');
    } finally {
      child.kill('SIGINT');
    }
    expect(await ended).toBe(0);
  });
});

async function firstLine(stream: NodeJS.ReadableStream): Promise<{ services: { id: string; url: string }[] }> {
  for await (const line of createInterface({ input: stream }))
    return JSON.parse(line) as { services: { id: string; url: string }[] };
  throw new Error('The command ended without a line.');
}
