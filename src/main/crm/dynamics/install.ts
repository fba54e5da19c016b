import type { InstallProblem } from '../../../adapters/dynamics/install/failures.ts';
import { type DynamicsInstaller, openInstaller } from '../../../adapters/dynamics/install/installer.ts';
import type { Inventory } from '../../../adapters/dynamics/install/inventory.ts';
import type { PlanOptions } from '../../../adapters/dynamics/install/step.ts';
import type { CrmInstallRequest, CrmReport, CrmStep } from '../../../cli/product/crm.ts';
import { productFolder } from '../../../cli/product-version.ts';
import type { CrmOf } from '../../../config/crms.ts';
import type { LoadedSettings } from '../../../config/load.ts';
import { resolveReference, resolveSecret } from '../../../config/secrets.ts';
import { crmWebhookPath } from '../../../service/app.ts';
import { systemClock, systemLog } from '../../surroundings.ts';
import type { CrmProduct } from '../kind.ts';
import { dynamicsSettings } from './settings.ts';

/** Setting up a Dynamics 365 environment, without store and connector. */
export const installation = (
  loaded: LoadedSettings,
  crm: CrmOf<'dynamics'>,
): Pick<CrmProduct, 'plan' | 'install' | 'uninstall' | 'exportPackage'> => ({
  async plan(request) {
    const startedMs = performance.now();
    const installer = await open(loaded, crm, request.adminToken);
    const plan = await installer.plan(await optionsOf(loaded, crm, request));
    return report(plan, plan.steps, { startedMs, remarks: plan.remarks });
  },
  async install(request) {
    const startedMs = performance.now();
    const installer = await open(loaded, crm, request.adminToken);
    const { plan, ...ended } = await installer.install(await optionsOf(loaded, crm, request), request);
    return report(plan, plan.steps, { startedMs, remarks: plan.remarks, ...ended });
  },
  async uninstall(request) {
    const startedMs = performance.now();
    const installer = await open(loaded, crm, request.adminToken);
    const { force, dryRun: dry } = request;
    const { plan, failures } = await installer.uninstall({ force, dry }, request);
    return report(plan, plan.steps, { startedMs, failures });
  },
  async exportPackage({ adminToken, managed }) {
    return (await open(loaded, crm, adminToken)).exportSolution(managed);
  },
});

async function open(
  loaded: LoadedSettings,
  crm: CrmOf<'dynamics'>,
  adminToken: string | null,
): Promise<DynamicsInstaller> {
  const { settings, folder } = loaded;
  return openInstaller({
    settings: await dynamicsSettings(loaded, crm),
    clock: systemClock(),
    log: systemLog(settings.log),
    maxConcurrent: settings.limits.crmCalls,
    productFolder: productFolder(),
    adminToken: adminToken === null ? null : await resolveReference(adminToken, { folder }),
  });
}

async function optionsOf(
  { settings, folder }: LoadedSettings,
  { name, connection }: CrmOf<'dynamics'>,
  { upgrade, layouts, changeTracking }: CrmInstallRequest,
): Promise<PlanOptions> {
  const publicUrl = settings.publicUrl ?? null;
  const code = connection.webhookCode === undefined ? null : await resolveSecret(connection.webhookCode, { folder });
  const webhook = publicUrl === null || code === null ? null : { url: publicUrl + crmWebhookPath(name), code };
  return { upgrade, layouts, changeTracking, publicUrl, webhook };
}

interface Ended {
  startedMs: number;
  remarks?: readonly string[];
  failures?: readonly InstallProblem[];
  findings?: readonly InstallProblem[];
  imported?: { id: string } | null;
}

function report(
  { inventory }: { inventory: Pick<Inventory, 'organization' | 'connectorUser'> },
  steps: readonly CrmStep[],
  { startedMs, remarks = [], failures = [], findings = [], imported = null }: Ended,
): CrmReport {
  return {
    organization: { ...inventory.organization, edition: 'Dataverse', sandbox: null },
    user: inventory.connectorUser.name,
    steps,
    remarks,
    atomic: false,
    deployments: imported ? [{ id: imported.id, checkOnly: false, components: 1, succeeded: true }] : [],
    failures,
    findings,
    ms: Math.round(performance.now() - startedMs),
  };
}
