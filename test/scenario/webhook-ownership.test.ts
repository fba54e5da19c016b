import { afterEach, describe, expect, test } from 'vitest';
import type {
  RegisterReport,
  RegistrationReport,
  ReleaseReport,
  TestReport,
  WebhookStatus,
} from '../../src/cli/product/webhook.ts';
import { type EventReceiver, startEventReceiver } from '../fidelity/partner-center/event-receiver.ts';
import { eventually } from '../support/eventually.ts';
import { type Installation, type InstallationOptions, startInstallation } from '../support/installation.ts';
import { observeSalesforce } from '../support/scenario/observed.ts';

const ALL = ['referral-created', 'referral-updated', 'related-referral-created', 'related-referral-updated'];
const LOGIC_APP =
  'https://prod-31.westus.logic.azure.com:443/workflows/ab12/triggers/manual/paths/invoke?sp=run&sig=S3cr3tKey';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

async function installation(options: InstallationOptions = {}): Promise<Installation> {
  const started = await startInstallation(options);
  open.push(started);
  return started;
}

async function receiver(): Promise<EventReceiver> {
  const started = await startEventReceiver();
  open.push(started);
  return started;
}

const registeredBy = (url: string, events = ALL): InstallationOptions => ({
  partnerCenter: { webhooks: { registration: { url, events } } },
});

/** Settings of an installation that leaves foreign addresses alone. */
const ifFree: InstallationOptions['adjust'] = (settings) => {
  settings.webhook = { ...settings.webhook, register: 'if-free' };
};

const registration = ({ partnerCenter }: Installation) => partnerCenter.admin.webhooks.registration();

/** Starts the connector and waits until its address is registered; answers how to stop it. */
async function serveRegistered(place: Installation): Promise<() => Promise<void>> {
  const stop = await place.serve();
  await eventually(() => expect(registration(place)?.url).toBe(place.webhookUrl));
  return stop;
}

