import { editReferral } from './changes.ts';
import { commitsByRecord } from './delays.ts';
import type { Installation } from './installation.ts';
import { scaled } from './options.ts';
import type { Pair } from './pairs.ts';
import { inParallel, withTraces } from './trace-log.ts';

/** How many changes pile up. */
export const CHANGES = scaled(1000);

/** Our two systems run on one clock and commit at once. */
export const OVERLAP = '2s';

/** As many edits at a time as a world of sellers could make. */
export const EDITORS = 8;

/** From the first notice to the last written record, in real milliseconds. */
export interface Span {
  fromMs: number;
  toMs: number;
}

/** Every deal is changed in Partner Center; all notices are held back as long as `holdMs`, then let go at once. */
export function pileUpReferrals(
  installation: Installation,
  pairs: readonly Pair[],
  { holdMs, patienceMs }: { holdMs: number; patienceMs: number },
): Promise<Span> {
  const { partnerCenter, crmEmulator } = installation;
  return withTraces(crmEmulator, 100, async (log) => {
    await partnerCenter.order('webhooks/faults', { kind: 'late', delayMs: holdMs, times: pairs.length });
    const fromMs = Date.now() + holdMs;
    await inParallel(pairs, EDITORS, (pair) => editReferral(installation, pair));
    if (Date.now() > fromMs) throw new Error('The changes took longer than they were held back');
    await log.until((traces) => commitsByRecord(traces).size >= pairs.length, patienceMs);
    return { fromMs, toMs: Math.max(...commitsByRecord(log.traces).values()) };
  });
}
