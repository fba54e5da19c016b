import { canonicalCountry } from '../../core/model/country.ts';
import { calendarDay } from '../../core/model/day.ts';
import type { Contact, CoSellType, Customer, Solution } from '../../core/model/deal.ts';
import { decimalOf } from '../../core/model/decimal.ts';
import type { DealStatus } from '../../core/model/status.ts';
import { canonicalText } from '../../core/model/text.ts';
import { decodeEntities } from './entities.ts';
import { isMap, type JsonMap } from './json-path.ts';

/**
 * How one kind of value is written in a referral and read from it. Pure; reading never throws: what cannot be read is null, and
 * `isSound` tells that from what is not there. `write` gets what is there now, so that properties we do not know survive the replacement of a whole list.
 */
interface Transform<Value> {
  read(json: unknown): Value | null;
  /** Whether it is nothing at all or a value that can be read. Absent: everything can. */
  isSound?(json: unknown): boolean;
  write(value: Value, present?: unknown): unknown;
}

/** The canonical value of each transform; bindings are checked against it. */
export interface TransformValues {
  text: string;
  decimal: string;
  currency: string;
  date: string;
  flag: boolean;
  code: string;
  intent: string;
  kind: CoSellType;
  review: string;
  status: DealStatus;
  customer: Customer;
  people: readonly Contact[];
  colleagues: readonly Contact[];
  solutions: readonly Solution[];
}

export type TransformName = keyof TransformValues;

function isBlank(json: unknown): boolean {
  return json == null || (typeof json === 'string' && json.trim() === '');
}

function readText(json: unknown): string | null {
  if (typeof json !== 'string') return null;
  return canonicalText(decodeEntities(json));
}

const text: Transform<string> = { read: readText, write: (value) => value };

/** Partner Center's own word for "none of the codes" is Unknown. */
const code: Transform<string> = {
  read: (json) => (json === 'Unknown' ? null : readText(json)),
  write: (value) => value,
};

/** The ids of the purchase intent; seen is HaveNotDecided, the others are the portal's choices (contract/partner-center.md §2). */
const INTENTS = ['Yes', 'No', 'HaveNotDecided'];

function readIntent(json: unknown): string | null {
  const said = readText(json);
  const letters = said?.toLowerCase().replace(/[^a-z]/g, '');
  return INTENTS.find((intent) => intent.toLowerCase() === letters) ?? said;
}

const intent: Transform<string> = { read: readIntent, write: readIntent };

/** Attributes that only services carry, and one that a deal with a solution of our own carries. */
const SERVICES = 'PartnerRole';
const IP = 'CustomerMarketplaceIntent';

/** The type of co-sell, by the attributes that go with it: only services name the partner's role (contract/partner-center.md §2.1). */
const kind: Transform<CoSellType> = {
  read(json) {
    const types = new Set(entriesOf(json).map((entry) => String(entry['type'] ?? '').toLowerCase()));
    if (types.has(SERVICES.toLowerCase())) return 'services';
    return types.has(IP.toLowerCase()) ? 'ip' : null;
  },
  write: (value) => [{ type: value === 'services' ? SERVICES : IP }],
};

/** The service's word for no registration is None. */
const review: Transform<string> = {
  read: (json) => (json === 'None' ? null : readText(json)),
  write: (value) => value,
};

/** Money is a decimal string here and a JSON number there; fifteen digits survive. */
const decimal: Transform<string> = {
  read: decimalOf,
  isSound: (json) => isBlank(json) || decimalOf(json) !== null,
  write: Number,
};

const currency: Transform<string> = {
  read: (json) => readText(json)?.toUpperCase() ?? null,
  write: (value) => value,
};

/** .NET's smallest date stands for "not set". */
const UNSET = '0001-01-01';

function readDate(json: unknown): string | null {
  if (typeof json !== 'string') return null;
  const [, day, offset] = /^(\d{4}-\d{2}-\d{2})(?:T[\d:.]+([+-]\d{2}:?\d{2})?Z?)?$/.exec(json.trim()) ?? [];
  if (day === undefined || day === UNSET || calendarDay(day) === null) return null;
  return offset ? calendarDay(new Date(json).toISOString()) : day;
}

