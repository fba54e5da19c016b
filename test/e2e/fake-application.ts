import type { Application } from '../../src/cli/product/application.ts';
import type { CrmReport } from '../../src/cli/product/crm.ts';
import type { DealReport } from '../../src/cli/product/deals.ts';
import type { ServiceFacts } from '../../src/cli/product/dev.ts';
import type { CheckReport, DoctorReport } from '../../src/cli/product/doctor.ts';
import type { Installation } from '../../src/cli/product/installation.ts';
import type { PassReport, RunReport } from '../../src/cli/product/passes.ts';
import type { Running } from '../../src/cli/product/running.ts';
import type { StatusReport } from '../../src/cli/product/status.ts';
import type { RegistrationReport, WebhookDesk } from '../../src/cli/product/webhook.ts';
import { CosellError } from '../../src/core/errors.ts';

/** A stand-in for the product: the id given to it chooses what happens. */
export const fakeApplication: Application = {
  async startDev({ signal, onPass, port }) {
    setImmediate(() => onPass?.(fakePass('changed')));
    return {
      started: {
        services: [
          { id: 'connector', title: 'Connector', url: `http://127.0.0.1:${port || 4100}`, urls: {}, credentials: {} },
          emulator,
        ],
        store: '.cosell',
        settingsFile: '.cosell/dev.yaml',
        tries: [{ title: 'Look at the deals', command: 'npx cosell deals list' }],
      },
      ...untilAborted(signal),
    };
  },
  async startEmulator({ signal, name }) {
    return { started: { ...emulator, id: name }, ...untilAborted(signal) };
  },
  async startConnector(_settings, { signal }) {
    const url = 'http://127.0.0.1:4100';
    return {
      started: { url, webhookUrl: `${url}/webhooks/partner-center`, publicUrl: null, store: '.cosell' },
      ...untilAborted(signal),
    };
  },
  openInstallation: async () => fakeInstallation,
  diagnose: async (_settings, { probe }) => fakeDiagnosis(probe),
  openWebhook: async () => fakeWebhook,
  async connectPartnerCenter(_settings, { device, onInvitation, withinMs }) {
    onInvitation({ url: 'https://login.example/authorize', userCode: device ? 'BCDFGHJKL' : null, withinMs });
    const { ok, checks } = fakeDiagnosis(!device);
    return { user: 'service@contoso.example', keptAs: 'file:token', ok, checks };
  },
  taxonomy: {
    read: async () => ({ file: 'taxonomy.yaml', version: 'FY26', reviewBy: '2027-07-01', entries: [], remarks: [] }),
    plan: async () => ({ version: 'FY26', steps: [], remarks: [] }),
    apply: async () => ({ version: 'FY26', steps: [], remarks: [] }),
  },
  crm: {
    plan: async () => fakeCrmReport,
    fields: async () => ({ fields: [] }),
    async install(_settings, { onProgress, connection, upgrade, layouts, signal }) {
      onProgress({ phase: 'Checking the package', done: 1, total: 2 });
      if (!layouts) await untilAborted(signal).finished;
      signal.throwIfAborted();
      return upgrade
        ? { ...fakeCrmReport, failures: [{ place: connection ?? 'crm', message: 'No.', remedy: 'Ask.' }] }
        : fakeCrmReport;
    },
    exportPackage: async () => ({ name: 'package.zip', bytes: new Uint8Array([1]) }),
    async uninstall(_settings, { dryRun }) {
      if (!dryRun)
        throw new CosellError({ code: 'x', recovery: 'misconfigured', message: 'No rights', remedy: 'Ask.' });
      return { ...fakeCrmReport, steps: [{ kind: 'field', name: 'Lead.Audit__c', action: 'remove', notes: [] }] };
    },
  },
  solutions: { take: async () => [] },
  stores: {
    info: async (place) => ({ kind: 'sqlite', place, schemaVersion: 3, bytes: 4096, rows: { links: 2, work: 1 } }),
    vacuum: async () => ({ bytesBefore: 8192, bytesAfter: 4096 }),
    move: async (from, to, { onProgress }) => {
      onProgress({ phase: 'Copying links', done: 1, total: 2 });
      return { from, to, rows: 2 };
    },
    backup: async (_place, file) => ({ file, bytes: 4096 }),
  },
};