describe('registering', () => {
  test('R27 one command registers the address for all four events', async () => {
    const place = await installation();
    const done = await place.cosell('webhook', 'register', '--json');
    expect(done.code).toBe(0);
    expect(done.json() as RegisterReport).toMatchObject({
      outcome: 'registered',
      after: { owner: 'ours', url: place.webhookUrl, events: [...ALL, 'test-created'] },
    });
    expect(registration(place)).toMatchObject({ url: place.webhookUrl, events: [...ALL, 'test-created'] });
  });

  test('R28 a part of the events can be chosen, and stays chosen when the connector starts', async () => {
    const place = await installation();
    await place.cosell('webhook', 'register', '--events', 'referral-created,related-referral-updated');
    expect(registration(place)?.events).toEqual(['referral-created', 'related-referral-updated', 'test-created']);
    await place.serve();
    expect((await place.cosell('webhook', 'status')).code).toBe(0);
    expect(registration(place)?.events).toEqual(['referral-created', 'related-referral-updated', 'test-created']);
    const wrong = await place.cosell('webhook', 'register', '--events', 'referral-deleted');
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('referral-created') });
  });

  test('R28 without leave to overwrite, a foreign address is left and reported', async () => {
    const place = await installation(registeredBy('https://billing.example/hook', ['subscription-updated']));
    const left = await place.cosell('webhook', 'register', '--no-overwrite', '--json');
    expect(left.code).toBe(4);
    expect(left.json() as RegisterReport).toMatchObject({
      outcome: 'left',
      after: { owner: 'foreign', url: 'https://billing.example/hook' },
    });
    expect(registration(place)?.url).toBe('https://billing.example/hook');
    const taken = await place.cosell('webhook', 'register', '--overwrite', '--json');
    expect(taken.code).toBe(0);
    expect((taken.json() as RegisterReport).outcome).toBe('overwritten');
    // Another product's events stay registered, or it would lose them for good.
    expect(registration(place)).toMatchObject({
      url: place.webhookUrl,
      events: [...ALL, 'test-created', 'subscription-updated'],
    });
  });

  test('R28 a connector that may not overwrite works without notices and says so', async () => {
    const place = await installation({ ...registeredBy('https://billing.example/hook'), adjust: ifFree });
    await place.serve();
    const status = await eventually(async () => {
      const said = await place.cosell('status', '--json');
      expect(said.code).toBe(4);
      return said;
    });
    expect(status.json()).toMatchObject({
      healthy: true,
      attention: [{ code: 'webhook-not-ours', message: expect.stringContaining('billing.example') }],
    });
    expect(registration(place)?.url).toBe('https://billing.example/hook');
  });

  test("R29 Microsoft's own connector is recognised by its host, and the key of its address is not shown", async () => {
    const place = await installation(registeredBy(LOGIC_APP));
    const status = await place.cosell('webhook', 'status', '--json');
    expect(status.code).toBe(4);
    expect((status.json() as WebhookStatus).registration).toEqual({
      owner: 'microsoft-connector',
      url: 'https://prod-31.westus.logic.azure.com/workflows/ab12/triggers/manual/paths/invoke',
      events: ALL,
    });
    const shown = await place.cosell('webhook', 'status');
    expect(shown.stdout).toContain("Microsoft's own connector");
    expect(`${status.stdout}${shown.stdout}`).not.toContain('S3cr3tKey');
  });

  test('R30 registering again changes nothing', async () => {
    const place = await installation(registeredBy(LOGIC_APP));
    await place.cosell('webhook', 'register', '--overwrite');
    const first = registration(place);
    const again = await place.cosell('webhook', 'register', '--json');
    expect((again.json() as RegisterReport).outcome).toBe('renewed');
    expect(registration(place)).toEqual(first);
    const { previous } = (await place.cosell('webhook', 'status', '--json')).json() as WebhookStatus;
    expect(previous?.owner).toBe('microsoft-connector');
  });

  test('an address of ours that publicUrl no longer names is moved, not taken for a stranger', async () => {
    const place = await installation({ adjust: ifFree });
    await place.cosell('webhook', 'register');
    await place.configure((settings) => {
      settings.publicUrl = 'http://localhost:9';
      settings.webhook = { ...settings.webhook, register: 'if-free' };
    });
    const moved = await place.cosell('webhook', 'register', '--json');
    expect(moved.json() as RegisterReport).toMatchObject({
      outcome: 'renewed',
      after: { url: 'http://localhost:9/hooks/partner-center' },
    });
  });
});

describe('while the connector runs', () => {
  const soon: InstallationOptions['adjust'] = (settings) => {
    settings.webhook = { ...settings.webhook, verifyEvery: '200ms' };
  };

  test('R29 a registration that somebody else takes is reported, not fought over', async () => {
    const place = await installation({ adjust: soon });
    await serveRegistered(place);
    expect((await place.cosell('status')).code).toBe(0);
    const thief = await installation({ adjust: soon });
    await thief.configure((settings) => {
      const { partnerCenter } = settings.connections;
      partnerCenter.webhooksUrl = `${place.partnerCenter.credentials.webhooksUrl}/webhooks/v1/registration`;
      partnerCenter.authority = place.partnerCenter.credentials.authorityUrl;
    });
    await thief.cosell('webhook', 'register', '--overwrite');
    await eventually(async () => {
      const status = await place.cosell('status', '--json');
      expect(status.json()).toMatchObject({ attention: [{ code: 'webhook-not-ours' }] });
    });
    expect(registration(place)?.url).toBe(thief.webhookUrl);
    await place.cosell('webhook', 'register', '--overwrite');
    expect((await place.cosell('status')).code).toBe(0);
  });

  test('events that got lost are registered again', async () => {
    const place = await installation({ adjust: soon });
    await serveRegistered(place);
    const lossy = { url: place.webhookUrl, events: ['referral-created', 'test-created'] };
    await place.partnerCenter.admin.reset({ webhooks: { registration: lossy } });
    await eventually(() => expect(registration(place)?.events).toEqual(expect.arrayContaining(ALL)));
  });

  test('what keeps the registration from being made is in the status, and mends itself', async () => {
    const place = await installation({ adjust: soon });
    const fault = place.partnerCenter.admin.addFault({
      match: { path: '/webhooks' },
      kind: 'server-error',
      times: 1_000,
    });
    await place.serve();
    await eventually(async () => {
      const status = await place.cosell('status', '--json');
      expect(status.json()).toMatchObject({ attention: [{ code: 'webhook-unverified' }] });
    });
    place.partnerCenter.admin.removeFault(fault.id);
    await eventually(async () => expect((await place.cosell('status')).code).toBe(0));
    expect(registration(place)?.url).toBe(place.webhookUrl);
  });
});

