import { verify, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createClock } from '../../../emulators/kit/clock.ts';
import { type EventReceiver, judgeEvent, type ReceivedEvent, startEventReceiver } from './event-receiver.ts';
import { askMicrosoft, type FetchClient, moveTo, OWN_DEAL, startWithClient } from './fetch-client.ts';

const REFERRAL_EVENTS = [
  'referral-created',
  'referral-updated',
  'related-referral-created',
  'related-referral-updated',
];

let client: FetchClient;
let receiver: EventReceiver;
beforeEach(async () => {
  client = await startWithClient({}, createClock({ frozen: true, startMs: Date.parse('2026-05-01T12:00:00Z') }));
  receiver = await startEventReceiver();
});
afterEach(async () => {
  await client.emulator.close();
  await receiver.close();
});

const register = (body: object = {}, method = 'POST') =>
  client.webhooks('', { method, body: { WebhookUrl: receiver.url, WebhookEvents: REFERRAL_EVENTS, ...body } });
const admin = () => client.emulator.admin.webhooks;
const names = () => receiver.received.map(({ event }) => event?.EventName);

async function judge({ raw, headers }: ReceivedEvent): Promise<string> {
  const certificate = await fetch(String(headers['x-ms-certificate-url']));
  const leaf = Buffer.from(await certificate.arrayBuffer());
  const signature = headers.authorization ?? headers['x-ms-signature'];
  return judgeEvent(raw, signature === undefined ? undefined : String(signature), leaf, await admin().trust());
}

test('the list of events names those of referrals', async () => {
  expect((await client.webhooks('/events')).body).toEqual(expect.arrayContaining(['test-created', ...REFERRAL_EVENTS]));
});

test('one registration per tenant: a second one overwrites the first', async () => {
  expect((await client.webhooks()).status).toBe(404);
  const first = await register();
  expect(first.body).toEqual({
    SubscriberId: expect.any(String),
    WebhookUrl: receiver.url,
    WebhookEvents: REFERRAL_EVENTS,
  });
  await register({ WebhookUrl: 'https://elsewhere.example/hook' }, 'PUT');
  expect((await client.webhooks()).body).toEqual({
    WebhookUrl: 'https://elsewhere.example/hook',
    WebhookEvents: REFERRAL_EVENTS,
  });
});

test('a registration is read in any letter case, and refused with an unknown event or no URL', async () => {
  const body = { webhookUrl: receiver.url, webhookEvents: ['referral-updated'] };
  expect((await client.webhooks('', { method: 'POST', body })).status).toBe(200);
  const unknown = await register({ WebhookEvents: ['referral-deleted'] });
  expect([unknown.status, String(unknown.body['description'])]).toEqual([
    400,
    expect.stringContaining('referral-deleted'),
  ]);
  expect((await register({ WebhookUrl: 'nowhere' })).status).toBe(400);
});

test('a delegated user may lack the role for webhooks', async () => {
  client.emulator.admin.setSwitches({ 'webhooks-accept-referrals-admin': false });
  expect((await register()).status).toBe(403);
});

test('each change raises its event, own writes included; unwanted events are not sent', async () => {
  await register();
  const own = (await client.referrals('', { method: 'POST', body: OWN_DEAL })).body;
  await client.referrals('', { method: 'POST', body: askMicrosoft(own['engagementId']) });
  client.emulator.admin.people.microsoftAccept({ referralId: String(own['id']) });
  await client.referrals(`/${own['id']}`, { method: 'PATCH', body: moveTo('Closed', 'Won') });
  await admin().settled();
  expect(names().sort()).toEqual([...REFERRAL_EVENTS].sort());
  await register({ WebhookEvents: ['related-referral-updated'] });
  client.emulator.admin.people.invite({});
  await admin().settled();
  expect(receiver.received).toHaveLength(4);
});

test('the echo of own writes can be switched off', async () => {
  await register();
  client.emulator.admin.setSwitches({ 'own-write-echo': false });
  await client.referrals('', { method: 'POST', body: OWN_DEAL });
  client.emulator.admin.people.marketplaceLead({});
  await admin().settled();
  expect(receiver.received).toHaveLength(1);
});

