import type { Clock } from '../../../../emulators/kit/clock.ts';
import { type SalesforceEmulator, startSalesforceEmulator } from '../../../../emulators/salesforce/start.ts';
import type { SalesforceWorldInput } from '../../../../emulators/salesforce/world-schema.ts';
import { defaultPartnerCenterWorld } from '../../../../emulators/worlds/partner-center.ts';
import { defaultSalesforceWorld } from '../../../../emulators/worlds/salesforce.ts';
import { ON_HOLD } from '../seller.ts';
import { salesforceObserved } from './salesforce-observed.ts';
import { salesforceSeller } from './salesforce-seller.ts';
import type { Colleague, Crm, CrmKind, CrmSettings } from './words.ts';

export interface SalesforceCrm extends Crm {
  emulator: SalesforceEmulator;
}

export interface SalesforceCrmOptions {
  /** Takes the place of parts of the default world. */
  world?: SalesforceWorldInput;
  /** Salesforce's own time, where it is to differ from this machine's. */
  clock?: Clock;
  port?: number;
}

export async function startSalesforceCrm({ world, ...options }: SalesforceCrmOptions = {}): Promise<SalesforceCrm> {
  const emulator = await startSalesforceEmulator({ ...options, world: { ...defaultSalesforceWorld, ...world } });
  const { admin } = emulator;
  return {
    emulator,
    seller: salesforceSeller(emulator),
    observed: salesforceObserved(emulator),
    settings: settingsFor(emulator),
    calls: () => admin.calls(),
    readsPerLook: 1,
    addFault: (rule) => void admin.addFault(rule),
    faultsLeft: () => admin.faults().length,
    keepsSyncWithoutSolutions: () => void admin.setSwitches({ 'solution-count-trigger': false }),
    noSuchRecord: '006Qy00000NoSuch',
    everything: () => admin.snapshot(),
    endSessions: () => void admin.people.endSessions({}),
    nameLength: 120,
    moveClock: async (advanceMs) => void (await admin.moveClock({ advanceMs })),
    close: () => emulator.close(),
  };
}

function settingsFor({ credentials }: SalesforceEmulator): CrmSettings {
  return {
    files: { 'salesforce-secret': credentials.clientSecret },
    groups: {
      connections: {
        salesforce: {
          loginUrl: credentials.instanceUrl,
          auth: { kind: 'client-credentials', clientId: credentials.clientId, clientSecret: 'file:salesforce-secret' },
          allowInsecure: true,
        },
      },
      salesforce: { stages: { onHold: ON_HOLD } },
    },
  };
}

const userOf = (colleague: Colleague) => ({ ...colleague, username: colleague.email });

export const salesforceKind: CrmKind = {
  label: 'Salesforce',
  noticesRemovedMembers: true,
  partnerCenterWorld: defaultPartnerCenterWorld,
  start: ({ withoutRecords = false, colleagues = [], ...options } = {}) =>
    startSalesforceCrm({
      ...options,
      world: {
        ...(withoutRecords ? { records: [] } : {}),
        users: [...(defaultSalesforceWorld.users ?? []), ...colleagues.map(userOf)],
      },
    }),
};
