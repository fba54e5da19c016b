import { afterEach, describe, expect, test } from 'vitest';
import type { SettingsInput } from '../../src/config/schema.ts';
import { type ScenarioPlace, startScenarioPlace } from '../support/crm-installation.ts';
import { STACK } from '../support/disturbed-installation.ts';
import { eventually } from '../support/eventually.ts';
import { AUDIT_TIME, atRest } from '../support/scenario/audit.ts';
import { CRM_NAMES } from '../support/scenario/crm/kinds.ts';
import type { NewDeal } from '../support/scenario/crm/words.ts';

const withoutMarks = (settings: SettingsInput) => {
  settings.deals = { ...settings.deals, checkMarkInName: false };
};

describe.each(CRM_NAMES)('with %s', (crm) => {
  let place: ScenarioPlace;
  afterEach(() => place?.close());

  async function start(adjust: (settings: SettingsInput) => void = () => undefined): Promise<void> {
    place = await startScenarioPlace(crm, { partnerCenter: { referrals: [] }, adjust });
    await place.serve();
  }

  const deal = (id: string) => place.inCrm.deal(id);
  const nameOf = (id: string) => deal(id).name;
  const auditOf = (id: string) => place.inCrm.auditOf(id);
  const referralOf = (id: string) => place.inPartnerCenter.referralOf(id);

  /** A deal that is shared and marked. */
  async function shared(opened: NewDeal = {}): Promise<string> {
    const id = place.seller.opens({ ...opened, ticked: true });
    await eventually(() => referralOf(id));
    await eventually(() => expect(auditOf(id).join()).toContain('Shared with Partner Center'));
    await atRest(place);
    return id;
  }

  /** Salesforce counts in whole seconds: an edit in the second of the connector's own write would look like that write. */
  const later = () => place.crm.moveClock(2000);

  /** The default world's own records name referrals that are not there, so the command does not end well. */
  async function compareAll(): Promise<void> {
    expect((await place.cosell('reconcile', '--all', '--json')).json()).toMatchObject({ complete: true });
  }

  describe('the audit field', () => {
    test.each(['newest-first', 'newest-last'] as const)('R87 gets a dated line for each success, %s', async (order) => {
      await start((settings) => {
        settings.audit = { order };
      });
      const id = await shared({ audit: '2020-05-29 10:00 - A line of long ago.' });
      place.microsoft.edits(referralOf(id).id, { details: { dealValue: 70_000 } });
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
      const id = await shared({ help: 'ProofOfConceptOrDemo' });
      await later();
      const [contact] = place.inCrm.contactsOf(id);
      place.seller.editsContact(contact?.id ?? '', { phone: '+4930555' });
      place.seller.edits(id, { closeDate: '2027-06-30' });
      await expectCause(
        id,
        /Partner Center refused the change: The customer contact is fixed.* Give the deal a contact/,
      );
    });

    test('R87 travels with the mark in the very write that brings the fields', async () => {
      await start();
      const id = await shared();
      const before = place.crm.calls();
      place.microsoft.edits(referralOf(id).id, { details: { dealValue: 70_000 } });
      await eventually(() => expect(auditOf(id)).toHaveLength(2));
      expect(deal(id)).toMatchObject({ value: 70_000, name: expect.stringMatching(/^✔ /) });
      await atRest(place);
      expect(place.crm.calls().write - before.write).toBe(1);
    });
  });

  async function expectCause(id: string, cause: RegExp): Promise<void> {
    const line = await eventually(() => {
      const found = auditOf(id).find((text) => cause.test(text));
      expect(found, auditOf(id).join('\n')).toBeDefined();
      return String(found);
    });
    expect(line).toMatch(AUDIT_TIME);
    expect(deal(id).audit ?? '').not.toMatch(STACK);
    expect(line).not.toMatch(/Error:|\bat .+:\d+|[{}]|[0-9a-f]{8}-[0-9a-f]{4}-/);
    await eventually(() => expect(nameOf(id)).toMatch(/^✘ /));
  }

  describe('the mark in front of the name', () => {
    test('R89 R91 is a check after a success, a cross after a failure, and a check again after a later success', async () => {
      await start();
      const id = place.seller.opens({ name: 'Fabric rollout', solution: null, ticked: true });
      await eventually(() => expect(nameOf(id)).toBe('✘ Fabric rollout'));
      place.seller.addsSolution(id);
      await eventually(() => expect(nameOf(id)).toBe('✔ Fabric rollout'));
      await later();
      place.seller.edits(id, { help: 'ProofOfConceptOrDemo', name: '✘ Fabric rollout' });
      await eventually(() => expect(nameOf(id)).toBe('✔ Fabric rollout'));
      expect(referralOf(id).name).toBe('Fabric rollout');
    });

    test('R89 is left out where marks are switched off, at the cost of no write', async () => {
      await start(withoutMarks);
      const id = await shared({ name: 'Plain deal' });
      await later();
      const before = place.crm.calls();
      place.seller.edits(id, { value: 70_000 });
      await eventually(() => expect(referralOf(id).details.dealValue).toBe(70_000));
      await atRest(place);
      expect(nameOf(id)).toBe('Plain deal');
      expect(place.crm.calls().write).toBe(before.write);
      const refused = place.seller.opens({ name: 'Incomplete deal', solution: null, ticked: true });
      await eventually(() => expect(auditOf(refused)).toHaveLength(1));
      expect(nameOf(refused)).toBe('Incomplete deal');
    });

    test('R89 goes from deals that have one when marks are switched off, from closed ones too', async () => {
      place = await startScenarioPlace(crm, { partnerCenter: { referrals: [] } });
      const stop = await place.serve();
      const open = await shared({ name: 'Open deal' });
      const closed = await shared({ name: 'Closed deal' });
      place.microsoft.closes(referralOf(closed).id, 'Won');
      await eventually(() => expect(deal(closed).stage).toBe('won'));
      await atRest(place);
      expect([nameOf(open), nameOf(closed)]).toEqual(['✔ Open deal', '✔ Closed deal']);
      await stop();
      const lines = [auditOf(open), auditOf(closed)];
      await place.configure(withoutMarks);
      await later();
      await compareAll();
      await eventually(() => expect([nameOf(open), nameOf(closed)]).toEqual(['Open deal', 'Closed deal']));
      expect([auditOf(open), auditOf(closed)]).toEqual(lines);
      const before = place.crm.calls();
      await compareAll();
      expect(place.crm.calls().write).toBe(before.write);
    });

    test('R90 is no part of the name, of whatever glyph and whoever wrote it', async () => {
      await start();
      const glyphs = ['✓', '✔', '✔\uFE0F', '✅', '☑', '✗', '✘', '✕', '❌', '❎'];
      const ours = glyphs.map((glyph) => ({
        glyph,
        id: place.seller.opens({ name: `${glyph} Our deal`, ticked: true }),
      }));
      const theirs = glyphs.map((glyph) => place.microsoft.invites({ name: `${glyph}Their deal` }).id);
      const ids = ours.map(({ id }) => id);
      await eventually(() => expect(new Set(ids.map((id) => referralOf(id).name))).toEqual(new Set(['Our deal'])));
      await eventually(() => {
        const names = theirs.map((id) => place.inCrm.dealOf(id).name);
        expect(new Set(names)).toEqual(new Set(['✔ Their deal']));
      });
      await atRest(place);
      expect(ids.map(nameOf).filter((name) => !/^[✓✔✅☑]\uFE0F? Our deal$/u.test(name))).toEqual([]);
      await later();
      for (const { id, glyph } of ours) place.seller.edits(id, { name: `${glyph} ${glyph} Our deal`, value: 70_000 });
      await eventually(() =>
        expect(new Set(ids.map((id) => referralOf(id).details.dealValue))).toEqual(new Set([70_000])),
      );
      await atRest(place);
      expect(ids.flatMap(auditOf).join('\n')).not.toMatch(/Name: changed here/);
    });

    test('R90 never makes a name longer than the CRM allows, nor cuts what a seller wrote', async () => {
      await start();
      const most = place.crm.nameLength;
      const { id } = place.microsoft.invites({ name: 'N'.repeat(most - 1) });
      const theirs = await eventually(() => place.inCrm.dealOf(id));
      expect(theirs.name).toBe(`✔ ${'N'.repeat(most - 3)}…`);
      place.seller.moves(theirs.id, 'active');
      const ours = await shared({ name: 'S'.repeat(most - 1) });
      expect(nameOf(ours)).toBe('S'.repeat(most - 1));
      expect(referralOf(ours).name).toBe('S'.repeat(most - 1));
      const fits = await shared({ name: 'S'.repeat(most - 2) });
      expect(nameOf(fits)).toBe(`✔ ${'S'.repeat(most - 2)}`);
    });
  });
});
