import type { Clock } from '../../emulators/kit/clock.ts';
import type { PartnerCenterWorldInput } from '../../emulators/partner-center/world-schema.ts';
import type { SalesforceEmulator } from '../../emulators/salesforce/start.ts';
import type { SalesforceWorldInput } from '../../emulators/salesforce/world-schema.ts';
import { defaultPartnerCenterWorld } from '../../emulators/worlds/partner-center.ts';
import { type CrmInstallation, installBeside } from './crm-installation.ts';
import { startSalesforceCrm } from './scenario/crm/salesforce.ts';
import type { ScenarioSettings } from './scenario/settings.ts';

/** An installation with Salesforce, for what only Salesforce has. */
export interface Installation extends Omit<CrmInstallation, 'configure'> {
  salesforce: SalesforceEmulator;
  /** Writes the settings file anew. */
  configure(adjust: (settings: ScenarioSettings) => void): Promise<void>;
}

export interface InstallationOptions {
  partnerCenter?: PartnerCenterWorldInput;
  salesforce?: SalesforceWorldInput;
  /** Salesforce's own time, where it is to differ from this machine's. */
  salesforceClock?: Clock;
  adjust?: (settings: ScenarioSettings) => void;
}

export async function startInstallation(options: InstallationOptions = {}): Promise<Installation> {
  const crm = await startSalesforceCrm({
    ...(options.salesforce ? { world: options.salesforce } : {}),
    ...(options.salesforceClock ? { clock: options.salesforceClock } : {}),
  });
  const place = await installBeside(crm, {
    partnerCenterWorld: { ...defaultPartnerCenterWorld, ...options.partnerCenter },
    adjust: (settings) => options.adjust?.(settings as ScenarioSettings),
  });
  return {
    ...place,
    salesforce: crm.emulator,
    configure: (adjust) => place.configure((settings) => adjust(settings as ScenarioSettings)),
  };
}
