import type { Clock } from '../../../engine/ports.ts';
import type { Archive } from './archive.ts';
import { type ComponentFailure, explainFailure } from './failures.ts';
import type { DeployResult, OrgAdmin } from './org-admin.ts';

export interface DeployContext {
  admin: OrgAdmin;
  clock: Clock;
  signal: AbortSignal;
  onProgress: (progress: { phase: string; done: number; total: number | null }) => void;
}

export interface Deployment {
  id: string;
  checkOnly: boolean;
  components: number;
  /** None: it succeeded. */
  failures: readonly ComponentFailure[];
}

const FIRST_PAUSE_MS = 150;
const LONGEST_PAUSE_MS = 2000;

/**
 * Deploys an archive: first only checked, then for good if the check succeeded. Answers both deployments; the last one tells how it ended.
 * Interrupted, it stops following: Salesforce goes on by itself, and the next run sees what came of it.
 */
export async function deployChecked(archive: Archive, title: string, context: DeployContext): Promise<Deployment[]> {
  const checked = await deployOnce(archive, `Checking ${title}`, true, context);
  if (checked.failures.length > 0) return [checked];
  return [checked, await deployOnce(archive, `Deploying ${title}`, false, context)];
}

async function deployOnce(
  archive: Archive,
  phase: string,
  checkOnly: boolean,
  context: DeployContext,
): Promise<Deployment> {
  const { admin, clock, signal, onProgress } = context;
  signal.throwIfAborted();
  onProgress({ phase, done: 0, total: archive.size });
  const id = await admin.startDeployment(archive, { checkOnly });
  let pauseMs = FIRST_PAUSE_MS;
  for (;;) {
    const result = await admin.deployment(id);
    onProgress({ phase, done: result.numberComponentsDeployed, total: result.numberComponentsTotal || archive.size });
    if (result.done) return { id, checkOnly, components: archive.size, failures: failuresOf(result) };
    await clock.sleep(pauseMs, signal);
    signal.throwIfAborted();
    pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS);
  }
}

function failuresOf(result: DeployResult): ComponentFailure[] {
  if (result.success) return [];
  const listed = (result.details?.componentFailures ?? []).map(({ componentType, fullName, problem }) =>
    explainFailure(componentType, fullName, problem ?? ''),
  );
  if (listed.length > 0) return listed;
  const said = result.errorMessage ?? `the deployment ended as ${result.status}`;
  return [explainFailure(null, 'The deployment', said)];
}
