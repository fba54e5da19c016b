import { afterEach, describe, expect, test } from 'vitest';
import { STACK } from '../support/disturbed-installation.ts';
import { eventually } from '../support/eventually.ts';
import { type Installation, startInstallation } from '../support/installation.ts';
import { AUDIT_TIME, atRest } from '../support/scenario/audit.ts';
import { microsoftIn } from '../support/scenario/microsoft.ts';
import { observePartnerCenter, observeSalesforce } from '../support/scenario/observed.ts';
import { ACTIVE_STAGE, type OpenedDeal, sellerIn } from '../support/scenario/seller.ts';
import type { ScenarioSettings } from '../support/scenario/settings.ts';

let place: Installation;
afterEach(() => place?.close());

const HELP = { How_can_Microsoft_help__c: 'Proof Of Concept or Demo' };

async function start(adjust: (settings: ScenarioSettings) => void = () => undefined): Promise<void> {
  place = await startInstallation({ partnerCenter: { referrals: [] }, adjust });
  await place.serve();
}

const seller = () => sellerIn(place.salesforce);
const microsoft = () => microsoftIn(place.partnerCenter);
const deal = (id: string) => observeSalesforce(place.salesforce).deal(id);
const nameOf = (id: string) => String(deal(id)['Name']);
const auditOf = (id: string) => observeSalesforce(place.salesforce).auditOf(id);
const referralOf = (id: string) => observePartnerCenter(place.partnerCenter).referralOf(id);

/** A deal that is shared and marked. */
async function shared(opened: OpenedDeal = {}): Promise<string> {
  const id = seller().opens({ ...opened, ticked: true });
  await eventually(() => referralOf(id));
  await eventually(() => expect(auditOf(id).join()).toContain('Shared with Partner Center'));
  await atRest(place);
  return id;
}

/** Salesforce counts in whole seconds: an edit in the second of the connector's own write would look like that write. */
const later = () => place.salesforce.admin.moveClock({ advanceMs: 2000 });

/** The default world's own records name referrals that are not there, so the command does not end well. */
async function compareAll(): Promise<void> {
  expect((await place.cosell('reconcile', '--all', '--json')).json()).toMatchObject({ complete: true });
}

const withoutMarks = (settings: ScenarioSettings) => {
  settings.deals = { ...settings.deals, checkMarkInName: false };
};

describe('the audit field', () => {
  test.each(['newest-first', 'newest-last'] as const)('R87 gets a dated line for each success, %s', async (order) => {
    await start((settings) => {
      settings.audit = { order };
    });
    const id = await shared({ fields: { Audit__c: '2020-05-29 10:00 - A line of long ago.' } });
    microsoft().edits(referralOf(id).id, { details: { dealValue: 70_000 } });
    const lines = await eventually(() => {
      expect(auditOf(id)).toHaveLength(3);
      return auditOf(id);
    });
    expect(lines.every((line) => AUDIT_TIME.test(line))).toBe(true);
    const newestFirst = order === 'newest-first' ? lines : [...lines].reverse();
    expect(newestFirst.map((line) => line.replace(AUDIT_TIME, ''))).toEqual([
      'Partner Center changed deal value 50000 → 70000.',
      'Shared with Partner Center as private deal.',
      'A line of long ago.',
    ]);
  });

  test('R88 gets the cause and the remedy of what Partner Center refuses, without a stack trace', async () => {
    await start();
    const id = await shared({ fields: HELP });
    await later();
    const [contact] = observeSalesforce(place.salesforce).contactsOf(id);
    seller().edits(String(contact?.['Id']), { Phone: '+4930555' });
    seller().edits(id, { NextStep: 'New number' });
    await expectCause(id, /Partner Center refused the change: The customer contact is fixed.* Give the deal a contact/);
  });

  test('R88 gets the cause and the remedy of what Salesforce refuses, without a stack trace', async () => {
    await start();
    const id = await shared();
    place.salesforce.admin.people.addValidationRule({
      name: 'Large_deals',
      sobject: 'Opportunity',
      when: 'Amount > 1000000',
      message: 'Deals above a million need an approval.',
      field: 'Amount',
    });
    microsoft().edits(referralOf(id).id, { details: { dealValue: 2_000_000, notes: 'Larger than we thought.' } });
    await expectCause(
      id,
      /Not taken over from Partner Center: A validation rule .* need an approval\. Mend what the rule names/,
    );
    // What is not refused goes on.
    expect(deal(id)).toMatchObject({ Amount: 50_000, Description: 'Larger than we thought.' });
  });

  test('R87 travels with the mark in the very write that brings the fields', async () => {
    await start();
    const id = await shared();
    const before = place.salesforce.admin.calls();
    microsoft().edits(referralOf(id).id, { details: { dealValue: 70_000 } });
    await eventually(() => expect(auditOf(id)).toHaveLength(2));
    expect(deal(id)).toMatchObject({ Amount: 70_000, Name: expect.stringMatching(/^✔ /) });
    await atRest(place);
    expect(place.salesforce.admin.calls().write - before.write).toBe(1);
  });
});

