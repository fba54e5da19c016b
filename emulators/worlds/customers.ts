/** A customer that both emulated systems know: an account in the CRM, a customer profile in Partner Center. */
export interface WorldCustomer {
  name: string;
  street: string;
  city: string;
  /** Code of the state or province, where the country has them. */
  state: string | null;
  postalCode: string;
  /** ISO 3166, two letters. */
  country: string;
  contact: { firstName: string; lastName: string; email: string; phone: string };
}

type Row = [
  name: string,
  street: string,
  city: string,
  state: string | null,
  postalCode: string,
  country: string,
  contact: string,
  phone: string,
];

const ROWS: Row[] = [
  ['Adatum Logistics GmbH', 'Hafenstrasse 12', 'Hamburg', null, '20457', 'DE', 'Petra Vogel', '+4940555010'],
  ['Fourth Coffee Inc', '900 Pike St', 'Seattle', 'WA', '98101', 'US', 'Dana Okafor', '+12065550132'],
  ['Wingtip Toys Ltd', '4 Mercer Lane', 'Leeds', null, 'LS1 4AP', 'GB', 'Ola Bright', '+441134960160'],
  ['Coho Winery Inc', '1 Vine Way', 'Napa', 'CA', '94558', 'US', 'Lee Gu', '+17075550199'],
  ['Relecloud Ltd', '12 Harbour Road', 'Bristol', null, 'BS1 5TY', 'GB', 'Imani Clarke', '+441174960123'],
  ['Northwind Traders', '88 Dock Street', 'Boston', 'MA', '02110', 'US', 'Sofia Alves', '+16175550144'],
  ['Tailspin Aviation SA', '7 rue des Ailes', 'Toulouse', null, '31000', 'FR', 'Hugo Perrin', '+33561550155'],
  ['Litware Pharma AG', 'Rheinweg 40', 'Basel', null, '4056', 'CH', 'Nina Frei', '+41615550166'],
  ['Proseware Energy AS', 'Havnegata 3', 'Bergen', null, '5003', 'NO', 'Ingrid Moe', '+4755550177'],
  ['Woodgrove Bank', '500 Market St', 'San Francisco', 'CA', '94105', 'US', 'Marcus Bell', '+14155550188'],
  ['Humongous Insurance', '21 King St W', 'Toronto', 'ON', 'M5H 1J9', 'CA', 'Priya Nair', '+14165550121'],
  ['Alpine Ski House', 'Dorfstrasse 9', 'Davos', null, '7270', 'CH', 'Reto Caduff', '+41815550102'],
  ['Trey Research', '60 Science Park Rd', 'Singapore', null, '117438', 'SG', 'Wei Tan', '+6565550103'],
  ['Margie Travel Pty', '15 Pitt St', 'Sydney', 'NSW', '2000', 'AU', 'Kirra Dunn', '+61255550104'],
  ['Lucerne Publishing', '3 Canal Row', 'Dublin', null, 'D02 XY45', 'IE', 'Aoife Byrne', '+35315550105'],
  ['Blue Yonder Freight', '2 Runway Rd', 'Dallas', 'TX', '75261', 'US', 'Omar Haddad', '+12145550106'],
  ['City Power & Light', '9 Turbine Ave', 'Chicago', 'IL', '60607', 'US', 'Grace Kim', '+13125550107'],
  ['Southridge Video', '77 Sunset Blvd', 'Los Angeles', 'CA', '90028', 'US', 'Elena Cruz', '+13235550108'],
  ['Consolidated Messenger', 'Calle Mayor 5', 'Madrid', null, '28013', 'ES', 'Pablo Ruiz', '+34915550109'],
  ['Graphic Design Institute', 'Via Roma 18', 'Torino', null, '10121', 'IT', 'Chiara Riva', '+390115550110'],
];

function customer([name, street, city, state, postalCode, country, person, phone]: Row): WorldCustomer {
  const [firstName = '', lastName = ''] = person.split(' ');
  const domain = name.split(' ', 1)[0]?.toLowerCase();
  const email = `${firstName}.${lastName}@${domain}.example`.toLowerCase();
  return { name, street, city, state, postalCode, country, contact: { firstName, lastName, email, phone } };
}

/** The fictitious customers of the default world. */
export const worldCustomers: readonly WorldCustomer[] = ROWS.map(customer);
