import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { type PartiesPlace, startPartiesPlace } from './place.ts';

/** What hangs on a deal as a list: solutions and the customer's contacts, both ways; and what happens when a list ends. */

const SELLER = 'sam.seller@lakeshore.example';

let place: PartiesPlace;

beforeAll(async () => {
  place = await startPartiesPlace();
});
afterAll(() => place?.close());

const audit = (dealId: string) => place.inSalesforce.auditOf(dealId).join('\n');
const linesOf = (dealId: string) =>
  place.inSalesforce.rows('Microsoft_Solutions__c').filter((row) => row['Opportunity__c'] === dealId);
const solutionsOf = (referralId: string) => place.inPartnerCenter.referral(referralId).details.requirements.solutions;
const customersOf = (referralId: string) => place.inPartnerCenter.referral(referralId).customerProfile.team;
const deletes = (id: unknown) => void place.salesforce.admin.people.delete({ by: SELLER, id: String(id) });
const edits = (id: unknown, fields: Record<string, unknown>) =>
  void place.salesforce.admin.people.edit({ by: SELLER, id: String(id), fields });

async function shared(): Promise<{ dealId: string; referralId: string }> {
  const dealId = place.seller.opens({ ticked: true });
  const { id } = await eventually(() => place.inPartnerCenter.referralOf(dealId));
  await eventually(() => expect(place.inSalesforce.deal(dealId)['Referral_Identifier__c']).toBe(id));
  return { dealId, referralId: id };
}

const offered = (id: string, price: number | null = null, quantity: number | null = null) => ({
  id,
  name: `Offer ${id}`,
  publisherName: 'Lakeshore Data Works',
  solutionType: '3P',
  type: 'Name',
  price,
  quantity,
});

describe('solutions', () => {
  test('R54 of a referral become rows with price and quantity; unknown ones become known solutions', async () => {
    const solutions = [offered('SOL-41877-KDT', 1250.5, 3), offered('SOL-99001-NEW')];
    const { id } = place.microsoft.invites({ details: { requirements: { solutions } } });
    const deal = await eventually(() => place.inSalesforce.dealOf(id));
    const lines = linesOf(String(deal['Id'])).map((line) => {
      const { Solution_Identifier__c: identifier } = place.inSalesforce.row(
        'Microsoft_Solution_Detail__c',
        line['Solution__c'],
      );
      return [identifier, line['Price__c'], line['Quantity__c']];
    });
    expect(lines.sort()).toEqual([
      ['SOL-41877-KDT', 1250.5, 3],
      ['SOL-99001-NEW', null, null],
    ]);
    const known = place.inSalesforce.rows('Microsoft_Solution_Detail__c');
    expect(known.filter((row) => row['Solution_Identifier__c'] === 'SOL-99001-NEW')).toMatchObject([
      { Name: 'Offer SOL-99001-NEW', Type__c: '3P', Publisher_Name__c: 'Lakeshore Data Works' },
    ]);
  });

  test('R73 a row added, changed or removed updates the solutions of the referral', async () => {
    const { dealId, referralId } = await shared();
    place.seller.addsSolution(dealId, 'SOL-52210-MQP');
    await eventually(() => expect(solutionsOf(referralId)).toHaveLength(2));
    const [first, second] = linesOf(dealId);
    edits(second?.['Id'], { Price__c: 980, Quantity__c: 12 });
    await eventually(() =>
      expect(solutionsOf(referralId).find(({ id }) => id === 'SOL-52210-MQP')).toMatchObject({
        price: 980,
        quantity: 12,
      }),
    );
    deletes(first?.['Id']);
    await eventually(() => expect(solutionsOf(referralId).map(({ id }) => id)).toEqual(['SOL-52210-MQP']));
  });

  test("R74 Sync that Microsoft's package unticks with the last solution is explained; the link stays and goes on", async () => {
    const { dealId, referralId } = await shared();
    deletes(linesOf(dealId)[0]?.['Id']);
    await eventually(() => expect(place.inSalesforce.deal(dealId)['Sync_With_Partner_Center__c']).toBe(false));
    await eventually(() =>
      expect(audit(dealId)).toMatch(/last solution was removed and Sync .* is off .* link to the referral stays/),
    );
    expect(String(place.inSalesforce.deal(dealId)['Name'])).toMatch(/^✘/);
    expect(solutionsOf(referralId).map(({ id }) => id)).toEqual(['SOL-41877-KDT']);
    place.seller.edits(dealId, { Amount: 77_000 });
    await place.quiet();
    expect(audit(dealId).match(/last solution was removed/g)).toHaveLength(1);
    expect(place.inPartnerCenter.referral(referralId).details.dealValue).toBe(50_000);
    place.seller.addsSolution(dealId, 'SOL-52210-MQP');
    place.seller.ticks(dealId);
    await eventually(() => expect(place.inPartnerCenter.referral(referralId).details.dealValue).toBe(77_000));
    await eventually(() => expect(solutionsOf(referralId).map(({ id }) => id)).toEqual(['SOL-52210-MQP']));
    await eventually(() => expect(String(place.inSalesforce.deal(dealId)['Name'])).toMatch(/^✔/));
  });

  test('R74 the last solution removed where nothing unticks Sync leaves Sync on and a warning', async () => {
    place.salesforce.admin.setSwitches({ 'solution-count-trigger': false });
    const { dealId, referralId } = await shared();
    deletes(linesOf(dealId)[0]?.['Id']);
    place.seller.edits(dealId, { Amount: 78_000 });
    await eventually(() =>
      expect(audit(dealId)).toMatch(/last entry of solutions was removed here; Partner Center keeps it/),
    );
    expect(place.inSalesforce.deal(dealId)['Sync_With_Partner_Center__c']).toBe(true);
    await eventually(() => expect(place.inPartnerCenter.referral(referralId).details.dealValue).toBe(78_000));
    expect(solutionsOf(referralId)).toHaveLength(1);
    place.salesforce.admin.setSwitches({ 'solution-count-trigger': true });
  });

  test('R97 the old Products text stands in for rows, and is never written', async () => {
    const dealId = place.seller.opens({ solution: null, fields: { Products__c: 'SOL-41877-KDT; SOL-52210-MQP' } });
    place.seller.ticks(dealId);
    const { id } = await eventually(() => place.inPartnerCenter.referralOf(dealId));
    expect(solutionsOf(id).map((solution) => solution.id)).toEqual(['SOL-41877-KDT', 'SOL-52210-MQP']);
    place.microsoft.edits(id, { details: { notes: 'Changed there.' } });
    await eventually(() => expect(place.inSalesforce.deal(dealId)['Description']).toBe('Changed there.'));
    expect(place.inSalesforce.deal(dealId)['Products__c']).toBe('SOL-41877-KDT; SOL-52210-MQP');
  });
});

