import { describe, expect, test } from 'vitest';
import { example, ORGANIZATION } from '../../../test/fixtures/partner-center/documents.ts';
import type { DealView } from '../../core/model/deal.ts';
import type { CreateChange } from '../../core/model/plan.ts';
import { patchFields } from './bindings.ts';
import type { JsonMap } from './json-path.ts';
import { parseReferral, type Referral } from './schema.ts';
import { halfRequest, normalizeView, ownRequest, snapshotOf } from './translate.ts';

const inbound = () => example('inbound-co-sell.get');
const outbound = () => example('outbound-own.response');
const referral = (json: unknown): Referral => parseReferral(json, 'test');
const deal = (json: unknown): DealView => snapshotOf(referral(json), null).deal;

const FIELDS: DealView = {
  name: 'Fourth Coffee store telemetry',
  customer: {
    name: 'Fourth Coffee Inc',
    street: '900 Pike St',
    city: 'Seattle',
    state: 'WA',
    postalCode: '98101',
    country: 'US',
  },
  value: '95000',
  currency: 'USD',
  closeDate: '2026-09-15',
  notes: 'Pilot finished, customer asks for a phased roll-out to 240 stores.',
  status: 'active',
  visibleToMicrosoft: true,
  help: 'QuotesOrLicensing',
  coSellType: 'ip',
  purchaseIntent: 'HaveNotDecided',
  contacts: [
    { firstName: 'Dana', lastName: 'Okafor', email: 'dana.okafor@fourthcoffee.example', phone: '+12065550132' },
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
  team: [{ firstName: 'Marta', lastName: 'Lind', email: 'marta.lind@lakeshore.example', phone: '+12065550177' }],
};

function create(fields: DealView): CreateChange {
  return {
    kind: 'create',
    side: 'partner-center',
    fields,
    counterpartId: '006Qy00000AbCdEFG',
    marker: '006Qy00000AbCdEFG',
    irreversible: [],
  };
}

describe('a new deal', () => {
  test('asks for what the documented request asks', () => {
    const documented = example('outbound-own.post');
    const request = ownRequest(create(FIELDS));
    const [customerProfile, wanted] = [request['customerProfile'], documented['customerProfile']] as [JsonMap, JsonMap];
    expect(customerProfile['team']).toEqual(wanted['team']);
    expect(customerProfile['address']).toMatchObject({
      addressLine1: '900 Pike St',
      city: 'Seattle',
      state: 'WA',
      country: 'US',
    });
    for (const name of ['name', 'externalReferenceId', 'qualification', 'type', 'consent', 'team', 'target']) {
      expect(request[name], name).toEqual(documented[name]);
    }
    const details = documented['details'] as JsonMap;
    expect(request['details']).toMatchObject({
      ...details,
      requirements: {
        solutions: (details['requirements'] as JsonMap)['solutions'],
        additionalRequirements: { attributes: [{ type: 'CustomerMarketplaceIntent', id: 'HaveNotDecided' }] },
      },
    });
    expect(request).not.toHaveProperty('status');
  });

  test('is private unless it is shown to Microsoft', () => {
    const hidden = ownRequest(create({ ...FIELDS, help: null, visibleToMicrosoft: false }));
    expect(hidden).toMatchObject({
      type: 'Independent',
      consent: { consentToShareReferralWithMicrosoftSellers: false },
    });
    const partnerLed = ownRequest(create({ ...FIELDS, help: null }));
    expect(partnerLed).toMatchObject({ consent: { consentToShareReferralWithMicrosoftSellers: true } });
  });

  test('of services carries its taxonomy as attributes', () => {
    const services = ownRequest(
      create({
        ...FIELDS,
        coSellType: 'services',
        solutions: [],
        partnerRole: 'Managed services',
        solutionArea: 'Security',
        solutionPlay: 'Modern SecOps',
      }),
    );
    expect(services['details']).toMatchObject({
      requirements: {
        additionalRequirements: {
          attributes: [
            { type: 'CustomerMarketplaceIntent', id: 'HaveNotDecided' },
            { type: 'PartnerRole', id: 'Managed services' },
            { type: 'SolutionArea', id: 'Security' },
            { type: 'SolutionPlay', id: 'Modern SecOps' },
          ],
        },
      },
    });
  });

  test('with a solution of our own names no role of the partner', () => {
    const request = ownRequest(create({ ...FIELDS, partnerRole: 'Managed services' }));
    expect(deal({ ...outbound(), ...request })).toMatchObject({ coSellType: 'ip', partnerRole: null });
  });

  test.each([
    ['have not decided', 'HaveNotDecided'],
    ['YES', 'Yes'],
    ['NextYear', 'NextYear'],
  ])('sends the purchase intent "%s" as %s', (purchaseIntent, id) => {
    const request = ownRequest(create({ ...FIELDS, purchaseIntent }));
    expect(deal({ ...outbound(), ...request }).purchaseIntent).toBe(id);
  });

  test('asks Microsoft for help in the same engagement, with the kind of help', () => {
    const documented = example('outbound-microsoft.post');
    const request = halfRequest(referral(outbound()), 'QuotesOrLicensing');
    for (const name of ['engagementId', 'name', 'type', 'qualification', 'target', 'team']) {
      expect(request[name], name).toEqual(documented[name]);
    }
    expect(request['inviteContext']).toMatchObject({
      assistanceRequestCode: 'QuotesOrLicensing',
      invitedBy: { organizationId: ORGANIZATION },
    });
    expect(request).not.toHaveProperty('externalReferenceId');
    expect(request).not.toHaveProperty('id');
  });

  test('reads back as it was asked for', () => {
    const { help: _inTheHalf, ...kept } = FIELDS;
    const born = { ...outbound(), ...ownRequest(create(FIELDS)) };
    expect(deal(born)).toMatchObject(kept);
    expect(deal(born)).toMatchObject(normalizeView(kept));
  });
});

describe('a change', () => {
  test('patches only the given fields, on documented paths, status always as a pair', () => {
    const fields: DealView = {
      status: 'declined',
      statusReason: 'Customer requirement not met',
      value: '175000.25',
      closeDate: '2026-08-31',
      notes: null,
      visibleToMicrosoft: true,
    };
    expect(patchFields(fields, undefined)).toEqual([
      { op: 'replace', path: '/details/dealValue', value: 175000.25 },
      { op: 'replace', path: '/details/closingDateTime', value: '2026-08-31T00:00:00Z' },
      { op: 'replace', path: '/details/notes', value: null },
      { op: 'replace', path: '/status', value: 'Closed' },
      { op: 'replace', path: '/substatus', value: 'Declined' },
      { op: 'replace', path: '/statusReason', value: 'Customer requirement not met' },
      { op: 'replace', path: '/consent/consentToShareReferralWithMicrosoftSellers', value: true },
    ]);
    expect(patchFields({ name: 'x', customer: null, purchaseIntent: 'Yes', microsoftCrmId: '1' }, undefined)).toEqual(
      [],
    );
  });

  test('of a list keeps what it does not know of its entries', () => {
    const present = inbound();
    const view = deal(present);
    const contacts = [
      ...(view.contacts ?? []),
      { firstName: 'Jo', lastName: null, email: 'jo@adatum.example', phone: null },
    ];
    const solutions = (view.solutions ?? []).map((solution) => ({ ...solution, price: '100', name: null }));
    const [team, list] = patchFields({ contacts, solutions }, present).map(({ value }) => value as JsonMap[]);
    expect(team).toEqual([
      {
        firstName: 'Petra',
        lastName: 'Vogel',
        phoneNumber: '+4940555010',
        email: 'petra.vogel@adatum.example',
        title: null,
        contactPreference: { locale: 'en-US', disableNotifications: false },
      },
      { firstName: 'Jo', email: 'jo@adatum.example' },
    ]);
    expect(list?.[0]).toMatchObject({
      id: 'SOL-41877-KDT',
      type: 'Name',
      closingDateTime: null,
      price: 100,
      name: null,
    });
  });
});

test('help shows a deal to Microsoft’s sellers, whatever the wish was', () => {
  expect(normalizeView({ help: 'GeneralOrOther', visibleToMicrosoft: false }).visibleToMicrosoft).toBe(true);
  expect(normalizeView({ value: '007.50', currency: 'usd', coSellType: 'ip' })).toEqual({
    value: '7.5',
    currency: 'USD',
    coSellType: 'ip',
  });
});
