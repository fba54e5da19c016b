import type { PartnerCenterEmulator } from '../../emulators/partner-center/start.ts';
import { createPartnerCenterSide, type PartnerCenterSideOptions } from '../../src/adapters/partner-center/side.ts';
import { createDelegatedTokens } from '../../src/adapters/partner-center/tokens.ts';
import type { CosellError } from '../../src/core/errors.ts';
import type { DealView } from '../../src/core/model/deal.ts';
import type { CreateChange, UpdateChange } from '../../src/core/model/plan.ts';
import type { Snapshot } from '../../src/core/model/snapshot.ts';
import type { SidePort, WriteResult } from '../../src/engine/ports.ts';

export const silentLog = { info: () => {}, warn: () => {}, error: () => {} };

/** For `timeoutMs`, where a test waits for a time-out. */
export const SHORT_TIMEOUT_MS = 150;

/** Back-off passes at once; the time-out of an attempt is real. */
export function patientClock(nowMs: () => number) {
  return { nowMs, sleep };
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  if (ms < 2_000 && ms !== SHORT_TIMEOUT_MS) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** The adapter over real HTTP, signed in at the emulator. */
export function connectSide(
  { credentials }: PartnerCenterEmulator,
  overrides: Partial<PartnerCenterSideOptions> = {},
): SidePort {
  const clock = patientClock(Date.now);
  const tokens = createDelegatedTokens({
    authority: credentials.authorityUrl,
    tenant: credentials.tenantId,
    clientId: credentials.clientId,
    clientSecret: credentials.clientSecret,
    tokenVersion: 'v2',
    audience: credentials.referralsAudience,
    loadRefreshToken: async () => credentials.refreshToken,
    saveRefreshToken: async () => {},
    clock,
    log: silentLog,
  });
  return createPartnerCenterSide({
    referralsUrl: `${credentials.referralsUrl}/v1.0/engagements/referrals`,
    tokens,
    userAgent: 'cosell-test',
    clock,
    log: silentLog,
    ...overrides,
  });
}

export const FIELDS: DealView = {
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
  purchaseIntent: 'HaveNotDecided',
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
};
export const RECORD = '006Qy00000AbCdEFGH';

export function createChange(fields: DealView = {}, marker = RECORD): CreateChange {
  return {
    kind: 'create',
    side: 'partner-center',
    fields: { ...FIELDS, ...fields },
    counterpartId: marker,
    marker,
    irreversible: [],
  };
}

export function updateChange(snapshot: Snapshot, fields: DealView, more: Partial<UpdateChange> = {}): UpdateChange {
  return {
    kind: 'update',
    side: 'partner-center',
    id: snapshot.id,
    expectedVersion: snapshot.version,
    fields,
    previous: snapshot.deal,
    irreversible: [],
    ...more,
  };
}

export function written(result: WriteResult): Snapshot {
  if (result.kind !== 'written') throw new Error(`not written: ${JSON.stringify(result)}`);
  return result.snapshot;
}

/** The error of a call that must fail. */
export async function failure(promise: Promise<unknown>): Promise<CosellError> {
  return promise.then(
    () => Promise.reject(new Error('should have failed')),
    (error: CosellError) => error,
  );
}

/** What makes a deal a co-sell deal. */
export const HELP = { help: 'QuotesOrLicensing', visibleToMicrosoft: true } as const;
