import type { SalesforceEmulator } from '../../../../emulators/salesforce/start.ts';
import { observeSalesforce, type Row, theOnly } from '../observed.ts';
import { sellerIn } from '../seller.ts';
import { fieldsOf, STAGES } from './salesforce-values.ts';
import type { CrmSeller, Person } from './words.ts';

const SELLER = 'sam.seller@lakeshore.example';

const contactFields = ({ firstName, lastName, email, phone }: Person) => ({
  FirstName: firstName,
  LastName: lastName,
  Email: email,
  Phone: phone,
});

export function salesforceSeller(emulator: SalesforceEmulator): CrmSeller {
  const seller = sellerIn(emulator);
  const observed = observeSalesforce(emulator);
  const { people } = emulator.admin;
  const userId = (email: string) =>
    theOnly(
      observed.rows('User').filter((row) => row['Email'] === email),
      `user ${email}`,
    )['Id'];
  const theRow = (sobject: string, isIt: (row: Row) => boolean) =>
    String(theOnly(observed.rows(sobject).filter(isIt), sobject)['Id']);
  const roleOf = (dealId: string, contactId: string) =>
    theRow('OpportunityContactRole', (row) => row['OpportunityId'] === dealId && row['ContactId'] === contactId);
  const removes = (id: string) => void people.delete({ by: SELLER, id });
  return {
    opens({ customer, country, contact, solution, ticked = false, ...values } = {}) {
      return seller.opens({
        ...(customer === undefined ? {} : { customer }),
        ...(country === undefined ? {} : { country }),
        ...(contact === undefined ? {} : { contact: contact && contactFields(contact) }),
        ...(solution === undefined ? {} : { solution }),
        ticked,
        fields: fieldsOf(emulator, values),
      });
    },
    edits: (dealId, values) => seller.edits(dealId, fieldsOf(emulator, values)),
    moves: (dealId, stage) => seller.moves(dealId, STAGES[stage]),
    ticks: seller.ticks,
    addsContact: (dealId, contact) => seller.addsContact(dealId, contact && contactFields(contact)),
    editsContact: (contactId, { firstName, lastName, email, phone }) =>
      seller.edits(contactId, {
        ...(firstName === undefined ? {} : { FirstName: firstName }),
        ...(lastName === undefined ? {} : { LastName: lastName }),
        ...(email === undefined ? {} : { Email: email }),
        ...(phone === undefined ? {} : { Phone: phone }),
      }),
    makesPrimary: (dealId, contactId) => seller.edits(roleOf(dealId, contactId), { IsPrimary: true }),
    removesContact: (dealId, contactId) => removes(roleOf(dealId, contactId)),
    addsSolution: seller.addsSolution,
    editsSolution: (rowId, { price, quantity }) => seller.edits(rowId, { Price__c: price, Quantity__c: quantity }),
    removesSolution: removes,
    addsMember(dealId, email) {
      const fields = { OpportunityId: dealId, UserId: userId(email) };
      people.create({ by: SELLER, sobject: 'OpportunityTeamMember', fields });
    },
    removesMember: (dealId, email) =>
      removes(
        theRow('OpportunityTeamMember', (row) => row['OpportunityId'] === dealId && row['UserId'] === userId(email)),
      ),
    handsOver: (dealId, email) => seller.edits(dealId, { OwnerId: userId(email) }),
    opensCustomer({ name, postalCode, country }) {
      const fields = {
        Name: name,
        ...(postalCode === undefined ? {} : { BillingPostalCode: postalCode }),
        ...(country === undefined ? {} : { BillingCountryCode: country }),
      };
      return String(people.create({ by: SELLER, sobject: 'Account', fields })['Id']);
    },
    convertsLead: (leadId) => void emulator.admin.people.convertLead({ id: leadId }),
    unqualifiesLead: (leadId) => seller.edits(leadId, { Status: 'Closed - Not Converted' }),
    editsAddress: (dealId, { country, city }) =>
      seller.edits(String(observed.deal(dealId)['AccountId']), {
        ...(country === undefined ? {} : { BillingCountryCode: country }),
        ...(city === undefined ? {} : { BillingCity: city }),
      }),
  };
}