describe('passing notices on', () => {
  const fanOut: InstallationOptions['adjust'] = (settings) => {
    settings.webhook = { ...settings.webhook, fanOut: true };
  };

  test('R28 the address from before gets every notice, verifiable, also after it had failed', async () => {
    const former = await receiver();
    const place = await installation({ ...registeredBy(former.url, ['subscription-updated']), adjust: fanOut });
    former.answerWith((request) => (request === 1 ? 503 : 200));
    await serveRegistered(place);
    const { id } = place.partnerCenter.admin.people.invite({});
    const [, again] = await former.arrived(2);
    const sent = place.partnerCenter.admin.webhooks.deliveries().map(({ body }) => body);
    expect(sent).toContain(again?.raw.toString('utf8'));
    const forwarded = former.received.map(({ event }) => event?.ResourceUri ?? '').filter((uri) => uri.endsWith(id));
    expect(forwarded.length).toBeGreaterThan(0);
    for (const { headers } of former.received) {
      expect(headers.authorization).toMatch(/^Signature [A-Za-z\d+/]+=*$/);
      expect(headers['x-ms-signature']).toMatch(/[A-Za-z\d+/]+=*$/);
      expect(headers['x-ms-certificate-url']).toContain('/cert/');
    }
  });

  test('nothing that is not proven to be Microsoft’s is passed on', async () => {
    const former = await receiver();
    const place = await installation({ ...registeredBy(former.url), adjust: fanOut });
    await serveRegistered(place);
    const [forged] = await place.partnerCenter.admin.webhooks.send({ signWith: 'tampered', event: { Forged: true } });
    expect(forged?.status).toBe(401);
    await place.partnerCenter.admin.webhooks.send({});
    await former.arrived(1);
    expect(former.received.some(({ raw }) => raw.includes('Forged'))).toBe(false);
  });

  test('a notice that another installation has passed on goes no further, or two of them would send it round for ever', async () => {
    const former = await receiver();
    const place = await installation({ ...registeredBy(former.url), adjust: fanOut });
    await serveRegistered(place);
    const passedOn = await signedNotice(place);
    const headers = { ...passedOn.headers, 'x-cosell-forwarded': '1' };
    const answer = await fetch(place.webhookUrl, { method: 'POST', body: passedOn.body, headers });
    expect(answer.status).toBe(202);
    await place.partnerCenter.admin.webhooks.send({ referralId: '11111111-0000-4000-8000-000000000000' });
    await former.arrived(1);
    expect(former.received.map(({ raw }) => raw.toString('utf8'))).not.toContain(passedOn.body);
  });
});

