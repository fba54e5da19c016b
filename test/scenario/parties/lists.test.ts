import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { CRM_NAMES } from '../../support/scenario/crm/kinds.ts';
import { theOnly } from '../../support/scenario/observed.ts';
import { type PartiesPlace, startPartiesPlace } from './place.ts';

/** What hangs on a deal as a list: solutions and the customer's contacts, both ways; and what happens when a list ends. */

const offered = (id: string, price: number | null = null, quantity: number | null = null) => ({
  id,
  name: `Offer ${id}`,
  publisherName: 'Lakeshore Data Works',
  solutionType: '3P',
  type: 'Name',
  price,
  quantity,
});

describe.each(CRM_NAMES)('with %s', (crm) => {
  let place: PartiesPlace;

  beforeAll(async () => {
    place = await startPartiesPlace(crm);
  });
  afterAll(() => place?.close());

  const audit = (dealId: string) => place.inCrm.auditOf(dealId).join('\n');
  const rowsOf = (dealId: string) => place.inCrm.solutionRowsOf(dealId);
  const rowOf = (dealId: string, solution: string) =>
    theOnly(
      rowsOf(dealId).filter((row) => row.solution === solution),
      solution,
    ).id;
  const solutionsOf = (referralId: string) => place.inPartnerCenter.referral(referralId).details.requirements.solutions;
  const customersOf = (referralId: string) => place.inPartnerCenter.referral(referralId).customerProfile.team;

  async function shared(): Promise<{ dealId: string; referralId: string }> {
    const dealId = place.seller.opens({ ticked: true });
    const { id } = await eventually(() => place.inPartnerCenter.referralOf(dealId));
    await eventually(() => expect(place.inCrm.deal(dealId).referralId).toBe(id));
    return { dealId, referralId: id };
  }

  describe('solutions', () => {
    test('R54 of a referral become rows with price and quantity; unknown ones become known solutions', async () => {
      const solutions = [offered('SOL-41877-KDT', 1250.5, 3), offered('SOL-99001-NEW')];
      const { id } = place.microsoft.invites({ details: { requirements: { solutions } } });
      const deal = await eventually(() => place.inCrm.dealOf(id));
      const rows = rowsOf(deal.id).map(({ solution, price, quantity }) => [solution, price, quantity]);
      expect(rows.sort()).toEqual([
        ['SOL-41877-KDT', 1250.5, 3],
        ['SOL-99001-NEW', null, null],
      ]);
      const again = place.microsoft.invites({ details: { requirements: { solutions: [offered('SOL-99001-NEW')] } } });
      const other = await eventually(() => place.inCrm.dealOf(again.id));
      expect(place.inCrm.solutionsOf(other.id)).toEqual(['SOL-99001-NEW']);
    });

    test('R73 a row added, changed or removed updates the solutions of the referral', async () => {
      const { dealId, referralId } = await shared();
      place.seller.addsSolution(dealId, 'SOL-52210-MQP');
      await eventually(() => expect(solutionsOf(referralId)).toHaveLength(2));
      place.seller.editsSolution(rowOf(dealId, 'SOL-52210-MQP'), { price: 980, quantity: 12 });
      await eventually(() =>
        expect(solutionsOf(referralId).find(({ id }) => id === 'SOL-52210-MQP')).toMatchObject({
          price: 980,
          quantity: 12,
        }),
      );
      place.seller.removesSolution(rowOf(dealId, 'SOL-41877-KDT'));
      await eventually(() => expect(solutionsOf(referralId).map(({ id }) => id)).toEqual(['SOL-52210-MQP']));
    });

    test('R74 the last solution removed leaves Sync on and a warning where nothing unticks it', async () => {
      place.crm.keepsSyncWithoutSolutions();
      const { dealId, referralId } = await shared();
      place.seller.removesSolution(rowOf(dealId, 'SOL-41877-KDT'));
      place.seller.edits(dealId, { value: 78_000 });
      await eventually(() =>
        expect(audit(dealId)).toMatch(/last entry of solutions was removed here; Partner Center keeps it/),
      );
      expect(place.inCrm.deal(dealId).ticked).toBe(true);
      await eventually(() => expect(place.inPartnerCenter.referral(referralId).details.dealValue).toBe(78_000));
      expect(solutionsOf(referralId)).toHaveLength(1);
    });
  });

  describe("the customer's contacts", () => {
    test('R55 a contact is found by e-mail or made, and the first is the primary one', async () => {
      const known = place.seller.opens({
        contact: { firstName: 'Ria', lastName: 'Roth', email: 'ria.roth@customer.example', phone: '+12065550111' },
      });
      const [ria] = place.inCrm.contactsOf(known);
      const person = (firstName: string, lastName: string, email: string, phoneNumber: string) => ({
        firstName,
        lastName,
        email,
        phoneNumber,
        title: null,
      });
      const team = [
        person('Ria', 'Roth', 'Ria.Roth@Customer.example', '+12065550111'),
        person('Neo', 'New', 'neo.new@customer.example', '+12065550112'),
      ];
      const { id } = place.microsoft.invites({ customerProfile: { team } });
      const deal = await eventually(() => place.inCrm.dealOf(id));
      expect(place.inCrm.contactsOf(deal.id)).toMatchObject([
        { id: ria?.id, email: 'ria.roth@customer.example', isPrimary: true },
        {
          firstName: 'Neo',
          lastName: 'New',
          email: 'neo.new@customer.example',
          phone: '+12065550112',
          isPrimary: false,
        },
      ]);
    });

    test("R78 a contact changed, added, made primary or removed updates the customer's team", async () => {
      const { dealId, referralId } = await shared();
      const kim = theOnly(place.inCrm.contactsOf(dealId), 'contact').id;
      place.seller.editsContact(kim, { phone: '+12065550777' });
      await eventually(() => expect(customersOf(referralId)).toMatchObject([{ phoneNumber: '+12065550777' }]));
      const email = `lee.${dealId.toLowerCase()}@customer.example`;
      const phone = '+12065550102';
      place.seller.addsContact(dealId, { firstName: 'Lee', lastName: 'Second', email, phone });
      await eventually(() => expect(customersOf(referralId)).toHaveLength(2));
      const lee = theOnly(
        place.inCrm.contactsOf(dealId).filter(({ isPrimary }) => !isPrimary),
        'second contact',
      ).id;
      place.seller.makesPrimary(dealId, lee);
      place.seller.removesContact(dealId, kim);
      await eventually(() => expect(customersOf(referralId)).toMatchObject([{ firstName: 'Lee', email }]));
      place.microsoft.edits(referralId, {
        customerProfile: { team: [{ firstName: 'Lee', lastName: 'Renamed', email, phoneNumber: phone, title: null }] },
      });
      await eventually(() =>
        expect(place.inCrm.contactsOf(dealId)).toMatchObject([{ lastName: 'Renamed', isPrimary: true }]),
      );
    });
  });
});
