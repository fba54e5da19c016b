import type { LoadedSettings } from '../config/load.ts';
import type { Settings } from '../config/schema.ts';
import { resolveStore } from '../config/secrets.ts';
import { rulesFor } from '../core/mapping/field-rules.ts';
import type { EngineDeps, EngineSettings, PassReport } from '../engine/deps.ts';
import type { Clock, Log, Store } from '../engine/ports.ts';
import { createRateStop } from '../engine/rate-stop.ts';
import { isShadow } from '../engine/shadow.ts';
import { openStore } from '../store/open-store.ts';
import { type CallCounter, createCallCounter } from './calls.ts';
import { openSides } from './connections.ts';
import { readOnlySide } from './read-only-side.ts';
import { systemClock, systemIds, systemLog } from './surroundings.ts';

/** Told of each pass of this process that did something. */
export type PassListener = (report: PassReport) => void;

export interface OpenEngine {
  store: Store;
  clock: Clock;
  log: Log;
  /** Signs in to both sides and looks at the CRM. Throws while one cannot be reached. */
  connect: () => Promise<EngineDeps>;
  calls: CallCounter;
  /** Where the store is, without a password. */
  place: string;
}

/** A worker that says nothing for this long is dead; its links go to another one. */
const LEASE_MS = 60_000;

/** Store, sides and rules of one installation, ready to be started or asked. */
export async function openEngine(
  loaded: LoadedSettings,
  onPass: PassListener,
  options: { shadow?: boolean } = {},
): Promise<OpenEngine> {
  const { settings } = loaded;
  const clock = systemClock();
  const log = systemLog(settings.log);
  const calls = createCallCounter();
  const place = await resolveStore(settings.store, loaded);
  const store = await openStore({ url: place, work: { maxAttempts: settings.limits.attempts } });
  const connect = async (): Promise<EngineDeps> => {
    // Commands follow the connector that works on the store.
    const shadow = options.shadow ?? (await isShadow(store));
    const turns = { store, clock, ids: systemIds() };
    return {
      sides: await openSides(loaded, { clock, log, calls, turns, guard: shadow ? readOnlySide : (port) => port }),
      shadow,
      store,
      clock,
      log,
      ids: systemIds(),
      rules: rulesFor(settings.deals),
      settings: engineSettings(settings),
      rateStop: createRateStop(settings.safety, clock),
      onPass,
    };
  };
  return { store, clock, log, connect, calls, place: withoutPassword(place) };
}

function engineSettings({ deals, limits, sweep }: Settings): EngineSettings {
  return {
    coSellOnly: deals.coSellOnly,
    onClosed: deals.onClosed,
    missingPurchaseIntent: deals.missingPurchaseIntent,
    maxPasses: limits.passes,
    laneLimit: limits.lane,
    sweepEveryMs: { crm: sweep.crmEvery, 'partner-center': sweep.partnerCenterEvery },
    compareEveryMs: sweep.fullCompareEvery,
    leaseMs: LEASE_MS,
    pauseMs: limits.rest,
  };
}

export function withoutPassword(place: string): string {
  if (!/^postgres(ql)?:/.test(place) || !URL.canParse(place)) return place;
  const url = new URL(place);
  if (url.password) url.password = '***';
  return url.href;
}
