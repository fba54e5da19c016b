import { type DynamicsEmulator, startDynamicsEmulator } from '../../../emulators/dynamics/start.ts';
import { DEFAULT_SETTINGS, type DynamicsSettings } from '../../../src/adapters/dynamics/settings.ts';
import { connectDynamics, type DynamicsSide } from '../../../src/adapters/dynamics/side.ts';
import type { Fetch } from '../../../src/adapters/http/surroundings.ts';

/** An emulated environment, and how the tests look at it. */
export interface TestEnvironment {
  emulator: DynamicsEmulator;
  settings(overrides?: Partial<DynamicsSettings>): DynamicsSettings;
  /** `fetch` stands between the adapter and the network. */
  connect(overrides?: Partial<DynamicsSettings>, fetch?: Fetch): Promise<DynamicsSide>;
  options(overrides?: Partial<DynamicsSettings>): Parameters<typeof connectDynamics>[0];
  /** Rows as stored. */
  rows(table: string): readonly Readonly<Record<string, unknown>>[];
  /** Calls since the last `resetCalls`, without tokens. */
  calls(): { read: number; write: number };
  /** A save by a person, a little later, so that the time of the row moves. */
  edit(id: string, values: Record<string, unknown>): Promise<void>;
  create(table: string, values: Record<string, unknown>): string;
}

export async function startTestEnvironment(world: Record<string, unknown> = {}): Promise<TestEnvironment> {
  const emulator = await startDynamicsEmulator({ world });
  const clock = { nowMs: () => emulator.clock.now(), sleep };
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const settings = (overrides: Partial<DynamicsSettings> = {}): DynamicsSettings => {
    const { organizationUrl, authority, tenantId, clientId, clientSecret } = emulator.credentials;
    return {
      ...DEFAULT_SETTINGS,
      url: organizationUrl,
      authority,
      tenant: tenantId,
      auth: { kind: 'secret', clientId, clientSecret },
      ...overrides,
    };
  };
  const options = (overrides: Partial<DynamicsSettings> = {}) => ({ settings: settings(overrides), clock, log });
  const { people } = emulator.admin;
  return {
    emulator,
    settings,
    options,
    connect: (overrides, fetch) => connectDynamics({ ...options(overrides), ...(fetch ? { fetch } : {}) }),
    rows: (table) => emulator.admin.snapshot().records[table] ?? [],
    calls() {
      const { read, write } = emulator.admin.calls();
      return { read, write };
    },
    async edit(id, values) {
      await emulator.admin.moveClock({ advanceMs: 1000 });
      people.edit({ id, values });
    },
    create: (table, values) => String(people.create({ table, values }).id),
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
