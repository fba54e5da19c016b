import { expect, onTestFinished, test } from 'vitest';
import { makeChain } from '../../../emulators/partner-center/certificates.ts';
import { invitation, updateOf, written } from './changes.ts';
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

test('signs in with a certificate, by its thumbprint and key', async () => {
  const environment = await open();
  const { leafPem, leafKey } = await makeChain('dynamics', environment.emulator.clock.now(), 0);
  environment.emulator.admin.people.registerKey({ publicKey: leafPem });
  const privateKeyPem = leafKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const { clientId } = environment.emulator.credentials;
  const side = await environment.connect({
    auth: { kind: 'certificate', clientId, privateKeyPem, certificatePem: leafPem },
  });
  expect(side.identity().userId).toBe(environment.emulator.credentials.userId);
});

test('a key that is none is named before anything is sent', async () => {
  const environment = await open();
  const auth = { kind: 'certificate', clientId: 'x', privateKeyPem: 'none', certificatePem: 'none' } as const;
  await expect(environment.connect({ auth })).rejects.toMatchObject({ code: 'dynamics-key-unreadable' });
});

const REFERRALS = ['1', '2', '3'].map((n) => `0d2f1c6e-2f0e-4d13-9c8f-3b1f6f0a5b1${n}`);

test('after a restart, deals that will be written are read together', async () => {
  const environment = await open();
  const before = await environment.connect();
  const deals = (await Promise.all(REFERRALS.map((id) => before.create(invitation(id))))).map(written);
  const side = await environment.connect();
  environment.emulator.admin.resetCalls();
  await side.prepare?.(deals);
  expect(environment.calls()).toEqual({ read: 1, write: 0 });
  await Promise.all(deals.map((deal) => side.update(updateOf(deal, { fields: { value: '9' } }))));
  expect(environment.calls().read).toBe(1);
});

test('a column that column security closes is named as the field it holds up', async () => {
  const environment = await open();
  const side = await environment.connect();
  const [referral = ''] = REFERRALS;
  const made = written(await side.create(invitation(referral)));
  environment.emulator.admin.people.restrictUser({
    username: 'integration@lakeshore.example',
    readOnlyColumns: ['opportunity.estimatedvalue'],
  });
  expect(await side.update(updateOf(made, { fields: { value: '9' } }))).toMatchObject({
    kind: 'refused',
    refusals: [{ code: 'crm-field-read-only', field: 'value' }],
  });
});