/** The day in UTC; the portal shows local days, which may differ by one (contract/partner-center.md §8.9). */
const date: Transform<string> = {
  read: readDate,
  isSound: (json) => isBlank(json) || String(json).startsWith(UNSET) || readDate(json) !== null,
  write: (day) => `${day}T00:00:00Z`,
};

const flag: Transform<boolean> = {
  read: (json) => (typeof json === 'boolean' ? json : typeof json === 'string' ? json.toLowerCase() === 'true' : null),
  write: (value) => value,
};

/** The only pairs that may be sent (contract/partner-center.md §3.1). */
const STATUS_PAIRS: Readonly<Record<DealStatus, { status: string; substatus: string }>> = {
  invited: { status: 'New', substatus: 'Pending' },
  active: { status: 'Active', substatus: 'Accepted' },
  won: { status: 'Closed', substatus: 'Won' },
  lost: { status: 'Closed', substatus: 'Lost' },
  declined: { status: 'Closed', substatus: 'Declined' },
  expired: { status: 'Closed', substatus: 'Expired' },
  error: { status: 'Closed', substatus: 'Error' },
};

const CLOSED_AS = new Map(
  (['won', 'lost', 'declined', 'expired', 'error'] satisfies DealStatus[]).map((status) => [
    STATUS_PAIRS[status].substatus.toLowerCase(),
    status,
  ]),
);

function readStatus(json: unknown): DealStatus | null {
  if (!isMap(json)) return null;
  const word = (name: string) => String(json[name] ?? '').toLowerCase();
  if (word('status') === 'new') return 'invited';
  if (word('status') === 'active') return 'active';
  // Closed in a way that is not documented yet: final all the same, so that nothing is written to it.
  if (word('status') === 'closed') return CLOSED_AS.get(word('substatus')) ?? 'error';
  return null;
}

const status: Transform<DealStatus> = {
  read: readStatus,
  // None is the service's word for none.
  isSound: (json) => !isMap(json) || isBlank(json['status']) || json['status'] === 'None' || readStatus(json) !== null,
  write: (value) => STATUS_PAIRS[value],
};

function readCountry(json: unknown): string | null {
  const country = readText(json);
  return country === null ? null : canonicalCountry(country);
}

/** US states come in `state` or in `region` (real documents of 2022). */
function readCustomer(json: unknown): Customer | null {
  if (!isMap(json)) return null;
  const address = isMap(json['address']) ? json['address'] : {};
  const lines = [readText(address['addressLine1']), readText(address['addressLine2'])].filter((line) => line !== null);
  const customer: Customer = {
    name: readText(json['name']),
    street: lines.join('\n') || null,
    city: readText(address['city']),
    state: readText(address['state']) ?? readText(address['region']),
    postalCode: readText(address['postalCode']),
    country: readCountry(address['country']),
    ...customerIds(json['ids']),
  };
  return Object.values(customer).some((value) => value !== null) ? customer : null;
}

/** What `ids` of a profile may hold, by our own name for it (contract/partner-center.md §2). */
const PROFILES = { duns: 'Duns', externalId: 'External' } as const;

/** Only those that are there: most profiles have none. */
function customerIds(json: unknown): Pick<Customer, 'duns' | 'externalId'> {
  const found = Object.entries(PROFILES).flatMap(([name, profile]) => {
    const entry = entriesOf(json).find(({ profileType }) => sameText(profileType, profile));
    const id = entry ? readText(entry['id']) : null;
    return id === null ? [] : [[name, id]];
  });
  return Object.fromEntries(found);
}

function idsOf(customer: Customer): readonly JsonMap[] {
  const named = Object.entries(PROFILES) as ['duns' | 'externalId', string][];
  return named.flatMap(([name, profileType]) => (customer[name] ? [{ profileType, id: customer[name] }] : []));
}

