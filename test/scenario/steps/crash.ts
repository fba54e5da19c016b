import assert from 'node:assert/strict';
import { eventually } from '../../support/eventually.ts';
import type { ScenarioWorld } from '../../support/scenario-world.ts';
import type { Step } from '../step.ts';
import { shared } from './sharing.ts';

const INVITATIONS = 70;
const SHARED_DEALS = 70;
const EDITS = 30;

/** A crash in the middle of many calls may cost some back-off. */
const PATIENT = { withinMs: 30_000 };

/** One change, and the assertion that it has arrived exactly once. */
interface Expected {
  arrived(): void;
}

/** Why each change that has not arrived has not. */
function missing(expected: readonly Expected[]): string[] {
  return expected.flatMap(({ arrived }) => {
    try {
      arrived();
      return [];
    } catch (failure) {
      return String(failure instanceof Error ? failure.message : failure);
    }
  });
}

/** 200 changes on both sides at once: records to be made on either side, and edits of records that are linked. */
function makeChanges(world: ScenarioWorld, linked: readonly { dealId: string; referralId: string }[]): Expected[] {
  const { seller, microsoft, inPartnerCenter, inCrm } = world;
  const invitations = Array.from({ length: INVITATIONS }, (): Expected => {
    const { id } = microsoft.invites();
    return {
      arrived() {
        assert.equal(inPartnerCenter.referralOf(inCrm.dealOf(id).id).id, id);
      },
    };
  });
  const deals = Array.from({ length: SHARED_DEALS }, (_, at): Expected => {
    const help = at % 2 === 0 ? { help: 'GeneralOrOther' as const } : {};
    const dealId = seller.opens({ ...help, ticked: true });
    return {
      arrived() {
        const own = inPartnerCenter.referralOf(dealId);
        assert.equal(inCrm.deal(dealId).referralId, own.id);
        if (at % 2 === 0) inPartnerCenter.halfOf(own);
      },
    };
  });
  const edits = linked.map(({ dealId, referralId }, at): Expected => {
    if (at % 2 === 0) {
      seller.edits(dealId, { value: 1000 + at });
      return { arrived: () => assert.equal(inPartnerCenter.referral(referralId).details.dealValue, 1000 + at) };
    }
    microsoft.edits(referralId, { details: { dealValue: 1000 + at } });
    return { arrived: () => assert.equal(inCrm.deal(dealId).value, 1000 + at) };
  });
  return [...invitations, ...deals, ...edits];
}

const killed: Step = {
  id: '9-killed',
  title: 'kill -9 twice in the middle of 200 changes, restart: all arrive, each once',
  async play(world) {
    const { connector } = world;
    const linked = await Promise.all(Array.from({ length: 2 * EDITS }, () => shared(world)));
    await world.quiet();
    const expected = makeChanges(world, linked);
    assert.equal(expected.length, 200);
    for (const killAt of [50, 120]) {
      await eventually(() => assert.ok(missing(expected).length <= 200 - killAt, 'changes arrive'), PATIENT);
      await connector.kill();
      assert.ok(missing(expected).length > 0, 'killed in the middle');
      await connector.start();
    }
    await eventually(() => assert.deepEqual(missing(expected), []), PATIENT);
    await world.quiet();
    assert.deepEqual(missing(expected), [], 'still each once');
  },
};

export const crashSteps: readonly Step[] = [killed];
