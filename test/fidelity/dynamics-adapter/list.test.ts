import { expect, onTestFinished, test } from 'vitest';
import type { DynamicsSettings } from '../../../src/adapters/dynamics/settings.ts';
import { invitation, listed, updateOf, written } from './changes.ts';
import { startTestEnvironment } from './environment.ts';

const REFERRAL = '0d2f1c6e-2f0e-4d13-9c8f-3b1f6f0a5b11';

async function open(overrides: Partial<DynamicsSettings> = {}, world: Record<string, unknown> = {}) {
  const environment = await startTestEnvironment(world);
  onTestFinished(environment.emulator.close);
  const later = (ms: number) => environment.emulator.admin.moveClock({ advanceMs: ms });
  return { ...environment, later, side: await environment.connect(overrides) };
}

const HOUR_MS = 3_600_000;

test('an idle environment costs the same few calls, however many deals there are', async () => {
  const { side, emulator, later } = await open();
  const idle = async () => {
    await later(HOUR_MS);
    const before = await listed(side, null);
    await later(HOUR_MS);
    emulator.admin.resetCalls();
    const { snapshots, pages } = await listed(side, before.resumeAt);
    expect([snapshots, pages.length]).toEqual([[], 1]);
    return emulator.admin.calls();
  };
  const few = await idle();
  emulator.admin.people.seedOpportunities({ count: 120, values: { csl_syncwithpartnercenter: true } });
  expect(await idle()).toEqual(few);
  expect(few).toMatchObject({ read: 3, write: 0 });
});

test("our own write's echo is listed without being read again", async () => {
  const { side, emulator, later } = await open();
  const made = written(await side.create(invitation(REFERRAL)));
  await later(HOUR_MS);
  const { resumeAt } = await listed(side, null);
  const after = written(await side.update(updateOf(made, { fields: { value: '7' } })));
  emulator.admin.resetCalls();
  expect((await listed(side, resumeAt)).snapshots).toEqual([after]);
  expect(emulator.admin.calls()).toMatchObject({ read: 3, write: 0 });
});

test('what our own create made is listed without being read again, as often as looks find it by its time', async () => {
  const { side, emulator, later } = await open();
  const { resumeAt } = await listed(side, null);
  await later(1000);
  const second = { firstName: 'Zoe', lastName: 'Zwei', email: 'zoe@contoso.example', phone: null };
  const first = { firstName: 'Eva', lastName: 'Eins', email: 'eva@contoso.example', phone: null };
  const made = written(await side.create(invitation(REFERRAL, { contacts: [first, second] })));
  let at = resumeAt;
  for (let look = 0; look < 3; look += 1) {
    await later(1000);
    emulator.admin.resetCalls();
    const { snapshots, resumeAt: next } = await listed(side, at);
    expect(snapshots).toEqual([made]);
    expect(emulator.admin.calls()).toMatchObject({ read: 3, write: 0 });
    at = next;
  }
});

test.each([
  ['the account', { address1_city: 'Hamburg' }, 'account'],
  ['the contact', { telephone1: '+49 431 9' }, 'contact'],
  ['a solution line', { csl_quantity: 9 }, 'csl_microsoftsolution'],
  ['a connection', { description: 'Knows everybody' }, 'connection'],
])('a change of %s alone brings its deal', async (_what, values, table) => {
  const { side, later, rows, edit } = await open();
  const second = { firstName: 'Zoe', lastName: 'Zwei', email: 'zoe@contoso.example', phone: null };
  const first = { firstName: 'Eva', lastName: 'Eins', email: 'eva@contoso.example', phone: null };
  const made = written(await side.create(invitation(REFERRAL, { contacts: [first, second] })));
  await later(HOUR_MS);
  const { resumeAt } = await listed(side, null);
  await later(HOUR_MS);
  const quiet = await listed(side, resumeAt);
  expect(quiet.snapshots).toEqual([]);
  // Each connection has a twin that is seen from the other end.
  const own = rows(table).find(
    ({ record1id }) => record1id === undefined || (record1id as { id: string }).id === made.id,
  );
  await edit(String(own?.['id']), values);
  expect((await listed(side, quiet.resumeAt)).snapshots.map(({ id }) => id)).toEqual([made.id]);
});

test('a deleted solution line brings its deal, also when nobody ran at that time', async () => {
  const { side, later, rows, emulator, connect } = await open();
  const solution = (n: number) => ({
    id: `SOL-${n}`,
    name: `S${n}`,
    publisher: null,
    kind: '3P',
    price: null,
    quantity: null,
  });
  await side.create(invitation(REFERRAL, { solutions: [solution(1), solution(2), solution(3)] }));
  await later(HOUR_MS);
  const { resumeAt } = await listed(side, null);
  const [one, two] = rows('csl_microsoftsolution').map(({ id }) => String(id));
  emulator.admin.people.delete({ id: one ?? '' });
  const next = await listed(side, resumeAt);
  expect(next.snapshots.map(({ deal }) => deal.solutions?.length)).toEqual([2]);
  emulator.admin.people.delete({ id: two ?? '' });
  const restarted = await connect();
  const { snapshots } = await listed(restarted, next.resumeAt);
  expect(snapshots.map(({ deal }) => deal.solutions?.length)).toEqual([1]);
});

test('when the token has expired, everything that takes part is listed again', async () => {
  const { side, later } = await open();
  const made = written(await side.create(invitation(REFERRAL)));
  const { resumeAt } = await listed(side, null);
  await later(8 * 24 * HOUR_MS);
  const { snapshots, resumeAt: renewed } = await listed(side, resumeAt);
  expect(snapshots).toEqual([made]);
  await later(HOUR_MS);
  expect((await listed(side, renewed)).snapshots).toEqual([]);
});

test('where change tracking is off, changes are found by their time', async () => {
  const tables = ['opportunity', 'csl_microsoftsolution'];
  const { side, later, edit } = await open({}, { organization: { changeTrackingOff: tables } });
  const made = written(await side.create(invitation(REFERRAL)));
  await later(HOUR_MS);
  const { resumeAt } = await listed(side, null);
  await later(HOUR_MS);
  const quiet = await listed(side, resumeAt);
  expect(quiet.snapshots).toEqual([]);
  await edit(made.id, { description: 'Called them.' });
  const { snapshots } = await listed(side, quiet.resumeAt);
  expect(snapshots.map(({ deal }) => deal.notes)).toEqual(['Called them.']);
});

test('what does not take part is not listed', async () => {
  const { side, create } = await open();
  const { resumeAt } = await listed(side, null);
  create('opportunity', { name: 'Private' });
  expect((await listed(side, resumeAt)).snapshots).toEqual([]);
  expect((await listed(side, null)).snapshots).toEqual([]);
});

test('a watermark of another CRM is a bug, not an empty listing', async () => {
  const { side } = await open();
  await expect(listed(side, '2026-11-21T00:00:00Z')).rejects.toMatchObject({ recovery: 'bug' });
});

test('a deleted deal is named, so that its link need not wait for the next change', async () => {
  const { side, emulator } = await open();
  const made = written(await side.create(invitation(REFERRAL)));
  const { resumeAt } = await listed(side, null);
  emulator.admin.people.delete({ id: made.id });
  const { pages, snapshots } = await listed(side, resumeAt);
  expect([snapshots, pages.flatMap(({ gone }) => gone ?? [])]).toEqual([[], [made.id]]);
});
