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

/** What the work list does with a key whose run failed. */
export function outcomeOfFailure(failure: CosellError): WorkOutcome {
  if (isConnectionWide(failure)) return { kind: 'released' };
  const reason = sentence(failure);
  return failure.retryAfterMs === undefined
    ? { kind: 'failed', reason }
    : { kind: 'failed', reason, retryAfterMs: failure.retryAfterMs };
}

function isConnectionWide({ recovery }: CosellError): boolean {
  return recovery === 'throttled' || recovery === 'reauthenticate' || recovery === 'misconfigured';
}

function sentence(failure: CosellError): string {
  return `${failure.code}: ${failure.message} ${failure.remedy}`;
}