function writeCustomer(customer: Customer): JsonMap {
  const ids = idsOf(customer);
  const [first, ...rest] = (customer.street ?? '').split('\n');
  return {
    name: customer.name,
    address: {
      addressLine1: first || null,
      addressLine2: rest.map((line) => line.trim()).join(', ') || null,
      city: customer.city,
      state: customer.state,
      postalCode: customer.postalCode,
      country: customer.country === null ? null : canonicalCountry(customer.country),
    },
    ...(ids.length > 0 ? { ids } : {}),
  };
}

const customer: Transform<Customer> = { read: readCustomer, write: writeCustomer };

/** A list that may also be missing, an empty map, or one entry alone (contract/partner-center.md §2, §8.7). */
function entriesOf(json: unknown): readonly JsonMap[] {
  const list = Array.isArray(json) ? json : [json];
  return list.filter(isMap).filter((entry) => Object.keys(entry).length > 0);
}

/** Lays known values over what was there; a value taken away is only mentioned where there was one. */
function over(present: JsonMap | undefined, values: JsonMap): JsonMap {
  const said = Object.entries(values).filter(([name, value]) => value !== null || present?.[name] != null);
  return { ...present, ...Object.fromEntries(said) };
}

function readPerson(entry: JsonMap): Contact {
  return {
    firstName: readText(entry['firstName']),
    lastName: readText(entry['lastName']),
    email: readText(entry['email']),
    phone: readText(entry['phoneNumber']),
  };
}

function sameText(left: unknown, right: string | null): boolean {
  return right !== null && String(left ?? '').toLowerCase() === right.toLowerCase();
}

const people: Transform<readonly Contact[]> = {
  // Somebody of whom nothing is said is nobody: written back, the entry would be empty and not be shown again.
  read: (json) =>
    entriesOf(json)
      .map(readPerson)
      .filter((person) => Object.values(person).some((part) => part !== null)),
  write: (value, present) =>
    value.map(({ firstName, lastName, email, phone }) => {
      const known = entriesOf(present).find((entry) => sameText(entry['email'], email));
      return over(known, { firstName, lastName, phoneNumber: phone, email });
    }),
};

const MICROSOFT_ADDRESS = /@([\w-]+\.)*microsoft\.[a-z]{2,}$/i;

function isOfMicrosoft(email: unknown): boolean {
  return typeof email === 'string' && MICROSOFT_ADDRESS.test(email.trim());
}

/** The partner's own people. Those of Microsoft share the list; they are not read, and a replacement of the list leaves them in it. */
const colleagues: Transform<readonly Contact[]> = {
  read: (json) => people.read(json)?.filter(({ email }) => !isOfMicrosoft(email)) ?? null,
  write: (value, present) => [
    ...(people.write(
      value.filter(({ email }) => !isOfMicrosoft(email)),
      present,
    ) as JsonMap[]),
    ...entriesOf(present).filter((entry) => isOfMicrosoft(entry['email'])),
  ],
};

function readSolution(entry: JsonMap): Solution | null {
  const id = readText(entry['id']);
  if (id === null) return null;
  return {
    id,
    name: readText(entry['name']),
    publisher: readText(entry['publisherName']),
    kind: readText(entry['solutionType']),
    price: decimalOf(entry['price']),
    quantity: decimalOf(entry['quantity']),
  };
}

const solutions: Transform<readonly Solution[]> = {
  read: (json) => entriesOf(json).flatMap((entry) => readSolution(entry) ?? []),
  write: (value, present) =>
    value.map(({ id, name, publisher, kind, price, quantity }) => {
      const known = entriesOf(present).find((entry) => sameText(entry['id'], id));
      return over(known ?? { id, type: 'Name' }, {
        name,
        publisherName: publisher,
        solutionType: kind,
        price: price === null ? null : Number(price),
        quantity: quantity === null ? null : Number(quantity),
      });
    }),
};

export const TRANSFORMS: { readonly [Name in TransformName]: Transform<TransformValues[Name]> } = {
  text,
  decimal,
  currency,
  date,
  flag,
  code,
  intent,
  kind,
  review,
  status,
  customer,
  people,
  colleagues,
  solutions,
};
