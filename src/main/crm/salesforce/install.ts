import type { InstallOutcome } from '../../../adapters/salesforce/install/install.ts';
import {
  type InstallRequest,
  openInstaller,
  type SalesforceInstaller,
} from '../../../adapters/salesforce/install/installer.ts';
import type { InstallPlan } from '../../../adapters/salesforce/install/plan.ts';
import type { UninstallOutcome } from '../../../adapters/salesforce/install/uninstall.ts';
import type * as Cli from '../../../cli/product/crm.ts';
import { productFolder } from '../../../cli/product-version.ts';
import type { CrmOf } from '../../../config/crms.ts';
import type { LoadedSettings } from '../../../config/load.ts';
import { resolveReference } from '../../../config/secrets.ts';
import { CosellError } from '../../../core/errors.ts';
import { systemClock, systemLog } from '../../surroundings.ts';
import type { CrmProduct } from '../kind.ts';
import { salesforceSettings } from './settings.ts';

/** Setting up the CRM, without store and connector. */
export const installation = (
  loaded: LoadedSettings,
  crm: CrmOf<'salesforce'>,
): Pick<CrmProduct, 'plan' | 'install' | 'uninstall' | 'exportPackage'> => ({
  async plan(request) {
    const startedMs = performance.now();
    const installer = await open(loaded, crm, request.adminToken);
    const plan = await installer.plan(request);
    return report(plan, { deployments: [], failures: [], findings: [] }, startedMs);
  },
  async install(request) {
    const startedMs = performance.now();
    const installer = await open(loaded, crm, request.adminToken);
    const outcome = await installer.install(request, progressOf(request));
    return report(outcome.plan, outcome, startedMs);
  },
  async exportPackage() {
    throw new CosellError({
      code: 'crm-no-export',
      recovery: 'bad-input',
      message: 'Salesforce takes the package from its source files; there is nothing to export.',
      remedy: 'Run `cosell crm install` for each org.',
      place: crm.path.connection,
    });
  },
  async uninstall(request) {
    const startedMs = performance.now();
    const installer = await open(loaded, crm, request.adminToken);
    const { force, dryRun: dry } = request;
    const outcome = await installer.uninstall({ force, dry }, progressOf(request));
    return { ...rest(outcome, startedMs), ...ofPlan(outcome.plan), remarks: [] };
  },
});

async function open(
  loaded: LoadedSettings,
  crm: CrmOf<'salesforce'>,
  adminToken: string | null,
): Promise<SalesforceInstaller> {
  const { settings, folder } = loaded;
  return openInstaller({
    settings: await salesforceSettings(loaded, crm),
    clock: systemClock(),
    log: systemLog(settings.log),
    maxConcurrent: settings.limits.crmCalls,
    productFolder: productFolder(),
    adminToken: adminToken === null ? null : await resolveReference(adminToken, { folder }),
  });
}

const progressOf = ({ signal, onProgress }: InstallRequest): InstallRequest => ({ signal, onProgress });

function report(plan: InstallPlan, outcome: Outcome, startedMs: number): Cli.CrmReport {
  return { ...rest(outcome, startedMs), ...ofPlan(plan), remarks: remarks(plan) };
}

type Outcome = Pick<InstallOutcome | UninstallOutcome, 'deployments' | 'failures' | 'findings'>;

function ofPlan(plan: InstallPlan | UninstallOutcome['plan']) {
  return {
    organization: plan.organization,
    user: plan.connectorUser.username,
    steps: plan.steps
      // What nobody asked for is not worth a word.
      .filter(({ action, notes }) => action !== 'skip' || notes.length > 0)
      .map(({ kind, name, action, notes }) => ({ kind, name, action, notes })),
  };
}

function rest({ deployments, failures, findings }: Outcome, startedMs: number) {
  return {
    atomic: true,
    deployments: deployments.map(({ id, checkOnly, components, failures: refused }) => ({
      id,
      checkOnly,
      components,
      succeeded: refused.length === 0,
    })),
    failures: failures.map(({ component: place, message, remedy }) => ({ place, message, remedy })),
    findings,
    ms: Math.round(performance.now() - startedMs),
  };
}

function remarks({ coexistence }: InstallPlan): string[] {
  if (!coexistence) return [];
  const { kept, activeRules } = coexistence;
  const there =
    kept === 0
      ? []
      : [
          `${kept} fields and objects of these names are there already, from Microsoft's package or made by hand. They stay as they are, with their data; the connector works with them.`,
        ];
  const rules = activeRules.map(
    (name) =>
      `Microsoft's validation rule ${name} is active and may act on opportunities that nobody shares; deactivate it in Setup if sellers are hindered.`,
  );
  return [...there, ...rules];
}
