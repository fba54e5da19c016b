import { expect } from 'vitest';
import { loadSettings } from '../../../src/config/load.ts';
import type { EngineDeps } from '../../../src/engine/deps.ts';
import { openEngine } from '../../../src/main/engine.ts';
import { eventually, type Patience } from '../../support/eventually.ts';
import { type Installation, type InstallationOptions, startInstallation } from '../../support/installation.ts';
import { type Microsoft, microsoftIn } from '../../support/scenario/microsoft.ts';
import {
  observePartnerCenter,
  observeSalesforce,
  type PartnerCenterObserved,
  type SalesforceObserved,
} from '../../support/scenario/observed.ts';
import { type Seller, sellerIn } from '../../support/scenario/seller.ts';
import { type Calls, callsOf, callsSince, readsOf, writesOf } from '../../support/scenario/tallies.ts';

/** Both emulators without deals, and the connector running between them. */
export interface PartiesPlace
  extends Pick<Installation, 'partnerCenter' | 'salesforce' | 'cosell' | 'configure' | 'serve'> {
  seller: Seller;
  microsoft: Microsoft;
  inPartnerCenter: PartnerCenterObserved;
  inSalesforce: SalesforceObserved;
  calls(): Calls;
  writes(): Calls;
  /** Resolves when both sides have been swept a few times without a write. */
  quiet(patience?: Patience): Promise<void>;
  /** Another process on the same store and the same systems, as far as a process can be had within this one. */
  openEngine(): Promise<EngineDeps>;
  /** Writes other settings and starts the connector anew. */
  restart(adjust: NonNullable<InstallationOptions['adjust']>): Promise<void>;
  close(): Promise<void>;
}

const QUIET_SWEEPS = 3;

export async function startPartiesPlace(options: InstallationOptions = {}): Promise<PartiesPlace> {
  const installation = await startInstallation({
    ...options,
    partnerCenter: { referrals: [], ...options.partnerCenter },
    salesforce: { records: [], ...options.salesforce },
  });
  const { partnerCenter, salesforce } = installation;
  let stop = await installation.serve();
  return {
    ...installation,
    seller: sellerIn(salesforce),
    microsoft: microsoftIn(partnerCenter),
    inPartnerCenter: observePartnerCenter(partnerCenter),
    inSalesforce: observeSalesforce(salesforce),
    calls: () => callsOf(installation),
    writes: () => writesOf(installation),
    quiet: (patience) =>
      eventually(async () => {
        await partnerCenter.admin.webhooks.settled();
        const [writes, reads] = [writesOf(installation), readsOf(installation)];
        await eventually(() => {
          const seen = callsSince(reads, readsOf(installation));
          expect(Math.min(seen.partnerCenter, seen.crm)).toBeGreaterThanOrEqual(QUIET_SWEEPS);
        }, patience);
        expect(callsSince(writes, writesOf(installation))).toEqual({ partnerCenter: 0, crm: 0 });
      }, patience),
    async openEngine() {
      const engine = await openEngine(await loadSettings(installation.settingsFile), () => undefined);
      return engine.connect();
    },
    async restart(adjust) {
      await stop();
      await installation.configure(adjust);
      stop = await installation.serve();
    },
    close: () => installation.close(),
  };
}
