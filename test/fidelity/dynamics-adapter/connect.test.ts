import { expect, onTestFinished, test } from 'vitest';
import { startTestEnvironment } from './environment.ts';

async function open() {
  const environment = await startTestEnvironment();
  onTestFinished(environment.emulator.close);
  return environment;
}

test('a wrong secret is a matter of the settings', async () => {
  const environment = await open();
  const { auth } = environment.settings();
  const wrong = { ...auth, clientSecret: 'mistyped' } as typeof auth;
  await expect(environment.connect({ auth: wrong })).rejects.toMatchObject({
    code: 'client-refused',
    recovery: 'misconfigured',
  });
});
