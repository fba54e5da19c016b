import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PartnerCenterEmulator, startPartnerCenterEmulator } from '../../emulators/partner-center/start.ts';
import type { PartnerCenterWorldInput } from '../../emulators/partner-center/world-schema.ts';
import type { SettingsInput } from '../../src/config/schema.ts';
import { freePort } from '../../src/main/free-port.ts';
import { eventually, type Patience } from './eventually.ts';
import { type ConnectorProcess, connectorProcess, runCosell } from './scenario/connector-process.ts';
import { CRM_KINDS, type CrmName } from './scenario/crm/kinds.ts';
import type { Crm, CrmObserved, CrmSeller } from './scenario/crm/words.ts';
import { type Microsoft, microsoftIn } from './scenario/microsoft.ts';
import { observePartnerCenter, type PartnerCenterObserved } from './scenario/observed.ts';
import { writeScenarioSettings } from './scenario/settings.ts';
import { type Calls, callsOf, callsSince, readsOf, writesOf } from './scenario/tallies.ts';
import { dealsWaiting } from './scenario/work-waiting.ts';

/**
 * Both emulated systems in this process and the connector between them in a process of its own, on free ports and in a temporary folder.
 * Scenarios act as sellers on either side and look only at what the two systems hold.
 */
export interface ScenarioWorld {
  partnerCenter: PartnerCenterEmulator;
  /** What Partner Center held before the connector came; its linked deals name records of the CRM. */
  partnerCenterWorld: PartnerCenterWorldInput;
  inPartnerCenter: PartnerCenterObserved;
  crm: Crm;
  inCrm: CrmObserved;
  microsoft: Microsoft;
  seller: CrmSeller;
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

/** The tour shows leads, too. */
function withLeads(settings: SettingsInput): void {
  settings.deals = { ...settings.deals, coSellOnly: false };
}

/** Starts emulators with their default worlds, and the connector, which adopts what is there before this resolves. */
export async function startScenarioWorld(name: CrmName): Promise<ScenarioWorld> {
  const { partnerCenterWorld, start } = CRM_KINDS[name];
  const folder = await mkdtemp(join(tmpdir(), 'cosell-scenario-'));
  const partnerCenter = await startPartnerCenterEmulator({ world: partnerCenterWorld });
  const crm = await start();
  const port = await freePort();
  const settingsFile = await writeScenarioSettings({ folder, port, partnerCenter, crm, adjust: withLeads });
  const connector = connectorProcess(settingsFile, folder);
  const emulators = { partnerCenter, crm };

  /** Lets sweeps of both sides pass and answers what was written meanwhile. */
  async function writesInSweeps(count: number, patience?: Patience): Promise<Calls> {
    const [writes, reads] = [writesOf(emulators), readsOf(emulators)];
    await eventually(() => {
      const seen = callsSince(reads, readsOf(emulators));
      assert.ok(Math.min(seen.partnerCenter, seen.crm) >= count, 'both sides are being swept');
    }, patience);
    return callsSince(writes, writesOf(emulators));
  }

  const world: ScenarioWorld = {
    ...emulators,
    inPartnerCenter: observePartnerCenter(partnerCenter),
    partnerCenterWorld,
    inCrm: crm.observed,
    microsoft: microsoftIn(partnerCenter),
    seller: crm.seller,
    connector,
    cosell: (...argv) => runCosell([...argv, '--config', settingsFile], folder),
    calls: () => callsOf(emulators),
    writes: () => writesOf(emulators),
    async aDayPasses() {
      for (let hour = 0; hour < 24; hour += 1) {
        await crm.moveClock(HOUR_MS);
        await partnerCenter.admin.moveClock({ advanceMs: HOUR_MS });
        await partnerCenter.admin.webhooks.settled();
      }
    },
    quiet: (patience) =>
      eventually(async () => {
        await partnerCenter.admin.webhooks.settled();
        const written = await writesInSweeps(QUIET_SWEEPS, patience);
        assert.equal(written.partnerCenter + written.crm, 0, 'something is still being written');
        assert.equal(dealsWaiting(join(folder, 'store')), 0, 'deals wait to be looked at');
      }, patience),
    writesWhileIdle: () => writesInSweeps(QUIET_SWEEPS),
    async close() {
      await connector.stop();
      await Promise.all([partnerCenter.close(), crm.close()]);
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
