import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type PartnerCenterEmulator, startPartnerCenterEmulator } from '../../../emulators/partner-center/start.ts';
import {
  createRegistrationClient,
  REFERRAL_EVENTS,
  TEST_EVENT,
} from '../../../src/adapters/partner-center/registration.ts';
import {
  createAppOnlyTokens,
  createDelegatedTokens,
  type DelegatedOptions,
} from '../../../src/adapters/partner-center/tokens.ts';
import { createWebhookVerifier, type WebhookResult } from '../../../src/adapters/partner-center/webhook.ts';
import {
  connectSide,
  createChange,
  failure,
  patientClock,
  silentLog,
  written,
} from '../../support/partner-center-side.ts';

let emulator: PartnerCenterEmulator;
const clock = patientClock(Date.now);

beforeEach(async () => {
  emulator = await startPartnerCenterEmulator();
});

afterEach(() => emulator.close());

function entra() {
  const { credentials } = emulator;
  return {
    authority: credentials.authorityUrl,
    tenant: credentials.tenantId,
    clientId: credentials.clientId,
    clientSecret: credentials.clientSecret,
    tokenVersion: 'v2' as const,
    clock,
  };
}

function delegated(overrides: Partial<DelegatedOptions> = {}): DelegatedOptions {
  return {
    ...entra(),
    audience: emulator.credentials.referralsAudience,
    loadRefreshToken: async () => emulator.credentials.refreshToken,
    saveRefreshToken: async () => {},
    log: silentLog,
    ...overrides,
  };
}

const appOnly = () => createAppOnlyTokens({ ...entra(), audience: emulator.credentials.webhooksAudience });

function registrations(tokens = appOnly()) {
  const webhooksUrl = `${emulator.credentials.webhooksUrl}/webhooks/v1/registration`;
  return createRegistrationClient({ webhooksUrl, tokens, userAgent: 'cosell-test', clock, log: silentLog });
}

describe('signing in', () => {
  test.each(['v1', 'v2'] as const)(
    'with the %s endpoint; the rotated refresh token is kept and used',
    async (tokenVersion) => {
      let kept = emulator.credentials.refreshToken;
      const saved: string[] = [];
      const tokens = createDelegatedTokens(
        delegated({
          tokenVersion,
          loadRefreshToken: async () => kept,
          saveRefreshToken: async (token) => {
            kept = token;
            saved.push(token);
          },
        }),
      );
      const side = connectSide(emulator, { tokens });
      written(await side.create(createChange()));
      emulator.admin.people.revokeRefreshToken({ refreshToken: emulator.credentials.refreshToken });
      await tokens.refresh(await tokens.get());
      expect(saved).toHaveLength(2);
    },
  );

  test('goes on with a refresh token that could not be saved', async () => {
    const tokens = createDelegatedTokens(
      delegated({
        saveRefreshToken: async () => {
          throw new Error('store is down');
        },
      }),
    );
    const first = await tokens.get();
    emulator.admin.people.revokeRefreshToken({ refreshToken: emulator.credentials.refreshToken });
    expect(await tokens.refresh(first)).not.toBe(first);
  });

  test('an access token that ran out early costs one refresh, once for all calls under way', async () => {
    const { id } = emulator.admin.people.invite({});
    const side = connectSide(emulator);
    await side.read([id]);
    await emulator.admin.moveClock({ advanceMs: 2 * 3_600_000 });
    emulator.admin.resetCalls();
    await Promise.all([side.read([id]), side.read([id])]);
    expect(emulator.admin.calls().token).toBe(1);
  });

  test('a revoked refresh token, a wrong secret and a missing MFA claim each name what to do', async () => {
    const wrongSecret = connectSide(emulator, { tokens: createDelegatedTokens(delegated({ clientSecret: 'wrong' })) });
    expect(await failure(wrongSecret.read([ANY]))).toMatchObject({ recovery: 'misconfigured', code: 'client-refused' });
    emulator.admin.setSwitches({ 'mfa-claim': false });
    const mfa = await failure(connectSide(emulator).read([ANY]));
    expect(mfa).toMatchObject({ recovery: 'reauthenticate', code: 'mfa-required' });
    emulator.admin.people.revokeRefreshToken({});
    const revoked = await failure(connectSide(emulator).read([ANY]));
    expect(revoked).toMatchObject({ recovery: 'reauthenticate', code: 'signed-out' });
    expect(revoked.remedy).toContain('multi-factor');
  });

  test('a token of the wrong kind or audience is refused, not retried for ever', async () => {
    const error = await failure(connectSide(emulator, { tokens: appOnly() }).read([ANY]));
    expect(['reauthenticate', 'misconfigured']).toContain(error.recovery);
  });

  test('a user without the role is told which role', async () => {
    emulator.admin.people.changeRole({ role: 'None' });
    const error = await failure(connectSide(emulator).read([ANY]));
    expect(error).toMatchObject({ code: 'not-permitted', recovery: 'misconfigured' });
    expect(error.remedy).toContain('Referrals admin');
  });
});