/** A notice as the emulator signs it. */
async function signedNotice(place: Installation): Promise<{ headers: Record<string, string>; body: string }> {
  const catcher = await receiver();
  await place.partnerCenter.admin.webhooks.send({ url: catcher.url });
  const [caught] = await catcher.arrived(1);
  const names = ['content-type', 'authorization', 'x-ms-signature', 'x-ms-certificate-url', 'x-ms-signature-algorithm'];
  const headers = names.flatMap((name) => {
    const value = caught?.headers[name];
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  return { headers: Object.fromEntries(headers), body: caught?.raw.toString('utf8') ?? '' };
}

describe('releasing', () => {
  test('R107 the address from before is put back, with its events, and the connector does not take it again', async () => {
    const place = await installation(registeredBy(LOGIC_APP, ['referral-created']));
    const stop = await serveRegistered(place);
    const before = identifiersIn(place);
    expect(before.length).toBeGreaterThan(0);
    const released = await place.cosell('webhook', 'release', '--json');
    expect(released.code).toBe(0);
    expect(released.json() as ReleaseReport).toMatchObject({
      outcome: 'restored',
      after: { owner: 'microsoft-connector', events: ['referral-created'] },
    });
    expect(registration(place)).toMatchObject({ url: LOGIC_APP, events: ['referral-created'] });
    await stop();
    // Microsoft's own connector has the notices again, so ours does not run beside it, whatever webhook.register says.
    const beside = { code: 'beside-microsoft-connector', remedy: expect.stringContaining('cosell webhook register') };
    await expect(place.serve()).rejects.toMatchObject(beside);
    expect(registration(place)?.url).toBe(LOGIC_APP);
    expect(identifiersIn(place)).toEqual(expect.arrayContaining(before));
  });

  test('R107 with nobody before us no notice is sent any more, as far as the API allows', async () => {
    const place = await installation();
    await place.cosell('webhook', 'register');
    const silenced = (await place.cosell('webhook', 'release', '--json')).json() as ReleaseReport;
    expect(silenced).toMatchObject({ outcome: 'silenced', after: { owner: 'ours', events: ['test-created'] } });
    await place.cosell('webhook', 'register');
    place.partnerCenter.admin.setSwitches({ 'registration-without-events': 'accept' });
    const emptied = (await place.cosell('webhook', 'release', '--json')).json() as ReleaseReport;
    expect(emptied).toMatchObject({ outcome: 'emptied', after: { events: [] } satisfies Partial<RegistrationReport> });
  });

  test('R107 another address can be named, and a foreign registration is left alone', async () => {
    const place = await installation();
    await place.cosell('webhook', 'register');
    const given = await place.cosell('webhook', 'release', '--to', 'https://other.example/hook?key=1', '--json');
    expect((given.json() as ReleaseReport).outcome).toBe('given');
    expect(registration(place)).toMatchObject({
      url: 'https://other.example/hook?key=1',
      events: [...ALL, 'test-created'],
    });
    const again = (await place.cosell('webhook', 'release', '--json')).json() as ReleaseReport;
    expect(again.outcome).toBe('not-ours');
    expect(registration(place)?.url).toBe('https://other.example/hook?key=1');
  });
});

/** Referral identifiers that the CRM shows. */
function identifiersIn({ salesforce }: Installation): unknown[] {
  const rows = observeSalesforce(salesforce).rows('Opportunity');
  return rows.map((row) => row['Referral_Identifier__c']).filter((id) => id !== null);
}

describe('testing the way', () => {
  test('R7 a test notice arrives and is counted by the connector', async () => {
    const place = await installation();
    await serveRegistered(place);
    const tested = await place.cosell('webhook', 'test', '--json');
    expect(tested.code).toBe(0);
    expect(tested.json() as TestReport).toMatchObject({ received: true, cause: null });
    const { lastTestAt } = (await place.cosell('webhook', 'status', '--json')).json() as WebhookStatus;
    expect(lastTestAt).not.toBeNull();
  });

  test('R7 without a registration it says what to do first', async () => {
    const place = await installation();
    const tested = await place.cosell('webhook', 'test');
    expect(tested).toMatchObject({ code: 3, stderr: expect.stringContaining('cosell webhook register') });
  });

  test('R7 a connector that does not run is named, with what Microsoft met', async () => {
    const place = await installation();
    await place.cosell('webhook', 'register');
    const tested = await place.cosell('webhook', 'test', '--json');
    expect(tested.code).toBe(1);
    expect((tested.json() as TestReport).cause?.remedy).toContain('connector runs');
  });

  test('R7 a signature that the connector refuses is named', async () => {
    const place = await installation({
      adjust: (settings) => {
        delete settings.webhook?.signature?.extraTrust;
      },
    });
    await serveRegistered(place);
    const tested = (await place.cosell('webhook', 'test', '--json')).json() as TestReport;
    expect(tested.received).toBe(false);
    expect(tested.attempts[0]?.code).toBe('Unauthorized');
    expect(tested.cause?.remedy).toContain('certificate');
  });
});
