import { expect } from 'vitest';
import { loadSettings } from '../../../src/config/load.ts';
import type { SettingsInput } from '../../../src/config/schema.ts';
import type { EngineDeps } from '../../../src/engine/deps.ts';
import { openEngine } from '../../../src/main/engine.ts';
import {
  type CrmInstallation,
  type ScenarioPlace,
  type ScenarioPlaceOptions,
  startScenarioPlace,
} from '../../support/crm-installation.ts';
import { eventually, type Patience } from '../../support/eventually.ts';
import { type Installation, type InstallationOptions, startInstallation } from '../../support/installation.ts';
import type { CrmName } from '../../support/scenario/crm/kinds.ts';
import { type Microsoft, microsoftIn } from '../../support/scenario/microsoft.ts';
import {
  observePartnerCenter,
  observeSalesforce,
  type PartnerCenterObserved,
  type SalesforceObserved,
} from '../../support/scenario/observed.ts';
import { type Seller, sellerIn } from '../../support/scenario/seller.ts';
import { type Calls, callsSince, readsOf, writesOf } from '../../support/scenario/tallies.ts';

interface Watched {
  writes(): Calls;
  /** Resolves when both sides have been swept a few times without a write. */
  quiet(patience?: Patience): Promise<void>;
}

/** A CRM and Partner Center without deals, and the connector running between them. */
export interface PartiesPlace extends ScenarioPlace, Watched {
  /** Writes other settings and starts the connector anew. */
  restart(adjust: (settings: SettingsInput) => void): Promise<void>;
}

/** The same with Salesforce, for what only Salesforce has. */
export interface SalesforceParties
  extends Pick<Installation, 'partnerCenter' | 'salesforce' | 'crm' | 'cosell' | 'configure' | 'serve'>,
    Watched {
  seller: Seller;
  microsoft: Microsoft;
  inPartnerCenter: PartnerCenterObserved;
  inSalesforce: SalesforceObserved;
  /** Another process on the same store and the same systems, as far as a process can be had within this one. */
  openEngine(): Promise<EngineDeps>;
  restart(adjust: NonNullable<InstallationOptions['adjust']>): Promise<void>;
  close(): Promise<void>;
}

const QUIET_SWEEPS = 3;

function watching(place: Pick<CrmInstallation, 'partnerCenter' | 'crm'>): Watched {
  return {
    writes: () => writesOf(place),
    quiet: (patience) =>
      eventually(async () => {
        await place.partnerCenter.admin.webhooks.settled();
        const [writes, reads] = [writesOf(place), readsOf(place)];
        await eventually(() => {
          const seen = callsSince(reads, readsOf(place));
          expect(Math.min(seen.partnerCenter, seen.crm)).toBeGreaterThanOrEqual(QUIET_SWEEPS);
        }, patience);
        expect(callsSince(writes, writesOf(place))).toEqual({ partnerCenter: 0, crm: 0 });
      }, patience),
  };
}

export async function startPartiesPlace(name: CrmName, options: ScenarioPlaceOptions = {}): Promise<PartiesPlace> {
  const place = await startScenarioPlace(name, { partnerCenter: { referrals: [] }, withoutRecords: true, ...options });
  let stop = await place.serve();
  return {
    ...place,
    ...watching(place),
    async restart(adjust) {
      await stop();
      await place.configure(adjust);
      stop = await place.serve();
    },
  };
}

export async function startSalesforceParties(options: InstallationOptions = {}): Promise<SalesforceParties> {
  const installation = await startInstallation({
    ...options,
    partnerCenter: { referrals: [], ...options.partnerCenter },
    salesforce: { records: [], ...options.salesforce },
  });
  const { partnerCenter, salesforce } = installation;
  let stop = await installation.serve();
  return {
    ...installation,
    ...watching(installation),
    seller: sellerIn(salesforce),
    microsoft: microsoftIn(partnerCenter),
    inPartnerCenter: observePartnerCenter(partnerCenter),
    inSalesforce: observeSalesforce(salesforce),
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
