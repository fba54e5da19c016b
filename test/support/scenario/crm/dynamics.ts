import { type DynamicsEmulator, startDynamicsEmulator } from '../../../../emulators/dynamics/start.ts';
import { DEFAULT_USERS, type DynamicsWorldInput } from '../../../../emulators/dynamics/world-schema.ts';
import type { Clock } from '../../../../emulators/kit/clock.ts';
import { defaultDynamicsWorld } from '../../../../emulators/worlds/dynamics.ts';
import { partnerCenterWorldBeside } from '../../../../emulators/worlds/partner-center.ts';
import { dynamicsObserved } from './dynamics-observed.ts';
import { dynamicsSeller } from './dynamics-seller.ts';
import type { Crm, CrmKind, CrmSettings } from './words.ts';

export interface DynamicsCrm extends Crm {
  emulator: DynamicsEmulator;
}

export interface DynamicsCrmOptions {
  /** Takes the place of parts of the default world. */
  world?: DynamicsWorldInput;
  /** The environment's own time, where it is to differ from this machine's. */
  clock?: Clock;
  port?: number;
}

export async function startDynamicsCrm({ world, ...options }: DynamicsCrmOptions): Promise<DynamicsCrm> {
  const emulator = await startDynamicsEmulator({ ...options, world: { ...defaultDynamicsWorld, ...world } });
  const { admin } = emulator;
  return {
    emulator,
    seller: dynamicsSeller(emulator),
    observed: dynamicsObserved(emulator),
    settings: settingsFor(emulator),
    calls: () => admin.calls(),
    // Opportunities, their solutions and leads are asked for apart from each other.
    readsPerLook: 3,
    addFault: (rule) => void admin.addFault(rule),
    faultsLeft: () => admin.faults().length,
    keepsSyncWithoutSolutions: () => undefined,
    noSuchRecord: 'dead0000-0000-4000-8000-000000000000',
    everything: () => admin.snapshot(),
    endSessions: () => void admin.people.endSessions({}),
    nameLength: 300,
    moveClock: async (advanceMs) => void (await admin.moveClock({ advanceMs })),
    close: () => emulator.close(),
  };
}

function settingsFor({ credentials }: DynamicsEmulator): CrmSettings {
  return {
    files: { 'dynamics-secret': credentials.clientSecret },
    groups: {
      connections: {
        dynamics: {
          url: credentials.organizationUrl,
          tenant: credentials.tenantId,
          authority: credentials.authority,
          auth: { kind: 'client-secret', clientId: credentials.clientId, clientSecret: 'file:dynamics-secret' },
          allowInsecure: true,
        },
      },
      dynamics: {},
    },
  };
}

export const dynamicsKind: CrmKind = {
  label: 'Dynamics 365',
  // A deleted connection leaves no trace that a look could ask for (contract/dataverse.md §1.3: tracking is by table, and switched on for ours).
  noticesRemovedMembers: false,
  partnerCenterWorld: partnerCenterWorldBeside(['dynamics']),
  start: ({ withoutRecords = false, colleagues = [], ...options } = {}) =>
    startDynamicsCrm({
      ...options,
      world: {
        ...(withoutRecords ? { records: [] } : {}),
        users: [...DEFAULT_USERS, ...colleagues.map((each) => ({ ...each, username: each.email }))],
      },
    }),
};
