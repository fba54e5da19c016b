import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { type Installation, startInstallation } from '../support/installation.ts';
import { type Microsoft, microsoftIn } from '../support/scenario/microsoft.ts';
import {
  observePartnerCenter,
  observeSalesforce,
  type PartnerCenterObserved,
  type SalesforceObserved,
} from '../support/scenario/observed.ts';
import { ACTIVE_STAGE, ON_HOLD, type OpenedDeal, type Seller, sellerIn } from '../support/scenario/seller.ts';

/** What Microsoft decides, and what is closed in Partner Center, as sellers see it in the CRM. */

interface World {
  place: Installation;
  seller: Seller;
  microsoft: Microsoft;
  inPartnerCenter: PartnerCenterObserved;
  inSalesforce: SalesforceObserved;
}

async function start(onClosed: 'close' | 'flag'): Promise<World> {
  const place = await startInstallation({
    partnerCenter: { referrals: [] },
    adjust(settings) {
      settings.deals = { ...settings.deals, onClosed };
    },
  });
  await place.serve();
  return {
    place,
    seller: sellerIn(place.salesforce),
    microsoft: microsoftIn(place.partnerCenter),
    inPartnerCenter: observePartnerCenter(place.partnerCenter),
    inSalesforce: observeSalesforce(place.salesforce),
  };
}

async function shared({ seller, inPartnerCenter, inSalesforce }: World, deal: OpenedDeal = {}) {
  const dealId = seller.opens({ ...deal, ticked: true });
  const { id: referralId } = await eventually(() => inPartnerCenter.referralOf(dealId));
  await eventually(() => expect(inSalesforce.deal(dealId)['Referral_Identifier__c']).toBe(referralId));
  return { dealId, referralId };
}

async function invited({ microsoft, inSalesforce }: World) {
  const { id: referralId } = microsoft.invites();
  const dealId = await eventually(() => String(inSalesforce.dealOf(referralId)['Id']));
  expect(inSalesforce.deal(dealId)['StageName']).toBe(ON_HOLD);
  return { dealId, referralId };
}

/** Each way in which a referral can end there, done to a deal of its own. */
const ENDS = [
  ['won', shared, ({ microsoft }: World, id: string) => microsoft.closes(id, 'Won'), 'Closed Won'],
  ['lost', shared, ({ microsoft }: World, id: string) => microsoft.closes(id, 'Lost', 'Too expensive'), 'Closed Lost'],
  [
    'declined',
    invited,
    ({ microsoft }: World, id: string) => microsoft.portalDeclines(id, 'No capacity'),
    'Closed Lost',
  ],
  [
    'expired',
    invited,
    ({ place, inPartnerCenter }: World, id: string) => expire(place, inPartnerCenter, id),
    'Closed Lost',
  ],
] as const;

/** The service closes what nobody has answered within its term. */
async function expire({ partnerCenter }: Installation, observed: PartnerCenterObserved, id: string): Promise<void> {
  const endsAt = Date.parse(observed.referral(id).expirationDateTime ?? '');
  await partnerCenter.admin.moveClock({ advanceMs: endsAt - partnerCenter.clock.now() + 60_000 });
}

describe('deals.onClosed: close', () => {
  let world: World;
  beforeAll(async () => {
    world = await start('close');
  });
  afterAll(() => world?.place.close());

  test.each(ENDS)('R57 %s in Partner Center closes the opportunity', async (status, born, ends, stage) => {
    const { dealId, referralId } = await born(world);
    await ends(world, referralId);
    await eventually(() => expect(world.inSalesforce.deal(dealId)['StageName']).toBe(stage));
    const told = world.inSalesforce.auditOf(dealId).filter((line) => line.includes('closed the referral as'));
    expect(told).toHaveLength(1);
    expect(told[0]).toContain(`closed the referral as ${status}`);
  });

  test('R52 Microsoft’s acceptance fills the Microsoft CRM identifier', async () => {
    const { dealId, referralId } = await shared(world, {
      fields: { How_can_Microsoft_help__c: 'Quotes or Licensing' },
    });
    await eventually(() => world.inPartnerCenter.halfOf(world.inPartnerCenter.referral(referralId)));
    expect(world.inSalesforce.deal(dealId)['Microsoft_CRM_Identifier__c']).toBeNull();
    world.microsoft.accepts(referralId, '7-KIND0052');
    await eventually(() => expect(world.inSalesforce.deal(dealId)['Microsoft_CRM_Identifier__c']).toBe('7-KIND0052'));
    await eventually(() =>
      expect(world.inSalesforce.auditOf(dealId).join('\n')).toContain('Microsoft CRM identifier nothing → 7-KIND0052'),
    );
  });

  test('R53 the referral program fills the Referral Program, at the start and when it changes', async () => {
    const { id } = world.microsoft.invites({ referralProgram: 'Azure Migrate' });
    const program = () => world.inSalesforce.dealOf(id)['Referral_Program__c'];
    await eventually(() => expect(program()).toBe('Azure Migrate'));
    world.microsoft.edits(id, { referralProgram: 'Partner Program' });
    await eventually(() => expect(program()).toBe('Partner Program'));
  });
});

describe('deals.onClosed: flag', () => {
  let world: World;
  beforeAll(async () => {
    world = await start('flag');
  });
  afterAll(() => world?.place.close());

  test.each(ENDS)(
    'R57 %s in Partner Center leaves the stage to the seller and says so once',
    async (status, born, ends) => {
      const { dealId, referralId } = await born(world);
      const { StageName } = world.inSalesforce.deal(dealId);
      await ends(world, referralId);
      const told = () => world.inSalesforce.auditOf(dealId).filter((line) => line.includes('closed the referral as'));
      await eventually(() => expect(told()).toHaveLength(1));
      expect(told()[0]).toMatch(new RegExp(`closed the referral as ${status}.*The stage was left to you`));
      expect(world.inSalesforce.deal(dealId)['StageName']).toBe(StageName);
      const shown = await world.place.cosell('deals', 'show', dealId, '--json');
      expect(shown.json()).toMatchObject({ state: 'closed', status });
    },
  );

  test('R57 what the seller does afterwards stays in the CRM', async () => {
    const { dealId, referralId } = await shared(world);
    world.microsoft.closes(referralId, 'Won');
    await eventually(() => expect(world.inSalesforce.auditOf(dealId).join('\n')).toContain('left to you'));
    const { eTag } = world.inPartnerCenter.referral(referralId);
    expect(world.inSalesforce.deal(dealId)['StageName']).toBe(ACTIVE_STAGE);
    world.seller.edits(dealId, { Amount: 1, StageName: 'Closed Lost' });
    const other = await shared(world);
    world.seller.edits(other.dealId, { Amount: 2 });
    await eventually(() => expect(world.inPartnerCenter.referral(other.referralId).details.dealValue).toBe(2));
    expect(world.inPartnerCenter.referral(referralId).eTag).toBe(eTag);
  });
});
