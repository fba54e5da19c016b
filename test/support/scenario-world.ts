import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PartnerCenterEmulator, startPartnerCenterEmulator } from '../../emulators/partner-center/start.ts';
import { type SalesforceEmulator, startSalesforceEmulator } from '../../emulators/salesforce/start.ts';
import { defaultPartnerCenterWorld } from '../../emulators/worlds/partner-center.ts';
import { defaultSalesforceWorld } from '../../emulators/worlds/salesforce.ts';
import { freePort } from '../../src/main/free-port.ts';
import { eventually, type Patience } from './eventually.ts';
import { type ConnectorProcess, connectorProcess, runCosell } from './scenario/connector-process.ts';
import { type Microsoft, microsoftIn } from './scenario/microsoft.ts';
import {
  observePartnerCenter,
  observeSalesforce,
  type PartnerCenterObserved,
  type SalesforceObserved,
} from './scenario/observed.ts';
import { type Seller, sellerIn } from './scenario/seller.ts';
import { writeScenarioSettings } from './scenario/settings.ts';
import { type Calls, callsOf, callsSince, readsOf, writesOf } from './scenario/tallies.ts';
import { dealsWaiting } from './scenario/work-waiting.ts';

/**
 * Both emulated systems in this process and the connector between them in a process of its own, on free ports and in a temporary folder.
 * Scenarios act as sellers on either side and look only at what the two systems hold.
 */
export interface ScenarioWorld {
  partnerCenter: PartnerCenterEmulator;
  salesforce: SalesforceEmulator;
  inPartnerCenter: PartnerCenterObserved;
  inSalesforce: SalesforceObserved;
  microsoft: Microsoft;
  seller: Seller;
  connector: ConnectorProcess;
  /** Runs `cosell` with these words in the connector's folder; answers its standard output. */
  cosell(...argv: string[]): Promise<string>;
  calls(): Calls;
  writes(): Calls;
  /** Both systems live through a day, hour by hour. */
  aDayPasses(): Promise<void>;
  /** Resolves when nothing is on its way any more and some sweeps of both sides have found nothing to write. */
  quiet(patience?: Patience): Promise<void>;
  /** Writes within the time that both sides are swept a few more times. */
  writesWhileIdle(): Promise<Calls>;
  close(): Promise<void>;
}

/** Sweeps of each side that must pass without a write before all counts as settled. */
const QUIET_SWEEPS = 3;
const HOUR_MS = 3_600_000;

/** Starts emulators with the default world, and the connector, which adopts what is there before this resolves. */
export async function startScenarioWorld(): Promise<ScenarioWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'cosell-scenario-'));
  const partnerCenter = await startPartnerCenterEmulator({ world: defaultPartnerCenterWorld });
  const salesforce = await startSalesforceEmulator({ world: defaultSalesforceWorld });
  const port = await freePort();
  const settingsFile = await writeScenarioSettings({ folder, port, partnerCenter, salesforce });
  const connector = connectorProcess(settingsFile, folder);
  const emulators = { partnerCenter, salesforce };

  /** Lets sweeps of both sides pass and answers what was written meanwhile. */
  async function writesInSweeps(count: number, patience?: Patience): Promise<Calls> {
    const [writes, reads] = [writesOf(emulators), readsOf(emulators)];
    await eventually(() => {
      const seen = callsSince(reads, readsOf(emulators));
      assert.ok(Math.min(seen.partnerCenter, seen.salesforce) >= count, 'both sides are being swept');
    }, patience);
    return callsSince(writes, writesOf(emulators));
  }

  const world: ScenarioWorld = {
    ...emulators,
    inPartnerCenter: observePartnerCenter(partnerCenter),
    inSalesforce: observeSalesforce(salesforce),
    microsoft: microsoftIn(partnerCenter),
    seller: sellerIn(salesforce),
    connector,
    cosell: (...argv) => runCosell([...argv, '--config', settingsFile], folder),
    calls: () => callsOf(emulators),
    writes: () => writesOf(emulators),
    async aDayPasses() {
      for (let hour = 0; hour < 24; hour += 1) {
        await salesforce.admin.moveClock({ advanceMs: HOUR_MS });
        await partnerCenter.admin.moveClock({ advanceMs: HOUR_MS });
        await partnerCenter.admin.webhooks.settled();
      }
    },
    quiet: (patience) =>
      eventually(async () => {
        await partnerCenter.admin.webhooks.settled();
        const { partnerCenter: referrals, salesforce: records } = await writesInSweeps(QUIET_SWEEPS, patience);
        assert.equal(referrals + records, 0, 'something is still being written');
        assert.equal(dealsWaiting(join(folder, 'store')), 0, 'deals wait to be looked at');
      }, patience),
    writesWhileIdle: () => writesInSweeps(QUIET_SWEEPS),
    async close() {
      await connector.stop();
      await Promise.all([partnerCenter.close(), salesforce.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
  try {
    await connector.start();
    await world.quiet();
    return world;
  } catch (failure) {
    await world.close();
    throw failure;
  }
}
