import assert from 'node:assert/strict';
import { eventually } from '../../support/eventually.ts';
import type { Step } from '../step.ts';
import { invited } from './invitation.ts';
import { shared } from './sharing.ts';

const repeated: Step = {
  id: '8-repeated',
  title: 'R33 R34 R35 The same webhook ten times makes one CRM change; out of order, the newest state wins',
  async play(world) {
    const { microsoft, partnerCenter, inCrm, quiet, writes } = world;
    const { webhooks } = partnerCenter.admin;
    const { dealId, referralId } = await shared(world);
    await quiet();
    const before = writes();
    webhooks.addFault({ kind: 'lost' });
    microsoft.edits(referralId, { details: { notes: 'Told ten times.' } });
    const answers = await webhooks.send({ referralId, count: 10 });
    assert.ok(
      answers.every(({ status }) => status === 202),
      'each delivery is accepted',
    );
    await eventually(() => assert.equal(inCrm.deal(dealId).notes, 'Told ten times.'));
    await quiet();
    assert.equal(writes().crm - before.crm, 1, 'one CRM change');
    webhooks.addFault({ kind: 'reordered' });
    microsoft.edits(referralId, { details: { notes: 'Older.' } });
    microsoft.edits(referralId, { details: { notes: 'Newest.' } });
    await eventually(() => assert.equal(inCrm.deal(dealId).notes, 'Newest.'));
    await quiet();
    assert.equal(inCrm.deal(dealId).notes, 'Newest.');
    assert.equal(inCrm.dealOf(referralId).id, dealId);
  },
};

const forged: Step = {
  id: '8-forged',
  title: 'R31 R32 Forged, unsigned, garbled or signed by a foreign chain: 401 and no effect; either header is taken',
  async play(world) {
    const { partnerCenter } = world;
    const { webhooks } = partnerCenter.admin;
    const { referralId } = await invited(world);
    await world.quiet();
    const reads = () => partnerCenter.admin.calls().operations['get-referral'] ?? 0;
    const before = reads();
    for (const signWith of ['tampered', 'none', 'garbage', 'foreign-chain'] as const) {
      for (const header of ['authorization', 'x-ms-signature'] as const) {
        const [answer] = await webhooks.send({ referralId, signWith, header });
        assert.equal(answer?.status, 401, `${signWith} in ${header}`);
      }
    }
    const [foreignHost] = await webhooks.send({ referralId, certificateUrl: 'https://attacker.example/cert/own.cer' });
    assert.equal(foreignHost?.status, 401, 'a certificate from elsewhere');
    await world.quiet();
    assert.equal(reads(), before, 'nothing was looked up because of them');
    for (const header of ['authorization', 'x-ms-signature'] as const) {
      const [answer] = await webhooks.send({ referralId, header });
      assert.equal(answer?.status, 202, header);
    }
  },
};

const dayDown: Step = {
  id: '8-day-down',
  title: 'R36 The webhook endpoint is down for a day, all deliveries are given up: sweeps heal everything',
  async play(world) {
    const { connector, microsoft, seller, partnerCenter, inPartnerCenter, inCrm } = world;
    const edited = await shared(world);
    const helped = await shared(world, { help: 'QuotesOrLicensing' });
    const closed = await shared(world);
    await world.quiet();
    await connector.stop();
    const known = partnerCenter.admin.webhooks.deliveries().length;
    microsoft.edits(edited.referralId, { details: { notes: 'While you were away.' } });
    microsoft.accepts(helped.referralId, '7-AWAY0001');
    microsoft.closes(closed.referralId, 'Won');
    const invitation = microsoft.invites();
    seller.edits(edited.dealId, { value: 70_007 });
    const opened = seller.opens({ ticked: true });
    await world.aDayPasses();
    const given = partnerCenter.admin.webhooks.deliveries().slice(known);
    assert.ok(given.length >= 4 && given.every(({ state }) => state === 'offline'), 'Microsoft has given up');
    await connector.start();
    await eventually(() => {
      assert.equal(inCrm.deal(edited.dealId).notes, 'While you were away.');
      assert.equal(inPartnerCenter.referral(edited.referralId).details.dealValue, 70_007);
      assert.equal(inCrm.deal(helped.dealId).microsoftCrmId, '7-AWAY0001');
      assert.equal(inCrm.deal(closed.dealId).stage, 'won');
      assert.equal(inCrm.dealOf(invitation.id).stage, 'on-hold');
      inPartnerCenter.referralOf(opened);
    });
  },
};

const lostWebhooks: Step = {
  id: '8-lost',
  title: 'R36 Single webhooks get lost while the connector runs: the next sweep brings the change, of either document',
  async play(world) {
    const { microsoft, partnerCenter, inCrm } = world;
    const { dealId, referralId } = await shared(world, {
      help: 'GeneralOrOther',
    });
    await world.quiet();
    partnerCenter.admin.webhooks.addFault({ kind: 'lost', times: 2 });
    microsoft.accepts(referralId, '7-LOST0001');
    await eventually(() => assert.equal(inCrm.deal(dealId).microsoftCrmId, '7-LOST0001'));
    microsoft.edits(referralId, { details: { dealValue: 4321 } });
    await eventually(() => assert.equal(inCrm.deal(dealId).value, 4321));
    partnerCenter.admin.webhooks.clearFaults();
  },
};

export const webhookSteps: readonly Step[] = [repeated, forged, dayDown, lostWebhooks];
