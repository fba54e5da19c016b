import type { DeepPartial } from '../partner-center/documents.ts';
import type { Referral } from '../partner-center/referral.ts';

/** One line of the default world: a deal as Partner Center holds it. */
export interface Deal {
  /** Index into the customers. */
  customer: number;
  name: string;
  /** `New/Pending` and the like. */
  state: string;
  daysOld: number;
  /** The CRM has an opportunity for it, and both name each other. */
  linked?: true;
  value: number;
  currency?: string;
  more?: DeepPartial<Referral>;
  microsoft?: DeepPartial<Referral>;
}

export function statusOf(state: string): { status: string; substatus: string } {
  const [status = '', substatus = ''] = state.split('/');
  return { status, substatus };
}

/** Microsoft's half of a deal that Microsoft takes part in. */
const accepted = (microsoftMsxId: string) => ({ ...statusOf('Active/Accepted'), trackingInfo: { microsoftMsxId } });

export const INVITATIONS: readonly Deal[] = [
  {
    customer: 0,
    name: 'Adatum ERP analytics modernisation',
    state: 'New/Pending',
    linked: true,
    daysOld: 1,
    value: 180_000,
    currency: 'EUR',
  },
  { customer: 5, name: 'Northwind demand forecasting', state: 'New/Pending', daysOld: 3, value: 95_000 },
  { customer: 9, name: 'Woodgrove fraud analytics', state: 'New/Pending', daysOld: 12, value: 400_000 },
  {
    customer: 16,
    name: 'City Power grid twin',
    state: 'New/Received',
    daysOld: 2,
    value: 250_000,
    more: { salesStage: '10' },
  },
  {
    customer: 7,
    name: 'Litware trial platform',
    state: 'Active/Accepted',
    linked: true,
    daysOld: 20,
    value: 310_000,
    currency: 'CHF',
  },
  {
    customer: 15,
    name: 'Blue Yonder control tower',
    state: 'Active/Accepted',
    linked: true,
    daysOld: 35,
    value: 140_000,
  },
  {
    customer: 10,
    name: 'Humongous claims automation',
    state: 'Closed/Won',
    linked: true,
    daysOld: 90,
    value: 220_000,
    currency: 'CAD',
  },
  {
    customer: 12,
    name: 'Trey genome pipeline',
    state: 'Closed/Lost',
    daysOld: 80,
    value: 75_000,
    more: { statusReason: 'Customer chose another vendor' },
  },
  {
    customer: 18,
    name: 'Messenger route planning',
    state: 'Closed/Declined',
    daysOld: 60,
    value: 30_000,
    more: { statusReason: 'Customer budget not adequate' },
  },
  { customer: 19, name: 'Design Institute archive', state: 'Closed/Expired', daysOld: 40, value: 45_000 },
];

export const SHARED_DEALS: readonly Deal[] = [
  {
    customer: 1,
    name: 'Fourth Coffee store telemetry',
    state: 'Active/Accepted',
    daysOld: 5,
    value: 95_000,
    microsoft: {},
  },
  {
    customer: 3,
    name: 'Coho warehouse forecasting',
    state: 'Active/Accepted',
    linked: true,
    daysOld: 25,
    value: 60_000,
    microsoft: accepted('7-WORLD1001'),
  },
  {
    customer: 6,
    name: 'Tailspin maintenance records',
    state: 'Active/Accepted',
    linked: true,
    daysOld: 30,
    value: 20_000,
    currency: 'EUR',
    microsoft: statusOf('Closed/Declined'),
  },
  {
    customer: 8,
    name: 'Proseware turbine insight',
    state: 'Active/Accepted',
    daysOld: 45,
    value: 500_000,
    currency: 'NOK',
    microsoft: statusOf('Closed/Expired'),
  },
  {
    customer: 17,
    name: 'Southridge media catalogue',
    state: 'Active/Accepted',
    linked: true,
    daysOld: 15,
    value: 85_000,
  },
  {
    customer: 11,
    name: 'Alpine booking engine',
    state: 'Closed/Won',
    linked: true,
    daysOld: 70,
    value: 130_000,
    currency: 'CHF',
    microsoft: { ...statusOf('Closed/Won'), trackingInfo: { microsoftMsxId: '7-WORLD1002' } },
  },
  {
    customer: 13,
    name: 'Margie Travel chat',
    state: 'Closed/Error',
    daysOld: 50,
    value: 1,
    more: { statusReason: 'Test referral' },
  },
];

export const PRIVATE_DEALS: readonly Deal[] = [
  {
    customer: 14,
    name: 'Lucerne content search',
    state: 'Active/Accepted',
    linked: true,
    daysOld: 10,
    value: 40_000,
    currency: 'EUR',
  },
  {
    customer: 4,
    name: 'Relecloud cost review',
    state: 'Closed/Lost',
    daysOld: 65,
    value: 15_000,
    currency: 'GBP',
    more: { statusReason: 'Customer did not respond' },
  },
];

export const LEADS: readonly Deal[] = [
  { customer: 2, name: 'Fabric Accelerator: contact me', state: 'New/Pending', daysOld: 1, value: 0 },
  {
    customer: 11,
    name: 'Security Watch: free trial',
    state: 'New/Received',
    daysOld: 4,
    value: 0,
    more: { callToAction: 'FreeTrial' },
  },
  {
    customer: 16,
    name: 'Copilot Readiness: contact me',
    state: 'Active/Accepted',
    daysOld: 8,
    value: 0,
    more: { quality: 'High' },
  },
  // Expired leads show no contact; the name is escaped as real ones are.
  {
    customer: 5,
    name: 'Fabric &amp; Copilot: test drive',
    state: 'Closed/Expired',
    daysOld: 33,
    value: 0,
    more: { customerProfile: { name: 'Northwind &amp; Sons', address: { country: 'US', state: null, region: 'MA' } } },
  },
];
