import type { SalesforceEmulator } from '../../../../emulators/salesforce/start.ts';
import { observeSalesforce } from '../observed.ts';
import { sellerIn } from '../seller.ts';
import { fieldsOf, STAGES } from './salesforce-values.ts';
import type { CrmSeller, Person } from './words.ts';

const contactFields = ({ firstName, lastName, email, phone }: Person) => ({
  FirstName: firstName,
  LastName: lastName,
  Email: email,
  Phone: phone,
});

export function salesforceSeller(emulator: SalesforceEmulator): CrmSeller {
  const seller = sellerIn(emulator);
  const observed = observeSalesforce(emulator);
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
    addsSolution: seller.addsSolution,
    convertsLead: (leadId) => void emulator.admin.people.convertLead({ id: leadId }),
    unqualifiesLead: (leadId) => seller.edits(leadId, { Status: 'Closed - Not Converted' }),
    editsAddress: (dealId, { country, city }) =>
      seller.edits(String(observed.deal(dealId)['AccountId']), {
        ...(country === undefined ? {} : { BillingCountryCode: country }),
        ...(city === undefined ? {} : { BillingCity: city }),
      }),
  };
}