const fakeCrmReport: CrmReport = {
  organization: { id: '00D', name: 'Lakeshore \u001b[31mData', edition: 'Enterprise Edition', sandbox: true },
  user: 'integration@lakeshore.example',
  steps: [
    { kind: 'field', name: 'Opportunity.Audit__c', action: 'create', notes: [] },
    { kind: 'field', name: 'Lead.Audit__c', action: 'keep', notes: [] },
  ],
  remarks: ["2 fields of Microsoft's package are there."],
  atomic: true,
  deployments: [],
  failures: [],
  findings: [],
  ms: 1200,
};

const emulator: ServiceFacts = {
  id: 'salesforce',
  title: 'Salesforce',
  url: 'http://127.0.0.1:4101',
  urls: { tokenUrl: 'http://127.0.0.1:4101/services/oauth2/token' },
  credentials: { clientId: 'emulated-client', clientSecret: 'emulated-secret' },
};

/** Keeps the process alive, as a server would, until the signal is aborted. */
function untilAborted(signal: AbortSignal): Running {
  const alive = setInterval(() => undefined, 60_000);
  return {
    finished: new Promise((resolve) => {
      signal.addEventListener('abort', () => {
        clearInterval(alive);
        resolve();
      });
    }),
  };
}

const fakeInstallation: Installation = {
  status: async () => fakeStatus,
  shadowReport: async () => ({
    mode: 'shadow',
    inStep: 1,
    counts: { agree: 0, differ: 0, missed: 0, waiting: 0, conflict: 0 },
    deals: [],
  }),
  listDeals: async ({ limit }) => ({ deals: [fakeDeal].slice(0, limit), next: null }),
  registerDeal: async () => ({ status: 'ReviewPending', refusals: [], pass: null }),
  showDeal: async (id) => (id === 'unknown' ? null : fakeDeal),
  checkDeal: async (id) =>
    id === 'unknown'
      ? null
      : { recordId: id, name: 'Data estate', ticked: false, outcome: 'ready', kind: 'private', missing: [] },
  async reconcile(id) {
    if (id === 'unknown') return null;
    if (id === 'explode') throw new TypeError('undefined is not a function');
    if (id === 'signed-out') throw signedOut;
    return fakePass(id as PassReport['outcome']);
  },
  mappingHistory: async () => ({ present: 'a1b2c3d4', versions: [] }),
  planAll: async () => ({
    complete: true,
    looked: 1,
    counts: { inStep: 1, create: 0, update: 0, convert: 0, refused: 0, halted: 0 },
    deals: [],
    ms: 5,
  }),
  reconcileAll: ({ signal, onProgress, restart }) =>
    restart ? runUntilAborted(signal, onProgress) : finishedRun(onProgress),
  listParked: async () => [
    { key: 'link:1', deal: 'Fabric', reason: 'country missing', attempts: 8, parkedAt: '2026-01-01T00:00:00.000Z' },
  ],
  retryParked: async (key) => (key === 'link:1' ? 1 : 0),
  close: async () => undefined,
};

/** Something is broken unless only a probe is asked for. */
function fakeDiagnosis(probe: boolean): DoctorReport {
  const store = { id: 'store', area: 'store', title: 'The store opens', rows: [] } as const;
  const role = { id: 'partner-center-role', area: 'partner-center', title: 'Referrals admin', rows: ['R2'] } as const;
  const checks: CheckReport[] = [{ ...store, level: 'ok', message: 'It opens.', remedy: null }];
  if (!probe) checks.push({ ...role, level: 'broken', message: 'No role \u001b[31mat all.', remedy: 'Grant it.' });
  return { ok: probe, checks, ms: 12 };
}

const fakeRegistration: RegistrationReport = {
  owner: 'microsoft-connector',
  url: 'https://prod-31.westus.logic.azure.com/workflows/ab',
  events: ['referral-created'],
};

