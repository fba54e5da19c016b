import { randomUUID } from 'node:crypto';
import type { DynamicsEmulator } from '../../../../emulators/dynamics/start.ts';
import type { SeedRecord } from '../../../../emulators/dynamics/world-schema.ts';
import { SOLUTIONS } from '../../../../emulators/worlds/catalogue.ts';
import { theOnly } from '../observed.ts';
import { columnsOf, leadsTo, rowsOf, STATES } from './dynamics-values.ts';
import type { CrmSeller, NewDeal, Person } from './words.ts';

const SELLER = 'sam.seller@lakeshore.example';
const FIRST_SOLUTION = 'SOL-41877-KDT';

/** Status reason of a lead that came to nothing: Cannot Contact. */
const DISQUALIFIED = { statecode: 2, statuscode: 5 };

/** People who exist once, so that no two deals meet by accident. */
function somebody(): Person {
  const tag = randomUUID().slice(0, 8);
  return { firstName: 'Kim', lastName: `Tester ${tag}`, email: `kim.${tag}@customer.example`, phone: '+12065550100' };
}

const contactColumns = ({ firstName, lastName, email, phone }: Person) => ({
  firstname: firstName,
  lastname: lastName,
  emailaddress1: email,
  telephone1: phone,
});

export function dynamicsSeller(emulator: DynamicsEmulator): CrmSeller {
  const { people } = emulator.admin;
  const opportunity = (id: string) =>
    theOnly(
      rowsOf(emulator, 'opportunity').filter((row) => row.id === id),
      `opportunity ${id}`,
    );
  const idOfSolution = (identifier: string): string => {
    const known = rowsOf(emulator, 'csl_microsoftsolutiondetail').find(
      (row) => row['csl_solutionidentifier'] === identifier,
    );
    if (known) return String(known.id);
    const name = SOLUTIONS.find(({ id }) => id === identifier)?.name ?? identifier;
    const values = { csl_name: name, csl_solutionidentifier: identifier, csl_solutiontype: '3P' };
    return people.create({ by: SELLER, table: 'csl_microsoftsolutiondetail', values }).id;
  };
  const edit = (id: string, values: Readonly<Record<string, unknown>>) => void people.edit({ by: SELLER, id, values });
  const removes = (id: string) => void people.delete({ by: SELLER, id });
  const userId = (email: string) =>
    String(
      theOnly(
        rowsOf(emulator, 'systemuser').filter((row) => row['internalemailaddress'] === email),
        `user ${email}`,
      ).id,
    );
  const seller: CrmSeller = {
    opens({ customer, country, contact, solution = FIRST_SOLUTION, ticked, ...values } = {}) {
      const deal = { ...USUAL, ...values };
      const records = recordsOf(
        { customer, country, contact } as NewDeal,
        columnsOf(emulator, deal),
        solution && idOfSolution(solution),
      );
      const { ids } = people.seed({ records });
      const id = String(ids['deal']);
      if (ticked) seller.ticks(id);
      return id;
    },
    edits: (dealId, values) => edit(dealId, columnsOf(emulator, values)),
    moves(dealId, stage) {
      // The form closes deals by its buttons; every other status reason is a field of it.
      if (stage === 'won' || stage === 'lost') people.close({ by: SELLER, id: dealId, outcome: stage });
      else edit(dealId, STATES[stage]);
    },
    ticks: (dealId) => seller.edits(dealId, { ticked: true }),
    addsContact(dealId, contact = somebody()) {
      const { id } = people.create({ by: SELLER, table: 'contact', values: contactColumns(contact) });
      if (leadsTo(opportunity(dealId)['parentcontactid']) === null) edit(dealId, { parentcontactid: id });
      else connects(emulator, dealId, id, 'Stakeholder');
    },
    editsContact: (contactId, { firstName, lastName, email, phone }) =>
      edit(contactId, {
        ...(firstName === undefined ? {} : { firstname: firstName }),
        ...(lastName === undefined ? {} : { lastname: lastName }),
        ...(email === undefined ? {} : { emailaddress1: email }),
        ...(phone === undefined ? {} : { telephone1: phone }),
      }),
    makesPrimary(dealId, contactId) {
      const before = leadsTo(opportunity(dealId)['parentcontactid']);
      people.delete({ by: SELLER, id: connectionOf(emulator, dealId, contactId) });
      edit(dealId, { parentcontactid: contactId });
      if (before !== null) connects(emulator, dealId, before, 'Stakeholder');
    },
    removesContact: (dealId, contactId) => removes(connectionOf(emulator, dealId, contactId)),
    editsSolution: (rowId, { price, quantity }) => edit(rowId, { csl_price: price, csl_quantity: quantity }),
    removesSolution: removes,
    addsMember: (dealId, email) => connects(emulator, dealId, userId(email), 'Account Manager'),
    removesMember: (dealId, email) => removes(connectionOf(emulator, dealId, userId(email))),
    handsOver: (dealId, email) => edit(dealId, { ownerid: userId(email) }),
    opensCustomer({ name, postalCode, country }) {
      const values = {
        name,
        ...(postalCode === undefined ? {} : { address1_postalcode: postalCode }),
        ...(country === undefined ? {} : { address1_country: country }),
      };
      return people.create({ by: SELLER, table: 'account', values }).id;
    },
    addsSolution(dealId, solution = FIRST_SOLUTION) {
      const values = { csl_name: solution, csl_opportunityid: dealId, csl_solutiondetailid: idOfSolution(solution) };
      people.create({ by: SELLER, table: 'csl_microsoftsolution', values });
    },
    convertsLead: (leadId) => void people.convertLead({ by: SELLER, id: leadId }),
    unqualifiesLead: (leadId) => edit(leadId, DISQUALIFIED),
    editsAddress: (dealId, { country, city }) =>
      edit(leadsTo(opportunity(dealId)['customerid']) ?? '', {
        ...(country === undefined ? {} : { address1_country: country }),
        ...(city === undefined ? {} : { address1_city: city }),
      }),
  };
  return seller;
}

