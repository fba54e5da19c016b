import type { DynamicsEmulator } from '../../../../emulators/dynamics/start.ts';
import { theOnly } from '../observed.ts';
import {
  COLUMNS,
  helpBehind,
  intentBehind,
  LISTED,
  leadsTo,
  type Row,
  rowsOf,
  STATES,
  typeBehind,
} from './dynamics-values.ts';
import type { CrmContact, CrmCustomer, CrmDeal, CrmLead, CrmObserved, DealStage } from './words.ts';

export function dynamicsObserved(emulator: DynamicsEmulator): CrmObserved {
  const { userId } = emulator.credentials;
  const rows = (table: string) => rowsOf(emulator, table);
  const row = (table: string, id: unknown) =>
    theOnly(
      rows(table).filter((each) => each.id === id),
      `${table} ${id}`,
    );
  const carrying = (table: string, referralId: string) =>
    theOnly(
      rows(table).filter((each) => each[COLUMNS.referralId] === referralId),
      `${table} of the referral ${referralId}`,
    );
  const listed = (key: keyof typeof LISTED, opportunity: Row) => {
    const { table, column } = LISTED[key];
    const id = leadsTo(opportunity[column]);
    return id === null ? null : String(row(table, id)['csl_name']);
  };
  const dealsIn = (opportunities: readonly Row[]) => {
    const currencies = new Map(rows('transactioncurrency').map(({ id, isocurrencycode: code }) => [id, String(code)]));
    return opportunities.map((each) => ({
      ...dealIn(each),
      currency: currencies.get(leadsTo(each['transactioncurrencyid'])) ?? '',
      changedByConnector: leadsTo(each['modifiedby']) === userId,
      area: listed('area', each),
      play: listed('play', each),
      role: listed('role', each),
    }));
  };
  const theDeal = (opportunity: Row) => theOnly(dealsIn([opportunity]), 'deal');
  const leadIn = (lead: Row): CrmLead => {
    const made = rows('opportunity').find((each) => leadsTo(each['originatingleadid']) === lead.id);
    return {
      id: String(lead.id),
      company: String(lead['companyname']),
      lastName: String(lead['lastname']),
      email: text(lead['emailaddress1']),
      ticked: lead[COLUMNS.ticked] === true,
      dealId: made ? String(made.id) : null,
    };
  };
  return {
    deals: () => dealsIn(rows('opportunity')),
    deal: (id) => theDeal(row('opportunity', id)),
    dealOf: (referralId) => theDeal(carrying('opportunity', referralId)),
    lead: (id) => leadIn(row('lead', id)),
    leadOf: (referralId) => leadIn(carrying('lead', referralId)),
    customers: () => rows('account').map(customerIn),
    customerOf: (dealId) => customerIn(row('account', leadsTo(row('opportunity', dealId)['customerid']))),
    contactsOf(dealId) {
      const own = leadsTo(row('opportunity', dealId)['parentcontactid']);
      const others = rows('connection')
        .filter((each) => leadsTo(each['record1id']) === dealId)
        .map((each) => leadsTo(each['record2id']));
      const contacts = rows('contact');
      const of = (id: string | null) => contacts.filter((each) => each.id === id);
      return [
        ...of(own).map((each) => contactIn(each, true)),
        ...others.flatMap(of).map((each) => contactIn(each, false)),
      ];
    },
    solutionsOf: (dealId) =>
      rows('csl_microsoftsolution')
        .filter((line) => leadsTo(line['csl_opportunityid']) === dealId)
        .map((line) => row('csl_microsoftsolutiondetail', leadsTo(line['csl_solutiondetailid'])))
        .map((detail) => String(detail['csl_solutionidentifier'])),
    solutionRowsOf: (dealId) =>
      rows('csl_microsoftsolution')
        .filter((line) => leadsTo(line['csl_opportunityid']) === dealId)
        .map((line) => ({
          id: String(line.id),
          solution: String(
            row('csl_microsoftsolutiondetail', leadsTo(line['csl_solutiondetailid']))['csl_solutionidentifier'],
          ),
          price: line['csl_price'] as number | null,
          quantity: line['csl_quantity'] as number | null,
        })),
    teamOf(dealId) {
      const users = new Map(rows('systemuser').map(({ id, internalemailaddress: email }) => [id, String(email)]));
      return rows('connection')
        .filter((each) => leadsTo(each['record1id']) === dealId)
        .flatMap((each) => users.get(leadsTo(each['record2id'])) ?? []);
    },
    ownerOf: (dealId) =>
      String(row('systemuser', leadsTo(row('opportunity', dealId)['ownerid']))['internalemailaddress']),
    auditOf: (dealId) =>
      String(row('opportunity', dealId)['csl_audit'] ?? '')
        .split('\n')
        .filter(Boolean),
  };
}

const text = (value: unknown): string | null => (value === null || value === undefined ? null : String(value));

type OwnValues = Omit<CrmDeal, 'currency' | 'changedByConnector' | keyof typeof LISTED>;

function dealIn(row: Row): OwnValues {
  return {
    id: String(row.id),
    name: String(row[COLUMNS.name]),
    stage: stageOf(row),
    isClosed: row['statecode'] !== STATES.active.statecode,
    value: row[COLUMNS.value] as number | null,
    closeDate: text(row[COLUMNS.closeDate]),
    notes: text(row[COLUMNS.notes]),
    ticked: row[COLUMNS.ticked] === true,
    visible: row[COLUMNS.visible] === true,
    help: helpBehind(row['csl_microsofthelp']),
    referralId: text(row[COLUMNS.referralId]),
    intent: intentBehind(row['csl_purchaseintent']),
    type: typeBehind(row['csl_coselltype']),
    referralLink: text(row[COLUMNS.referralLink]),
    audit: text(row[COLUMNS.audit]),
    program: text(row['csl_referralprogram']),
    microsoftCrmId: text(row['csl_microsoftcrmid']),
    customerId: leadsTo(row['customerid']),
  };
}

function stageOf(row: Row): DealStage {
  if (row['statecode'] === STATES.won.statecode) return 'won';
  if (row['statecode'] === STATES.lost.statecode) return 'lost';
  return row['statuscode'] === STATES['on-hold'].statuscode ? 'on-hold' : 'active';
}

function customerIn(row: Row): CrmCustomer {
  return {
    id: String(row.id),
    name: String(row['name']),
    country: text(row['address1_country']),
    postalCode: text(row['address1_postalcode']),
  };
}

function contactIn(row: Row, isPrimary: boolean): CrmContact {
  return {
    id: String(row.id),
    firstName: String(row['firstname']),
    lastName: String(row['lastname']),
    email: String(row['emailaddress1']),
    phone: String(row['telephone1']),
    isPrimary,
  };
}
