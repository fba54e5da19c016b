import { DEFAULT_USERS } from '../../emulators/dynamics/world-schema.ts';
import { defaultDynamicsWorld } from '../../emulators/worlds/dynamics.ts';
import { callerWith, signIn } from '../bare-calls.ts';
import { SOLUTION } from '../planted.ts';
import { recordIdOf, recordsOf } from './dynamics-records.ts';
import type { BareCalls, BenchCrm } from './words.ts';

const API = '/api/data/v9.2/';

const bare: BareCalls = {
  async signIn({ urls, credentials: { clientId = '', clientSecret = '' } }) {
    const scope = `${urls['organizationUrl']}/.default`;
    const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret, scope };
    return callerWith(urls['apiUrl'] ?? '', await signIn(urls['tokenUrl'] ?? '', form));
  },
  dealsPerCall: 10,
  async write(call, values) {
    const parts = [...values].map(([id, estimatedvalue]) => patchPart(id, { estimatedvalue }));
    const headers = { 'content-type': 'multipart/mixed; boundary="batch_bare"' };
    await call('$batch', { method: 'POST', headers, body: `${parts.join('')}--batch_bare--\r\n` });
  },
  async look(call) {
    const path = 'opportunities?$select=estimatedvalue';
    const headers = { prefer: 'odata.track-changes' };
    let page = (await call(path, { headers })) as Record<string, string>;
    while (page['@odata.nextLink']) page = (await call(below(page['@odata.nextLink']), { headers })) as typeof page;
    const changed = below(page['@odata.deltaLink'] ?? '');
    return async () => void (await call(changed, { headers }));
  },
};

const below = (link: string) => link.slice(link.indexOf(API) + API.length);

function patchPart(id: string, body: object): string {
  return [
    '--batch_bare',
    'Content-Type: application/http',
    'Content-Transfer-Encoding: binary',
    '',
    `PATCH ${API}opportunities(${id}) HTTP/1.1`,
    'Content-Type: application/json',
    'If-Match: *',
    '',
    JSON.stringify(body),
    '',
  ].join('\r\n');
}

export const dynamics: BenchCrm = {
  kind: 'dynamics',
  label: 'Dynamics 365',
  worlds: {
    withoutDeals: { ...defaultDynamicsWorld, records: [] },
    untouched: {
      organization: { installed: 'none' },
      users: DEFAULT_USERS.map((user) => (user.applicationId ? { ...user, role: 'System Administrator' } : user)),
    },
    untouchedMapping: {},
  },
  settingsFor: ({ urls, credentials: { tenantId = '', clientId = '', clientSecret = '' } }) => ({
    connection: {
      dynamics: {
        url: urls['organizationUrl'] ?? '',
        tenant: tenantId,
        authority: urls['authority'] ?? '',
        auth: { kind: 'client-secret', clientId, clientSecret: 'file:dynamics-secret' },
        allowInsecure: true,
      },
    },
    mapping: { dynamics: {} },
    files: { 'dynamics-secret': clientSecret },
  }),
  recordIdOf,
  async planting(emulator) {
    const values = {
      csl_name: SOLUTION.name,
      csl_solutionidentifier: SOLUTION.id,
      csl_solutiontype: SOLUTION.solutionType,
      csl_publishername: SOLUTION.publisherName,
    };
    const { ids } = await emulator.person('seed', {
      records: [{ table: 'csl_microsoftsolutiondetail', ref: 'solution', values }],
    });
    const { records } = (await emulator.admin('snapshot')) as { records: Record<string, Record<string, string>[]> };
    const dollar = records['transactioncurrency']?.find((row) => row['isocurrencycode'] === 'USD');
    const shared = { solution: String((ids as Record<string, string>)['solution']), currency: dollar?.['id'] ?? '' };
    return (deal) => recordsOf(deal, shared);
  },
  valueEdit: (id, estimatedvalue) => ({ id, values: { estimatedvalue } }),
  isLook: ({ path }) => path.includes('/opportunities?') && path.includes('deltatoken='),
  dealTable: 'opportunity',
  bare,
  aims: { installSeconds: 20 },
};
