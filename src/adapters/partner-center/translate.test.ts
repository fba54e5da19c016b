import { describe, expect, test } from 'vitest';
import { example, ORGANIZATION } from '../../../test/fixtures/partner-center/documents.ts';
import type { DealView } from '../../core/model/deal.ts';
import { parseReferral, type Referral } from './schema.ts';
import { halfOf, halfSeen, isMicrosoftHalf, mayHaveHalf, normalizeView, snapshotOf } from './translate.ts';

const inbound = () => example('inbound-co-sell.get');
const outbound = () => example('outbound-own.response');
const referral = (json: unknown): Referral => parseReferral(json, 'test');
const deal = (json: unknown): DealView => snapshotOf(referral(json), null).deal;

/** Microsoft's half of the outbound example, as Microsoft has accepted it. */
function acceptedHalf(): Referral {
  return referral({
    ...example('outbound-microsoft.post'),
    id: 'aaaaaaaa-0000-4000-8000-000000000001',
    updatedDateTime: '2026-03-05T00:00:00Z',
    organizationId: 'msft',
    trackingInfo: { microsoftMsxId: '7-XYZ' },
  });
}

describe('an invitation by a Microsoft seller', () => {
  test('becomes a deal with everything the CRM needs', () => {
    expect(snapshotOf(referral(inbound()), null)).toEqual({
      side: 'partner-center',
      id: 'b2a6f0c4-6d1e-4a8d-9c55-1f6f3f0f8d21',
      version: '"1f00a3c4-0000-0100-0000-699c1a5f0000"',
      modifiedAt: '2026-02-23T09:14:07.4183201Z',
      counterpartId: null,
      deal: {
        name: 'Adatum ERP analytics modernisation',
        customer: {
          name: 'Adatum Logistics GmbH',
          street: 'Hafenstrasse 12',
          city: 'Hamburg',
          state: null,
          postalCode: '20457',
          country: 'DE',
          duns: '330000123',
          externalId: '6-XYZ12AB34',
        },
        value: '180000',
        currency: 'EUR',
        closeDate: '2026-07-31',
        notes: 'Customer wants to move its reporting estate to Fabric before Q4.',
        status: 'invited',
        statusReason: null,
        visibleToMicrosoft: true,
        help: null,
        coSellType: 'ip',
        purchaseIntent: 'HaveNotDecided',
        partnerRole: null,
        solutionArea: null,
        solutionPlay: null,
        contacts: [
          { firstName: 'Petra', lastName: 'Vogel', email: 'petra.vogel@adatum.example', phone: '+4940555010' },
        ],
        solutions: [
          {
            id: 'SOL-41877-KDT',
            name: 'Lakeshore Fabric Accelerator',
            publisher: 'Lakeshore Data Works',
            kind: '3P',
            price: null,
            quantity: null,
          },
        ],
        // The seller of Microsoft in it is nobody's colleague.
        team: [],
        microsoftCrmId: '7-2QK4PL9Z0T',
        referralProgram: null,
        registrationStatus: null,
      },
      referral: {
        engagementId: '0c9e54f1-8b53-4a3e-a7d0-65a1f2f7c930',
        microsoftReferralId: null,
        category: 'co-sell',
        origin: 'theirs',
        partnerId: '6000123',
        expiresAt: '2026-03-09T00:00:00Z',
        createdAt: inbound()['createdDateTime'],
        closedAt: null,
      },
    });
  });

  test('says the same whether or not Microsoft’s own document is at hand', () => {
    const own = referral(inbound());
    expect(snapshotOf(own, halfOf(acceptedHalf())).deal).toEqual(snapshotOf(own, null).deal);
    expect(mayHaveHalf(own)).toBe(false);
  });
});

describe('a deal of ours', () => {
  test('gets help and Microsoft’s identifier from Microsoft’s half', () => {
    const snapshot = snapshotOf(referral(outbound()), halfOf(acceptedHalf()));
    expect(snapshot.deal).toMatchObject({ help: 'QuotesOrLicensing', microsoftCrmId: '7-XYZ', status: 'active' });
    expect(snapshot.referral).toMatchObject({
      origin: 'ours',
      microsoftReferralId: 'aaaaaaaa-0000-4000-8000-000000000001',
    });
    expect(snapshot.counterpartId).toBe('006Qy00000AbCdEFG');
  });

  test('is ours by its inviter even when its direction says Incoming', () => {
    const snapshot = snapshotOf(referral({ ...outbound(), direction: 'Incoming' }), null);
    expect(snapshot.referral?.origin).toBe('ours');
  });

  test('may have a half once it is visible, although its type stays Independent', () => {
    const shared = { consentToShareReferralWithMicrosoftSellers: true };
    expect(mayHaveHalf(referral({ ...outbound(), type: 'Independent' }))).toBe(true);
    expect(mayHaveHalf(referral({ ...outbound(), type: 'Independent', consent: {} }))).toBe(false);
    expect(
      mayHaveHalf(referral({ ...outbound(), type: 'Independent', consent: shared, qualification: 'Direct' })),
    ).toBe(false);
  });

  test('as last seen still tells Microsoft’s half, or that there was none', () => {
    const own = referral(outbound());
    const half = halfOf(acceptedHalf());
    const seen = snapshotOf(own, half);
    expect(snapshotOf(own, halfSeen(seen) ?? null)).toEqual(seen);
    expect(halfSeen(snapshotOf(own, null))).toBeNull();
  });

  test('for which nobody had reason to look for a half leaves that open', () => {
    const hidden = {
      ...outbound(),
      type: 'Independent',
      consent: { consentToShareReferralWithMicrosoftSellers: false },
    };
    expect(halfSeen(snapshotOf(referral(hidden), null))).toBeUndefined();
    expect(halfSeen(snapshotOf(referral(inbound()), null))).toBeUndefined();
  });

  test('is told from Microsoft’s half by owner or target', () => {
    expect(isMicrosoftHalf(acceptedHalf())).toBe(true);
    expect(
      isMicrosoftHalf(referral({ ...outbound(), target: [{ type: 'BusinessProfileLocation', id: 'MSFT' }] })),
    ).toBe(true);
    expect(isMicrosoftHalf(referral(outbound()))).toBe(false);
  });
});