/** Somebody else is registered. */
const fakeWebhook: WebhookDesk = {
  status: async () => ({
    registration: fakeRegistration,
    ours: 'https://cosell.contoso.com/hooks/partner-center',
    missing: ['referral-created', 'referral-updated'],
    released: false,
    previous: null,
    fanOut: false,
    lastTestAt: null,
  }),
  register: async ({ overwrite, events }) => ({
    outcome: overwrite ? 'overwritten' : 'left',
    before: fakeRegistration,
    after: overwrite ? { ...fakeRegistration, owner: 'ours', events: events ?? [] } : fakeRegistration,
  }),
  release: async () => ({ outcome: 'not-ours', before: fakeRegistration, after: fakeRegistration }),
  test: async ({ withinMs }) => ({
    received: false,
    correlationId: 'e2f0f5a4-0000-4000-8000-000000000001',
    ms: withinMs,
    attempts: [{ at: null, code: 'Unauthorized', message: 'signature \u001b[31mrefused' }],
    cause: { message: 'It was refused.', remedy: 'Look into the log.' },
  }),
  close: async () => undefined,
};

async function finishedRun(onProgress: (progress: { phase: string; done: number; total: number }) => void) {
  for (let done = 0; done <= 3; done += 1) onProgress({ phase: 'Reconciling deals', done, total: 3 });
  return fakeRun(true);
}

async function runUntilAborted(
  signal: AbortSignal,
  onProgress: (progress: { phase: string; done: number; total: null }) => void,
) {
  onProgress({ phase: 'Listing referrals', done: 100, total: null });
  await untilAborted(signal).finished;
  return fakeRun(false);
}

const signedOut = new CosellError({
  code: 'signed-out',
  recovery: 'reauthenticate',
  message: 'Partner Center no longer accepts the refresh token',
  remedy: 'Sign in again.',
});

function fakePass(outcome: PassReport['outcome']): PassReport {
  return {
    at: '2026-01-01T12:30:05.000Z',
    linkId: '1',
    deal: 'Fabric \u001b[31mrollout',
    outcome,
    changes: outcome === 'changed' ? [{ side: 'crm', kind: 'update', fields: ['value'] }] : [],
    remark: outcome === 'refused' ? { code: 'country-missing', message: 'No country', remedy: 'Fill it in.' } : null,
    ms: 12,
  };
}

function fakeRun(complete: boolean): RunReport {
  const counts = { adopted: 1, created: 0, changed: 1, unchanged: 1, refused: 0, failed: 0, halted: 0 };
  return { complete, deals: 3, ...counts, ms: 1500, calls: { partnerCenter: 1, crm: 2 } };
}

const fakeStatus: StatusReport = {
  store: { kind: 'sqlite', place: '.cosell' },
  mode: 'live',
  healthy: true,
  connections: [{ name: 'Salesforce', state: 'ok', until: null, reason: null }],
  links: { proposed: 0, active: 2, closed: 0, halted: 0, broken: 0 },
  work: { due: 0, waiting: 0, leased: 0, parked: 1 },
  sweeps: [{ side: 'crm', lastAt: null, watermark: null }],
  attention: [{ code: 'parked', message: '1 deal is parked', remedy: 'See `cosell parked list`.' }],
};

const fakeDeal: DealReport = {
  id: '1',
  name: 'Fabric rollout',
  state: 'active',
  status: 'active',
  kind: 'co-sell',
  customer: 'Adatum',
  value: '180000.5',
  currency: 'USD',
  referralId: 'b2a6f0c4-6d1e-4a8d-9c55-1f6f3f0f8d21',
  recordId: '0065g00000XyZabAAF',
  mark: 'ok',
  reason: null,
  updatedAt: '2026-01-01T12:30:05.000Z',
  registrationStatus: null,
  engagementId: null,
  referralLink: null,
  fields: [{ field: 'value', partnerCenter: '180000.5', crm: '180000.5', agreed: '180000.5' }],
  history: [{ at: '2026-01-01T12:30:05.000Z', kind: 'linked', summary: 'created in the CRM', details: null }],
};
