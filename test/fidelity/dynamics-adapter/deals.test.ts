import { expect, onTestFinished, test } from 'vitest';
import type { DynamicsSettings } from '../../../src/adapters/dynamics/settings.ts';
import { invitation, updateOf, written } from './changes.ts';
import { startTestEnvironment } from './environment.ts';

const REFERRAL = '0d2f1c6e-2f0e-4d13-9c8f-3b1f6f0a5b11';

async function open(overrides: Partial<DynamicsSettings> = {}, world: Record<string, unknown> = {}) {
  const environment = await startTestEnvironment(world);
  onTestFinished(environment.emulator.close);
  return { ...environment, side: await environment.connect(overrides) };
}

const CONTACTS = [
  { firstName: 'Eva', lastName: 'Eins', email: 'eva@contoso.example', phone: '+49 431 1' },
  { firstName: 'Zoe', lastName: 'Zwei', email: 'zoe@contoso.example', phone: null },
];
const solution = (n: number) => ({
  id: `SOL-${n}-ABC`,
  name: `Solution ${n}`,
  publisher: 'Lakeshore',
  kind: '3P',
  price: null,
  quantity: '1',
});

test('a new deal with account, contacts, three solutions and notes takes two calls, an update one', async () => {
  const { side, emulator } = await open();
  emulator.admin.resetCalls();
  const fields = { contacts: CONTACTS, solutions: [solution(1), solution(2), solution(3)] };
  const made = written(await side.create(invitation(REFERRAL, fields)));
  expect(emulator.admin.calls()).toMatchObject({ read: 1, write: 1 });
  expect(made.deal).toMatchObject({ ...fields, status: 'invited', notes: 'Wants to move.', value: '180000.5' });
  emulator.admin.resetCalls();
  await side.update(updateOf(made, { fields: { value: '200000' } }));
  expect(emulator.admin.calls()).toMatchObject({ read: 0, write: 1 });
});

test('contacts come, change and go; the deal keeps one of its own', async () => {
  const { side, rows } = await open();
  const made = written(await side.create(invitation(REFERRAL, { contacts: CONTACTS })));
  const [eva, zoe] = CONTACTS;
  const changed = [{ ...zoe, phone: '+49 431 2' } as (typeof CONTACTS)[0]];
  const after = written(await side.update(updateOf(made, { fields: { contacts: changed } })));
  expect(after.deal.contacts).toEqual(changed);
  const back = written(await side.update(updateOf(after, { fields: { contacts: [changed[0], eva] as never } })));
  expect(back.deal.contacts).toEqual([changed[0], eva]);
  expect(rows('contact').filter(({ emailaddress1 }) => emailaddress1 === 'eva@contoso.example')).toHaveLength(1);
  const none = written(await side.update(updateOf(back, { fields: { contacts: [] } })));
  expect(none.deal.contacts).toEqual([]);
});

test('a deal is won and lost by the actions, with the reason; nothing reopens it', async () => {
  const { side, rows } = await open();
  const made = written(await side.create(invitation(REFERRAL, { status: 'active' })));
  const lost = written(
    await side.update(updateOf(made, { fields: { status: 'declined', statusReason: 'No budget', value: '5' } })),
  );
  expect(lost.deal).toMatchObject({ status: 'lost', value: '5' });
  expect(rows('opportunityclose')).toMatchObject([{ description: 'No budget' }]);
  expect(await side.update(updateOf(lost, { fields: { status: 'active' } }))).toMatchObject({
    kind: 'refused',
    refusals: [{ code: 'crm-deal-closed', field: 'status' }],
  });
});

test('a deal that is over already is created and closed in one go', async () => {
  const { side } = await open();
  const made = written(await side.create(invitation(REFERRAL, { status: 'won' })));
  expect(made.deal).toMatchObject({ status: 'won', contacts: [{ email: 'eva@contoso.example' }] });
});

test('an amount in a currency that is not kept is left out, with a remark', async () => {
  const { side } = await open();
  const result = await side.create(invitation(REFERRAL, { currency: 'JPY' }));
  expect(result).toMatchObject({ kind: 'written', notes: [{ code: 'currency-not-held' }] });
  expect(written(result).deal.value).toBeNull();
});

