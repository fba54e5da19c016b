import type { Deal, DealView } from '../../../src/core/model/deal.ts';

/** A deal with every field, and another value for each: for sides that hold everything. Others take what they hold. */
export const DEAL: Deal = {
  name: 'Fourth Coffee telemetry',
  customer: {
    name: 'Fourth Coffee Inc',
    street: '900 Pike St\nFloor 3',
    city: 'Seattle',
    state: 'WA',
    postalCode: '98101',
    country: 'US',
  },
  value: '95000.5',
  currency: 'USD',
  closeDate: '2027-09-15',
  notes: 'Pilot finished.',
  status: 'active',
  statusReason: null,
  visibleToMicrosoft: false,
  help: null,
  coSellType: 'ip',
  purchaseIntent: 'HaveNotDecided',
  partnerRole: 'Advisor',
  solutionArea: 'Security',
  solutionPlay: 'Migrate',
  contacts: [{ firstName: 'Dana', lastName: 'Okafor', email: 'dana@fourthcoffee.example', phone: '+12065550132' }],
  solutions: [
    {
      id: 'SOL-41877-KDT',
      name: 'Fabric Accelerator',
      publisher: 'Lakeshore',
      kind: '3P',
      price: null,
      quantity: null,
    },
  ],
  team: [{ firstName: 'Marta', lastName: 'Lind', email: 'marta@lakeshore.example', phone: '+12065550177' }],
  microsoftCrmId: null,
  referralProgram: null,
  registrationStatus: null,
};

export const OTHER_VALUES: Deal = {
  name: 'Fourth Coffee telemetry, phase two',
  customer: {
    name: 'Fourth Coffee Ltd',
    street: '1 High St',
    city: 'Leeds',
    state: null,
    postalCode: 'LS1 1AA',
    country: 'GB',
  },
  value: '120000',
  currency: 'EUR',
  closeDate: '2027-12-01',
  notes: 'Contract sent.\nWaiting & hoping.',
  status: 'won',
  statusReason: 'Customer chose us',
  visibleToMicrosoft: true,
  help: 'QuotesOrLicensing',
  coSellType: 'services',
  purchaseIntent: 'Yes',
  partnerRole: 'Reseller',
  solutionArea: 'Data',
  solutionPlay: 'Secure',
  contacts: [
    { firstName: 'Dana', lastName: 'Okafor', email: 'dana@fourthcoffee.example', phone: '+12065550199' },
    { firstName: 'Li', lastName: 'Wei', email: 'li@fourthcoffee.example', phone: '+12065550133' },
  ],
  solutions: [
    {
      id: 'SOL-52210-MQP',
      name: 'Copilot Readiness',
      publisher: 'Lakeshore',
      kind: '3P',
      price: '10.5',
      quantity: '2',
    },
  ],
  team: [{ firstName: 'Ola', lastName: 'Berg', email: 'ola@lakeshore.example', phone: '+12065550178' }],
  microsoftCrmId: '7-ABC123',
  referralProgram: 'Solution Assessment',
  registrationStatus: 'ReviewPending',
};

/** The parts of a deal that a side holds. */
export function part<Fields extends keyof Deal>(deal: Deal, fields: readonly Fields[]): DealView {
  return Object.fromEntries(fields.map((field) => [field, deal[field]]));
}
