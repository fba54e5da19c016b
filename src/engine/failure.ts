import type { CosellError } from '../core/errors.ts';
import type { EngineDeps } from './deps.ts';
import type { WorkOutcome } from './ports.ts';

/** Throttled, signed out or misconfigured connections rest as a whole, so that no key burns its attempts on them (R102, R103). */
export async function restLane(deps: EngineDeps, lane: string, failure: CosellError): Promise<void> {
  if (!isConnectionWide(failure) || failure.member) return;
  const restMs = restOf(failure, deps.settings.pauseMs);
  const untilMs = (await deps.store.work.nowMs()) + restMs;
  await deps.store.work.blockLane(lane, untilMs, sentence(failure));
  deps.log.warn({ code: failure.code, place: failure.place, restMs, remedy: failure.remedy }, 'connection rests');
}

function restOf({ recovery, retryAfterMs }: CosellError, pauseMs: number): number {
  return recovery === 'throttled' ? (retryAfterMs ?? pauseMs) : pauseMs;
}

/** How a failed key is treated beyond its attempts. */
export interface FailedKey {
  attempts: number;
  /** How long a connection rests that must be signed in again or is misconfigured. */
  pauseMs: number;
  /** Runs for ever: to park it would switch off what heals everything else (R103). */
  isSchedule?: boolean;
}

/** What the work list does with a key whose run failed. */
export function outcomeOfFailure(failure: CosellError, key: FailedKey): WorkOutcome {
  if (isCancelled(failure)) return { kind: 'released' };
  // One CRM of several rests: its deals wait, each for itself, and the lane goes on for the others.
  if (isConnectionWide(failure))
    return { kind: 'released', ...(failure.member ? { retryAfterMs: restOf(failure, key.pauseMs) } : {}) };
  const { retryAfterMs } = failure;
  const park = key.isSchedule ? false : parksLate(failure, key);
  return {
    kind: 'failed',
    reason: sentence(failure),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(park === undefined ? {} : { park }),
  };
}

/** At the longest back-off of five minutes, about a day. */
const PATIENT_ATTEMPTS = 288;

/** What may pass by itself, an outage above all, is nobody's task before it has lasted a day. The rest keeps the limit of the work list. */
function parksLate({ recovery }: CosellError, { attempts }: FailedKey): boolean | undefined {
  return recovery === 'retry' ? attempts + 1 >= PATIENT_ATTEMPTS : undefined;
}

/** The connector is being stopped: no failure of the key, and no news for anybody. */
export function isCancelled({ code }: CosellError): boolean {
  return code === 'cancelled';
}

function isConnectionWide({ recovery }: CosellError): boolean {
  return recovery === 'throttled' || recovery === 'reauthenticate' || recovery === 'misconfigured';
}

function sentence(failure: CosellError): string {
  return `${failure.code}: ${failure.message} ${failure.remedy}`;
}
