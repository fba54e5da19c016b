import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSalesforceEmulator } from '../../../emulators/salesforce/start.ts';
import { type Caller, DEAL, openCaller } from './caller.ts';

let org: Caller;
beforeEach(async () => {
  org = await openCaller();
});
afterEach(() => org.emulator.close());

const act = async (action: string, input: object) => {
  const response = await fetch(`${org.emulator.url}/_emulator/people/${action}`, {
    method: 'POST',
    body: JSON.stringify(input),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

describe('a seller', () => {
  it('creates, edits and deletes records under their own name, over HTTP as in process', async () => {
    const { body: deal } = await act('create', {
      by: 'sam.seller@lakeshore.example',
      sobject: 'Opportunity',
      fields: DEAL,
    });
    const sam = (await org.query("SELECT Id FROM User WHERE Username = 'sam.seller@lakeshore.example'")).body.records[0]
      .Id;
    expect(deal).toMatchObject({ OwnerId: sam, CreatedById: sam, StageName: 'Prospecting' });
    await act('edit', { by: 'ana.admin@lakeshore.example', id: deal['Id'], fields: { StageName: 'Closed Lost' } });
    const { LastModifiedById, IsClosed } = await org.read('Opportunity', String(deal['Id']));
    expect([IsClosed, LastModifiedById === sam, LastModifiedById === org.emulator.credentials.userId]).toEqual([
      true,
      false,
      false,
    ]);
    expect(org.emulator.admin.people.delete({ id: String(deal['Id']) })).toEqual({ id: deal['Id'] });
    expect((await org.call('GET', `sobjects/Opportunity/${deal['Id']}`)).status).toBe(404);
  });

  it('passes the same field rules as a program', async () => {
    const { status, body } = await act('create', { sobject: 'Contact', fields: { LastName: 'X', Email: 'nobody' } });
    expect([status, body['message']]).toEqual([400, 'INVALID_EMAIL_ADDRESS: Email: invalid email address: nobody']);
  });

  it('costs no API calls', async () => {
    const before = org.emulator.admin.calls();
    await act('create', { sobject: 'Account', fields: { Name: 'X' } });
    expect(org.emulator.admin.calls()).toEqual(before);
  });
});

describe('locks', () => {
  it('make writes to a record, or below a held account, answer UNABLE_TO_LOCK_ROW as often as asked', async () => {
    const account = await org.create('Account', { Name: 'Contoso' });
    const deal = await org.create('Opportunity', { ...DEAL, AccountId: account });
    org.emulator.admin.people.holdLock({ id: account, times: 2 });
    const write = () => org.call('PATCH', `sobjects/Opportunity/${deal}`, { NextStep: 'x' });
    const refused = await write();
    expect([refused.status, refused.body[0].errorCode]).toEqual([400, 'UNABLE_TO_LOCK_ROW']);
    expect(refused.body[0].message).toContain(
      `unable to obtain exclusive access to this record or 1 records: ${account}`,
    );
    expect((await write()).status).toBe(400);
    expect((await write()).status).toBe(204);
  });

  it('end by virtual time or by release', async () => {
    const id = await org.create('Account', { Name: 'Contoso' });
    const write = async () => (await org.call('PATCH', `sobjects/Account/${id}`, { Phone: '1' })).status;
    org.emulator.admin.people.holdLock({ id, forMs: 60_000 });
    expect(await write()).toBe(400);
    await org.emulator.admin.moveClock({ advanceMs: 60_000 });
    expect(await write()).toBe(204);
    org.emulator.admin.people.holdLock({ id });
    expect(await write()).toBe(400);
    org.emulator.admin.people.releaseLock({ id });
    expect(await write()).toBe(204);
  });

  it('of an approval answer ENTITY_IS_LOCKED until it is approved', async () => {
    const id = await org.create('Opportunity', DEAL);
    org.emulator.admin.people.submitForApproval({ id });
    expect((await org.call('PATCH', `sobjects/Opportunity/${id}`, { NextStep: 'x' })).body[0].errorCode).toBe(
      'ENTITY_IS_LOCKED',
    );
    org.emulator.admin.people.approve({ id });
    expect((await org.call('PATCH', `sobjects/Opportunity/${id}`, { NextStep: 'x' })).status).toBe(204);
  });
});

describe('seeds', () => {
  it('keep ids of their own, refer to each other, and can lie in the past', async () => {
    const { created, ids } = org.emulator.admin.people.seed({
      records: [
        { sobject: 'Account', ref: 'contoso', id: '001dM00003jU9Gx', fields: { Name: 'Contoso' } },
        { sobject: 'Opportunity', ref: 'deal', createdDaysAgo: 10, fields: { ...DEAL, AccountId: '@contoso' } },
      ],
    });
    expect([created, ids['contoso']]).toEqual([2, '001dM00003jU9GxQAK']);
    expect(await org.read('Opportunity', String(ids['deal']))).toMatchObject({
      AccountId: '001dM00003jU9GxQAK',
      CreatedDate: '2026-04-26T10:00:00.000+0000',
    });
  });

  it('are all or nothing', async () => {
    const { status, body } = await act('seed', {
      records: [
        { sobject: 'Account', fields: { Name: 'Kept?' } },
        { sobject: 'Account', fields: {} },
      ],
    });
    expect([status, String(body['message'])]).toEqual([400, expect.stringContaining('records[1]')]);
    expect((await org.query("SELECT COUNT() FROM Account WHERE Name = 'Kept?'")).body.totalSize).toBe(0);
  });
});

describe('the administrator', () => {
  it('sees every row in the snapshot and goes back to the start with reset', async () => {
    await org.create('Account', { Name: 'Gone soon' });
    const names = () =>
      (org.emulator.admin.snapshot() as { records: { Account: { Name: string }[] } }).records.Account.map(
        (row) => row.Name,
      );
    expect(names()).toEqual(['Gone soon']);
    await org.emulator.admin.reset();
    expect(names()).toEqual([]);
    expect((await org.call('GET', 'limits')).status).toBe(401);
  });

  it('ends all sessions at once', async () => {
    await act('end-sessions', {});
    expect((await org.call('GET', 'limits')).status).toBe(401);
  });
});

describe('a world that cannot be used', () => {
  it.each([
    [{ users: [] }, /salesforce\.users/],
    [{ records: [{ sobject: 'Account', fields: { Foo: 1 } }] }, /records\[0\].*No such column 'Foo'/],
    [{ switches: { nonsense: true } }, /no switch "nonsense"/],
    [{ microsoftValidationRules: ['Nope'] }, /there is no Nope/],
    [{ organisation: {} }, /organisation/],
  ])('is refused with the place: %j', async (world, message) => {
    await expect(startSalesforceEmulator({ world, worldFile: 'world.yaml' })).rejects.toThrow(message);
    await expect(startSalesforceEmulator({ world, worldFile: 'world.yaml' })).rejects.toThrow(/world\.yaml/);
  });
});

describe('switches', () => {
  it('decide whether a stage outside the list is taken', async () => {
    org.emulator.admin.setSwitches({ 'unknown-stage-is-open': false });
    const refused = await org.call('POST', 'sobjects/Opportunity', { ...DEAL, StageName: 'Somewhere' });
    expect(refused.body[0]).toMatchObject({
      errorCode: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
      fields: ['StageName'],
    });
  });

  it('decide whether naming a primary contact takes the flag from the other', async () => {
    org.emulator.admin.setSwitches({ 'one-primary-role': false });
    const deal = await org.create('Opportunity', DEAL);
    for (const LastName of ['One', 'Two']) {
      const ContactId = await org.create('Contact', { LastName });
      await org.create('OpportunityContactRole', { OpportunityId: deal, ContactId, IsPrimary: true });
    }
    expect((await org.query('SELECT COUNT() FROM OpportunityContactRole WHERE IsPrimary = true')).body.totalSize).toBe(
      2,
    );
  });

  it('decide whether trailing spaces are kept', async () => {
    const name = async () => (await org.read('Account', await org.create('Account', { Name: 'Contoso ' })))['Name'];
    expect(await name()).toBe('Contoso');
    org.emulator.admin.setSwitches({ 'trims-text': false });
    expect(await name()).toBe('Contoso ');
  });
});
