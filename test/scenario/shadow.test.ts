import { afterEach, describe, expect, test } from 'vitest';
import type { PassReport } from '../../src/cli/product/passes.ts';
import type { ShadowReport } from '../../src/cli/product/shadow.ts';
import { eventually } from '../support/eventually.ts';
import { type Installation, type InstallationOptions, startInstallation } from '../support/installation.ts';
import { type Flows, flowsBetween, LOGIC_APP } from '../support/scenario/flows.ts';
import { type Microsoft, microsoftIn } from '../support/scenario/microsoft.ts';
import { observePartnerCenter, observeSalesforce } from '../support/scenario/observed.ts';
import { type Seller, sellerIn } from '../support/scenario/seller.ts';
import { callsSince, countDoubled, countLost, readsOf, writesOf } from '../support/scenario/tallies.ts';

const EVENTS = ['referral-created', 'referral-updated', 'related-referral-created', 'related-referral-updated'];

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

interface Beside extends Installation {
  seller: Seller;
  microsoft: Microsoft;
  flows: Flows;
  inSalesforce: ReturnType<typeof observeSalesforce>;
  inPartnerCenter: ReturnType<typeof observePartnerCenter>;
}

const ifFree: InstallationOptions['adjust'] = (settings) => {
  settings.webhook = { ...settings.webhook, register: 'if-free' };
};

/** An installation beside Microsoft's own connector, which has the registration. */
async function beside(adjust: InstallationOptions['adjust'] = ifFree): Promise<Beside> {
  const place = await startInstallation({
    partnerCenter: { webhooks: { registration: { url: LOGIC_APP, events: EVENTS } } },
    ...(adjust ? { adjust } : {}),
  });
  open.push(place);
  const { partnerCenter, salesforce } = place;
  return Object.assign(place, {
    seller: sellerIn(salesforce),
    microsoft: microsoftIn(partnerCenter),
    flows: flowsBetween(partnerCenter, salesforce),
    inSalesforce: observeSalesforce(salesforce),
    inPartnerCenter: observePartnerCenter(partnerCenter),
  });
}

async function reportOf(place: Installation, ...argv: string[]): Promise<ShadowReport> {
  return (await place.cosell('shadow', 'report', '--all', '--json', ...argv)).json() as ShadowReport;
}

/** What the shadow says of one deal, once it says as much as is expected. */
async function findingsOf(place: Installation, recordOrReferral: string, count: number) {
  return eventually(async () => {
    const { deals } = await reportOf(place);
    const found = deals.find(({ recordId, referralId }) => [recordId, referralId].includes(recordOrReferral));
    expect(found?.findings.length).toBe(count);
    return found?.findings ?? [];
  });
}

/** Resolves when both sides were swept a few more times. */
async function swept(place: Installation): Promise<void> {
  const before = readsOf(place);
  await eventually(() => {
    const { partnerCenter, crm } = callsSince(before, readsOf(place));
    expect(Math.min(partnerCenter, crm)).toBeGreaterThan(3);
  });
}

const referralOfDefaultWorld = 'b0000000-0000-4000-8000-000000000005';

describe("beside Microsoft's own connector", () => {
  test('the connector refuses to start, says why and what to do, and has touched nothing', async () => {
    const place = await beside();
    const writes = writesOf(place);
    const said = await place.cosell('serve', '--json');
    expect(said.code).toBe(3);
    const { error } = JSON.parse(said.stderr.trim().split('\n').at(-1) ?? '') as { error: Record<string, string> };
    expect(error).toMatchObject({
      code: 'beside-microsoft-connector',
      message: expect.stringContaining('prod-31.westus.logic.azure.com'),
      remedy: expect.stringContaining('--shadow'),
    });
    expect(said.stderr).not.toContain('S3cr3tKey');
    expect(writesOf(place)).toEqual(writes);
    expect(place.partnerCenter.admin.webhooks.registration()?.url).toBe(LOGIC_APP);
  });

  test('nor does it start where it may overwrite but has no address to put in its place', async () => {
    const place = await beside((settings) => {
      delete settings.publicUrl;
    });
    const said = await place.cosell('serve');
    expect(said).toMatchObject({ code: 3, stderr: expect.stringContaining('set publicUrl') });
  });

  test('where it may overwrite, it takes the notices over and works', async () => {
    const place = await beside(() => undefined);
    await place.serve();
    await eventually(() => expect(place.partnerCenter.admin.webhooks.registration()?.url).toBe(place.webhookUrl));
    const dealId = place.seller.opens({ ticked: true });
    await eventually(() => expect(place.inPartnerCenter.referralsOf(dealId)).toHaveLength(1));
  });
});

