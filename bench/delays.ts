import type { Delivery } from '../emulators/partner-center/deliveries.ts';
import type { MadeChange } from './changes.ts';
import type { Emulator, TimedTrace } from './emulators.ts';
import type { Pair } from './pairs.ts';

/** When the CRM had committed the first write to each record. */
export function commitsByRecord(traces: readonly TimedTrace[]): ReadonlyMap<string, number> {
  const commits = new Map<string, number>();
  for (const { changed = [], answeredAtMs } of traces)
    for (const id of changed) if (!commits.has(id)) commits.set(id, answeredAtMs);
  return commits;
}

/** When Partner Center had committed the first PATCH of each referral. */
export function patchesByReferral(traces: readonly TimedTrace[]): ReadonlyMap<string, number> {
  const patches = new Map<string, number>();
  for (const { method, path, status = 0, answeredAtMs } of traces) {
    const id = /referrals\/([0-9a-f-]{36})/.exec(path)?.[1];
    if (method === 'PATCH' && id && status < 300 && !patches.has(id)) patches.set(id, answeredAtMs);
  }
  return patches;
}

/**
 * From the sending of a webhook to the committed write, in milliseconds, for each pair that had both. The sending begins a moment before
 * the acceptance, so the figure is on the safe side.
 */
export async function inboundDelays(
  pairs: readonly Pair[],
  partnerCenter: Emulator,
  crmTraces: readonly TimedTrace[],
): Promise<readonly number[]> {
  const commits = commitsByRecord(crmTraces);
  const { deliveries } = (await partnerCenter.admin('webhooks')) as { deliveries: readonly Delivery[] };
  const sent = new Map<string, number>();
  for (const { body, attempts } of deliveries) {
    const [first] = attempts;
    const id = /referrals\/([0-9a-f-]{36})/.exec(body)?.[1];
    // The last one: earlier ones are of earlier parts of the bench.
    if (id && first?.status === 202) sent.set(id, Date.parse(first.at));
  }
  return pairs.flatMap(({ referralId, recordId }) => {
    const from = sent.get(referralId);
    const to = commits.get(recordId);
    return from === undefined || to === undefined ? [] : [to - from];
  });
}

/**
 * From the answer of the sweep that shows a change to the committed PATCH. A change made while a sweep was under way may or may not have been
 * in its answer; those are left out.
 */
export function outboundDelays(
  changes: ReadonlyMap<Pair, MadeChange>,
  partnerCenterTraces: readonly TimedTrace[],
  sweeps: readonly TimedTrace[],
): readonly number[] {
  const patches = patchesByReferral(partnerCenterTraces);
  return [...changes].flatMap(([pair, { askedAtMs, doneAtMs }]) => {
    const doubtful = sweeps.some(
      ({ arrivedAtMs, answeredAtMs }) => arrivedAtMs <= doneAtMs + 1 && answeredAtMs >= askedAtMs - 1,
    );
    const shown = sweeps.find(({ arrivedAtMs }) => arrivedAtMs > doneAtMs);
    const patchedAtMs = patches.get(pair.referralId);
    return doubtful || !shown || patchedAtMs === undefined ? [] : [patchedAtMs - shown.answeredAtMs];
  });
}
