import type { CosellError } from '../core/errors.ts';
import type { EngineDeps } from './deps.ts';
import type { WorkOutcome } from './ports.ts';

/** Throttled, signed out or misconfigured connections rest as a whole, so that no key burns its attempts on them (R102, R103). */
export async function restLane(deps: EngineDeps, lane: string, failure: CosellError): Promise<void> {
  if (!isConnectionWide(failure)) return;
  const restMs =
    failure.recovery === 'throttled' ? (failure.retryAfterMs ?? deps.settings.pauseMs) : deps.settings.pauseMs;
  const untilMs = (await deps.store.work.nowMs()) + restMs;
  await deps.store.work.blockLane(lane, untilMs, sentence(failure));
  deps.log.warn({ code: failure.code, place: failure.place, restMs, remedy: failure.remedy }, 'connection rests');
}

/** How a failed key is treated beyond its attempts. */
interface FailedKey {
  attempts: number;
  /** Runs for ever: to park it would switch off what heals everything else (R103). */
  isSchedule?: boolean;
}

/** What the work list does with a key whose run failed. */
export function outcomeOfFailure(failure: CosellError, key: FailedKey): WorkOutcome {
  if (isConnectionWide(failure) || isCancelled(failure)) return { kind: 'released' };
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
