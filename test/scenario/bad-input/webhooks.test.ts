import { request } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DisturbedInstallation, STACK, startDisturbedInstallation } from '../../support/disturbed-installation.ts';
import { eventually } from '../../support/eventually.ts';
import { observeSalesforce } from '../../support/scenario/observed.ts';

/** Notices that no system should send, signed as Microsoft signs: what is taken, and what comes of it. */

let place: DisturbedInstallation;
beforeAll(async () => {
  // Nothing comes of itself: what is counted is what the tests send.
  place = await startDisturbedInstallation({
    adjust(settings) {
      settings.webhook = { ...settings.webhook, register: 'never' };
    },
  });
});
afterAll(() => place?.close());

/** Deliveries that were stored and deals that wait for a look, read behind the connector's back. */
function taken(): { deliveries: number; work: number } {
  const database = new DatabaseSync(join(place.folder, 'store', 'cosell.db'), { readOnly: true });
  const count = (sql: string) => Number(database.prepare(sql).get()?.['count']);
  const found = {
    deliveries: count('select count(*) as count from delivery'),
    work: count("select count(*) as count from work where key like 'referral:%'"),
  };
  database.close();
  return found;
}

async function statusOf(sent: Parameters<typeof place.partnerCenter.admin.webhooks.send>[0]): Promise<number | null> {
  const { webhooks } = place.partnerCenter.admin;
  const [attempt] = await webhooks.send({ ...sent, url: place.webhookUrl });
  return attempt?.status ?? null;
}

const KNOWN = { EventName: 'referral-updated', ResourceName: 'referral' };

test.each([
  ['is no JSON', { body: '{"EventName": "referral-upd' }],
  ['is empty', { body: ' ' }],
  ['is a list', { body: '[]' }],
  ['is null', { body: 'null' }],
  ['has no event name', { body: JSON.stringify({ ResourceName: 'referral' }) }],
  ['has a number for a name', { body: JSON.stringify({ ...KNOWN, EventName: 7 }) }],
  ['names no referral', { body: JSON.stringify(KNOWN) }],
  ['names what is no id', { event: { ResourceUri: 'https://api.partner.microsoft.com/referrals/seven' } }],
  ['names a path that leads elsewhere', { event: { ResourceUri: "https://x.example/v1.0/..'; drop table work" } }],
  ['has an address of the wrong type', { body: JSON.stringify({ ...KNOWN, ResourceUri: 7 }) }],
])('a notice whose body %s is refused with 400, and nothing comes of it', async (_, sent) => {
  const before = taken();
  expect(await statusOf(sent)).toBe(400);
  expect(taken()).toEqual(before);
});

test('a notice that is too large is refused, whether it tells its size or not', async () => {
  const before = taken();
  const body = JSON.stringify({ ...KNOWN, padding: 'x'.repeat(20_000) });
  expect(await statusOf({ body })).toBe(413);
  expect(await endlessPost()).toBe(413);
  expect(taken()).toEqual(before);
});

/** Sends on and on without saying how much, until it is answered. */
function endlessPost(): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sending = request(place.webhookUrl, { method: 'POST', headers: { 'transfer-encoding': 'chunked' } });
    const more = () => sending.write('x'.repeat(1000), () => setImmediate(more));
    sending.once('response', (response) => {
      resolve(response.statusCode);
      sending.destroy();
    });
    sending.on('error', reject);
    more();
  });
}

test('a notice that breaks off leaves nothing behind, and the next one is taken', async () => {
  const before = taken();
  await new Promise<void>((resolve) => {
    const sending = request(place.webhookUrl, { method: 'POST', headers: { 'content-length': '500' } });
    sending.on('error', () => resolve());
    sending.write('{"EventName"', () => sending.destroy(new Error('gone')));
  });
  expect(taken()).toEqual(before);
  const { id } = place.partnerCenter.admin.people.invite({});
  expect(await statusOf({ referralId: id })).toBe(202);
  expect(taken().deliveries).toBe(before.deliveries + 1);
  await eventually(() => observeSalesforce(place.salesforce).dealOf(id));
});

test('a time of change that is none only makes the deal be looked at', async () => {
  const { id } = place.partnerCenter.admin.people.invite({});
  await eventually(() => observeSalesforce(place.salesforce).dealOf(id));
  const reads = place.partnerCenter.admin.calls().operations['get-referral'] ?? 0;
  expect(await statusOf({ referralId: id, event: { ResourceChangeUtcDate: '2026-13-45' } })).toBe(202);
  await eventually(() => expect(place.partnerCenter.admin.calls().operations['get-referral']).toBeGreaterThan(reads));
});

test('other addresses and methods are told where notices go', async () => {
  for (const [path, method] of [
    ['/hooks/partner-center', 'GET'],
    ['/hooks', 'POST'],
  ] as const) {
    const answer = await fetch(new URL(path, place.webhookUrl), { method });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ remedy: expect.stringContaining('/hooks/partner-center') });
  }
});

test('none of it left a stack trace in the log', () => {
  expect(place.talk()).not.toMatch(STACK);
  expect(place.talk()).not.toContain('"stack"');
});
