import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeDevSettings } from './dev-settings.ts';
import { findSettingsFile } from './find.ts';
import { loadSettings } from './load.ts';
import type { SecretReference } from './schema/values.ts';
import { resolveSecret, resolveStore } from './secrets.ts';

test('what a development run leaves is found, loaded and resolved by the next command, and is private', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cosell-dev-'));
  try {
    const local = join(folder, '.cosell');
    const secret = 'file:partner-center-token' as SecretReference;
    await writeDevSettings(
      local,
      {
        store: '.',
        connections: {
          partnerCenter: { tenant: 't', clientId: 'c', refreshToken: secret, allowInsecure: true },
          salesforce: {
            loginUrl: 'http://127.0.0.1:4001',
            auth: { kind: 'client-credentials', clientId: 'c', clientSecret: secret },
            allowInsecure: true,
          },
        },
        salesforce: { stages: { onHold: 'On Hold' } },
      },
      { 'partner-center-token': 'emulated' },
    );
    const loaded = await loadSettings(await findSettingsFile(undefined, folder), folder);
    const { refreshToken } = loaded.settings.connections.partnerCenter;
    expect(await resolveSecret(refreshToken, loaded)).toBe('emulated');
    expect(await resolveStore(loaded.settings.store, loaded)).toBe(local);
    expect((await stat(join(local, 'partner-center-token'))).mode & 0o777).toBe(0o600);
  } finally {
    await rm(folder, { recursive: true });
  }
});
