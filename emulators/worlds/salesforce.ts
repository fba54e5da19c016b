import type { SalesforceWorldInput } from '../salesforce/world-schema.ts';

export const defaultSalesforceWorld: SalesforceWorldInput = {};