describe("the customer's contacts", () => {
  test('R55 a contact is found by e-mail or made, and has the primary role', async () => {
    const email = 'ria.roth@customer.example';
    const known = place.salesforce.admin.people.create({
      by: SELLER,
      sobject: 'Contact',
      fields: { FirstName: 'Ria', LastName: 'Roth', Email: email, Phone: '+12065550111' },
    });
    const team = [
      {
        firstName: 'Ria',
        lastName: 'Roth',
        email: 'Ria.Roth@Customer.example',
        phoneNumber: '+12065550111',
        title: null,
      },
      {
        firstName: 'Neo',
        lastName: 'New',
        email: 'neo.new@customer.example',
        phoneNumber: '+12065550112',
        title: null,
      },
    ];
    const { id } = place.microsoft.invites({ customerProfile: { team } });
    const deal = await eventually(() => place.inSalesforce.dealOf(id));
    expect(place.inSalesforce.contactsOf(deal['Id'])).toMatchObject([
      { Id: known['Id'], Email: email, IsPrimary: true },
      { FirstName: 'Neo', LastName: 'New', Email: 'neo.new@customer.example', Phone: '+12065550112', IsPrimary: false },
    ]);
  });

  test("R78 a contact changed, added, made primary or removed updates the customer's team", async () => {
    const { dealId, referralId } = await shared();
    const [kim] = place.inSalesforce.contactsOf(dealId);
    edits(kim?.['Id'], { Phone: '+12065550777' });
    await eventually(() => expect(customersOf(referralId)).toMatchObject([{ phoneNumber: '+12065550777' }]));
    const lee = {
      FirstName: 'Lee',
      LastName: 'Second',
      Email: `lee.${dealId.toLowerCase()}@customer.example`,
      Phone: '+12065550102',
    };
    place.seller.addsContact(dealId, lee);
    await eventually(() => expect(customersOf(referralId)).toHaveLength(2));
    const roles = () =>
      place.inSalesforce.rows('OpportunityContactRole').filter((row) => row['OpportunityId'] === dealId);
    edits(roles().find(({ IsPrimary }) => IsPrimary !== true)?.['Id'], { IsPrimary: true });
    deletes(roles().find(({ ContactId }) => ContactId === kim?.['Id'])?.['Id']);
    await eventually(() => expect(customersOf(referralId)).toMatchObject([{ firstName: 'Lee', email: lee.Email }]));
    place.microsoft.edits(referralId, {
      customerProfile: {
        team: [
          { ...lee, firstName: 'Lee', lastName: 'Renamed', email: lee.Email, phoneNumber: lee.Phone, title: null },
        ],
      },
    });
    await eventually(() =>
      expect(place.inSalesforce.contactsOf(dealId)).toMatchObject([{ LastName: 'Renamed', IsPrimary: true }]),
    );
  });
});
