import assert from 'node:assert/strict';
import type { DisturbedInstallation } from '../disturbed-installation.ts';
import { eventually } from '../eventually.ts';
import type { PassingRequest } from '../proxy.ts';

/** Calls to one system; a call that holds several reads and writes counts once, as a write if it holds one. */
export interface SideCalls {
  reads: number;
  writes: number;
}

export interface CallsPerSide {
  partnerCenter: SideCalls;
  salesforce: SideCalls;
}

/** Counts what the connector sends, apart from its regular looks for changes, whose number does not depend on the changes. */
export interface CallMeter {
  /** Calls from now until looks have found nothing more to do; `arrived` is an assertion that must have come to hold by then. */
  costOf(act: () => void, arrived: () => void): Promise<CallsPerSide>;
  /** Resolves when looks have found nothing to do for so long that what is known counts as current. */
  settled(): Promise<void>;
  /** Looks of each side so far, and calls that were none. */
  seen(): { looks: Record<keyof CallsPerSide, number>; others: number };
}

/** So many looks at Salesforce without another call, and all notices have come. */
const QUIET_LOOKS = 6;
/** Salesforce stamps whole seconds: a change older than that is found as it will stay. */
const REST_MS = 3000;
const PATIENT = { withinMs: 60_000 };

export function callMeter(place: DisturbedInstallation): CallMeter {
  const looks = { partnerCenter: 0, salesforce: 0 };
  let calls = noCalls();
  let others = 0;
  let looksSinceCall = 0;
  const count = (side: keyof CallsPerSide) => (request: PassingRequest) => {
    if (isSignIn(request)) return false;
    if (isLook(request)) {
      looks[side] += 1;
      if (side === 'salesforce') looksSinceCall += 1;
      return false;
    }
    calls[side][isWrite(request) ? 'writes' : 'reads'] += 1;
    others += 1;
    looksSinceCall = 0;
    return false;
  };
  place.toPartnerCenter.disturb({ of: count('partnerCenter'), answer: (answer) => answer });
  place.toSalesforce.disturb({ of: count('salesforce'), answer: (answer) => answer });

  const settled = async () => {
    looksSinceCall = 0;
    await place.partnerCenter.admin.webhooks.settled();
    await eventually(() => assert.ok(looksSinceCall >= QUIET_LOOKS, 'looks find nothing to do'), PATIENT);
  };
  return {
    settled,
    seen: () => ({ looks: { ...looks }, others }),
    async costOf(act, arrived) {
      // Right after a look, so that what is done now is not in the middle of one.
      const before = looks.salesforce;
      await eventually(() => assert.ok(looks.salesforce > before, 'a look'), PATIENT);
      calls = noCalls();
      act();
      await place.salesforce.admin.moveClock({ advanceMs: REST_MS });
      await eventually(arrived, PATIENT);
      await settled();
      arrived();
      return calls;
    },
  };
}

function noCalls(): CallsPerSide {
  return { partnerCenter: { reads: 0, writes: 0 }, salesforce: { reads: 0, writes: 0 } };
}

const isSignIn = ({ path }: PassingRequest) => path.includes('/oauth2/');

/** A listing of what changed since a time stamp. */
function isLook({ path, body }: PassingRequest): boolean {
  return (
    /(SystemModstamp|LastModifiedDate)%20%3E%3D/.test(body) || /\/referrals\?.*updatedDateTime(%20|\+)g[et]/.test(path)
  );
}

function isWrite({ method, body }: PassingRequest): boolean {
  if (method === 'GET') return false;
  return method !== 'POST' || !body.includes('compositeRequest') || /"method":"(POST|PATCH|DELETE)"/.test(body);
}
