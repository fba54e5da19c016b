import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { settingsFrom } from './load.ts';
import type { SecretReference } from './schema/values.ts';
import { checkSecrets, resolveSecret, resolveStore, secretReader } from './secrets.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cosell-secrets-'));
});
afterAll(() => rm(folder, { recursive: true }));

const reference = (text: string) => text as SecretReference;

test('a variable of the environment is looked up by name', async () => {
  const options = { folder, environment: { TOKEN: 'one' } };
  expect(await resolveSecret(reference('env:TOKEN'), options)).toBe('one');
});

test.each([
  ['env:TOKEN', {}, 'The environment variable TOKEN is not set'],
  ['env:TOKEN', { TOKEN: '' }, 'The environment variable TOKEN is empty'],
  ['file:nowhere', {}, 'There is no secret file'],
])('%s that is not there names the reference and the remedy', async (text, environment, message) => {
  await expect(resolveSecret(reference(text), { folder, environment })).rejects.toMatchObject({
    code: 'secret-missing',
    recovery: 'misconfigured',
    message: expect.stringContaining(message),
  });
});

test('a file is relative to the settings, loses its last line break and is read anew each time', async () => {
  const read = secretReader(reference('file:token'), { folder });
  await writeFile(join(folder, 'token'), 'one\n');
  expect(await read()).toBe('one');
  await writeFile(join(folder, 'token'), 'two\n');
  expect(await read()).toBe('two');
});

test('the store is a folder beside the settings, an address, or a reference to either', async () => {
  const options = { folder, environment: { STORE: 'postgres://joe:secret@host/db' } };
  expect(await resolveStore('data', options)).toBe(join(folder, 'data'));
  expect(await resolveStore('/var/lib/cosell', options)).toBe('/var/lib/cosell');
  expect(await resolveStore('postgres://joe@host/db', options)).toBe('postgres://joe@host/db');
  expect(await resolveStore('env:STORE', options)).toBe('postgres://joe:secret@host/db');
});

test('a check names every secret that is not there by its place in the settings', async () => {
  const settings = settingsFrom({
    store: 'env:STORE',
    connections: {
      partnerCenter: { tenant: 't', clientId: 'c', clientSecret: 'env:A', refreshToken: 'env:B' },
      salesforce: {
        loginUrl: 'https://x.my.salesforce.com',
        auth: { kind: 'jwt-bearer', clientId: 'c', username: 'u', privateKey: 'file:key.pem' },
      },
    },
    salesforce: { stages: { onHold: 'On Hold' } },
  });
  const missing = await checkSecrets(settings, { folder, environment: { A: 'there' } });
  expect(missing.map(({ path }) => path)).toEqual([
    'store',
    'connections.partnerCenter.refreshToken',
    'connections.salesforce.auth.privateKey',
  ]);
});
