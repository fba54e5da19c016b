import { unsupported } from '../../kit/unsupported.ts';
import { makeId } from '../ids.ts';
import type { Org } from '../org.ts';
import { notFound, refuse } from '../refusal.ts';
import { toStamp } from '../stamps.ts';
import type { Bundle } from './bundle.ts';
import { type Outcome, workOut } from './deployment.ts';
import { enact } from './enact.ts';

export interface DeployOptions {
  checkOnly: boolean;
  rollbackOnError: boolean;
  singlePackage: boolean;
  ignoreWarnings: boolean;
  testLevel: string | null;
}

interface Deployment {
  id: string;
  options: DeployOptions;
  bundle: Bundle;
  by: string;
  createdMs: number;
  dueMs: number;
  outcome: Outcome | null;
}

const byOrg = new WeakMap<Org['metadata'], Map<string, Deployment>>();

function deploymentsOf(org: Org): Map<string, Deployment> {
  const known = byOrg.get(org.metadata);
  if (known) return known;
  const made = new Map<string, Deployment>();
  byOrg.set(org.metadata, made);
  return made;
}

/** Reads `deployOptions`. Throws for those that this organisation refuses. */
export function readOptions(given: unknown, org: Org): DeployOptions {
  const options = (given ?? {}) as Partial<Record<keyof DeployOptions | 'runTests' | 'purgeOnDelete', unknown>>;
  const isProduction = !org.world.organization.sandbox && org.world.organization.edition !== 'Developer Edition';
  const read: DeployOptions = {
    checkOnly: options.checkOnly === true,
    rollbackOnError: options.rollbackOnError !== false,
    singlePackage: options.singlePackage === true,
    ignoreWarnings: options.ignoreWarnings === true,
    testLevel: typeof options.testLevel === 'string' ? options.testLevel : null,
  };
  if (isProduction && read.testLevel === 'NoTestRun') {
    throw refuse('INVALID_OPERATION', 'testLevel of NoTestRun cannot be used in production organizations');
  }
  if (isProduction && !read.rollbackOnError) {
    throw refuse('INVALID_OPERATION', 'rollbackOnError must be true for production organizations');
  }
  if (!read.singlePackage) throw unsupported('deployments of several packages (singlePackage: false)');
  return read;
}

/**
 * Starts a deployment, which ends after the switched time. What the emulator does not know is found out at once, so that it can be
 * answered with 501.
 */
export function startDeployment(org: Org, bundle: Bundle, options: DeployOptions, by: string): Deployment {
  workOut(bundle, org);
  const deployments = deploymentsOf(org);
  const { clock, switches } = org.kit;
  const createdMs = clock.now();
  const deployment: Deployment = {
    id: makeId('0Af', deployments.size + 1),
    options,
    bundle,
    by,
    createdMs,
    dueMs: createdMs + switches.number('deployment-ms'),
    outcome: null,
  };
  deployments.set(deployment.id, deployment);
  const { metadata } = org;
  clock.at(deployment.dueMs, () => {
    // A reset in the meantime has made another organisation of this one.
    if (org.metadata === metadata) finish(org, deployment);
  });
  return deployment;
}

function finish(org: Org, deployment: Deployment): void {
  const { options, bundle, by } = deployment;
  const outcome = workOut(bundle, org);
  deployment.outcome = outcome;
  const isRolledBack = outcome.failures.length > 0 && options.rollbackOnError;
  if (!options.checkOnly && !isRolledBack) enact(org, outcome.draft, by);
}

/** The deployment with the id. Throws 404. */
export function findDeployment(org: Org, id: string): Deployment {
  const deployment = deploymentsOf(org).get(id);
  if (!deployment) throw notFound();
  return deployment;
}

function statusOf({ outcome, options, createdMs, dueMs }: Deployment, nowMs: number): string {
  if (!outcome) return nowMs < createdMs + (dueMs - createdMs) / 3 ? 'Pending' : 'InProgress';
  if (outcome.failures.length === 0) return 'Succeeded';
  return options.rollbackOnError || outcome.successes.length === 0 ? 'Failed' : 'SucceededPartial';
}

function details({ bundle, dueMs }: Deployment, { failures, successes }: Outcome) {
  const createdDate = toStamp(dueMs);
  const message = { changed: false, created: false, deleted: false, createdDate, success: true };
  const taken = successes.map(({ type, fullName, fileName, created, deleted, warning }) => ({
    ...message,
    componentType: type,
    fullName,
    fileName,
    changed: warning === undefined,
    created,
    deleted,
    ...(warning === undefined ? {} : { problem: warning, problemType: 'Warning' }),
  }));
  const manifests = ['package.xml', ...(bundle.deletions.length > 0 ? ['destructiveChanges.xml'] : [])];
  const listed = manifests.map((fileName) => ({ ...message, componentType: '', fullName: fileName, fileName }));
  return {
    componentFailures: failures.map((failure) => ({ ...message, ...failure, problemType: 'Error', success: false })),
    componentSuccesses: [...taken, ...listed],
    retrieveResult: null,
    runTestResult: { numFailures: 0, numTestsRun: 0, totalTime: 0, failures: [], successes: [], codeCoverage: [] },
  };
}

/** The body that tells how a deployment stands. */
export function showDeployment(org: Org, deployment: Deployment, includeDetails: boolean): Record<string, unknown> {
  const { id, options, outcome, by, createdMs, dueMs, bundle } = deployment;
  const status = statusOf(deployment, org.kit.clock.now());
  const failures = outcome?.failures.length ?? 0;
  const total = bundle.components.length + bundle.deletions.length + bundle.failures.length;
  const user = org.store.table('User').get(by);
  return {
    id,
    validatedDeployRequestId: null,
    deployOptions: { ...options, allowMissingFiles: false, autoUpdatePackage: false, performRetrieve: false },
    deployResult: {
      id,
      checkOnly: options.checkOnly,
      ignoreWarnings: options.ignoreWarnings,
      rollbackOnError: options.rollbackOnError,
      status,
      success: status === 'Succeeded' || status === 'SucceededPartial',
      done: outcome !== null,
      numberComponentsTotal: total,
      numberComponentsDeployed: outcome?.successes.length ?? 0,
      numberComponentErrors: failures,
      numberTestsTotal: 0,
      numberTestsCompleted: 0,
      numberTestErrors: 0,
      runTestsEnabled: false,
      createdBy: by.slice(0, 15),
      createdByName: user?.['Name'] ?? null,
      createdDate: toStamp(createdMs),
      startDate: status === 'Pending' ? null : toStamp(createdMs),
      lastModifiedDate: toStamp(outcome ? dueMs : createdMs),
      completedDate: outcome ? toStamp(dueMs) : null,
      errorMessage: null,
      errorStatusCode: null,
      ...(includeDetails && outcome ? { details: details(deployment, outcome) } : {}),
    },
  };
}
