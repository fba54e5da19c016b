import { asCosellError, CosellError } from '../../../core/errors.ts';
import type { InstallContext } from './context.ts';
import { explain, type InstallProblem, isJobRunning, isRefusal, isThereAlready } from './failures.ts';
import type { OrgAdmin } from './org-admin.ts';

/** What was changed is shown to people only when it is published. */
export async function publish(tables: readonly string[], admin: OrgAdmin): Promise<void> {
  const entities = tables.map((table) => `<entity>${table}</entity>`).join('');
  const ParameterXml = `<importexportxml><entities>${entities}</entities></importexportxml>`;
  await admin.act('PublishXml', { ParameterXml });
}

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 15_000;
/** An import of a large solution by somebody else can take this long. */
const PATIENCE_MS = 10 * 60_000;

/**
 * Does it, waits while another job holds the environment, and takes what somebody else has made meanwhile for done. Answers what the
 * environment refuses; throws what is no refusal.
 */
export async function attempt(
  place: string,
  act: () => Promise<void>,
  { clock, signal, onProgress }: Pick<InstallContext, 'clock' | 'signal' | 'onProgress'>,
): Promise<InstallProblem | null> {
  const until = clock.nowMs() + PATIENCE_MS;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      await act();
      return null;
    } catch (thrown) {
      const error = asCosellError(thrown);
      if (isThereAlready(error)) return null;
      const isWaiting = isJobRunning(error) && clock.nowMs() + pauseMs < until;
      if (!isWaiting && (isRefusal(error) || isJobRunning(error))) return explain(place, error);
      if (!isWaiting) throw unfinished(place, error);
    }
    onProgress({ phase: 'Waiting for other customizations of the environment', done: 0, total: null });
    await clock.sleep(pauseMs, signal);
    signal.throwIfAborted();
  }
}

function unfinished(place: string, error: CosellError): CosellError {
  const { code, recovery, message, remedy } = error;
  return new CosellError({
    code,
    recovery,
    message,
    remedy,
    place: error.place ?? place,
    vendor: error.vendor,
    cause: error,
  });
}
