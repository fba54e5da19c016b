import { defaultSalesforceWorld } from '../../emulators/worlds/salesforce.ts';
import { DEV_ON_HOLD_STAGE } from '../../src/main/emulated/salesforce.ts';
import { callerWith, signIn } from '../bare-calls.ts';
import { SOLUTION } from '../planted.ts';
import { recordIdOf, recordsOf } from './salesforce-records.ts';
import type { BareCalls, BenchCrm } from './words.ts';

const API = '/services/data/v66.0';
/** The look of a loop goes back so far. */
const LOOK_BACK_MS = 60_000;

const bare: BareCalls = {
  async signIn({ urls, credentials: { clientId = '', clientSecret = '' } }) {
    const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
    return callerWith(`${urls['instanceUrl']}${API}`, await signIn(urls['tokenUrl'] ?? '', form));
  },
  // Of the 25 parts of a composite call (contract/salesforce.md) one reads back what was written.
  dealsPerCall: 24,
  async write(call, values) {
    const compositeRequest = [...values].map(([id, Amount], at) => ({
      method: 'PATCH',
      url: `${API}/sobjects/Opportunity/${id}`,
      referenceId: `deal${at}`,
      body: { Amount },
    }));
    await call('/composite', { method: 'POST', body: JSON.stringify({ allOrNone: false, compositeRequest }) });
  },
  async look(call) {
    const since = new Date(Date.now() - LOOK_BACK_MS).toISOString();
    const query = `SELECT Id, Amount FROM Opportunity WHERE SystemModstamp >= ${since}`;
    return async () => void (await call(`/query?q=${encodeURIComponent(query)}`));
  },
};

export const salesforce: BenchCrm = {
  kind: 'salesforce',
  label: 'Salesforce',
  worlds: {
    withoutDeals: { ...defaultSalesforceWorld, records: [] },
    untouched: {
      organization: { microsoftPackage: false },
      permissionSets: [],
      users: [
        {
          username: 'integration@lakeshore.example',
          lastName: 'Integration',
          email: 'integration@lakeshore.example',
          modifyMetadata: true,
        },
      ],
    },
    untouchedMapping: { salesforce: { stages: { onHold: 'Prospecting' } } },
  },
  settingsFor: ({ urls, credentials: { clientId = '', clientSecret = '' } }) => ({
    connection: {
      salesforce: {
        loginUrl: urls['instanceUrl'] ?? '',
        auth: { kind: 'client-credentials', clientId, clientSecret: 'file:salesforce-secret' },
        allowInsecure: true,
      },
    },
    mapping: { salesforce: { stages: { onHold: DEV_ON_HOLD_STAGE } } },
    files: { 'salesforce-secret': clientSecret },
  }),
  recordIdOf,
  async planting(emulator) {
    const fields = {
      Name: SOLUTION.name,
      Solution_Identifier__c: SOLUTION.id,
      Type__c: SOLUTION.solutionType,
      Publisher_Name__c: SOLUTION.publisherName,
    };
    const { ids } = await emulator.person('seed', {
      records: [{ sobject: 'Microsoft_Solution_Detail__c', ref: 'solution', fields }],
    });
    const solution = String((ids as Record<string, string>)['solution']);
    return (deal) => recordsOf(deal, solution);
  },
  valueEdit: (id, Amount) => ({ id, fields: { Amount } }),
  // Several queries in one call, writing nothing.
  isLook: ({ operation, requestBody }) => operation === 'composite' && requestBody === undefined,
  dealTable: 'Opportunity',
  bare,
  aims: { installSeconds: 10 },
};