const ANY = '11111111-1111-4111-8111-111111111111';

describe('the webhook registration', () => {
  test('is looked at, made, replaced and tested', async () => {
    const client = registrations();
    expect(await client.get()).toBeNull();
    expect(await client.events()).toEqual(expect.arrayContaining([...REFERRAL_EVENTS]));
    const events = [...REFERRAL_EVENTS, TEST_EVENT];
    const { url, received, close } = await receiver();
    await client.create({ url, events: [TEST_EVENT], signatureInOwnHeader: false });
    await client.replace({ url, events, signatureInOwnHeader: true });
    expect(await client.get()).toMatchObject({ webhookUrl: url, webhookEvents: events });
    const correlationId = await client.sendTestEvent();
    expect((await received)[0]).toMatchObject({ ok: true, event: { name: TEST_EVENT, referralId: null } });
    await emulator.admin.webhooks.settled();
    expect(await client.testEvent(correlationId)).toMatchObject({ results: [{ responseCode: 'OK' }] });
    await close();
  });

  test('works with a delegated token too, and not with one for referrals', async () => {
    const audience = emulator.credentials.webhooksAudience;
    expect(await registrations(createDelegatedTokens(delegated({ audience }))).get()).toBeNull();
    const wrong = await failure(registrations(createDelegatedTokens(delegated())).get());
    expect(wrong.recovery).toBe('reauthenticate');
  });
});

/** A receiver that trusts the emulator; `received` resolves with the first judgement. */
async function receiver(): Promise<{
  url: string;
  received: Promise<WebhookResult[]>;
  results: WebhookResult[];
  close: () => Promise<void>;
}> {
  const { rootPem, issuingPem, certificateUrl } = await emulator.admin.webhooks.trust();
  const verifier = createWebhookVerifier({
    extraRoots: [rootPem],
    intermediates: [issuingPem],
    certificateUrls: [certificateUrl.slice(0, certificateUrl.lastIndexOf('/') + 1)],
    clock,
  });
  const results: WebhookResult[] = [];
  const first = Promise.withResolvers<WebhookResult[]>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const headers = new Headers(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const result = await verifier.verify(headers, Buffer.concat(chunks));
    results.push(result);
    first.resolve(results);
    response.writeHead(result.ok ? 200 : result.status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/partner-center`;
  return {
    url,
    received: first.promise,
    results,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

describe('events', () => {
  test.each([
    ['authorization', 'with-word', 'der', 'referrals-host'],
    ['x-ms-signature', 'with-word', 'pem', 'partner-center-host'],
    ['x-ms-signature', 'bare', 'der', 'referrals-host'],
  ] as const)('signed in %s %s, certificate as %s, naming the %s', async (header, form, certificate, resource) => {
    emulator.admin.setSwitches({
      'ms-signature-form': form,
      'certificate-form': certificate,
      'resource-uri': resource,
    });
    const { url, results, close } = await receiver();
    await emulator.admin.webhooks.send({ url, header, referralId: ANY });
    expect(results).toMatchObject([{ ok: true, event: { name: 'referral-updated', referralId: ANY } }]);
    await close();
  });

  test('from a foreign chain, with another body, with noise or without signature are refused', async () => {
    const { url, results, close } = await receiver();
    for (const signWith of ['foreign-chain', 'tampered', 'garbage', 'none'] as const) {
      await emulator.admin.webhooks.send({ url, signWith });
    }
    expect(results.map((result) => (result.ok ? 'ok' : result.reason))).toEqual([
      'chain-untrusted',
      'signature-wrong',
      'signature-wrong',
      'unsigned',
    ]);
    await close();
  });
});