test.each([
  ['Shared', 'Direct', 'msft', 'co-sell'],
  ['Independent', 'Direct', 'msft', 'lead'],
  ['Independent', 'Direct', null, 'lead'],
  ['Independent', 'SalesQualified', 'msft', 'lead'],
  ['Independent', 'MarketingQualified', 'msft', 'lead'],
  ['Independent', 'SalesQualified', ORGANIZATION, 'co-sell'],
  ['Independent', 'None', null, 'co-sell'],
  ['Shared', 'SalesQualified', 'msft', 'co-sell'],
])('%s, %s, invited by %s is a %s', (type, qualification, organizationId, category) => {
  const json = { ...inbound(), type, qualification, inviteContext: { invitedBy: { organizationId } } };
  expect(snapshotOf(referral(json), null).referral?.category).toBe(category);
});

test.each([
  ['New', 'Pending', 'invited'],
  ['New', 'Received', 'invited'],
  ['Active', 'Accepted', 'active'],
  ['Closed', 'Won', 'won'],
  ['Closed', 'Lost', 'lost'],
  ['Closed', 'Declined', 'declined'],
  ['Closed', 'Expired', 'expired'],
  ['Closed', 'Error', 'error'],
  ['Closed', 'Superseded', 'error'],
  ['closed', 'won', 'won'],
  ['None', 'None', null],
])('%s/%s reads as %s', (status, substatus, expected) => {
  expect(deal({ ...outbound(), status, substatus }).status).toBe(expected);
});

describe('what real documents hold', () => {
  test('any letter case in property names, unknown fields and enum values, ids as a map, team as one person', () => {
    const { id, engagementId, updatedDateTime, ...rest } = outbound();
    const strange = {
      ...rest,
      ID: id,
      EngagementId: engagementId,
      UpdatedDateTime: updatedDateTime,
      qualification: 'NewKind',
      brandNew: { a: 1 },
      customerProfile: { Name: 'A &amp; B', ids: {}, Address: { State: null, Region: 'WA', Country: 'us' } },
      team: { FirstName: 'Marta', LastName: 'Lind', Email: 'marta.lind@lakeshore.example' },
    };
    expect(deal(strange)).toMatchObject({
      customer: { name: 'A & B', state: 'WA', country: 'US' },
      team: [{ firstName: 'Marta', lastName: 'Lind', email: 'marta.lind@lakeshore.example', phone: null }],
    });
    expect(referral(strange)['brandNew']).toEqual({ a: 1 });
  });

  test('every optional part missing, null or of the wrong type', () => {
    const { id, engagementId, updatedDateTime } = outbound();
    const bare = { id, engagementId, updatedDateTime };
    const odd = {
      ...bare,
      customerProfile: 7,
      details: 'x',
      consent: null,
      inviteContext: [],
      target: {},
      team: [null, 3],
    };
    for (const json of [bare, odd]) {
      const { deal: view, referral: facts } = snapshotOf(referral(json), null);
      expect(view).toMatchObject({ name: null, customer: null, value: null, team: [], contacts: [], status: null });
      expect(facts).toMatchObject({ category: 'co-sell', origin: 'theirs' });
    }
  });

  test.each([
    ['2026-07-31T00:00:00Z', '2026-07-31'],
    ['2026-07-31T23:59:59.9999999Z', '2026-07-31'],
    ['2026-07-31T23:30:00-02:00', '2026-08-01'],
    ['2026-07-31', '2026-07-31'],
    ['0001-01-01T00:00:00', null],
    [null, null],
  ])('a closing date of %s reads as %s', (closingDateTime, expected) => {
    expect(deal({ ...outbound(), details: { closingDateTime } }).closeDate).toBe(expected);
  });

  test.each([
    [180000.5, '180000.5'],
    ['10000', '10000'],
    [0, '0'],
    [1e21, '1000000000000000000000'],
    [1e-7, '0.0000001'],
    ['', null],
  ])('a deal value of %j reads as %s', (dealValue, expected) => {
    expect(deal({ ...outbound(), details: { dealValue } }).value).toBe(expected);
  });

  test('encoded text is decoded once, and is what a plan compares with', () => {
    const name = 'Müller &amp; S&#246;hne &lt;R&amp;D&gt; &unknown; &amp;amp;';
    const shown = 'Müller & Söhne <R&D> &unknown; &amp;';
    expect(deal({ ...outbound(), name }).name).toBe(shown);
    expect(normalizeView({ notes: ' a &amp; b\r\nc ' })).toEqual({ notes: 'a & b\nc' });
  });

  test('leaves out people of whom nothing is said', () => {
    const nobody = { firstName: ' ', lastName: null, email: '', phone: null };
    const ann = { ...nobody, firstName: 'Ann' };
    expect(normalizeView({ team: [nobody, ann], contacts: [nobody] })).toEqual({
      team: [{ firstName: 'Ann', lastName: null, email: null, phone: null }],
      contacts: [],
    });
  });
});

test('what is no referral is named', () => {
  expect(() => referral({ id: '1' })).toThrow(/not a referral \(id/);
  expect(() => referral('<html>')).toThrow(/not a referral/);
});