/** Connects a person with the deal in a role. */
function connects(emulator: DynamicsEmulator, dealId: string, personId: string, role: string): void {
  const roles = rowsOf(emulator, 'connectionrole').filter((row) => row['name'] === role);
  const values = { record1id: dealId, record2id: personId, record2roleid: theOnly(roles, `role ${role}`).id };
  emulator.admin.people.create({ by: SELLER, table: 'connection', values });
}

/** Each connection has a twin that reads from the other end. */
function connectionOf(emulator: DynamicsEmulator, dealId: string, personId: string): string {
  const found = rowsOf(emulator, 'connection').filter(
    (row) => leadsTo(row['record1id']) === dealId && leadsTo(row['record2id']) === personId,
  );
  return String(theOnly(found, 'connection').id);
}

/** Complete for sharing. */
const USUAL = {
  value: 50_000,
  currency: 'USD',
  closeDate: '2027-05-31',
  notes: 'First call held.',
};

function recordsOf(parties: NewDeal, deal: Record<string, unknown>, solutionId: string | null): SeedRecord[] {
  const { customer = `Customer ${randomUUID().slice(0, 8)}`, country = 'US', contact = somebody() } = parties;
  const record = (table: string, ref: string, values: Record<string, unknown>): SeedRecord => ({
    table,
    ref,
    by: SELLER,
    values,
  });
  const address = { address1_line1: '1 Main St', address1_city: 'Springfield', address1_postalcode: '62701' };
  return [
    ...(customer === null
      ? []
      : [record('account', 'account', { name: customer, ...address, address1_country: country })]),
    ...(contact === null
      ? []
      : [
          record('contact', 'contact', {
            ...contactColumns(contact),
            ...(customer === null ? {} : { parentcustomerid: '@account' }),
          }),
        ]),
    record('opportunity', 'deal', {
      name: `Deal ${randomUUID().slice(0, 8)}`,
      csl_purchaseintent: 'Yes',
      ...(customer === null ? {} : { customerid: '@account' }),
      ...(contact === null ? {} : { parentcontactid: '@contact' }),
      ...deal,
    }),
    ...(solutionId === null
      ? []
      : [
          record('csl_microsoftsolution', 'line', {
            csl_name: 'Solution',
            csl_opportunityid: '@deal',
            csl_solutiondetailid: solutionId,
          }),
        ]),
  ];
}