describe('in shadow', () => {
  test('R98 nothing is written on either side, whatever happens', async () => {
    const place = await beside();
    const { seller, microsoft, inSalesforce } = place;
    const before = inSalesforce.rows('Opportunity');
    const writes = writesOf(place);
    const stop = await place.serve({ shadow: true });
    const complete = seller.opens({ ticked: true });
    const incomplete = seller.opens({ ticked: true, country: null, contact: null, solution: null });
    const invited = microsoft.invites();
    microsoft.edits(referralOfDefaultWorld, { details: { dealValue: 311_000 } });
    const linked = inSalesforce.dealOf('b0000000-0000-4000-8000-000000000006');
    seller.edits(String(linked['Id']), { Amount: 141_000 });
    await findingsOf(place, complete, 1);
    await findingsOf(place, incomplete, 2);
    await findingsOf(place, invited.id, 1);
    await findingsOf(place, referralOfDefaultWorld, 1);
    await findingsOf(place, String(linked['Id']), 1);
    // A person's own order changes nothing either, here or through a command of its own.
    const asked = await place.cosell('reconcile', complete, '--json');
    expect(['planned', 'unchanged']).toContain((asked.json() as PassReport).outcome);
    await swept(place);
    await stop();
    const alone = await place.cosell('reconcile', String(linked['Id']), '--json');
    expect(['planned', 'unchanged']).toContain((alone.json() as PassReport).outcome);
    expect((await place.cosell('reconcile', '--all')).code).not.toBe(1);
    expect(writesOf(place)).toEqual(writes);
    expect(place.partnerCenter.admin.webhooks.registration()).toMatchObject({ url: LOGIC_APP, events: EVENTS });
    const same = before.filter(
      ({ Id }) => Id !== linked['Id'] && inSalesforce.deal(String(Id))['Referral_Identifier__c'],
    );
    for (const row of same) expect(inSalesforce.deal(String(row['Id']))).toEqual(row);
    expect((await place.cosell('status', '--json')).json() as object).toMatchObject({ mode: 'shadow' });
  });

  test('R98 each deal tells what would have been done, and whether the flows did the same', async () => {
    const place = await beside();
    const { seller, flows, inSalesforce, inPartnerCenter } = place;
    await place.serve({ shadow: true });
    await eventually(async () => expect((await reportOf(place)).inStep).toBeGreaterThan(0));

    const sharedByFlows = seller.opens({ ticked: true });
    const missed = seller.opens({ ticked: true });
    const carried = inSalesforce.dealOf('b0000000-0000-4000-8000-000000000006');
    const mangled = inSalesforce.dealOf(referralOfDefaultWorld);
    seller.edits(String(carried['Id']), { Amount: 141_000 });
    seller.edits(String(mangled['Id']), { Amount: 312_000 });
    for (const deal of [sharedByFlows, missed, String(carried['Id']), String(mangled['Id'])]) {
      expect(await findingsOf(place, deal, 1)).toMatchObject([{ verdict: 'waiting' }]);
    }
    expect((await findingsOf(place, String(carried['Id']), 1))[0]).toMatchObject({
      side: 'partner-center',
      kind: 'update',
      field: 'value',
      before: '140000',
      would: '141000',
    });

    flows.shares(sharedByFlows);
    flows.patches('b0000000-0000-4000-8000-000000000006', { details: { dealValue: 141_000 } });
    flows.patches(referralOfDefaultWorld, { details: { dealValue: 999 } });
    const said = await eventually(async () => {
      const report = await place.cosell('shadow', 'report', '--all', '--json', '--within', '0s');
      const { counts } = report.json() as ShadowReport;
      expect(counts).toMatchObject({ agree: 2, differ: 1 });
      return report;
    });
    expect(said.code).toBe(4);
    const { deals } = said.json() as ShadowReport;
    const verdicts = (id: unknown) =>
      deals.find(({ recordId }) => recordId === id)?.findings.map(({ verdict }) => verdict);
    expect(verdicts(sharedByFlows)).toContain('agree');
    expect(verdicts(missed)).toEqual(['missed']);
    expect(verdicts(carried['Id'])).toEqual(['agree']);
    expect(verdicts(mangled['Id'])).toContain('differ');
    const words = await place.cosell('shadow', 'report', '--within', '0s');
    expect(words.stdout).toMatch(/missed by the others: would create it in Partner Center/);
    expect(words.stdout).toMatch(/done differently: Partner Center value: 310000 → 312000, found 999/);
    expect(inPartnerCenter.referralsOf(missed)).toEqual([]);
  });

  test('R98 the connector that takes over does what is left to do, and doubles nothing', async () => {
    const place = await beside();
    const { seller, microsoft, flows, inSalesforce, inPartnerCenter } = place;
    const stop = await place.serve({ shadow: true });
    const left = seller.opens({ ticked: true });
    const sharedByFlows = seller.opens({ ticked: true });
    const atTheLastMoment = seller.opens({ ticked: true });
    const edited = inSalesforce.dealOf('b0000000-0000-4000-8000-000000000006');
    const invited = microsoft.invites();
    seller.edits(String(edited['Id']), { Amount: 141_000 });
    for (const deal of [left, sharedByFlows, atTheLastMoment, String(edited['Id']), invited.id])
      await findingsOf(place, deal, 1);
    const referralId = flows.shares(sharedByFlows);
    await eventually(async () => expect((await reportOf(place)).counts.agree).toBeGreaterThan(0));
    await stop();
    // Microsoft's flows got this far before somebody turned them off.
    const lastReferralId = flows.createReferral(atTheLastMoment);

    await place.configure(() => undefined);
    await place.serve();
    await eventually(() => {
      expect(inPartnerCenter.referralsOf(left)).toHaveLength(1);
      expect(inSalesforce.deal(atTheLastMoment)['Referral_Identifier__c']).toBe(lastReferralId);
      expect(inPartnerCenter.referral('b0000000-0000-4000-8000-000000000006').details.dealValue).toBe(141_000);
      expect(inSalesforce.dealOf(invited.id)['StageName']).toBe('Partner Review');
      expect(countLost({ inPartnerCenter, inCrm: place.crm.observed })).toBe(0);
    });
    await swept(place);
    expect(inPartnerCenter.referralsOf(sharedByFlows).map(({ id }) => id)).toEqual([referralId]);
    expect(inPartnerCenter.referralsOf(atTheLastMoment).map(({ id }) => id)).toEqual([lastReferralId]);
    expect(countDoubled({ inPartnerCenter, inCrm: place.crm.observed })).toBe(0);
    expect(String(inSalesforce.deal(sharedByFlows)['Name'])).toMatch(/^[✓✔] Deal/);
    expect((await place.cosell('status', '--json')).json() as object).toMatchObject({ mode: 'live' });
  });
});