test('solutions come, change and go, the catalogue grows once', async () => {
  const { side, rows } = await open();
  const made = written(await side.create(invitation(REFERRAL, { solutions: [solution(1), solution(2)] })));
  const wanted = [{ ...solution(2), quantity: '7' }, solution(3)];
  const after = written(await side.update(updateOf(made, { fields: { solutions: wanted } })));
  expect(after.deal.solutions).toEqual(wanted);
  const again = written(await side.update(updateOf(after, { fields: { solutions: [solution(1)] } })));
  expect(again.deal.solutions).toEqual([solution(1)]);
  expect(rows('csl_microsoftsolutiondetail')).toHaveLength(3);
});

test.each(['connections', 'access-team'] as const)('colleagues are put on a deal by %s and taken off', async (team) => {
  const { side } = await open({ team });
  const marta = { firstName: 'Marta', lastName: 'Lind', email: 'marta.lind@lakeshore.example', phone: '+12065550177' };
  const stranger = { firstName: 'X', lastName: 'Y', email: 'x@microsoft.example', phone: null };
  const result = await side.create(invitation(REFERRAL, { team: [marta, stranger] }));
  expect(result).toMatchObject({ kind: 'written', notes: [{ code: 'team-member-no-user' }] });
  const made = written(result);
  expect(made.deal.team?.map(({ email }) => email)).toEqual([marta.email]);
  const after = written(await side.update(updateOf(made, { fields: { team: [] } })));
  expect(after.deal.team).toEqual([]);
  const back = written(await side.update(updateOf(after, { fields: { team: [marta] } })));
  expect(back.deal.team?.map(({ email }) => email)).toEqual([marta.email]);
});

test('notes travel in a note of the timeline that the connector keeps; other notes are private', async () => {
  const { side, emulator, rows } = await open({ notes: 'note' });
  const made = written(await side.create(invitation(REFERRAL)));
  expect(made.deal.notes).toBe('Wants to move.');
  emulator.admin.people.addNote({ id: made.id, subject: 'Call', text: 'Between us.' });
  const after = written(await side.update(updateOf(made, { fields: { notes: 'Moves.' } })));
  expect(after.deal.notes).toBe('Moves.');
  expect(new Set(rows('annotation').map(({ notetext }) => notetext))).toEqual(new Set(['Moves.', 'Between us.']));
  const cleared = written(await side.update(updateOf(after, { fields: { notes: null } })));
  expect(cleared.deal.notes).toBeNull();
});

test("uses Microsoft's columns and tables where they are", async () => {
  const { side, rows } = await open({}, { organization: { installed: 'microsoft' } });
  const fields = { purchaseIntent: 'HaveNotDecided', coSellType: 'services' } as const;
  const made = written(await side.create(invitation(REFERRAL, fields)));
  expect(made.deal).toMatchObject({ ...fields, help: 'ProofOfConceptOrDemo', visibleToMicrosoft: true });
  expect(made.deal.solutions).toHaveLength(1);
  expect(rows('opportunity')).toMatchObject([
    { msft_microsoftpartnercenterreferralidentifier: REFERRAL, msft_microsoftpartnercenterreferralsync: true },
  ]);
});

test('names what an environment without any package lacks', async () => {
  const environment = await startTestEnvironment({ organization: { installed: 'none' } });
  onTestFinished(environment.emulator.close);
  await expect(environment.connect()).rejects.toMatchObject({
    code: 'dynamics-column-missing',
    message: expect.stringContaining('opportunity.csl_referralvisibility'),
  });
});

test('two new deals of one customer share an account, and the second waits for the first', async () => {
  const { side, rows } = await open();
  const ids = ['1', '2', '3'].map((n) => `0d2f1c6e-2f0e-4d13-9c8f-3b1f6f0a5b1${n}`);
  const results = await Promise.all(ids.map((id) => side.create(invitation(id))));
  const made = results.map(written);
  expect(new Set(made.map(({ record }) => record?.customerId)).size).toBe(1);
  expect(rows('account')).toHaveLength(1);
  expect(rows('contact')).toHaveLength(1);
});

test('a plug-in of the partner is quoted, and the record is left as it is', async () => {
  const { side, emulator } = await open();
  const made = written(await side.create(invitation(REFERRAL)));
  emulator.admin.people.addValidationRule({
    name: 'Large',
    table: 'opportunity',
    when: 'estimatedvalue eq 2000000',
    message: 'Est. Revenue above a million needs approval.',
  });
  expect(await side.update(updateOf(made, { fields: { value: '2000000', notes: 'more' } }))).toMatchObject({
    kind: 'refused',
    refusals: [{ code: 'crm-automation-failed', field: 'value' }],
  });
  expect(await side.read([made.id])).toEqual([made]);
});
