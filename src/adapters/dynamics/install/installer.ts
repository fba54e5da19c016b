import { join } from 'node:path';
import type { Clock } from '../../../engine/ports.ts';
import type { TokenProvider } from '../../http/tokens.ts';
import type { ConnectionOptions } from '../connection.ts';
import type { DynamicsSettings } from '../settings.ts';
import type { InstallContext } from './context.ts';
import { exportSolution, type SolutionFile } from './export.ts';
import { type InstallOutcome, install, plan } from './install.ts';
import { openOrgAdmin } from './org-admin.ts';
import { readPackage } from './package.ts';
import type { InstallPlan } from './plan.ts';
import type { PlanOptions } from './step.ts';
import { type UninstallOutcome, uninstall } from './uninstall.ts';

export interface InstallerOptions extends ConnectionOptions {
  settings: DynamicsSettings;
  clock: Clock;
  /** The folder that holds `crm/dynamics`. */
  productFolder: string;
  /** An administrator's access token for what the connector's user may not do; null: the connector's user does it all. */
  adminToken: string | null;
}

/** `packageFile`: imported before anything else. */
export type InstallRequest = Pick<InstallContext, 'signal' | 'onProgress'> & { packageFile?: Uint8Array | null };

/** Puts the package into one environment, keeps it up to date and takes it out again. */
export interface DynamicsInstaller {
  plan(options: PlanOptions): Promise<InstallPlan>;
  install(options: PlanOptions, request: InstallRequest): Promise<InstallOutcome>;
  uninstall(options: { force: boolean; dry: boolean }, request: InstallRequest): Promise<UninstallOutcome>;
  exportSolution(managed: boolean): Promise<SolutionFile>;
}

/** Reads the package; the environment is not called yet. */
export async function openInstaller(options: InstallerOptions): Promise<DynamicsInstaller> {
  const { settings, clock, adminToken } = options;
  const pack = await readPackage(join(options.productFolder, 'crm', 'dynamics'));
  const connector = openOrgAdmin(options);
  const admin = adminToken === null ? connector : openOrgAdmin({ ...options, tokens: fixedToken(adminToken) });
  const context = (request: InstallRequest): InstallContext => ({
    ...request,
    admin,
    connector,
    pack,
    settings,
    clock,
  });
  const quiet: InstallRequest = { signal: new AbortController().signal, onProgress: () => undefined };
  return {
    plan: (planOptions) => plan(context(quiet), planOptions),
    install: (planOptions, request) => install(context(request), planOptions, request.packageFile ?? null),
    uninstall: (uninstallOptions, request) => uninstall(context(request), uninstallOptions),
    exportSolution: (managed) => exportSolution(context(quiet), managed),
  };
}

/** A token that somebody has copied cannot be renewed: when it ends, so does the command. */
function fixedToken(token: string): TokenProvider {
  return { get: async () => token, refresh: async () => token };
}
