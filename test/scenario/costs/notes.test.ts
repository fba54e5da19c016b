import assert from 'node:assert/strict';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SalesforceCrm } from '../../support/scenario/crm/salesforce.ts';
import { classicNotesIn, enhancedNotesIn, type Notes } from '../../support/scenario/notes.ts';
import type { ScenarioSettings } from '../../support/scenario/settings.ts';
import { CHANGES, NEW_SOLUTIONS } from './changes.ts';
import { salesforceWithoutDeals } from './without-deals.ts';
import { type CostWorld, startCostWorld } from './world.ts';

/**
 * What the notes of a deal cost where they are kept in notes: no more than in a field, but for a look that finds a note edited, which reads the
 * deal and, of an enhanced note, its text. Exact numbers, as in costs.test.ts.
 */
const KINDS = [
  { kept: 'content-note', notesIn: enhancedNotesIn, readsOfEdit: 2 },
  { kept: 'note', notesIn: classicNotesIn, readsOfEdit: 1 },
] as const;

describe.each(KINDS)('notes kept in $kept', ({ kept, notesIn, readsOfEdit }) => {
  let world: CostWorld<SalesforceCrm>;
  let notes: Notes;
  beforeAll(async () => {
    world = await startCostWorld('salesforce', await salesforceWithoutDeals(), (settings) => {
      settings.salesforce = { ...(settings.salesforce as ScenarioSettings['salesforce']), notes: kept };
    });
    notes = notesIn(world.place.crm.emulator);
  });
  afterAll(() => world?.place.close());

  const textOn = (dealId: unknown) => notes.on(String(dealId)).map(({ body }) => body.replace(/<[^>]*>/g, ''));

  /** A linked deal on which Partner Center’s notes have made a note. */
  async function noted(): Promise<{ dealId: string; referralId: string; noteId: string }> {
    const { dealId, referralId } = world.deal('private');
    await world.meter.costOf(
      () => world.microsoft.edits(referralId, { details: { notes: 'First.' } }),
      () => assert.deepEqual(textOn(dealId), ['First.']),
    );
    // So long ago that no look brings the deal for its own sake.
    await world.place.crm.moveClock(10_000);
    await world.meter.settled();
    return { dealId, referralId, noteId: notes.on(dealId)[0]?.id ?? '' };
  }

  test('an invitation with account, contact, three new solutions and notes: 3 calls to Salesforce', async () => {
    const details = { notes: 'Three at once.', requirements: { solutions: NEW_SOLUTIONS } };
    let id = '';
    const { crm } = await world.meter.costOf(
      () => {
        id = world.microsoft.invites({ details }).id;
      },
      () => {
        const { id: dealId } = world.inCrm.dealOf(id);
        assert.deepEqual(textOn(dealId), ['Three at once.']);
        assert.equal(world.inCrm.solutionsOf(dealId).length, 3);
        assert.equal(world.inPartnerCenter.referral(id).externalReferenceId, dealId);
      },
    );
    expect(crm).toEqual({ reads: 2, writes: 1 });
  });

  test('notes change in Partner Center: 1 write', async () => {
    const { dealId, referralId } = await noted();
    const { crm } = await world.meter.costOf(
      () => world.microsoft.edits(referralId, { details: { notes: 'Second.' } }),
      () => assert.deepEqual(textOn(dealId), ['Second.']),
    );
    expect(crm).toEqual({ reads: 0, writes: 1 });
  });

  test('the seller edits the note and nothing else: the deal and the text are read once', async () => {
    const { referralId, noteId } = await noted();
    const { crm, partnerCenter } = await world.meter.costOf(
      () => notes.edits(noteId, 'Ann decides in May.'),
      () => assert.equal(world.inPartnerCenter.referral(referralId).details.notes, 'Ann decides in May.'),
    );
    expect(crm).toEqual({ reads: readsOfEdit, writes: 0 });
    expect(partnerCenter).toEqual({ reads: 0, writes: 1 });
  });

  test('the amount changes in the CRM: nothing is read again', async () => {
    const play = CHANGES['the amount changes in the CRM'];
    assert.ok(play);
    const { crm } = await world.meter.costOf(...play(world));
    expect(crm).toEqual({ reads: 0, writes: 0 });
  });
});
