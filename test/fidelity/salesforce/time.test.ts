import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Caller, DEAL, openCaller, START_STAMP } from './caller.ts';

let org: Caller;
beforeEach(async () => {
  org = await openCaller();
});
afterEach(() => org.emulator.close());

const advance = (seconds: number) => org.emulator.admin.moveClock({ advanceMs: seconds * 1000 });
const STAMPS = 'CreatedDate,LastModifiedDate,SystemModstamp,LastModifiedById';

describe('stamps', () => {
  it('are whole seconds ending in .000+0000, shared by writes of one second', async () => {
    const ids = [await org.create('Account', { Name: 'A' }), await org.create('Account', { Name: 'B' })];
    for (const id of ids) {
      expect(await org.read('Account', id, STAMPS)).toMatchObject({
        CreatedDate: START_STAMP,
        SystemModstamp: START_STAMP,
      });
    }
  });

  it('of an edit move; background work moves SystemModstamp alone', async () => {
    const id = await org.create('Account', { Name: 'A' });
    await advance(60);
    await org.call('PATCH', `sobjects/Account/${id}`, { Name: 'B' });
    const edited = '2026-05-06T10:01:00.000+0000';
    expect(await org.read('Account', id, STAMPS)).toMatchObject({
      CreatedDate: START_STAMP,
      LastModifiedDate: edited,
      SystemModstamp: edited,
    });
    await advance(60);
    org.emulator.admin.people.touch({ id });
    expect(await org.read('Account', id, STAMPS)).toMatchObject({
      LastModifiedDate: edited,
      SystemModstamp: '2026-05-06T10:02:00.000+0000',
    });
  });

  it('of a PATCH that changes nothing move, unless the switch says otherwise', async () => {
    const id = await org.create('Account', { Name: 'A' });
    await advance(60);
    await org.call('PATCH', `sobjects/Account/${id}`, { Name: 'A' });
    expect(await org.read('Account', id, STAMPS)).toMatchObject({ SystemModstamp: '2026-05-06T10:01:00.000+0000' });
    org.emulator.admin.setSwitches({ 'no-op-update-moves-stamps': false });
    await advance(60);
    await org.call('PATCH', `sobjects/Account/${id}`, { Name: 'A' });
    expect(await org.read('Account', id, STAMPS)).toMatchObject({ SystemModstamp: '2026-05-06T10:01:00.000+0000' });
  });

  it('show who created and who edited, and cannot be written', async () => {
    const { userId } = org.emulator.credentials;
    const id = await org.create('Account', { Name: 'A' });
    expect(await org.read('Account', id)).toMatchObject({
      OwnerId: userId,
      CreatedById: userId,
      LastModifiedById: userId,
    });
    org.emulator.admin.people.edit({ id, fields: { Name: 'B' }, by: 'sam.seller@lakeshore.example' });
    const { LastModifiedById } = await org.read('Account', id, STAMPS);
    expect(LastModifiedById).not.toBe(userId);
    const refused = await org.call('PATCH', `sobjects/Account/${id}`, { LastModifiedById: userId });
    expect(refused.body[0]).toMatchObject({
      errorCode: 'INVALID_FIELD_FOR_INSERT_UPDATE',
      fields: ['LastModifiedById'],
    });
  });

  it('are told as Last-Modified; only accounts have an ETag', async () => {
    const account = await org.create('Account', { Name: 'A' });
    const deal = await org.create('Opportunity', DEAL);
    const ofAccount = await org.call('GET', `sobjects/Account/${account}`);
    expect(ofAccount.headers.get('last-modified')).toBe('Wed, 06 May 2026 10:00:00 GMT');
    expect(ofAccount.headers.get('etag')).toMatch(/^".+"$/);
    const ofDeal = await org.call('GET', `sobjects/Opportunity/${deal}`);
    expect([ofDeal.headers.get('last-modified'), ofDeal.headers.get('etag')]).toEqual([
      'Wed, 06 May 2026 10:00:00 GMT',
      null,
    ]);
  });
});

describe('getUpdated and getDeleted', () => {
  const window = (start: string, end: string) => `start=${encodeURIComponent(start)}&end=${encodeURIComponent(end)}`;

  it('answer ids by SystemModstamp and the moment at which to go on', async () => {
    const kept = await org.create('Account', { Name: 'kept' });
    const gone = await org.create('Account', { Name: 'gone' });
    await advance(3600);
    await org.call('DELETE', `sobjects/Account/${gone}`);
    org.emulator.admin.people.touch({ id: kept });
    await advance(3600);
    const since = window('2026-05-06T10:59:30+00:00', '2026-05-06T23:00:00Z');
    const updated = await org.call('GET', `sobjects/Account/updated?${since}`);
    expect(updated.body).toEqual({ ids: [kept], latestDateCovered: '2026-05-06T12:00:00.000+0000' });
    const deleted = await org.call('GET', `sobjects/Account/deleted?${since}`);
    expect(deleted.body).toEqual({
      deletedRecords: [{ id: gone, deletedDate: '2026-05-06T11:00:00.000+0000' }],
      earliestDateAvailable: '2026-04-21T12:00:00.000+0000',
      latestDateCovered: '2026-05-06T12:00:00.000+0000',
    });
  });

  it.each([
    ['reversed', 'updated', '2026-05-06T09:00:00Z', '2026-05-06T08:00:00Z'],
    ['within one minute', 'updated', '2026-05-06T09:00:05Z', '2026-05-06T09:00:50Z'],
    ['longer than 30 days ago', 'updated', '2026-04-01T00:00:00Z', '2026-05-06T08:00:00Z'],
    ['longer than 15 days ago for deletions', 'deleted', '2026-04-20T00:00:00Z', '2026-05-06T08:00:00Z'],
  ])('refuse a window that is %s', async (_what, resource, start, end) => {
    const answer = await org.call('GET', `sobjects/Account/${resource}?${window(start, end)}`);
    expect([answer.status, answer.body[0].errorCode]).toEqual([400, 'INVALID_REPLICATION_DATE']);
  });

  it('are not there for sObjects that do not replicate', async () => {
    const answer = await org.call(
      'GET',
      `sobjects/OpportunityStage/updated?${window('2026-05-06T08:00:00Z', '2026-05-06T09:00:00Z')}`,
    );
    expect(answer.status).toBe(400);
  });
});
