import { describe, expect, onTestFinished, test } from 'vitest';
import type { DealField, DealView } from '../../../src/core/model/deal.ts';
import type { ConvertChange, CreateChange } from '../../../src/core/model/plan.ts';
import type { Snapshot } from '../../../src/core/model/snapshot.ts';
import type { WriteResult } from '../../../src/engine/ports.ts';
import { latest, listed, readOne, updateOf, written } from './acts.ts';
import type { Harness } from './harness.ts';

/** A CRM side that keeps leads beside its opportunities. */
export interface LeadHarness extends Harness {
  /** A lead that can be created here. */
  lead: DealView;
  leadPerson: {
    /** Converts the lead past the port, a little later; answers the opportunity that it has become. */
    converts(id: string): Promise<string>;
    /** Writes notes on the lead, a little later. */
    notes(id: string, text: string): Promise<void>;
  };
}

const REFERRAL = 'counterpart-1';

/** Runs the promises of SidePort about leads against one CRM side. */
export function describeLeads({ name, open }: { name: string; open: () => Promise<LeadHarness> }): void {
  describe(`leads of ${name}`, () => {
    const openOne = async () => {
      const harness = await open();
      onTestFinished(harness.close);
      return harness;
    };

    test('a created lead shows what was given, is answered as it then reads, and is found by its referral', async () => {
      const { port, lead, nowMs } = await openOne();
      const startedAtMs = nowMs();
      const snapshot = written(await port.create(leadOf(lead)));
      const shown = port.normalize(lead, 'lead');
      expect(pick(snapshot.deal, keysOf(shown))).toEqual(shown);
      expect(snapshot).toMatchObject({ counterpartId: REFERRAL, record: { kind: 'lead', optedIn: true } });
      expect(await readOne(port, snapshot.id)).toEqual(snapshot);
      expect(await port.find(REFERRAL, startedAtMs)).toEqual(snapshot);
      expect((await listed(port, null)).snapshots).toEqual([snapshot]);
    });

    test('nothing is created beside a lead of the same referral', async () => {
      const { port, lead } = await openOne();
      const first = written(await port.create(leadOf(lead)));
      expect(await port.create(leadOf({ ...lead, notes: 'Other words.' }))).toEqual({
        kind: 'exists',
        snapshot: first,
      });
    });

    test('a lead shows exactly the fields that the capabilities name for leads, in a form that stays', async () => {
      const { port, lead } = await openOne();
      const snapshot = written(await port.create(leadOf(lead)));
      expect(keysOf(snapshot.deal).toSorted()).toEqual(port.capabilities.leads?.fields.toSorted());
      expect(port.normalize(snapshot.deal, 'lead')).toEqual(snapshot.deal);
    });

    test('an update writes the given fields only, unless the lead has moved on', async () => {
      const { port, lead, leadPerson } = await openOne();
      const before = written(await port.create(leadOf(lead)));
      const after = written(await port.update({ ...updateOf(before, { notes: 'Called.' }), recordKind: 'lead' }));
      expect(after.deal).toEqual({ ...before.deal, notes: 'Called.' });
      await leadPerson.notes(before.id, 'From a person.');
      const late = { ...updateOf(after, { notes: 'Too late.' }), recordKind: 'lead' } as const;
      expect(await port.update(late)).toEqual({ kind: 'conflict' });
      expect((await readOne(port, before.id)).deal.notes).toBe('From a person.');
    });

    test('a lead that was deleted is gone, for readers and for writers', async () => {
      const { port, lead, person } = await openOne();
      const before = written(await port.create(leadOf(lead)));
      await person.deletes(before.id);
      expect(await port.read([before.id])).toEqual([]);
      expect(await port.update({ ...updateOf(before, { notes: 'x' }), recordKind: 'lead' })).toEqual({ kind: 'gone' });
      expect(await port.convert?.(conversionOf(before))).toEqual({ kind: 'gone' });
    });

    test('a lead that a person has converted is answered by its opportunity, which replaces it', async () => {
      const { port, lead, leadPerson } = await openOne();
      const before = written(await port.create(leadOf(lead)));
      const { resumeAt } = await listed(port, null);
      const opportunityId = await leadPerson.converts(before.id);
      const now = await readOne(port, before.id);
      expect(now).toMatchObject({
        id: opportunityId,
        record: { kind: 'opportunity', replaces: { id: before.id, optedIn: true } },
      });
      const found = latest(await listed(port, resumeAt)).get(opportunityId);
      expect(found?.record?.replaces).toEqual({ id: before.id, optedIn: true });
    });

    test('a conversion makes one opportunity with fields, referral and tick, however often it is asked for', async () => {
      const { port, lead } = await openOne();
      const before = written(await port.create(leadOf(lead)));
      const change = conversionOf(before, { value: '33000' });
      const made = converted(await port.convert?.(change));
      expect(made).toMatchObject({
        counterpartId: REFERRAL,
        deal: { value: '33000', customer: { name: lead.customer?.name } },
        record: { kind: 'opportunity', optedIn: true, replaces: { id: before.id, optedIn: true } },
      });
      expect(converted(await port.convert?.(change)).id).toBe(made.id);
      const { record: _, ...opportunity } = await readOne(port, made.id);
      expect(opportunity).toMatchObject({ id: made.id, deal: { value: '33000' } });
    });

    test('a conversion that was carried out although its answer was lost is found and completed', async () => {
      const { port, lead, faults } = await openOne();
      const before = written(await port.create(leadOf(lead)));
      const change = conversionOf(before, { value: '33000' });
      faults.loseAnswer();
      await expect(port.convert?.(change)).rejects.toThrow();
      const made = converted(await port.convert?.(change));
      expect(made).toMatchObject({ counterpartId: REFERRAL, deal: { value: '33000' } });
      const opportunities = (await listed(port, null)).snapshots.filter(({ record }) => record?.kind === 'opportunity');
      expect(new Set(opportunities.map(({ id }) => id))).toEqual(new Set([made.id]));
    });

    test('a lead that has moved on is not converted', async () => {
      const { port, lead, leadPerson } = await openOne();
      const before = written(await port.create(leadOf(lead)));
      await leadPerson.notes(before.id, 'From a person.');
      expect(await port.convert?.(conversionOf(before))).toEqual({ kind: 'conflict' });
      expect((await readOne(port, before.id)).record?.kind).toBe('lead');
    });

    test('leads and opportunities are read together', async () => {
      const { port, lead, person, unknownId } = await openOne();
      const [dealId = ''] = await person.opens(1);
      const { id } = written(await port.create(leadOf(lead)));
      const found = await port.read([dealId, unknownId, id]);
      expect(found.map((each) => [each.id, each.record?.kind]).toSorted()).toEqual(
        [
          [dealId, 'opportunity'],
          [id, 'lead'],
        ].toSorted(),
      );
    });
  });
}

function leadOf(fields: DealView): CreateChange {
  return {
    kind: 'create',
    recordKind: 'lead',
    side: 'crm',
    fields,
    marker: REFERRAL,
    counterpartId: REFERRAL,
    irreversible: [],
  };
}

function conversionOf({ id, version, deal }: Snapshot, fields: DealView = {}): ConvertChange {
  return {
    kind: 'convert',
    side: 'crm',
    id,
    expectedVersion: version,
    // As the planner has it: everything that a new opportunity would get.
    fields: { customer: deal.customer ?? null, contacts: deal.contacts ?? null, status: 'active', ...fields },
    counterpartId: REFERRAL,
    optedIn: true,
    irreversible: [],
  };
}

function converted(result: WriteResult | undefined): Snapshot {
  if (!result) throw new Error('a side with leads must convert them');
  return written(result);
}

const keysOf = (view: DealView) => Object.keys(view) as DealField[];
const pick = (view: DealView, fields: readonly DealField[]): DealView =>
  Object.fromEntries(fields.map((field) => [field, view[field]]));
