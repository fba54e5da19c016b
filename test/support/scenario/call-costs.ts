import assert from 'node:assert/strict';
import type { DisturbedPlace } from '../disturbed-installation.ts';
import { eventually } from '../eventually.ts';
import type { PassingRequest } from '../proxy.ts';
import type { CrmName } from './crm/kinds.ts';
import { type RequestKind, TRAFFIC } from './crm/traffic.ts';

/** Calls to one system; a call that holds several reads and writes counts once, as a write if it holds one. */
export interface SideCalls {
  reads: number;
  writes: number;
}

export interface CallsPerSide {
  partnerCenter: SideCalls;
  crm: SideCalls;
}

/** Counts what the connector sends, apart from its regular looks for changes, whose number does not depend on the changes. */
export interface CallMeter {
  /** Calls from now until looks have found nothing more to do; `arrived` is an assertion that must have come to hold by then. */
  costOf(act: () => void, arrived: () => void): Promise<CallsPerSide>;
  /** Resolves when looks have found nothing to do for so long that what is known counts as current. */
  settled(): Promise<void>;
  /** Looks of each side so far, the calls that they took, and calls that belonged to none. */
  seen(): { looks: Record<keyof CallsPerSide, number>; lookCalls: Record<keyof CallsPerSide, number>; others: number };
}

/** So many looks at the CRM without another call, and all notices have come. */
const QUIET_LOOKS = 6;
/** Salesforce stamps whole seconds: a change older than that is found as it will stay. */
const REST_MS = 3000;
const PATIENT = { withinMs: 60_000 };

const LOOKING: ReadonlySet<RequestKind> = new Set(['look', 'part-of-look']);

export function callMeter(name: CrmName, place: DisturbedPlace): CallMeter {
  const looks = { partnerCenter: 0, crm: 0 };
  const lookCalls = { partnerCenter: 0, crm: 0 };
  let calls = noCalls();
  let others = 0;
  let looksSinceCall = 0;
  function countLook(side: keyof CallsPerSide, kind: RequestKind): void {
    lookCalls[side] += 1;
    if (kind !== 'look') return;
    looks[side] += 1;
    if (side === 'crm') looksSinceCall += 1;
  }
  function countOther(side: keyof CallsPerSide, kind: RequestKind): void {
    calls[side][kind === 'write' ? 'writes' : 'reads'] += 1;
    others += 1;
    looksSinceCall = 0;
  }
  const count = (side: keyof CallsPerSide, kindOf: (request: PassingRequest) => RequestKind) => {
    return (request: PassingRequest) => {
      const kind = kindOf(request);
      if (LOOKING.has(kind)) countLook(side, kind);
      else if (kind !== 'sign-in') countOther(side, kind);
      return false;
    };
  };
  place.toPartnerCenter.disturb({ of: count('partnerCenter', partnerCenterKindOf), answer: (answer) => answer });
  place.toCrm.disturb({ of: count('crm', TRAFFIC[name].kindOf), answer: (answer) => answer });

  const settled = async () => {
    looksSinceCall = 0;
    await place.partnerCenter.admin.webhooks.settled();
    await eventually(() => assert.ok(looksSinceCall >= QUIET_LOOKS, 'looks find nothing to do'), PATIENT);
  };
  return {
    settled,
    seen: () => ({ looks: { ...looks }, lookCalls: { ...lookCalls }, others }),
    async costOf(act, arrived) {
      // Right after a look, so that what is done now is not in the middle of one.
      const before = looks.crm;
      await eventually(() => assert.ok(looks.crm > before, 'a look'), PATIENT);
      calls = noCalls();
      act();
      await place.crm.moveClock(REST_MS);
      await eventually(arrived, PATIENT);
      await settled();
      arrived();
      return calls;
    },
  };
}

function noCalls(): CallsPerSide {
  return { partnerCenter: { reads: 0, writes: 0 }, crm: { reads: 0, writes: 0 } };
}

function partnerCenterKindOf({ method, path }: PassingRequest): RequestKind {
  if (path.includes('/oauth2/')) return 'sign-in';
  if (/\/referrals\?.*updatedDateTime(%20|\+)g[et]/.test(path)) return 'look';
  return method === 'GET' ? 'read' : 'write';
}