test('an event is a compact body in the documented order, signed below a chain of Microsoft’s', async () => {
  await register();
  const { id, updatedDateTime } = client.emulator.admin.people.invite({ microsoftHalf: false });
  const [event] = await receiver.arrived(1);
  expect(event?.raw.toString('utf8')).toBe(
    `{"EventName":"referral-created","ResourceUri":"https://api.partner.microsoft.com/v1.0/engagements/referrals/${id}",` +
      `"ResourceName":"referral","AuditUri":null,"ResourceChangeUtcDate":"${updatedDateTime.replace('Z', '+00:00')}"}`,
  );
  expect(event?.headers.authorization).toMatch(/^Signature [\w+/]{342}==$/);
  expect(event?.headers).toMatchObject({
    'x-ms-signature-algorithm': 'rsa-sha256',
    'content-type': 'application/json',
  });
  expect(event && (await judge(event))).toBe('good');
});

test('the published example of an event passes the same check', async () => {
  const vector = (name: string) => readFile(new URL(`../../fixtures/webhook-vector/${name}`, import.meta.url));
  const [raw, signature, leaf, issuing, root] = await Promise.all(
    ['event.body', 'event.sig.b64', 'leaf.cer', 'int.pem', 'root.pem'].map(vector),
  );
  const trust = { rootPem: String(root), issuingPem: String(issuing) };
  expect(judgeEvent(raw ?? Buffer.of(), `Signature ${signature}`, leaf ?? Buffer.of(), trust)).toBe('good');
  const { EventName, ResourceUri, ResourceName, AuditUri, ResourceChangeUtcDate } = JSON.parse(String(raw));
  await register();
  await admin().send({ event: { EventName, ResourceUri, ResourceName, AuditUri, ResourceChangeUtcDate } });
  expect(receiver.received[0]?.raw).toEqual(raw);
});

test('the signature comes in x-ms-signature when the registration asks for it, with or without the word', async () => {
  await register({ SignatureTokenToMsSignatureHeader: 'true' });
  await admin().send();
  client.emulator.admin.setSwitches({ 'ms-signature-form': 'bare' });
  await admin().send();
  const [worded, bare] = receiver.received;
  expect(worded?.headers['x-ms-signature']).toMatch(/^Signature /);
  expect(bare?.headers['x-ms-signature']).toMatch(/^[\w+/=]+$/);
  expect(worded?.headers.authorization).toBeUndefined();
  for (const event of receiver.received) expect(await judge(event)).toBe('good');
});

test.for([
  ['foreign-chain', 'untrusted'],
  ['tampered', 'bad signature'],
  ['garbage', 'bad signature'],
  ['none', 'unsigned'],
] as const)('an event can be forged with %s', async ([signWith, verdict]) => {
  await register();
  await admin().send({ signWith });
  expect(receiver.received[0] && (await judge(receiver.received[0]))).toBe(verdict);
});

test('a foreign chain signs rightly with its own key: only the trust is missing', async () => {
  await register();
  await admin().send({ signWith: 'foreign-chain' });
  const [event] = await receiver.arrived(1);
  const { raw = Buffer.of(), headers } = event ?? {};
  const certificate = await fetch(String(headers?.['x-ms-certificate-url']));
  const leaf = new X509Certificate(Buffer.from(await certificate.arrayBuffer()));
  const signature = Buffer.from(String(headers?.authorization).replace('Signature ', ''), 'base64');
  expect(verify('sha256', raw, leaf.publicKey, signature)).toBe(true);
});

test('an event can be sent many times, to anywhere, with any certificate URL and body', async () => {
  const answers = await admin().send({
    url: receiver.url,
    count: 3,
    certificateUrl: 'http://10.0.0.1/x.cer',
    body: 'nonsense',
  });
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(receiver.received[2]?.headers['x-ms-certificate-url']).toBe('http://10.0.0.1/x.cer');
  expect(receiver.received[2]?.raw.toString()).toBe('nonsense');
});

test('the certificate is renewed behind the same URL, under the same root', async () => {
  await register();
  await admin().send();
  const before = await admin().trust();
  const url = String(receiver.received[0]?.headers['x-ms-certificate-url']);
  const served = async () => Buffer.from(await (await fetch(url)).arrayBuffer());
  const [old, after] = [await served(), await admin().rotate()];
  expect(after.certificateUrl).toBe(before.certificateUrl);
  expect(await served()).not.toEqual(old);
  await admin().send();
  const renewed = receiver.received[1];
  const signature = String(renewed?.headers.authorization);
  expect(judgeEvent(renewed?.raw ?? Buffer.of(), signature, await served(), before)).toBe('good');
  expect(judgeEvent(renewed?.raw ?? Buffer.of(), signature, old, before)).toBe('bad signature');
});

test('the certificate can be served as PEM', async () => {
  client.emulator.admin.setSwitches({ 'certificate-form': 'pem' });
  expect(await (await fetch((await admin().trust()).certificateUrl)).text()).toContain('BEGIN CERTIFICATE');
});

