import { adoptedPairs } from './adoption.ts';
import { editRecord, editReferral, type MadeChange } from './changes.ts';
import type { BenchCrm } from './crm/words.ts';
import { commitsByRecord, inboundDelays, outboundDelays, patchesByReferral } from './delays.ts';
import { FAST_SWEEPS, type Installation, withInstallation } from './installation.ts';
import { delayFigures, type Measured } from './measure.ts';
import { scaled } from './options.ts';
import type { Pair } from './pairs.ts';
import { atRate, pause, withTraces } from './trace-log.ts';

const IDLE_SAMPLES = scaled(100);
const RATE = 50;
const RATE_SECONDS = scaled(20);
/** A change that takes longer than this is lost, not slow. */
const PATIENCE_MS = 60_000;

const IDLE_AIM_MS = 150;
const RATE_AIM_MS = 500;

/** The connector's own share of the way of a change: emulators answer at once, so what remains is ours (and theirs, which counts as ours). */
export function benchOverhead(crm: BenchCrm): Promise<readonly Measured[]> {
  return withInstallation(crm, async (installation) => {
    const pairs = await adoptedPairs(installation, IDLE_SAMPLES + RATE * RATE_SECONDS);
    const idle = pairs.slice(0, IDLE_SAMPLES);
    const steady = pairs.slice(IDLE_SAMPLES);

    const quick = await installation.serve({ sweep: { ...FAST_SWEEPS, crmEvery: '200ms' } });
    await settle();
    const idleIn = await inboundOneByOne(installation, idle);
    await settle();
    const idleOut = await outboundOneByOne(installation, idle);
    await quick.process.stop();

    await installation.serve();
    await settle();
    const steadyIn = await inboundAtRate(installation, steady);
    await settle();
    const steadyOut = await outboundAtRate(installation, steady);

    const inbound = 'Webhook sent to CRM write committed';
    const outbound = 'Sweep answered to Partner Center PATCH committed';
    return [
      ...delayFigures('overhead-inbound-idle', `${inbound}, idle`, idleIn, IDLE_AIM_MS),
      ...delayFigures('overhead-inbound-rate', `${inbound}, ${RATE}/s`, steadyIn, RATE_AIM_MS),
      ...delayFigures('overhead-outbound-idle', `${outbound}, idle`, idleOut, IDLE_AIM_MS),
      ...delayFigures('overhead-outbound-rate', `${outbound}, ${RATE}/s`, steadyOut, RATE_AIM_MS),
    ];
  });
}

/** Until the sweeps have passed over what was done before. */
const settle = () => pause(4000);

/** So that changes fall at any moment between two sweeps. */
const shortPause = () => pause(Math.random() * 150);

function inboundOneByOne(installation: Installation, pairs: readonly Pair[]): Promise<readonly number[]> {
  return withTraces(installation.crmEmulator, 15, async (log) => {
    for (const pair of pairs) {
      await editReferral(installation, pair);
      await log.until((traces) => commitsByRecord(traces).has(pair.recordId), PATIENCE_MS);
      await shortPause();
    }
    return inboundDelays(pairs, installation.partnerCenter, log.traces);
  });
}

function inboundAtRate(installation: Installation, pairs: readonly Pair[]): Promise<readonly number[]> {
  return withTraces(installation.crmEmulator, 500, async (log) => {
    const following = log.until((traces) => commitsByRecord(traces).size >= pairs.length, PATIENCE_MS + DURATION_MS);
    await Promise.all([following, atRate(pairs, RATE, (pair) => editReferral(installation, pair))]);
    return inboundDelays(pairs, installation.partnerCenter, log.traces);
  });
}

const DURATION_MS = RATE_SECONDS * 1000;

function outboundOneByOne(installation: Installation, pairs: readonly Pair[]): Promise<readonly number[]> {
  return withTraces(installation.crmEmulator, 100, (looks) =>
    withTraces(installation.partnerCenter, 15, async (partnerCenter) => {
      const changes = new Map<Pair, MadeChange>();
      for (const pair of pairs) {
        changes.set(pair, await editRecord(installation, pair));
        await partnerCenter.until((traces) => patchesByReferral(traces).has(pair.referralId), PATIENCE_MS);
        await shortPause();
      }
      await looks.until((traces) => traces.length > 0, PATIENCE_MS);
      return outboundDelays(changes, partnerCenter.traces, looks.traces.filter(installation.crm.isLook));
    }),
  );
}

function outboundAtRate(installation: Installation, pairs: readonly Pair[]): Promise<readonly number[]> {
  return withTraces(installation.crmEmulator, 500, (looks) =>
    withTraces(installation.partnerCenter, 500, async (partnerCenter) => {
      const changes = new Map<Pair, MadeChange>();
      let done = false;
      const following = looks.until(() => done, PATIENCE_MS + DURATION_MS);
      const patched = partnerCenter.until(
        (traces) => patchesByReferral(traces).size >= pairs.length,
        PATIENCE_MS + DURATION_MS,
      );
      await atRate(pairs, RATE, async (pair) => void changes.set(pair, await editRecord(installation, pair)));
      await patched.finally(() => {
        done = true;
      });
      await following;
      return outboundDelays(changes, partnerCenter.traces, looks.traces.filter(installation.crm.isLook));
    }),
  );
}
