import { type SalesforceEmulator, startSalesforceEmulator } from '../../../emulators/salesforce/start.ts';
import type { Fetch } from '../../../src/adapters/http/surroundings.ts';
import { DEFAULT_SETTINGS, type SalesforceSettings } from '../../../src/adapters/salesforce/settings.ts';
import { connectSalesforce, type SalesforceSide } from '../../../src/adapters/salesforce/side.ts';
import type { CreateChange, UpdateChange } from '../../../src/core/model/plan.ts';
import type { Snapshot } from '../../../src/core/model/snapshot.ts';
import type { WriteResult } from '../../../src/engine/ports.ts';
import { auditLine } from '../../samples/audit-lines.ts';

/** An emulated org with the stages that the connector needs, and how the tests look at it. */

const STAGES = [
  { name: 'On Hold', probability: 5 },
  { name: 'Prospecting', probability: 10 },
  { name: 'Negotiation', probability: 60 },
  { name: 'Closed Won', probability: 100, isClosed: true, isWon: true, forecastCategoryName: 'Closed' as const },
  { name: 'Closed Lost', probability: 0, isClosed: true, forecastCategoryName: 'Omitted' as const },
];

type StoredRow = Record<string, string | number | boolean | null>;

export interface TestOrg {
  emulator: SalesforceEmulator;
  stages: typeof STAGES;
  settings(overrides?: Partial<SalesforceSettings>): SalesforceSettings;
  /** `fetch` stands between the adapter and the network. */
  connect(overrides?: Partial<SalesforceSettings>, fetch?: Fetch): Promise<SalesforceSide>;
  options(overrides?: Partial<SalesforceSettings>): Parameters<typeof connectSalesforce>[0];
  /** Rows as stored, deleted ones left out. */
  rows(sobject: string): StoredRow[];
  /** Calls since the last `resetCalls`, without tokens. */
  calls(): { read: number; write: number };
  /** A save by a person, a little later, so that the record's version moves. */
  edit(id: string, fields: Record<string, unknown>): Promise<void>;
  create(sobject: string, fields: Record<string, unknown>): string;
}

export async function startTestOrg(world: Record<string, unknown> = {}): Promise<TestOrg> {
  const emulator = await startSalesforceEmulator({ world: { stages: STAGES, ...world } });
  const clock = { nowMs: () => emulator.clock.now(), sleep };
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const settings = (overrides: Partial<SalesforceSettings> = {}): SalesforceSettings => {
    const { instanceUrl, clientId, clientSecret } = emulator.credentials;
    return {
      ...DEFAULT_SETTINGS,
      instanceUrl,
      auth: { kind: 'client-credentials', clientId, clientSecret },
      onHoldStage: 'On Hold',
      defaultCurrency: 'USD',
      ...overrides,
    };
  };
  const options = (overrides: Partial<SalesforceSettings> = {}) => ({ settings: settings(overrides), clock, log });
  return {
    emulator,
    stages: STAGES,
    settings,
    options,
    connect: (overrides, fetch) => connectSalesforce({ ...options(overrides), ...(fetch ? { fetch } : {}) }),
    rows(sobject) {
      const { records } = emulator.admin.snapshot() as { records: Record<string, StoredRow[]> };
      return (records[sobject] ?? []).filter((row) => row['IsDeleted'] !== true);
    },
    calls() {
      const { read, write } = emulator.admin.calls();
      return { read, write };
    },
    async edit(id, fields) {
      await emulator.admin.moveClock({ advanceMs: 1000 });
      emulator.admin.people.edit({ id, fields });
    },
    create: (sobject, fields) => String(emulator.admin.people.create({ sobject, fields })['Id']),
  };
}

/** Real waiting, cut short by the signal: the transport's time-outs and pauses. */
function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    timer.unref();
    signal?.addEventListener('abort', () => resolve(clearTimeout(timer)), { once: true });
  });
}

/** An invitation from Microsoft, as the planner would have it created. */
export function invitation(id: string, fields: CreateChange['fields'] = {}): CreateChange {
  return {
    kind: 'create',
    side: 'crm',
    marker: id,
    counterpartId: id,
    irreversible: [],
    fields: {
      name: 'Contoso migration',
      customer: {
        name: 'Contoso',
        street: 'Hafenweg 1',
        city: 'Kiel',
        state: null,
        postalCode: '24103',
        country: 'DE',
      },
      value: '180000.5',
      currency: 'USD',
      closeDate: '2027-01-31',
      notes: 'Wants to move.',
      status: 'invited',
      help: 'ProofOfConceptOrDemo',
      visibleToMicrosoft: true,
      contacts: [{ firstName: 'Eva', lastName: 'Eins', email: 'Eva@Contoso.example', phone: '+49 431 1' }],
      solutions: [
        { id: 'SOL-1-ABC', name: 'Data Lake', publisher: 'Lakeshore', kind: '3P', price: '10.5', quantity: '2' },
      ],
      ...fields,
    },
    feedback: { mark: 'ok', lines: [auditLine(Date.UTC(2026, 10, 21, 9, 5), 'Created from Partner Center.')] },
  };
}

export function updateOf(snapshot: Snapshot, more: Partial<UpdateChange> = {}): UpdateChange {
  return {
    kind: 'update',
    side: 'crm',
    id: snapshot.id,
    expectedVersion: snapshot.version,
    previous: snapshot.deal,
    fields: {},
    irreversible: [],
    ...more,
  };
}

/** The snapshot of a write that must have succeeded. */
export function written(result: WriteResult): Snapshot {
  if (result.kind !== 'written') throw new Error(`Not written: ${JSON.stringify(result)}`);
  return result.snapshot;
}
