import { type DynamicsEmulator, startDynamicsEmulator } from './dynamics/start.ts';
import type { Clock } from './kit/clock.ts';
import { loadWorld, type World } from './kit/world.ts';
import { type PartnerCenterEmulator, startPartnerCenterEmulator } from './partner-center/start.ts';
import { type SalesforceEmulator, startSalesforceEmulator } from './salesforce/start.ts';
import { dynamicsWorldWith } from './worlds/dynamics.ts';
import type { WorldCrm } from './worlds/ids.ts';
import { partnerCenterWorldBeside } from './worlds/partner-center.ts';
import { salesforceWorldWith } from './worlds/salesforce.ts';

export interface EmulatorOptions {
  /** 0 or absent picks a free port. */
  port?: number;
  /** A world file; absent: the default world. */
  worldFile?: string;
  /** The CRMs of the default world, which shares its linked deals out among them; absent: the one that is started, or Salesforce. */
  crms?: readonly WorldCrm[];
  clock?: Clock;
}

/** The world that everything starts with when no file is given. */
function defaultWorld(crms: readonly WorldCrm[]): World {
  const partnerCenter = partnerCenterWorldBeside(crms);
  return { partnerCenter, salesforce: salesforceWorldWith(partnerCenter), dynamics: dynamicsWorldWith(partnerCenter) };
}

async function worldOf({ worldFile, crms }: EmulatorOptions, crm: WorldCrm): Promise<World> {
  return worldFile === undefined ? defaultWorld(crms ?? [crm]) : loadWorld(worldFile);
}

/** Starts the Partner Center emulator on a world file or the default world. Rejects with a WorldError. */
export async function emulatePartnerCenter(options: EmulatorOptions = {}): Promise<PartnerCenterEmulator> {
  const { worldFile, crms: _, ...serve } = options;
  const { partnerCenter } = await worldOf(options, 'salesforce');
  return startPartnerCenterEmulator({ ...serve, world: partnerCenter, ...(worldFile ? { worldFile } : {}) });
}

/** Starts the Salesforce emulator on a world file or the default world. Rejects with a WorldError. */
export async function emulateSalesforce(options: EmulatorOptions = {}): Promise<SalesforceEmulator> {
  const { worldFile, crms: _, ...serve } = options;
  const { salesforce } = await worldOf(options, 'salesforce');
  return startSalesforceEmulator({ ...serve, world: salesforce, ...(worldFile ? { worldFile } : {}) });
}

/** Starts the Dynamics 365 emulator on a world file or the default world. Rejects with a WorldError. */
export async function emulateDynamics(options: EmulatorOptions = {}): Promise<DynamicsEmulator> {
  const { worldFile, crms: _, ...serve } = options;
  const { dynamics } = await worldOf(options, 'dynamics');
  return startDynamicsEmulator({ ...serve, world: dynamics, ...(worldFile ? { worldFile } : {}) });
}
