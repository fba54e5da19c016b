import { describe, expect, it } from 'vitest';
import { COMPLETE_DEAL, type EngineWorld, engineWorld } from '../../test/support/engine-world.ts';
import { CosellError } from '../core/errors.ts';
import type { Snapshot } from '../core/model/snapshot.ts';
import { requestPass } from './connector.ts';
import { ingest } from './ingest.ts';

const invitation = { ...COMPLETE_DEAL, status: 'invited' as const, visibleToMicrosoft: true };

function only(snapshots: readonly Snapshot[]): Snapshot {
  expect(snapshots).toHaveLength(1);
  return snapshots[0] as Snapshot;
}

async function linked(
  world: EngineWorld,
  deal = COMPLETE_DEAL,
): Promise<{ record: () => Snapshot; referral: () => Snapshot }> {
  world.crm.edit('006', deal, { optedIn: true });
  await world.settle();
  const { id } = only(world.partnerCenter.all());
  return { record: () => world.crm.get('006') as Snapshot, referral: () => world.partnerCenter.get(id) as Snapshot };
}

const lost = (code: string) =>
  new CosellError({ code, recovery: 'retry', message: 'No answer came.', remedy: 'Wait.', outcomeUnknown: true });

describe('an invitation from Microsoft', () => {
  it('becomes one CRM record that names the referral, and the referral names the record', async () => {
    const world = engineWorld();
    world.partnerCenter.edit('r1', invitation);
    await world.settle();
    const record = only(world.crm.all());
    expect(record).toMatchObject({
      counterpartId: 'r1',
      record: { optedIn: true, mark: 'ok' },
      deal: { status: 'invited', value: '95000' },
    });
    expect(world.partnerCenter.get('r1')?.counterpartId).toBe(record.id);
    await world.settle();
    expect(world.crm.all()).toHaveLength(1);
  });

  it('is accepted with the edits that waited, in one write', async () => {
    const world = engineWorld();
    world.partnerCenter.edit('r1', invitation);
    await world.settle();
    const { id } = only(world.crm.all());
    world.crm.edit(id, { value: '120000' });
    await world.settle();
    expect(world.partnerCenter.get('r1')?.deal).toMatchObject({ status: 'invited', value: '95000' });
    world.crm.edit(id, { status: 'active' });
    const before = world.partnerCenter.calls.write;
    await world.settle();
    expect(world.partnerCenter.get('r1')?.deal).toMatchObject({ status: 'active', value: '120000' });
    expect(world.partnerCenter.calls.write - before).toBe(1);
  });

  it('is declined by losing it while it is on hold', async () => {
    const world = engineWorld();
    world.partnerCenter.edit('r1', invitation);
    await world.settle();
    world.crm.edit(only(world.crm.all()).id, { status: 'lost', statusReason: 'No budget' });
    await world.settle();
    expect(world.partnerCenter.get('r1')?.deal).toMatchObject({ status: 'declined', statusReason: 'No budget' });
  });

  it('won while on hold is accepted first and won then', async () => {
    const world = engineWorld();
    world.partnerCenter.edit('r1', invitation);
    await world.settle();
    world.crm.edit(only(world.crm.all()).id, { status: 'won' });
    await world.settle();
    expect(world.partnerCenter.get('r1')?.deal.status).toBe('won');
  });
});

