import assert from 'node:assert/strict';
import { eventually } from '../../support/eventually.ts';
import type { NewDeal } from '../../support/scenario/crm/words.ts';
import type { ScenarioWorld } from '../../support/scenario-world.ts';
import type { Step } from '../step.ts';

interface Gap {
  lacks: string;
  deal: NewDeal;
  /** What the seller reads: the cause and the remedy. */
  told: RegExp;
  mend(world: ScenarioWorld, dealId: string): void;
}

const GAPS: readonly Gap[] = [
  {
    lacks: 'country code',
    deal: { country: null },
    told: /The account has no country code\. Fill in the account's country/,
    mend: ({ seller }, dealId) => seller.editsAddress(dealId, { country: 'DE' }),
  },
  {
    lacks: 'solution',
    deal: { solution: null },
    told: /No co-sell solution is on the opportunity\. Add at least one row/,
    mend: ({ seller }, dealId) => seller.addsSolution(dealId),
  },
  {
    lacks: 'contact for co-sell',
    deal: { contact: null, help: 'GeneralOrOther' },
    told: /no customer contact with first name, last name, e-mail and phone\. Add a contact role/,
    mend: ({ seller }, dealId) => seller.addsContact(dealId),
  },
];

const incomplete: Step = {
  id: '6-incomplete',
  title:
    'R67 R68 R69 R88 R91 No country, no solution, no contact for co-sell: refused before any call with the remedy and ✘; mending makes it ✔',
  async play(world) {
    const { seller, partnerCenter, inPartnerCenter, inCrm, quiet } = world;
    const before = partnerCenter.admin.calls();
    const ticked = GAPS.map((gap) => ({ ...gap, dealId: seller.opens({ ...gap.deal, ticked: true }) }));
    for (const { lacks, told, dealId } of ticked) {
      await eventually(() => {
        assert.match(inCrm.deal(dealId).name, /^✘ /, lacks);
        assert.match(inCrm.auditOf(dealId).join('\n'), told);
      });
    }
    await quiet();
    const { write } = partnerCenter.admin.calls();
    assert.equal(write, before.write, 'nothing was sent');
    for (const { dealId } of ticked) assert.deepEqual(inPartnerCenter.referralsOf(dealId), []);
    for (const { dealId, told } of ticked) {
      const lines = inCrm.auditOf(dealId).filter((line) => told.test(line));
      assert.equal(lines.length, 1, 'said once');
    }
    for (const { dealId, mend } of ticked) mend(world, dealId);
    for (const { lacks, dealId } of ticked) {
      await eventually(() => assert.equal(inPartnerCenter.referralsOf(dealId).length, 1, lacks));
      await eventually(() => assert.match(inCrm.deal(dealId).name, /^✔ /));
    }
  },
};

const unticked: Step = {
  id: '6-unticked',
  title: 'R60 Without the tick on Sync nothing leaves the CRM, whatever is edited',
  async play({ seller, inPartnerCenter, inCrm, writes, quiet }) {
    await quiet();
    const before = writes();
    const dealId = seller.opens();
    seller.edits(dealId, { value: 999_999, visible: true, help: 'GeneralOrOther' });
    seller.addsContact(dealId);
    await quiet();
    assert.deepEqual(inPartnerCenter.referralsOf(dealId), []);
    assert.deepEqual(writes(), before);
    assert.deepEqual(inCrm.auditOf(dealId), []);
  },
};

export const readinessSteps: readonly Step[] = [incomplete, unticked];
