import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Referral } from '../../emulators/partner-center/referral.ts';
import { type ScenarioPlace, startScenarioPlace } from '../support/crm-installation.ts';
import { eventually } from '../support/eventually.ts';
import { CRM_NAMES } from '../support/scenario/crm/kinds.ts';
import { HELP_CODES, type NewDeal } from '../support/scenario/crm/words.ts';

/** What kinds of deal sellers can share, what each kind needs, and how one kind becomes another. */

const TAXONOMY = { area: 'Data & AI', play: 'Unify your data platform', role: 'Services' };
const SERVICES: NewDeal = { solution: null, type: 'services', intent: null, ...TAXONOMY };

function attributesOf(referral: Referral): Record<string, string> {
  const { attributes } = referral.details.requirements.additionalRequirements;
  return Object.fromEntries(attributes.map(({ type, id }) => [type, id]));
}

describe.each(CRM_NAMES)('with %s', (crm) => {
  let place: ScenarioPlace;
  let seller: ScenarioPlace['seller'];
  let inPartnerCenter: ScenarioPlace['inPartnerCenter'];
  let inCrm: ScenarioPlace['inCrm'];

  beforeAll(async () => {
    place = await startScenarioPlace(crm, { partnerCenter: { referrals: [] } });
    ({ seller, inPartnerCenter, inCrm } = place);
    await place.serve();
  });
  afterAll(() => place?.close());

  const audit = (dealId: string) => inCrm.auditOf(dealId).join('\n');
  const postsSoFar = () => place.partnerCenter.admin.calls().write;

  async function shared(deal: NewDeal = {}): Promise<{ dealId: string; own: Referral }> {
    const dealId = seller.opens({ ...deal, ticked: true });
    const own = await eventually(() => inPartnerCenter.referralOf(dealId));
    await eventually(() => expect(inCrm.deal(dealId).referralId).toBe(own.id));
    return { dealId, own };
  }

  const documentsOf = ({ engagementId }: Referral) =>
    inPartnerCenter.referrals().filter((referral) => referral.engagementId === engagementId);

  /** Ticked although something is missing: nothing is sent, and the seller reads what to do. */
  async function refused(deal: NewDeal, told: RegExp): Promise<string> {
    const before = postsSoFar();
    const dealId = seller.opens({ ...deal, ticked: true });
    await eventually(() => expect(audit(dealId)).toMatch(told));
    expect(inCrm.deal(dealId).name).toMatch(/^✘ /);
    expect(inPartnerCenter.referralsOf(dealId)).toEqual([]);
    expect(postsSoFar()).toBe(before);
    return dealId;
  }

  async function isMended(dealId: string): Promise<Referral> {
    const own = await eventually(() => inPartnerCenter.referralOf(dealId));
    await eventually(() => expect(inCrm.deal(dealId).name).toMatch(/^✔ /));
    return own;
  }

  describe('help', () => {
    test.each(HELP_CODES)('R62 makes a co-sell deal that asks Microsoft for %s', async (code) => {
      const { dealId, own } = await shared({ help: code });
      const half = await eventually(() => inPartnerCenter.halfOf(own));
      expect(half.inviteContext.assistanceRequestCode).toBe(code);
      await eventually(() => expect(audit(dealId)).toContain('Shared with Partner Center as co-sell deal'));
    });

    test('R66 chosen without the tick on visibility makes the deal visible, in Partner Center and in the CRM', async () => {
      const { dealId, own } = await shared({ help: 'GeneralOrOther', visible: false });
      expect(own.consent.consentToShareReferralWithMicrosoftSellers).toBe(true);
      await eventually(() => expect(inCrm.deal(dealId).visible).toBe(true));
    });

    test('R67 without a customer contact is refused before any call; the audit field says which datum lacks', async () => {
      const dealId = await refused(
        { contact: null, help: 'QuotesOrLicensing' },
        /no customer contact with first name, last name, e-mail and phone\. Add a contact role/,
      );
      seller.addsContact(dealId);
      await isMended(dealId);
    });
  });

  describe('no help', () => {
    test('R63 visible is a partner-led deal, not visible a private one', async () => {
      const partnerLed = await shared({ visible: true });
      const isPrivate = await shared();
      const consent = ({ own }: typeof isPrivate) => own.consent.consentToShareReferralWithMicrosoftSellers;
      expect([partnerLed.own.type, consent(partnerLed)]).toEqual(['Shared', true]);
      expect([isPrivate.own.type, consent(isPrivate)]).toEqual(['Independent', false]);
      for (const { own } of [partnerLed, isPrivate]) expect(documentsOf(own)).toHaveLength(1);
      await eventually(() => expect(audit(partnerLed.dealId)).toContain('as partner-led deal'));
      await eventually(() => expect(audit(isPrivate.dealId)).toContain('as private deal'));
    });

    test('R64 a private deal becomes partner-led and then co-sell, in the same engagement', async () => {
      const { dealId, own } = await shared();
      seller.edits(dealId, { visible: true });
      const consent = () => inPartnerCenter.referral(own.id).consent.consentToShareReferralWithMicrosoftSellers;
      await eventually(() => expect(consent()).toBe(true));
      expect(documentsOf(own)).toHaveLength(1);
      seller.edits(dealId, { help: 'CustomerTechnicalArchitecture' });
      const half = await eventually(() => inPartnerCenter.halfOf(own));
      expect(half).toMatchObject({
        engagementId: own.engagementId,
        status: 'New',
        inviteContext: { assistanceRequestCode: 'CustomerTechnicalArchitecture' },
      });
      expect(documentsOf(own)).toHaveLength(2);
      expect(inPartnerCenter.referralOf(dealId).id).toBe(own.id);
      const show = () => place.cosell('deals', 'show', dealId, '--json');
      await eventually(async () => expect((await show()).json()).toMatchObject({ kind: 'co-sell', state: 'active' }));
    });

    test('R65 visibility taken back returns with an explanation', async () => {
      const { dealId, own } = await shared({ visible: true });
      seller.edits(dealId, { visible: false });
      await eventually(() => expect(inCrm.deal(dealId).visible).toBe(true));
      expect(audit(dealId)).toContain('stays visible; the change was put back');
      expect(inPartnerCenter.referral(own.id).consent.consentToShareReferralWithMicrosoftSellers).toBe(true);
    });
  });

  describe('IP co-sell', () => {
    test.each(['Yes', 'No', 'HaveNotDecided'] as const)('R70 sends the purchase intent %s', async (intent) => {
      const { own } = await shared({ intent });
      expect(attributesOf(own)).toEqual({ CustomerMarketplaceIntent: intent });
    });

    test('R70 without a purchase intent is refused before any call and shared once one is chosen', async () => {
      const dealId = await refused(
        { intent: null },
        /purchase intent of the customer is not chosen\. Choose Yes, No or Have not decided/,
      );
      seller.edits(dealId, { intent: 'No' });
      expect(attributesOf(await isMended(dealId))).toEqual({ CustomerMarketplaceIntent: 'No' });
    });

    test('R68 without a solution is refused, services without one are shared', async () => {
      const dealId = await refused({ solution: null }, /No co-sell solution is on the opportunity\. Add at least one/);
      const { own } = await shared(SERVICES);
      expect(own.details.requirements.solutions).toEqual([]);
      seller.addsSolution(dealId);
      await isMended(dealId);
    });
  });

  describe('services co-sell', () => {
    test('R71 sends role, area and play by their names', async () => {
      const { own } = await shared({ ...SERVICES, help: 'GeneralOrOther' });
      const expected = {
        PartnerRole: 'Services',
        SolutionArea: 'Data & AI',
        SolutionPlay: 'Unify your data platform',
      };
      expect(attributesOf(own)).toEqual(expected);
      const half = await eventually(() => inPartnerCenter.halfOf(own));
      expect(attributesOf(half)).toEqual(expected);
    });

    test('R71 without role, area or play is refused before any call, each with its remedy', async () => {
      const dealId = await refused(
        { ...SERVICES, area: null, play: null, role: null },
        /needs a solution play\. Choose a solution play/,
      );
      expect(audit(dealId)).toMatch(/needs the role of the partner\. Choose a partner role/);
      expect(audit(dealId)).toMatch(/needs a solution area\. Choose a solution area/);
      seller.edits(dealId, TAXONOMY);
      await isMended(dealId);
    });
  });

  describe('after sharing', () => {
    test('R72 a change of the co-sell type is explained once; later edits still travel', async () => {
      const { dealId, own } = await shared();
      const told = () => inCrm.auditOf(dealId).filter((line) => line.includes('type of a shared deal'));
      seller.edits(dealId, { type: 'services' });
      await eventually(() => expect(told()).toHaveLength(1));
      seller.edits(dealId, { value: 61_000 });
      await eventually(() => expect(inPartnerCenter.referral(own.id).details.dealValue).toBe(61_000));
      expect(told()).toHaveLength(1);
      expect(attributesOf(inPartnerCenter.referral(own.id))).toEqual(attributesOf(own));
    });

    test('R79 fields that the API does not patch are explained once each, and the rest travels', async () => {
      const { dealId, own } = await shared({ help: 'GeneralOrOther' });
      await eventually(() => inPartnerCenter.halfOf(own));
      const told = () => inCrm.auditOf(dealId).filter((line) => line.includes('changed here, but Partner Center'));
      seller.editsAddress(dealId, { city: 'Shelbyville' });
      seller.edits(dealId, { name: 'Another name', help: 'QuotesOrLicensing', intent: 'No', value: 71_000 });
      await eventually(() => expect(inPartnerCenter.referral(own.id).details.dealValue).toBe(71_000));
      await eventually(() => {
        const labels = told().map((line) => line.replace(/^.* - (.*): changed here.*$/, '$1'));
        expect(labels.sort()).toEqual(['Customer', 'Help asked of Microsoft', 'Name', 'Purchase intent']);
      });
      const half = inPartnerCenter.halfOf(own);
      expect(half.inviteContext.assistanceRequestCode).toBe('GeneralOrOther');
      seller.edits(dealId, { value: 72_000 });
      await eventually(() => expect(inPartnerCenter.referral(own.id).details.dealValue).toBe(72_000));
      expect(told()).toHaveLength(4);
      expect(inCrm.deal(dealId).name).toMatch(/^✔ /);
    });

    test('R76 a value of zero is not sent, the other fields are, and the audit field notes it', async () => {
      const { dealId, own } = await shared({ value: 50_000 });
      seller.edits(dealId, { value: 0, notes: 'Recalculated.' });
      await eventually(() => expect(inPartnerCenter.referral(own.id).details.notes).toBe('Recalculated.'));
      expect(inPartnerCenter.referral(own.id).details.dealValue).toBe(50_000);
      await eventually(() => expect(audit(dealId)).toContain('Deal value: empty or zero is not sent'));
    });
  });
});