describe('a seller who shares a deal', () => {
  it('gets one referral, identifier and audit line in one CRM write', async () => {
    const world = engineWorld();
    const { record, referral } = await linked(world);
    expect(record().counterpartId).toBe(referral().id);
    expect(referral().counterpartId).toBe('006');
    expect(world.crm.linesOf('006')).toEqual([expect.stringContaining('Shared with Partner Center as private deal')]);
    expect(world.crm.calls.write).toBe(1);
    expect(world.partnerCenter.calls.write).toBe(1);
  });

  const withHelp = { ...COMPLETE_DEAL, help: 'QuotesOrLicensing' as const, visibleToMicrosoft: false };

  it('with help sees the deal made visible by the same write', async () => {
    const world = engineWorld();
    const { record, referral } = await linked(world, withHelp);
    expect(record()).toMatchObject({ deal: { visibleToMicrosoft: true }, counterpartId: referral().id });
    expect(world.crm.calls.write).toBe(1);
    await world.settle();
    expect(world.partnerCenter.calls.write).toBe(1);
  });

  it('with help that Partner Center refuses is told so once, and nothing is made visible', async () => {
    const world = engineWorld();
    world.partnerCenter.refuse('help');
    world.crm.edit('006', withHelp, { optedIn: true });
    await world.settle();
    await world.settle();
    expect(world.crm.get('006')).toMatchObject({ deal: { visibleToMicrosoft: false }, record: { mark: 'failed' } });
    expect(world.crm.calls.write).toBe(1);
  });

  it('keeps the link also where the CRM refuses the tick of visibility', async () => {
    const world = engineWorld();
    world.crm.refuse('visibleToMicrosoft');
    const { record, referral } = await linked(world, withHelp);
    expect(record()).toMatchObject({ counterpartId: referral().id, record: { mark: 'failed' } });
    world.crm.refuse(null);
    const stored = await world.store.links.find({ recordId: '006' });
    await requestPass(world.deps, stored?.link.id ?? '');
    await world.settle();
    expect(record().deal).toMatchObject({ visibleToMicrosoft: true });
    expect(world.partnerCenter.all()).toHaveLength(1);
  });

  it('is told once what is missing, before any call to Partner Center, and gets the mark when it is mended', async () => {
    const world = engineWorld();
    const incomplete = {
      ...COMPLETE_DEAL,
      solutions: [],
      customer: { ...COMPLETE_DEAL.customer, country: null },
    } as typeof COMPLETE_DEAL;
    world.crm.edit('006', incomplete, { optedIn: true });
    await world.settle();
    await world.settle();
    expect(world.partnerCenter.calls.write).toBe(0);
    expect(world.crm.get('006')?.record?.mark).toBe('failed');
    expect(world.crm.linesOf('006').filter((line) => line.includes('country'))).toHaveLength(1);
    world.crm.edit('006', COMPLETE_DEAL);
    await world.settle();
    expect(world.crm.get('006')?.record?.mark).toBe('ok');
    expect(world.partnerCenter.all()).toHaveLength(1);
  });

  it('shares nothing without the tick', async () => {
    const world = engineWorld();
    world.crm.edit('006', COMPLETE_DEAL, { optedIn: false });
    await world.settle();
    expect(world.partnerCenter.calls.write).toBe(0);
  });
});

describe('changes', () => {
  it('travel both ways; different fields edited at once both survive', async () => {
    const world = engineWorld();
    const { record, referral } = await linked(world);
    world.crm.edit('006', { value: '100000' });
    world.partnerCenter.edit(referral().id, { notes: 'Customer is ready.' });
    await world.settle();
    for (const side of [record(), referral()])
      expect(side.deal).toMatchObject({ value: '100000', notes: 'Customer is ready.' });
  });

  it('to the same field follow the owner and tell both values', async () => {
    const world = engineWorld();
    const { record, referral } = await linked(world);
    world.crm.edit('006', { value: '100000' });
    world.partnerCenter.edit(referral().id, { value: '80000' });
    await world.settle();
    expect([record().deal.value, referral().deal.value]).toEqual(['100000', '100000']);
    expect(world.crm.linesOf('006').join(' ')).toMatch(/100000.*80000/);
  });

  it('of our own cause nothing: an idle world makes no writes and the same reads for any number of links', async () => {
    const world = engineWorld();
    await linked(world);
    const reads = async () => {
      const before = { ...world.crm.calls };
      await world.settle();
      expect(world.crm.calls.write).toBe(before.write);
      return world.crm.calls.read - before.read;
    };
    const few = await reads();
    for (let number = 0; number < 30; number += 1) world.crm.edit(`0060${number}`, COMPLETE_DEAL, { optedIn: true });
    await world.settle();
    expect(await reads()).toBe(few);
  });

  it('made after the referral was closed go nowhere', async () => {
    const world = engineWorld();
    await linked(world);
    world.crm.edit('006', { status: 'won' });
    await world.settle();
    const before = world.partnerCenter.calls.write;
    world.crm.edit('006', { value: '1' });
    await world.settle();
    expect(world.partnerCenter.calls.write).toBe(before);
  });
});