async function expectCause(id: string, cause: RegExp): Promise<void> {
  const line = await eventually(() => {
    const found = auditOf(id).find((text) => cause.test(text));
    expect(found, auditOf(id).join('\n')).toBeDefined();
    return String(found);
  });
  expect(line).toMatch(AUDIT_TIME);
  expect(String(deal(id)['Audit__c'])).not.toMatch(STACK);
  expect(line).not.toMatch(/Error:|\bat .+:\d+|[{}]|[0-9a-f]{8}-[0-9a-f]{4}-/);
  await eventually(() => expect(nameOf(id)).toMatch(/^✘ /));
}

describe('the mark in front of the name', () => {
  test('R89 R91 is a check after a success, a cross after a failure, and a check again after a later success', async () => {
    await start();
    const id = seller().opens({ name: 'Fabric rollout', solution: null, ticked: true });
    await eventually(() => expect(nameOf(id)).toBe('✘ Fabric rollout'));
    seller().addsSolution(id);
    await eventually(() => expect(nameOf(id)).toBe('✔ Fabric rollout'));
    await later();
    seller().edits(id, { CurrencyIsoCode: 'USD', ...HELP, Name: '✘ Fabric rollout' });
    await eventually(() => expect(nameOf(id)).toBe('✔ Fabric rollout'));
    expect(referralOf(id).name).toBe('Fabric rollout');
  });

  test('R89 is left out where marks are switched off, at the cost of no write', async () => {
    await start(withoutMarks);
    const id = await shared({ name: 'Plain deal' });
    await later();
    const before = place.salesforce.admin.calls();
    seller().edits(id, { Amount: 70_000 });
    await eventually(() => expect(referralOf(id).details.dealValue).toBe(70_000));
    await atRest(place);
    expect(nameOf(id)).toBe('Plain deal');
    expect(place.salesforce.admin.calls().write).toBe(before.write);
    const refused = seller().opens({ name: 'Incomplete deal', solution: null, ticked: true });
    await eventually(() => expect(auditOf(refused)).toHaveLength(1));
    expect(nameOf(refused)).toBe('Incomplete deal');
  });

  test('R89 goes from deals that have one when marks are switched off, from closed ones too', async () => {
    place = await startInstallation({ partnerCenter: { referrals: [] } });
    const stop = await place.serve();
    const open = await shared({ name: 'Open deal' });
    const closed = await shared({ name: 'Closed deal' });
    microsoft().closes(referralOf(closed).id, 'Won');
    await eventually(() => expect(deal(closed)['IsWon']).toBe(true));
    await atRest(place);
    expect([nameOf(open), nameOf(closed)]).toEqual(['✔ Open deal', '✔ Closed deal']);
    await stop();
    const lines = [auditOf(open), auditOf(closed)];
    await place.configure(withoutMarks);
    await later();
    await compareAll();
    await eventually(() => expect([nameOf(open), nameOf(closed)]).toEqual(['Open deal', 'Closed deal']));
    expect([auditOf(open), auditOf(closed)]).toEqual(lines);
    const before = place.salesforce.admin.calls();
    await compareAll();
    expect(place.salesforce.admin.calls().write).toBe(before.write);
  });

  test('R90 is no part of the name, of whatever glyph and whoever wrote it', async () => {
    await start();
    const glyphs = ['✓', '✔', '✔\uFE0F', '✅', '☑', '✗', '✘', '✕', '❌', '❎'];
    const ours = glyphs.map((glyph) => ({ glyph, id: seller().opens({ name: `${glyph} Our deal`, ticked: true }) }));
    const theirs = glyphs.map((glyph) => microsoft().invites({ name: `${glyph}Their deal` }).id);
    for (const { id } of ours) await eventually(() => expect(referralOf(id).name).toBe('Our deal'));
    for (const id of theirs) {
      const created = await eventually(() => observeSalesforce(place.salesforce).dealOf(id));
      expect(created['Name']).toBe('✔ Their deal');
    }
    await atRest(place);
    for (const { id } of ours) expect(nameOf(id)).toMatch(/^[✓✔✅☑]\uFE0F? Our deal$/u);
    await later();
    for (const { id, glyph } of ours) seller().edits(id, { Name: `${glyph} ${glyph} Our deal`, Amount: 70_000 });
    for (const { id } of ours) await eventually(() => expect(referralOf(id).details.dealValue).toBe(70_000));
    await atRest(place);
    for (const { id } of ours) expect(auditOf(id).join('\n')).not.toMatch(/Name: changed here/);
  });

  test('R90 never makes a name longer than 120 characters, nor cuts what a seller wrote', async () => {
    await start();
    const { id } = microsoft().invites({ name: 'N'.repeat(119) });
    const theirs = await eventually(() => observeSalesforce(place.salesforce).dealOf(id));
    expect(theirs['Name']).toBe(`✔ ${'N'.repeat(117)}…`);
    seller().moves(String(theirs['Id']), ACTIVE_STAGE);
    const ours = await shared({ name: 'S'.repeat(119) });
    expect(nameOf(ours)).toBe('S'.repeat(119));
    expect(referralOf(ours).name).toBe('S'.repeat(119));
    const fits = await shared({ name: 'S'.repeat(118) });
    expect(nameOf(fits)).toBe(`✔ ${'S'.repeat(118)}`);
  });
});
