import { createMemorySide, type MemorySide, type MemorySideOptions } from '../../src/adapters/memory/side.ts';
import { DEFAULT_RULES } from '../../src/core/mapping/field-rules.ts';
import type { DealView } from '../../src/core/model/deal.ts';
import { type Connector, startConnector } from '../../src/engine/connector.ts';
import type { EngineDeps, EngineSettings, PassReport } from '../../src/engine/deps.ts';
import type { Clock, SideGroup, Store } from '../../src/engine/ports.ts';
import { createRateStop } from '../../src/engine/rate-stop.ts';
import { alone } from '../../src/engine/side-group.ts';
import { createMemoryStore } from '../../src/store/memory-store.ts';
import { ALL_FIELDS, PATCHABLE, PLAN_SETTINGS } from '../samples/snapshots.ts';

export interface EngineWorld {
  deps: EngineDeps;
  crm: MemorySide;
  partnerCenter: MemorySide;
  store: Store;
  clock: TestClock;
  reports: PassReport[];
  /** Starts the engine, waits until nothing is due and stops it again: one act, fully carried out. */
  settle(): Promise<void>;
}

export interface TestClock extends Clock {
  advance(ms: number): void;
}

/** Virtual time: sleeping advances it, so that no test waits. */
export function testClock(startMs = Date.parse('2026-03-02T09:00:00Z')): TestClock {
  let nowMs = startMs;
  return {
    nowMs: () => nowMs,
    advance(ms) {
      nowMs += ms;
    },
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const timer = setTimeout(done, Math.min(ms, 2));
        function done() {
          clearTimeout(timer);
          signal?.removeEventListener('abort', done);
          resolve();
        }
        signal?.addEventListener('abort', done, { once: true });
      }),
  };
}

export interface WorldOptions {
  store?: Store;
  settings?: Partial<EngineSettings>;
  limits?: { maxClosesPerHour: number; maxCreatesPerHour: number };
  /** How long the CRM's versions stand still; default 0. */
  crmGranularityMs?: number;
  /** Puts more CRMs beside the world's own. */
  crms?: (own: MemorySide, options: MemorySideOptions) => SideGroup;
}

/** Both sides, the store and the engine in memory. The CRM shows one closed status for all losses, as real ones do. */
export function engineWorld(options: WorldOptions = {}): EngineWorld {
  const clock = testClock();
  let ids = 0;
  const nextId = (prefix: string) => () => {
    ids += 1;
    return `${prefix}-${ids}`;
  };
  const shared = { fields: ALL_FIELDS, nowMs: () => clock.nowMs() };
  const crmOptions: MemorySideOptions = {
    ...shared,
    side: 'crm',
    nextId: nextId('record'),
    normalize: crmRendering,
    versionGranularityMs: options.crmGranularityMs ?? 0,
  };
  const crm = createMemorySide(crmOptions);
  const partnerCenter = createMemorySide({
    ...shared,
    side: 'partner-center',
    nextId: nextId('referral'),
    updatable: PATCHABLE,
    readsSingly: true,
  });
  const store = options.store ?? createMemoryStore({ clock });
  const reports: PassReport[] = [];
  const deps: EngineDeps = {
    sides: { crm: options.crms?.(crm, crmOptions) ?? alone(crm), 'partner-center': alone(partnerCenter) },
    store,
    clock,
    ids: { next: nextId('id'), random: () => 0.5 },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    rules: DEFAULT_RULES,
    settings: {
      ...PLAN_SETTINGS,
      maxPasses: 4,
      laneLimit: 4,
      compareEveryMs: 86_400_000,
      sweepEveryMs: { crm: 60_000, 'partner-center': 300_000 },
      leaseMs: 60_000,
      pauseMs: 60_000,
      ...options.settings,
    },
    rateStop: createRateStop(options.limits ?? { maxClosesPerHour: 50, maxCreatesPerHour: 500 }, clock),
    onPass: (report) => reports.push(report),
  };
  return { deps, crm, partnerCenter, store, clock, reports, settle: () => settle(deps, clock) };
}

/** Moves time past every sweep and back-off, and runs until nothing is due or leased. */
async function settle(deps: EngineDeps, clock: TestClock): Promise<void> {
  clock.advance(400_000);
  const connector: Connector = await startConnector(deps, { owner: 'test' });
  for (let quiet = 0; quiet < 3; ) {
    await clock.sleep(1);
    const { due, leased } = await deps.store.work.counts();
    const rests = (await deps.store.work.lanes()).some(({ blockedUntilMs }) => (blockedUntilMs ?? 0) > clock.nowMs());
    quiet = leased === 0 && (due === 0 || rests) ? quiet + 1 : 0;
  }
  await connector.stop();
}

const LOSSES: ReadonlySet<unknown> = new Set(['lost', 'declined', 'expired', 'error']);

function crmRendering(view: DealView): DealView {
  return LOSSES.has(view.status) ? { ...view, status: 'lost' } : view;
}

/** A deal with everything that sharing needs. */
export const COMPLETE_DEAL: DealView = {
  name: 'Fourth Coffee telemetry',
  customer: {
    name: 'Fourth Coffee',
    street: '900 Pike St',
    city: 'Seattle',
    state: 'WA',
    postalCode: '98101',
    country: 'US',
  },
  value: '95000',
  currency: 'USD',
  closeDate: '2026-09-15',
  notes: 'Phased roll-out.',
  status: 'active',
  purchaseIntent: 'Yes',
  contacts: [{ firstName: 'Dana', lastName: 'Okafor', email: 'dana@fourthcoffee.example', phone: '+12065550132' }],
  solutions: [
    { id: 'SOL-41877-KDT', name: 'Accelerator', publisher: 'Lakeshore', kind: '3P', price: null, quantity: null },
  ],
  team: [{ firstName: 'Marta', lastName: 'Lind', email: 'marta@lakeshore.example', phone: '+12065550177' }],
};
