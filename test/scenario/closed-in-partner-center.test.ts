import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ScenarioPlace, startScenarioPlace } from '../support/crm-installation.ts';
import { eventually } from '../support/eventually.ts';
import { CRM_NAMES, type CrmName } from '../support/scenario/crm/kinds.ts';
import type { NewDeal } from '../support/scenario/crm/words.ts';

/** What Microsoft decides, and what is closed in Partner Center, as sellers see it in the CRM. */

async function start(name: CrmName, onClosed: 'close' | 'flag'): Promise<ScenarioPlace> {
  const place = await startScenarioPlace(name, {
    partnerCenter: { referrals: [] },
    adjust(settings) {
      settings.deals = { ...settings.deals, onClosed };
    },
  });
  await place.serve();
  return place;
}

async function shared({ seller, inPartnerCenter, inCrm }: ScenarioPlace, deal: NewDeal = {}) {
  const dealId = seller.opens({ ...deal, ticked: true });
  const { id: referralId } = await eventually(() => inPartnerCenter.referralOf(dealId));
  await eventually(() => expect(inCrm.deal(dealId).referralId).toBe(referralId));
  return { dealId, referralId };
}

async function invited({ microsoft, inCrm }: ScenarioPlace) {
  const { id: referralId } = microsoft.invites();
  const dealId = await eventually(() => inCrm.dealOf(referralId).id);
  expect(inCrm.deal(dealId).stage).toBe('on-hold');
  return { dealId, referralId };
}

/** Each way in which a referral can end there, done to a deal of its own. */
const ENDS = [
  ['won', shared, ({ microsoft }: ScenarioPlace, id: string) => microsoft.closes(id, 'Won'), 'won'],
  ['lost', shared, ({ microsoft }: ScenarioPlace, id: string) => microsoft.closes(id, 'Lost', 'Too expensive'), 'lost'],
  [
    'declined',
    invited,
    ({ microsoft }: ScenarioPlace, id: string) => microsoft.portalDeclines(id, 'No capacity'),
    'lost',
  ],
  ['expired', invited, (place: ScenarioPlace, id: string) => expire(place, id), 'lost'],
] as const;

/** The service closes what nobody has answered within its term. */
async function expire({ partnerCenter, inPartnerCenter }: ScenarioPlace, id: string): Promise<void> {
  const endsAt = Date.parse(inPartnerCenter.referral(id).expirationDateTime ?? '');
  await partnerCenter.admin.moveClock({ advanceMs: endsAt - partnerCenter.clock.now() + 60_000 });
}

describe.each(CRM_NAMES)('deals.onClosed: close, with %s', (name) => {
  let world: ScenarioPlace;
  beforeAll(async () => {
    world = await start(name, 'close');
  });
  afterAll(() => world?.close());

  test.each(ENDS)('R57 %s in Partner Center closes the opportunity', async (status, born, ends, stage) => {
    const { dealId, referralId } = await born(world);
    await ends(world, referralId);
    await eventually(() => expect(world.inCrm.deal(dealId).stage).toBe(stage));
    const told = world.inCrm.auditOf(dealId).filter((line) => line.includes('closed the referral as'));
    expect(told).toHaveLength(1);
    expect(told[0]).toContain(`closed the referral as ${status}`);
  });

  test('R52 Microsoft’s acceptance fills the Microsoft CRM identifier', async () => {
    const { dealId, referralId } = await shared(world, {
      help: 'QuotesOrLicensing',
    });
    await eventually(() => world.inPartnerCenter.halfOf(world.inPartnerCenter.referral(referralId)));
    expect(world.inCrm.deal(dealId).microsoftCrmId).toBeNull();
    world.microsoft.accepts(referralId, '7-KIND0052');
    await eventually(() => expect(world.inCrm.deal(dealId).microsoftCrmId).toBe('7-KIND0052'));
    await eventually(() =>
      expect(world.inCrm.auditOf(dealId).join('\n')).toContain('Microsoft CRM identifier nothing → 7-KIND0052'),
    );
  });

  test('R53 the referral program fills the Referral Program, at the start and when it changes', async () => {
    const { id } = world.microsoft.invites({ referralProgram: 'Azure Migrate' });
    const program = () => world.inCrm.dealOf(id).program;
    await eventually(() => expect(program()).toBe('Azure Migrate'));
    world.microsoft.edits(id, { referralProgram: 'Partner Program' });
    await eventually(() => expect(program()).toBe('Partner Program'));
  });
});

describe.each(CRM_NAMES)('deals.onClosed: flag, with %s', (name) => {
  let world: ScenarioPlace;
  beforeAll(async () => {
    world = await start(name, 'flag');
  });
  afterAll(() => world?.close());

  test.each(ENDS)(
    'R57 %s in Partner Center leaves the stage to the seller and says so once',
    async (status, born, ends) => {
      const { dealId, referralId } = await born(world);
      const { stage } = world.inCrm.deal(dealId);
      await ends(world, referralId);
      const told = () => world.inCrm.auditOf(dealId).filter((line) => line.includes('closed the referral as'));
      await eventually(() => expect(told()).toHaveLength(1));
      expect(told()[0]).toMatch(new RegExp(`closed the referral as ${status}.*The stage was left to you`));
      expect(world.inCrm.deal(dealId).stage).toBe(stage);
      const shown = await world.cosell('deals', 'show', dealId, '--json');
      expect(shown.json()).toMatchObject({ state: 'closed', status });
    },
  );

  test('R57 what the seller does afterwards stays in the CRM', async () => {
    const { dealId, referralId } = await shared(world);
    world.microsoft.closes(referralId, 'Won');
    await eventually(() => expect(world.inCrm.auditOf(dealId).join('\n')).toContain('left to you'));
    const { eTag } = world.inPartnerCenter.referral(referralId);
    expect(world.inCrm.deal(dealId).stage).toBe('active');
    world.seller.edits(dealId, { value: 1, stage: 'lost' });
    const other = await shared(world);
    world.seller.edits(other.dealId, { value: 2 });
    await eventually(() => expect(world.inPartnerCenter.referral(other.referralId).details.dealValue).toBe(2));
    expect(world.inPartnerCenter.referral(referralId).eTag).toBe(eTag);
  });
});
