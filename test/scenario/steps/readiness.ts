import assert from 'node:assert/strict';
import { eventually } from '../../support/eventually.ts';
import type { OpenedDeal } from '../../support/scenario/seller.ts';
import type { ScenarioWorld } from '../../support/scenario-world.ts';
import type { Step } from '../step.ts';

interface Gap {
  lacks: string;
  deal: OpenedDeal;
  /** What the seller reads: the cause and the remedy. */
  told: RegExp;
  mend(world: ScenarioWorld, dealId: string): void;
}

const HELP = { How_can_Microsoft_help__c: 'General or Other' };

const GAPS: readonly Gap[] = [
  {
    lacks: 'country code',
    deal: { country: null },
    told: /The account has no country code\. Fill in the account's country/,
    mend: ({ seller, inSalesforce }, dealId) =>
      seller.edits(String(inSalesforce.deal(dealId)['AccountId']), { BillingCountryCode: 'DE' }),
  },
  {
    lacks: 'solution',
    deal: { solution: null },
    told: /No co-sell solution is on the opportunity\. Add at least one row/,
    mend: ({ seller }, dealId) => seller.addsSolution(dealId),
  },
  {
    lacks: 'contact for co-sell',
    deal: { contact: null, fields: HELP },
    told: /no customer contact with first name, last name, e-mail and phone\. Add a contact role/,
    mend: ({ seller }, dealId) => seller.addsContact(dealId),
  },
];

const incomplete: Step = {
  id: '6-incomplete',
  title:
    'R67 R68 R69 R88 R91 No country, no solution, no contact for co-sell: refused before any call with the remedy and ✘; mending makes it ✔',
  async play(world) {
    const { seller, partnerCenter, inPartnerCenter, inSalesforce, quiet } = world;
    const before = partnerCenter.admin.calls();
    const ticked = GAPS.map((gap) => ({ ...gap, dealId: seller.opens({ ...gap.deal, ticked: true }) }));
    for (const { lacks, told, dealId } of ticked) {
      await eventually(() => {
        assert.match(String(inSalesforce.deal(dealId)['Name']), /^✘ /, lacks);
        assert.match(inSalesforce.auditOf(dealId).join('\n'), told);
      });
    }
    await quiet();
    const { write } = partnerCenter.admin.calls();
    assert.equal(write, before.write, 'nothing was sent');
    for (const { dealId } of ticked) assert.deepEqual(inPartnerCenter.referralsOf(dealId), []);
    for (const { dealId, told } of ticked) {
      const lines = inSalesforce.auditOf(dealId).filter((line) => told.test(line));
      assert.equal(lines.length, 1, 'said once');
    }
    for (const { dealId, mend } of ticked) mend(world, dealId);
    for (const { lacks, dealId } of ticked) {
      await eventually(() => assert.equal(inPartnerCenter.referralsOf(dealId).length, 1, lacks));
      await eventually(() => assert.match(String(inSalesforce.deal(dealId)['Name']), /^✔ /));
    }
  },
};

const unticked: Step = {
  id: '6-unticked',
  title: 'R60 Without the tick on Sync nothing leaves the CRM, whatever is edited',
  async play({ seller, inPartnerCenter, inSalesforce, writes, quiet }) {
    await quiet();
    const before = writes();
    const dealId = seller.opens();
    seller.edits(dealId, { Amount: 999_999, Referral_visible_to_Microsoft_sellers__c: true, ...HELP });
    seller.addsContact(dealId);
    await quiet();
    assert.deepEqual(inPartnerCenter.referralsOf(dealId), []);
    assert.deepEqual(writes(), before);
    assert.equal(inSalesforce.deal(dealId)['Audit__c'], null);
  },
};

export const readinessSteps: readonly Step[] = [incomplete, unticked];