describe('what goes wrong', () => {
  it('a create whose answer is lost is found again, not repeated', async () => {
    const world = engineWorld();
    world.partnerCenter.failNext('create', lost('timeout'), 'after');
    await linked(world);
    expect(world.partnerCenter.all()).toHaveLength(1);
    const invited = engineWorld();
    invited.crm.failNext('create', lost('timeout'), 'after');
    invited.partnerCenter.edit('r1', invitation);
    await invited.settle();
    await invited.settle();
    expect(invited.crm.all()).toHaveLength(1);
    expect(invited.partnerCenter.get('r1')?.counterpartId).toBe(only(invited.crm.all()).id);
  });

  it('a create whose answer is lost leaves its intent behind, so that the next attempt searches first', async () => {
    const world = engineWorld();
    world.partnerCenter.failNext('create', lost('timeout'), 'after');
    world.crm.edit('006', COMPLETE_DEAL, { optedIn: true });
    await world.settle();
    const [stored] = await world.store.links.page({ after: null, limit: 1 });
    expect(stored?.link).toMatchObject({ referralId: null, intent: { side: 'partner-center', marker: '006' } });
  });

  it('a crash between the two documents of a co-sell deal: the referral that shows up is taken over and help is asked for', async () => {
    const world = engineWorld();
    world.partnerCenter.failNext('create', lost('timeout'));
    world.crm.edit('006', { ...COMPLETE_DEAL, help: 'QuotesOrLicensing' }, { optedIn: true });
    await world.settle();
    expect(world.partnerCenter.all()).toHaveLength(0);
    const own = { origin: 'ours' } as const;
    world.partnerCenter.edit('r1', { ...COMPLETE_DEAL, help: null }, { counterpartId: '006', referral: own });
    await world.settle();
    const referral = only(world.partnerCenter.all());
    expect(referral.deal).toMatchObject({ help: 'QuotesOrLicensing', visibleToMicrosoft: true });
    expect(world.crm.get('006')?.counterpartId).toBe('r1');
  });

  it('a failing CRM keeps what Partner Center achieved and catches up', async () => {
    const world = engineWorld();
    const { record, referral } = await linked(world);
    world.crm.failNext('update', lost('unavailable'));
    world.crm.edit('006', { value: '100000' });
    world.partnerCenter.edit(referral().id, { notes: 'Ready.' });
    await world.settle();
    await world.settle();
    for (const side of [record(), referral()]) expect(side.deal).toMatchObject({ value: '100000', notes: 'Ready.' });
  });

  it('a refusal by the CRM is shown there, blocks nothing else and is not retried for ever', async () => {
    const world = engineWorld();
    const { record, referral } = await linked(world);
    world.crm.refuse('notes');
    world.partnerCenter.edit(referral().id, { notes: 'Ready.' });
    await world.settle();
    expect(record().record?.mark).toBe('failed');
    const writes = world.crm.calls.write;
    await world.settle();
    expect(world.crm.calls.write).toBe(writes);
    world.crm.refuse(null);
    world.partnerCenter.edit(referral().id, { notes: 'Ready now.' });
    await world.settle();
    expect(record()).toMatchObject({ deal: { notes: 'Ready now.' }, record: { mark: 'ok' } });
  });

  it('a value that Partner Center refuses holds up no other, is not sent again, and is tried when a person asks', async () => {
    const world = engineWorld();
    const { referral } = await linked(world);
    world.partnerCenter.refuse('contacts');
    const colleague = { firstName: 'Ola', lastName: 'Ray', email: 'ola@fourthcoffee.example', phone: '+1' };
    world.crm.edit('006', { value: '7', contacts: [...(COMPLETE_DEAL.contacts ?? []), colleague] });
    await world.settle();
    expect(referral().deal.value).toBe('7');
    expect(referral().deal.contacts).toHaveLength(1);
    expect(world.crm.get('006')?.record?.mark).toBe('failed');
    const before = world.partnerCenter.calls.write;
    world.crm.edit('006', { notes: 'Another thing.' });
    await world.settle();
    expect(referral().deal.notes).toBe('Another thing.');
    expect(world.partnerCenter.calls.write - before).toBe(1);
    expect(world.crm.linesOf('006').filter((line) => line.includes('not accepted'))).toHaveLength(1);
    world.partnerCenter.refuse(null);
    const [stored] = await world.store.links.page({ after: null, limit: 1 });
    await requestPass(world.deps, stored?.link.id ?? '');
    await world.settle();
    expect(referral().deal.contacts).toHaveLength(2);
    expect(world.crm.get('006')?.record?.mark).toBe('ok');
  });

  it('a throttled connection rests; nothing is lost or burnt', async () => {
    const world = engineWorld();
    const { referral } = await linked(world);
    const throttled = new CosellError({
      code: 'throttled',
      recovery: 'throttled',
      message: 'Too many.',
      remedy: 'Wait.',
      retryAfterMs: 57_000,
    });
    world.partnerCenter.failNext('update', throttled);
    world.crm.edit('006', { value: '3' });
    await world.settle();
    expect((await world.store.work.lanes()).some(({ blockedUntilMs }) => blockedUntilMs !== null)).toBe(true);
    await world.settle();
    expect(referral().deal.value).toBe('3');
  });

  it('an emptied record halts its link until a person releases it', async () => {
    const world = engineWorld();
    const { referral } = await linked(world);
    world.crm.edit('006', {
      name: null,
      value: null,
      currency: null,
      closeDate: null,
      notes: null,
      contacts: null,
      solutions: null,
      customer: null,
    });
    await world.settle();
    expect(referral().deal.notes).toBe('Phased roll-out.');
    const [stored] = await world.store.links.page({ after: null, limit: 5, state: 'halted' });
    expect(stored?.link.reason).toMatch(/vanished/);
    await requestPass(world.deps, stored?.link.id ?? '');
    await world.settle();
    expect((await world.store.links.count()).halted).toBe(0);
  });

  it('a deleted record breaks its link with a reason', async () => {
    const world = engineWorld();
    const { referral } = await linked(world);
    world.crm.delete('006');
    await ingest(world.deps, {
      event: 'referral-updated',
      referralId: referral().id,
      changedAt: '2999-01-01T00:00:00Z',
      rawBody: '{}',
    });
    world.partnerCenter.edit(referral().id, { notes: 'x' });
    await world.settle();
    expect((await world.store.links.count()).broken).toBe(1);
  });

  it('a record that a listing calls deleted breaks its link without waiting for a change', async () => {
    const world = engineWorld();
    await linked(world);
    world.crm.delete('006');
    await world.settle();
    expect((await world.store.links.count()).broken).toBe(1);
  });
});

