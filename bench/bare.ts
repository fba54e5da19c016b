import { randomUUID } from 'node:crypto';
import { freshValue } from './changes.ts';
import type { Installation } from './installation.ts';
import type { Pair } from './pairs.ts';
import { inParallel } from './trace-log.ts';

/** Calls under way at the same time: the connector's own defaults. */
const PARTNER_CENTER_CALLS = 2;
const SALESFORCE_WRITES = 2;

type Caller = (path: string, init?: RequestInit) => Promise<unknown>;

/** The least that a change from Partner Center needs: read the referral, write the opportunity. Answers changes per second. */
export async function bareInbound(
  installation: Installation,
  pairs: readonly Pair[],
  partsPerWrite: number,
): Promise<number> {
  const partnerCenter = await partnerCenterCaller(installation);
  const salesforce = await salesforceCaller(installation);
  const queue = createQueue<Pair>();
  const startedAt = performance.now();
  const reads = inParallel(pairs, PARTNER_CENTER_CALLS, async (pair) => {
    await partnerCenter(`/v1.0/engagements/referrals/${pair.referralId}`);
    queue.push(pair);
  }).then(() => queue.end());
  const write = async () => {
    for (let part = await queue.take(partsPerWrite); part.length > 0; part = await queue.take(partsPerWrite)) {
      await salesforce('/composite', { method: 'POST', body: compositeBody(part) });
    }
  };
  await Promise.all([reads, ...Array.from({ length: SALESFORCE_WRITES }, write)]);
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

function compositeBody(pairs: readonly Pair[]): string {
  const compositeRequest = pairs.map(({ recordId }, at) => ({
    method: 'PATCH',
    url: `/services/data/v66.0/sobjects/Opportunity/${recordId}`,
    referenceId: `deal${at}`,
    body: { Amount: freshValue() },
  }));
  return JSON.stringify({ allOrNone: false, compositeRequest });
}

/** The least that a change from Salesforce needs: list, then PATCH each referral under its eTag. Answers changes per second. */
export async function bareOutbound(installation: Installation, pairs: readonly Pair[]): Promise<number> {
  const partnerCenter = await partnerCenterCaller(installation);
  const salesforce = await salesforceCaller(installation);
  // A connector knows the eTags from before.
  const tags = new Map<string, string>();
  await inParallel(pairs, PARTNER_CENTER_CALLS, async ({ referralId }) => {
    const { eTag } = (await partnerCenter(`/v1.0/engagements/referrals/${referralId}`)) as { eTag: string };
    tags.set(referralId, eTag);
  });
  const startedAt = performance.now();
  const since = new Date(Date.now() - 60_000).toISOString();
  await salesforce(
    `/query?q=${encodeURIComponent(`SELECT Id, Amount FROM Opportunity WHERE SystemModstamp >= ${since}`)}`,
  );
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

async function salesforceCaller({ salesforce: { urls, credentials } }: Installation): Promise<Caller> {
  const { clientId = '', clientSecret = '' } = credentials;
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  return callerWith(`${urls['instanceUrl']}/services/data/v66.0`, await signIn(urls['tokenUrl'] ?? '', form));
}

async function signIn(url: string, form: Record<string, string>): Promise<string> {
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams(form) });
  const answer = (await response.json()) as { access_token?: string };
  if (!answer.access_token) throw new Error(`${url} gave no token: ${JSON.stringify(answer)}`);
  return answer.access_token;
}

function callerWith(base: string, token: string): Caller {
  return async (path, init = {}) => {
    const headers = {
      authorization: `Bearer ${token}`,
      accept: 'application/json',
      'content-type': 'application/json',
    };
    const response = await fetch(base + path, {
      ...init,
      headers: { ...headers, 'client-request-id': randomUUID(), ...(init.headers as object) },
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text.slice(0, 300)}`);
    return text === '' ? null : JSON.parse(text);
  };
}
