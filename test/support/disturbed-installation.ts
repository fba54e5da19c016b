import { join } from 'node:path';
import type { StatusReport } from '../../src/cli/product/status.ts';
import { type CommandResult, type RunningCommand, runCommand, startCommand } from '../e2e/command.ts';
import { eventually, type Patience } from './eventually.ts';
import { type Installation, type InstallationOptions, startInstallation } from './installation.ts';
import { type SpoilingProxy, startProxy } from './proxy.ts';

const COSELL = join(import.meta.dirname, '../../src/cli/main.ts');

/** Both systems behind proxies that can spoil their answers, and `cosell serve` between them as its operator runs it. */
export interface DisturbedInstallation
  extends Pick<Installation, 'partnerCenter' | 'salesforce' | 'crm' | 'folder' | 'webhookUrl'> {
  toPartnerCenter: SpoilingProxy;
  toSalesforce: SpoilingProxy;
  /** Runs a command in a process of its own. */
  cosell(...argv: string[]): Promise<CommandResult>;
  status(): Promise<StatusReport>;
  /** Everything the connector has said on standard error so far. */
  talk(): string;
  close(): Promise<void>;
}

export interface DisturbedOptions extends InstallationOptions {
  /** For worlds that take long to take in. */
  patience?: Patience;
}

/** Starts all of it and resolves when the connector has taken in what is there. */
export async function startDisturbedInstallation(options: DisturbedOptions = {}): Promise<DisturbedInstallation> {
  const origins = { partnerCenter: '', salesforce: '' };
  const toPartnerCenter = await startProxy(() => origins.partnerCenter);
  const toSalesforce = await startProxy(() => origins.salesforce);
  const { adjust, patience, ...worlds } = options;
  const place = await startInstallation({
    ...worlds,
    adjust(settings) {
      const { partnerCenter, salesforce } = settings.connections;
      origins.partnerCenter = new URL(partnerCenter.referralsUrl ?? '').origin;
      origins.salesforce = new URL(salesforce.loginUrl).origin;
      partnerCenter.referralsUrl = throughProxy(partnerCenter.referralsUrl, toPartnerCenter);
      partnerCenter.authority = throughProxy(partnerCenter.authority, toPartnerCenter);
      salesforce.loginUrl = toSalesforce.url;
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
  const installation: DisturbedInstallation = {
    ...place,
    toPartnerCenter,
    toSalesforce,
    cosell,
    status,
    talk: () => talk,
    async close() {
      await stop(connector);
      await place.close();
      await Promise.all([toPartnerCenter.close(), toSalesforce.close()]);
    },
  };
  try {
    await connector.says('"started"');
    await eventually(async () => {
      const { sweeps, work } = await status();
      if (work.due > 0 || sweeps.some(({ lastAt, watermark }) => lastAt === null || watermark === null))
        throw new Error('still taking in what is there');
    }, patience);
    return installation;
  } catch (failure) {
    await installation.close();
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
