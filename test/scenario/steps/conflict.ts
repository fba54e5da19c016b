import assert from 'node:assert/strict';
import { eventually } from '../../support/eventually.ts';
import type { Step } from '../step.ts';
import { shared } from './sharing.ts';

const differentFields: Step = {
  id: '7-different-fields',
  title: 'Both sides edit different fields at once: both edits survive on both sides',
  async play(world) {
    const { seller, microsoft, inPartnerCenter, inCrm } = world;
    const { dealId, referralId } = await shared(world);
    seller.edits(dealId, { value: 81_000 });
    microsoft.edits(referralId, { details: { notes: 'Portal note.', closingDateTime: '2027-11-11T00:00:00Z' } });
    await eventually(() => {
      assert.partialDeepStrictEqual(inCrm.deal(dealId), {
        value: 81_000,
        notes: 'Portal note.',
        closeDate: '2027-11-11',
      });
      const { details } = inPartnerCenter.referral(referralId);
      assert.deepEqual([details.dealValue, details.notes], [81_000, 'Portal note.']);
    });
  },
};

const sameField: Step = {
  id: '7-same-field',
  title: 'R85 Both sides edit the same field at once: its owner wins and the audit field keeps both values',
  async play(world) {
    const { seller, microsoft, inPartnerCenter, inCrm, quiet } = world;
    const { dealId, referralId } = await shared(world);
    microsoft.edits(referralId, { details: { dealValue: 11_111 } });
    seller.edits(dealId, { value: 99_999 });
    await eventually(() => assert.equal(inPartnerCenter.referral(referralId).details.dealValue, 99_999));
    await eventually(() => {
      const told = inCrm.auditOf(dealId).filter((line) => /changed on both sides/.test(line));
      assert.match(told.join('\n'), /99999.*11111/);
    });
    await quiet();
    assert.equal(inCrm.deal(dealId).value, 99_999);
    assert.equal(inCrm.auditOf(dealId).filter((line) => /changed on both sides/.test(line)).length, 1);
  },
};

export const conflictSteps: readonly Step[] = [differentFields, sameField];
