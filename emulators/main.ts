import { type DynamicsEmulator, startDynamicsEmulator } from './dynamics/start.ts';
import type { Clock } from './kit/clock.ts';
import { loadWorld, type World } from './kit/world.ts';
import { type PartnerCenterEmulator, startPartnerCenterEmulator } from './partner-center/start.ts';
import { type SalesforceEmulator, startSalesforceEmulator } from './salesforce/start.ts';
import { defaultPartnerCenterWorld } from './worlds/partner-center.ts';
import { defaultSalesforceWorld } from './worlds/salesforce.ts';

export interface EmulatorOptions {
  /** 0 or absent picks a free port. */
  port?: number;
  /** A world file; absent: the default world. */
  worldFile?: string;
  clock?: Clock;
}

/** The world that everything starts with when no file is given. */
function defaultWorld(): World {
  return { partnerCenter: defaultPartnerCenterWorld, salesforce: defaultSalesforceWorld };
}

async function worldOf(options: EmulatorOptions): Promise<World> {
  return options.worldFile === undefined ? defaultWorld() : loadWorld(options.worldFile);
}

/** Starts the Partner Center emulator on a world file or the default world. Rejects with a WorldError. */
export async function emulatePartnerCenter(options: EmulatorOptions = {}): Promise<PartnerCenterEmulator> {
  const { worldFile, ...serve } = options;
  const { partnerCenter } = await worldOf(options);
  return startPartnerCenterEmulator({ ...serve, world: partnerCenter, ...(worldFile ? { worldFile } : {}) });
}

/** Starts the Salesforce emulator on a world file or the default world. Rejects with a WorldError. */
export async function emulateSalesforce(options: EmulatorOptions = {}): Promise<SalesforceEmulator> {
  const { worldFile, ...serve } = options;
  const { salesforce } = await worldOf(options);
  return startSalesforceEmulator({ ...serve, world: salesforce, ...(worldFile ? { worldFile } : {}) });
}

/** Starts the Dynamics 365 emulator on a world file or the default world. Rejects with a WorldError. */
export async function emulateDynamics(options: EmulatorOptions = {}): Promise<DynamicsEmulator> {
  const { worldFile, ...serve } = options;
  const { dynamics } = await worldOf(options);
  return startDynamicsEmulator({ ...serve, world: dynamics, ...(worldFile ? { worldFile } : {}) });
}