test('ResourceUri has the form of either host', async () => {
  await register();
  client.emulator.admin.setSwitches({ 'resource-uri': 'partner-center-host' });
  client.emulator.admin.people.marketplaceLead({});
  const [event] = await receiver.arrived(1);
  expect(event?.event?.ResourceUri).toMatch(
    /^https:\/\/api\.partnercenter\.microsoft\.com\/engagements\/v1\/referrals\//,
  );
});

test('a subscriber that fails is tried ten times in virtual time, then never again', async () => {
  await register();
  receiver.answerWith(() => 500);
  client.emulator.admin.people.marketplaceLead({});
  for (let attempt = 1; attempt <= 12; attempt += 1) {
    await admin().settled();
    await client.emulator.admin.moveClock({ advanceMs: 60_000 });
  }
  expect(receiver.received).toHaveLength(10);
  expect(admin().deliveries()).toMatchObject([{ state: 'offline', attempts: { length: 10 } }]);
});

test('a subscriber that recovers gets the event on a later attempt', async () => {
  await register();
  receiver.answerWith((request) => (request < 3 ? 503 : 202));
  client.emulator.admin.people.marketplaceLead({});
  for (let attempt = 1; attempt <= 4; attempt += 1) {
    await admin().settled();
    await client.emulator.admin.moveClock({ advanceMs: 5000 });
  }
  expect(admin().deliveries()[0]).toMatchObject({ state: 'delivered', attempts: { length: 3 } });
});

test('events can be lost, doubled, late and out of order', async () => {
  await register();
  const { people } = client.emulator.admin;
  const lead = (name: string) => people.marketplaceLead({ referral: { name } }).id;
  const order = async () => {
    await admin().settled();
    return receiver.received.splice(0).map(({ event }) => event?.ResourceUri.split('/').at(-1));
  };
  admin().addFault({ kind: 'lost' });
  lead('lost');
  admin().addFault({ kind: 'doubled' });
  const doubled = lead('doubled');
  expect(await order()).toEqual([doubled, doubled]);
  admin().addFault({ kind: 'late', delayMs: 1000 });
  const late = lead('late');
  const onTime = lead('on time');
  expect(await order()).toEqual([onTime]);
  await client.emulator.admin.moveClock({ advanceMs: 1000 });
  expect(await order()).toEqual([late]);
  admin().addFault({ kind: 'reordered' });
  const [first, second] = [lead('first'), lead('second')];
  expect(await order()).toEqual([second, first]);
});

test('a held event comes by itself when nothing follows', async () => {
  await register();
  admin().addFault({ kind: 'reordered', delayMs: 500 });
  client.emulator.admin.people.marketplaceLead({});
  await client.emulator.admin.moveClock({ advanceMs: 500 });
  await receiver.arrived(1);
});

test('a validation event is sent, reported, and limited to two a minute', async () => {
  const validate = () => client.webhooks('/validationEvents', { method: 'POST' });
  await register();
  expect((await validate()).status).toBe(400);
  await register({ WebhookEvents: ['test-created'] });
  const asked = await validate();
  await admin().settled();
  expect(names()).toEqual(['test-created']);
  const report = await client.webhooks(`/validationEvents/${asked.body['correlationId']}`);
  expect(report.body).toMatchObject({ status: 'completed', results: [{ responseCode: 'OK', systemError: false }] });
  await validate();
  const third = await validate();
  expect([third.status, third.headers.get('retry-after')]).toEqual([429, '60']);
  await client.emulator.admin.moveClock({ advanceMs: 60_001 });
  expect((await validate()).status).toBe(200);
});

test('webhooks are driven over HTTP too', async () => {
  await register();
  const post = (path: string, body: object) => client.call(`/_emulator/webhooks${path}`, { method: 'POST', body });
  expect((await post('/faults', { kind: 'lost' })).status).toBe(201);
  expect((await post('/faults', { kind: 'eaten' })).status).toBe(400);
  client.emulator.admin.people.marketplaceLead({});
  await post('/settle', {});
  expect((await client.call('/_emulator/webhooks')).body).toMatchObject({
    registration: { url: receiver.url },
    deliveries: [{ state: 'lost' }],
  });
  expect((await post('/send', { count: 2, signWith: 'none' })).body).toHaveLength(2);
  expect((await client.call('/_emulator/webhooks/trust')).body).toMatchObject({
    rootPem: expect.stringContaining('BEGIN'),
  });
});
