import { type Archive, buildArchive, buildDeletion } from './archive.ts';
import { findData } from './data.ts';
import { type Deployment, deployChecked } from './deploy.ts';
import type { ComponentFailure } from './failures.ts';
import type { InstallContext } from './install.ts';
import { takeInventory } from './inventory.ts';
import { planUninstall, type UninstallPlan } from './uninstall-plan.ts';
import type { VerifyFinding } from './verify.ts';

export interface UninstallOutcome {
  plan: UninstallPlan;
  deployments: readonly Deployment[];
  failures: readonly ComponentFailure[];
  findings: readonly VerifyFinding[];
}

/** Takes out of the org what the package has put there. `dry` only says what would go. */
export async function uninstall(
  context: InstallContext,
  options: { force: boolean; dry: boolean },
): Promise<UninstallOutcome> {
  const { pack, admin, connector, renames, version } = context;
  context.onProgress({ phase: 'Looking at the org', done: 0, total: null });
  const inventory = await takeInventory(pack, admin, connector);
  const data = options.force ? new Map() : await findData(pack, inventory, connector);
  const plan = planUninstall(pack, inventory, data, renames, options);
  const outcome: UninstallOutcome = { plan, deployments: [], failures: [], findings: [] };
  if (options.dry || plan.steps.every(({ action }) => action === 'keep')) return outcome;
  const { objects, fields, rules, sets } = plan.deletions;
  const steps: [Archive, string][] = [
    [buildArchive({ layouts: plan.layouts }, version), 'page layouts'],
    [buildDeletion({ objects, fields, rules, sets: [] }, version), 'the removal'],
  ];
  const deployments = await deployAll(steps, context);
  const failed = deployments.flatMap(({ failures }) => failures);
  // As long as something is left to do, the connector keeps its access.
  if (failed.length > 0) return { ...outcome, deployments, failures: failed };
  const findings = await endAssignments(plan, context);
  const last = await deployAll(
    [[buildDeletion({ objects: [], fields: [], rules: [], sets }, version), 'the permission sets']],
    context,
  );
  return { plan, deployments: [...deployments, ...last], failures: last.flatMap(({ failures }) => failures), findings };
}

/** One after the other, up to the first that Salesforce does not take; empty ones are left out. */
async function deployAll(steps: readonly [Archive, string][], context: InstallContext): Promise<Deployment[]> {
  const made: Deployment[] = [];
  for (const [archive, title] of steps) {
    if (archive.size === 0) continue;
    made.push(...(await deployChecked(archive, title, context)));
    if (made.at(-1)?.failures.length) break;
  }
  return made;
}

/** A permission set can be deleted once nobody has it. */
async function endAssignments({ assignments }: UninstallPlan, { admin }: InstallContext): Promise<VerifyFinding[]> {
  const parts = assignments.map((id) => ({
    method: 'DELETE' as const,
    path: `sobjects/PermissionSetAssignment/${id}`,
  }));
  const outcomes = await admin.write(parts);
  return outcomes.flatMap((said) =>
    said === null
      ? []
      : [
          {
            place: 'PermissionSetAssignment',
            message: `A permission set could not be taken from a user: ${said}`,
            remedy: 'Take it away in Setup, then run the command again.',
          },
        ],
  );
}
