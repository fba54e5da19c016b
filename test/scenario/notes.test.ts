import assert from 'node:assert/strict';
import { afterAll, afterEach, beforeAll, describe, test } from 'vitest';
import type { SalesforceEmulator } from '../../emulators/salesforce/start.ts';
import { eventually } from '../support/eventually.ts';
import { type Installation, startInstallation } from '../support/installation.ts';
import { flowsBetween } from '../support/scenario/flows.ts';
import { microsoftIn } from '../support/scenario/microsoft.ts';
import { classicNotesIn, enhancedNotesIn, type Notes } from '../support/scenario/notes.ts';
import { observePartnerCenter, observeSalesforce } from '../support/scenario/observed.ts';
import { sellerIn } from '../support/scenario/seller.ts';
import type { ScenarioSettings } from '../support/scenario/settings.ts';
import { readsOf, writesOf } from '../support/scenario/tallies.ts';

const SELLER = 'sam.seller@lakeshore.example';
const TITLE = 'Partner Center';

interface Kind {
  setting: 'content-note' | 'note';
  notesIn(emulator: SalesforceEmulator, by?: string): Notes;
  /** As such a note holds the text. */
  held(text: string): string;
}

const KINDS: readonly Kind[] = [
  {
    setting: 'content-note',
    notesIn: enhancedNotesIn,
    held: (text) =>
      text
        .split('\n')
        .map((line) => `<p>${line.replace('&', '&amp;')}</p>`)
        .join(''),
  },
  { setting: 'note', notesIn: classicNotesIn, held: (text) => text },
];

const keptIn = (notes: 'auto' | Kind['setting']) => (settings: ScenarioSettings) => {
  settings.salesforce.notes = notes;
};

let place: Installation;
const microsoft = () => microsoftIn(place.partnerCenter);
const seller = () => sellerIn(place.salesforce);
const inSalesforce = () => observeSalesforce(place.salesforce);
const inPartnerCenter = () => observePartnerCenter(place.partnerCenter);

/** Some sweeps of both sides pass without a write. */
async function quiet(): Promise<void> {
  await eventually(async () => {
    await place.partnerCenter.admin.webhooks.settled();
    const [writes, reads] = [writesOf(place), readsOf(place)];
    await eventually(() => assert.ok(readsOf(place).crm >= reads.crm + 4));
    assert.deepEqual(writesOf(place), writes);
  });
}

async function invited(notes: string | null): Promise<{ referralId: string; dealId: string }> {
  const { id: referralId } = microsoft().invites({ details: { notes } });
  const dealId = await eventually(() => String(inSalesforce().dealOf(referralId)['Id']));
  await eventually(() => assert.equal(inPartnerCenter().referral(referralId).externalReferenceId, dealId));
  return { referralId, dealId };
}

async function shared(): Promise<{ referralId: string; dealId: string }> {
  const dealId = seller().opens({ notes: 'The margin is thin.', ticked: true });
  const { id: referralId } = await eventually(() => inPartnerCenter().referralOf(dealId));
  await eventually(() => assert.equal(inSalesforce().deal(dealId)['Referral_Identifier__c'], referralId));
  return { referralId, dealId };
}

