import { join } from 'node:path';
import type { SalesforceEmulator } from '../../emulators/salesforce/start.ts';
import { defaultPartnerCenterWorld } from '../../emulators/worlds/partner-center.ts';
import type { StatusReport } from '../../src/cli/product/status.ts';
import { type CommandResult, type RunningCommand, runCommand, startCommand } from '../e2e/command.ts';
import { type BesideOptions, type CrmInstallation, installBeside } from './crm-installation.ts';
import { eventually, type Patience } from './eventually.ts';
import type { InstallationOptions } from './installation.ts';
import { type SpoilingProxy, startProxy } from './proxy.ts';
import type { CrmName } from './scenario/crm/kinds.ts';
import { startSalesforceCrm } from './scenario/crm/salesforce.ts';
import { TRAFFIC } from './scenario/crm/traffic.ts';
import type { Crm } from './scenario/crm/words.ts';
import type { ScenarioSettings } from './scenario/settings.ts';

const COSELL = join(import.meta.dirname, '../../src/cli/main.ts');

/** Both systems behind proxies that can spoil their answers, and `cosell serve` between them as its operator runs it. */
export interface DisturbedPlace<Started extends Crm = Crm>
  extends Pick<CrmInstallation, 'partnerCenter' | 'folder' | 'webhookUrl'> {
  crm: Started;
  toPartnerCenter: SpoilingProxy;
  toCrm: SpoilingProxy;
  /** Runs a command in a process of its own. */
  cosell(...argv: string[]): Promise<CommandResult>;
  status(): Promise<StatusReport>;
  /** Everything the connector has said on standard error so far. */
  talk(): string;
  close(): Promise<void>;
}

/** One with Salesforce. */
export interface DisturbedInstallation extends DisturbedPlace {
  salesforce: SalesforceEmulator;
  toSalesforce: SpoilingProxy;
}

export interface DisturbedOptions extends InstallationOptions {
  /** For worlds that take long to take in. */
  patience?: Patience;
}

/** Starts all of it and resolves when the connector has taken in what is there. */
export async function startDisturbedInstallation(options: DisturbedOptions = {}): Promise<DisturbedInstallation> {
  const { partnerCenter, salesforce: world, salesforceClock: clock, adjust, patience } = options;
  const crm = await startSalesforceCrm({ ...(world ? { world } : {}), ...(clock ? { clock } : {}) });
  const place = await disturbedBeside('salesforce', crm, {
    partnerCenterWorld: { ...defaultPartnerCenterWorld, ...partnerCenter },
    adjust: (settings) => adjust?.(settings as ScenarioSettings),
    ...(patience ? { patience } : {}),
  });
  return { ...place, salesforce: crm.emulator, toSalesforce: place.toCrm };
}

/** Puts the proxies and the connector beside a CRM that runs. */
export async function disturbedBeside<Started extends Crm>(
  name: CrmName,
  crm: Started,
  { adjust, patience, partnerCenterWorld }: BesideOptions & { patience?: Patience },
): Promise<DisturbedPlace<Started>> {
  const origins = { partnerCenter: '', crm: '' };
  const toPartnerCenter = await startProxy(() => origins.partnerCenter);
  const toCrm = await startProxy(() => origins.crm);
  const place = await installBeside(crm, {
    partnerCenterWorld,
    adjust(settings) {
      const { partnerCenter } = settings.connections;
      origins.partnerCenter = new URL(partnerCenter.referralsUrl ?? '').origin;
      partnerCenter.referralsUrl = throughProxy(partnerCenter.referralsUrl, toPartnerCenter);
      partnerCenter.authority = throughProxy(partnerCenter.authority, toPartnerCenter);
      TRAFFIC[name].reroute(settings, (address) => {
        origins.crm = new URL(address).origin;
        return throughProxy(address, toCrm);
      });
      // What rests or fails comes back within the patience of a test.
      settings.limits = { attempts: 3, rest: '300ms' };
      adjust?.(settings);
    },
  });
  const cosell = (...argv: string[]) =>
    runCommand(COSELL, [...argv, '--config', place.settingsFile], { folder: place.folder });
  const status = async () => JSON.parse((await place.cosell('status', '--json')).stdout) as StatusReport;
  let talk = '';
  const connector = startCommand(COSELL, ['serve', '--json', '--config', place.settingsFile], { folder: place.folder });
  connector.child.stderr.on('data', (text: string) => {
    talk += text;
  });
  const disturbed: DisturbedPlace<Started> = {
    ...place,
    toPartnerCenter,
    toCrm,
    cosell,
    status,
    talk: () => talk,
    async close() {
      await stop(connector);
      await place.close();
      await Promise.all([toPartnerCenter.close(), toCrm.close()]);
    },
  };
  try {
    await connector.says('"started"');
    await eventually(async () => {
      const { sweeps, work } = await status();
      if (work.due > 0 || sweeps.some(({ lastAt, watermark }) => lastAt === null || watermark === null))
        throw new Error('still taking in what is there');
    }, patience);
    return disturbed;
  } catch (failure) {
    await disturbed.close();
    throw failure;
  }
}

function throughProxy(address: string | undefined, proxy: SpoilingProxy): string {
  const { pathname, search } = new URL(address ?? '');
  return `${proxy.url}${pathname === '/' ? '' : pathname}${search}`;
}

async function stop({ child, finished }: RunningCommand): Promise<void> {
  child.kill('SIGTERM');
  await finished;
}

/** A stack trace, which no user is to see. */
export const STACK = /^\s+at .+:\d+:\d+\)?$/m;
