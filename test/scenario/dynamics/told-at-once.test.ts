import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type Place, startPlace } from '../../support/dynamics-place.ts';
import { eventually } from '../../support/eventually.ts';

const open: Place[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

const CODE = 'c'.repeat(40);

/** An environment that tells of its changes, beside a connector that looks by itself once an hour. */
async function toldPlace(): Promise<Place> {
  const place = await startPlace({}, (settings) => {
    Object.assign(settings.connections.dynamics ?? {}, { webhookCode: 'file:webhook-code' });
    settings.sweep = { crmEvery: '1h', partnerCenterEvery: '1h' };
  });
  open.push(place);
  await writeFile(join(place.folder, 'webhook-code'), CODE);
  await place.crm('install');
  return place;
}

test('a deal that a seller shares is taken at once, without waiting for the next look', async () => {
  const place = await toldPlace();
  const { seller, observed } = place;
  const before = seller.opens({ name: 'Before', ticked: true });
  await place.serve();
  // The first look at everything is over.
  await eventually(() => expect(observed.deal(before).referralId).not.toBeNull());
  const deal = seller.opens({ name: 'Told at once', ticked: false });
  seller.ticks(deal);
  await eventually(() => expect(observed.deal(deal).referralId).not.toBeNull());
});

test('a caller without the code is refused, and so is what is no message', async () => {
  const place = await toldPlace();
  await place.serve();
  const post = (path: string, body = '{}') =>
    fetch(place.url + path, { method: 'POST', body }).then(({ status }) => status);
  expect(await post('/hooks/crm/dynamics')).toBe(401);
  expect(await post(`/hooks/crm/dynamics?code=${'d'.repeat(40)}`)).toBe(401);
  expect(await post(`/hooks/crm/dynamics?code=${CODE}`)).toBe(400);
  expect(await post(`/hooks/crm/other?code=${CODE}`)).toBe(404);
  const other = JSON.stringify({ MessageName: 'Update', PrimaryEntityName: 'account', PrimaryEntityId: 'x' });
  expect(await post(`/hooks/crm/dynamics?code=${CODE}`, other)).toBe(204);
});