describe.each(KINDS)('notes kept in $setting', ({ setting, notesIn, held }) => {
  const notes = () => notesIn(place.salesforce, SELLER);
  const bodies = (dealId: string) =>
    notes()
      .on(dealId)
      .map(({ body }) => body);
  const told = (referralId: string) => inPartnerCenter().referral(referralId).details.notes;

  beforeAll(async () => {
    place = await startInstallation({ adjust: keptIn(setting) });
    await place.serve();
  });
  afterAll(() => place?.close());

  test('R38 the notes of an invitation become one note on its opportunity', async () => {
    const { dealId } = await invited('Fish & chips.\nTwo sites.');
    assert.deepEqual(
      notes()
        .on(dealId)
        .map(({ title, body }) => [title, body]),
      [[TITLE, held('Fish & chips.\nTwo sites.')]],
    );
    assert.equal(inSalesforce().deal(dealId)['Description'], null);
    await quiet();
    assert.equal(notes().on(dealId).length, 1);
  });

  test('R51 notes that change in Partner Center change that very note, whatever else people have noted', async () => {
    const { referralId, dealId } = await invited('First.');
    const [ours] = notes().on(dealId);
    notes().adds(dealId, 'Call with Ann', 'They also talk to Fabrikam.');
    microsoft().edits(referralId, { details: { notes: 'Second.' } });
    await eventually(() => assert.deepEqual(bodies(dealId), [held('Second.'), 'They also talk to Fabrikam.']));
    assert.equal(notes().on(dealId)[0]?.id, ours?.id);
    microsoft().edits(referralId, { details: { notes: null } });
    await eventually(() => assert.ok(!bodies(dealId)[0]?.includes('Second.')));
    await quiet();
    assert.equal(notes().on(dealId).length, 2);
  });

  test('R75 a note that the seller edits reaches Partner Center although nothing else on the deal has changed', async () => {
    const { referralId, dealId } = await shared();
    const noteId = notes().adds(dealId, TITLE, held('Please bring an architect.'));
    await eventually(() => assert.equal(told(referralId), 'Please bring an architect.'));
    // So long after everything else that no listing brings the deal for its own sake.
    await quiet();
    await place.salesforce.admin.moveClock({ advanceMs: 10_000 });
    await quiet();
    notes().edits(noteId, held('Please bring two.'));
    await eventually(() => assert.equal(told(referralId), 'Please bring two.'));
    await quiet();
    assert.deepEqual(bodies(dealId), [held('Please bring two.')]);
  });

  test('R60 R75 other notes, and the description, are nobody’s business', async () => {
    const { referralId, dealId } = await shared();
    notes().adds(dealId, 'Private', 'We can go down to 40,000.');
    seller().edits(dealId, { Amount: 61_000, Description: 'The margin is very thin.' });
    await eventually(() => assert.equal(inPartnerCenter().referral(referralId).details.dealValue, 61_000));
    await quiet();
    assert.equal(told(referralId), null);
  });

  test('R85 a note that both sides have changed keeps the words of its owner, the seller', async () => {
    const { referralId, dealId } = await invited('Agreed.');
    seller().moves(dealId, 'Qualification');
    await eventually(() => assert.equal(inPartnerCenter().referral(referralId).status, 'Active'));
    await quiet();
    const [note] = notes().on(dealId);
    await place.salesforce.admin.moveClock({ advanceMs: 2000 });
    notes().edits(String(note?.id), held('The seller knows better.'));
    microsoft().edits(referralId, { details: { notes: 'Written in the portal.' } });
    await eventually(() => assert.equal(told(referralId), 'The seller knows better.'));
    await quiet();
    assert.deepEqual(bodies(dealId), [held('The seller knows better.')]);
  });

  test('R51 a note that was deleted clears nothing; the next change in Partner Center makes another', async () => {
    const { referralId, dealId } = await invited('To be kept.');
    place.salesforce.admin.people.delete({ by: SELLER, id: String(notes().on(dealId)[0]?.id) });
    await quiet();
    assert.equal(told(referralId), 'To be kept.');
    microsoft().edits(referralId, { details: { notes: 'Once more.' } });
    await eventually(() => assert.deepEqual(bodies(dealId), [held('Once more.')]));
  });

  test('R75 a note that the seller empties is emptied in Partner Center', async () => {
    const { referralId, dealId } = await invited('Not for long.');
    seller().moves(dealId, 'Qualification');
    await eventually(() => assert.equal(inPartnerCenter().referral(referralId).status, 'Active'));
    await quiet();
    await place.salesforce.admin.moveClock({ advanceMs: 2000 });
    notes().edits(String(notes().on(dealId)[0]?.id), '');
    await eventually(() => assert.equal(told(referralId), null));
  });
});

describe('notes where the org decides', () => {
  afterEach(() => place?.close());

  test.each([
    { enhancedNotes: true, notesIn: enhancedNotesIn, held: '<p>As it is here.</p>', words: 'an enhanced note' },
    { enhancedNotes: false, notesIn: classicNotesIn, held: 'As it is here.', words: 'a classic note' },
  ])('R6 R38 they are in $words, and the doctor says so', async ({ enhancedNotes, notesIn, held, words }) => {
    place = await startInstallation({
      adjust: keptIn('auto'),
      salesforce: { records: [], organization: { enhancedNotes } },
    });
    await place.serve();
    const { dealId } = await invited('As it is here.');
    assert.deepEqual(
      notesIn(place.salesforce)
        .on(dealId)
        .map(({ body }) => body),
      [held],
    );
    const { stdout } = await place.cosell('doctor');
    assert.match(stdout, new RegExp(`The deal’s notes travel in ${words} with the title “Partner Center”`));
  });

  test('R6 the doctor names enhanced notes that are off although the settings want them', async () => {
    const salesforce = { records: [], organization: { enhancedNotes: false } };
    place = await startInstallation({ adjust: keptIn('content-note'), salesforce });
    const { stdout, code } = await place.cosell('doctor');
    assert.equal(code, 1);
    assert.match(stdout, /Enhanced notes are off in this org, so the notes of deals cannot be kept in them/);
  });

  test('R98 adopting a deal moves no text: its description stays where it is, and a note tells what Partner Center has', async () => {
    place = await startInstallation({ adjust: keptIn('auto') });
    const flows = flowsBetween(place.partnerCenter, place.salesforce);
    const dealId = seller().opens({ notes: 'Known to nobody else.', ticked: true });
    const referralId = flows.createReferral(dealId, { details: { notes: 'Known to Microsoft.' } });
    flows.writeBack(dealId, referralId, referralId);
    await place.serve();
    const notes = enhancedNotesIn(place.salesforce);
    await eventually(() =>
      assert.deepEqual(
        notes.on(dealId).map(({ body }) => body),
        ['<p>Known to Microsoft.</p>'],
      ),
    );
    await quiet();
    assert.equal(inPartnerCenter().referral(referralId).details.notes, 'Known to Microsoft.');
    assert.equal(inSalesforce().deal(dealId)['Description'], 'Known to nobody else.');
  });
});
