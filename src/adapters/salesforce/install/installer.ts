import { join } from 'node:path';
import type { Clock } from '../../../engine/ports.ts';
import type { TokenProvider } from '../../http/tokens.ts';
import type { SalesforceOptions } from '../side.ts';
import type { DeployContext } from './deploy.ts';
import { type InstallContext, type InstallOutcome, install, plan } from './install.ts';
import { inLanguage } from './language.ts';
import { renamesOf } from './names.ts';
import { openOrgAdmin } from './org-admin.ts';
import { readPackage } from './package.ts';
import type { InstallPlan } from './plan.ts';
import type { PlanOptions } from './step.ts';
import { type UninstallOutcome, uninstall } from './uninstall.ts';

export interface InstallerOptions extends SalesforceOptions {
  clock: Clock;
  /** The folder that holds `crm/salesforce/source`. */
  productFolder: string;
  /** An administrator's access token for what the connector's user may not do; null: the connector's user does it all. */
  adminToken: string | null;
}

export type InstallRequest = Pick<DeployContext, 'signal' | 'onProgress'>;

/** Puts the package into one org, keeps it up to date and takes it out again. */
export interface SalesforceInstaller {
  plan(options: PlanOptions): Promise<InstallPlan>;
  install(options: PlanOptions, request: InstallRequest): Promise<InstallOutcome>;
  uninstall(options: { force: boolean; dry: boolean }, request: InstallRequest): Promise<UninstallOutcome>;
}

/** Reads the package; the org is not called yet. */
export async function openInstaller(options: InstallerOptions): Promise<SalesforceInstaller> {
  const { settings, clock, adminToken } = options;
  const renames = renamesOf(settings);
  const folder = join(options.productFolder, 'crm', 'salesforce', 'source');
  const pack = await readPackage(folder, (text) => inLanguage(renames.replace(text), settings.language));
  const connector = openOrgAdmin(options);
  const admin = adminToken === null ? connector : openOrgAdmin({ ...options, tokens: fixedToken(adminToken) });
  const version = settings.apiVersion.replace(/^v/, '');
  const context = (request: InstallRequest): InstallContext => ({
    ...request,
    admin,
    connector,
    pack,
    renames,
    clock,
    version,
  });
  const quiet: InstallRequest = { signal: new AbortController().signal, onProgress: () => undefined };
  return {
    plan: (planOptions) => plan(context(quiet), planOptions),
    install: (planOptions, request) => install(context(request), planOptions),
    uninstall: (uninstallOptions, request) => uninstall(context(request), uninstallOptions),
  };
}

/** A token that somebody has copied cannot be renewed: when it ends, so does the command. */
function fixedToken(token: string): TokenProvider {
  return { get: async () => token, refresh: async () => token };
}
