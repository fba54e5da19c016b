import { callerWith, signIn } from './bare-calls.ts';
import { freshValue } from './changes.ts';
import type { Caller } from './crm/words.ts';
import type { Installation } from './installation.ts';
import type { Pair } from './pairs.ts';
import { inParallel } from './trace-log.ts';

/** Calls under way at the same time: the connector's own defaults. */
const PARTNER_CENTER_CALLS = 2;
const CRM_WRITES = 2;

/** The least that a change from Partner Center needs: read the referral, write the opportunity. Answers changes per second. */
export async function bareInbound(
  installation: Installation,
  pairs: readonly Pair[],
  dealsPerCall: number,
): Promise<number> {
  const { bare } = installation.crm;
  const partnerCenter = await partnerCenterCaller(installation);
  const crm = await bare.signIn(installation.crmEmulator);
  const queue = createQueue<Pair>();
  const startedAt = performance.now();
  const reads = inParallel(pairs, PARTNER_CENTER_CALLS, async (pair) => {
    await partnerCenter(`/v1.0/engagements/referrals/${pair.referralId}`);
    queue.push(pair);
  }).then(() => queue.end());
  const write = async () => {
    for (let part = await queue.take(dealsPerCall); part.length > 0; part = await queue.take(dealsPerCall)) {
      await bare.write(crm, new Map(part.map(({ recordId }) => [recordId, freshValue()])));
    }
  };
  await Promise.all([reads, ...Array.from({ length: CRM_WRITES }, write)]);
  return (pairs.length * 1000) / (performance.now() - startedAt);
}

/** Hands over what is there, at most so many; waits when there is nothing, and hands over nothing at the end. */
function createQueue<T>() {
  const waiting: T[] = [];
  const takers: (() => void)[] = [];
  let ended = false;
  return {
    push(entry: T) {
      waiting.push(entry);
      takers.shift()?.();
    },
    end() {
      ended = true;
      for (const wake of takers.splice(0)) wake();
    },
    async take(most: number): Promise<T[]> {
      while (waiting.length === 0 && !ended) await new Promise<void>((resolve) => takers.push(resolve));
      return waiting.splice(0, most);
    },
  };
}

/** The least that a change from the CRM needs: look, then PATCH each referral under its eTag. Answers changes per second. */
export async function bareOutbound(installation: Installation, pairs: readonly Pair[]): Promise<number> {
  const { bare } = installation.crm;
  const partnerCenter = await partnerCenterCaller(installation);
  const look = await bare.look(await bare.signIn(installation.crmEmulator));
  // A connector knows the eTags from before.
  const tags = new Map<string, string>();
  await inParallel(pairs, PARTNER_CENTER_CALLS, async ({ referralId }) => {
    const { eTag } = (await partnerCenter(`/v1.0/engagements/referrals/${referralId}`)) as { eTag: string };
    tags.set(referralId, eTag);
  });
  const startedAt = performance.now();
  await look();
  await inParallel(pairs, PARTNER_CENTER_CALLS, async ({ referralId }) => {
    await partnerCenter(`/v1.0/engagements/referrals/${referralId}`, {
      method: 'PATCH',
      headers: { 'if-match': tags.get(referralId) ?? '' },
      body: JSON.stringify([{ op: 'replace', path: '/details/dealValue', value: freshValue() }]),
    });
  });
  return (pairs.length * 1000) / (performance.now() - startedAt);
}

async function partnerCenterCaller({ partnerCenter: { urls, credentials } }: Installation): Promise<Caller> {
  const { clientId = '', clientSecret = '', refreshToken = '' } = credentials;
  const token = await signIn(urls['tokenUrlV2'] ?? '', {
    grant_type: 'refresh_token',
    client_id: clientId,
    client_secret: clientSecret,
    refresh_token: refreshToken,
    scope: `${urls['referralsAudience']}/.default`,
  });
  return callerWith(urls['referralsUrl'] ?? '', token);
}