describe('webhooks', () => {
  it('ten times the same notice makes one record; a notice of our own write makes no read', async () => {
    const world = engineWorld();
    await world.settle();
    world.partnerCenter.edit('r1', invitation);
    const notice = {
      event: 'referral-created',
      referralId: 'r1',
      changedAt: world.partnerCenter.get('r1')?.modifiedAt ?? '',
      rawBody: '{}',
    };
    for (let time = 0; time < 10; time += 1) await ingest(world.deps, notice);
    await world.settle();
    expect(world.crm.all()).toHaveLength(1);
    const own = world.partnerCenter.get('r1')?.modifiedAt ?? '';
    await ingest(world.deps, { ...notice, event: 'referral-updated', changedAt: own });
    expect((await world.store.work.counts()).due).toBe(0);
  });
});

describe('a first run over existing records', () => {
  it('adopts pairs that name each other without a write and doubles nothing', async () => {
    const world = engineWorld();
    for (let number = 0; number < 120; number += 1) {
      world.partnerCenter.edit(`r${number}`, COMPLETE_DEAL, { counterpartId: number % 2 ? `006${number}` : null });
      world.crm.edit(`006${number}`, COMPLETE_DEAL, { optedIn: true, counterpartId: `r${number}` });
    }
    await world.settle();
    expect(world.crm.all()).toHaveLength(120);
    expect(world.partnerCenter.all()).toHaveLength(120);
    expect((await world.store.links.count()).active).toBe(120);
    expect(world.crm.calls.write).toBe(0);
  });
});
