import * as z from 'zod';
import { CosellError } from '../../../core/errors.ts';
import { understood } from '../schema.ts';
import { attempt } from './attempt.ts';
import type { InstallContext } from './context.ts';
import type { InstallProblem } from './failures.ts';

const Staged = z.object({
  StageSolutionResults: z.object({
    StageSolutionUploadId: z.string(),
    StageSolutionStatus: z.string().nullish(),
    SolutionValidationResults: z.array(z.object({ Message: z.string().nullish() })).nullish(),
    MissingDependencies: z.array(z.unknown()).nullish(),
  }),
});
const Started = z.object({ AsyncOperationId: z.string() });
const Job = z.object({
  statecode: z.number(),
  statuscode: z.number(),
  friendlymessage: z.string().nullish(),
  message: z.string().nullish(),
});

/** States of a system job (contract §6.4). */
const COMPLETED = 3;
const SUCCEEDED = 30;

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5000;

type Ended = { id: string; problem: InstallProblem | null };

/**
 * Imports a solution file: first staged, which checks it and changes nothing, then imported by a job that is followed to its end. Current
 * values of environment variables belong to the environment and stay (contract §1.7).
 */
export async function importSolution(file: Uint8Array, context: InstallContext): Promise<Ended> {
  const { admin, onProgress } = context;
  onProgress({ phase: 'Checking the solution file', done: 0, total: null });
  const CustomizationFile = Buffer.from(file).toString('base64');
  let upload = '';
  let refused: InstallProblem | null = null;
  const staging = await attempt(
    PLACE,
    async () => {
      const staged = understood(Staged, await admin.act('StageSolution', { CustomizationFile }), 'StageSolution');
      const { StageSolutionUploadId, ...results } = staged.StageSolutionResults;
      upload = StageSolutionUploadId;
      refused = problemIn(results);
    },
    context,
  );
  // What has a meaning of its own, such as a missing right, says more.
  const stopped = staging?.code.startsWith('crm-') ? notAccepted(staging.message) : (staging ?? refused);
  return stopped ? { id: upload, problem: stopped } : runImport(upload, context);
}

const PLACE = 'The solution file';

async function runImport(StageSolutionUploadId: string, context: InstallContext): Promise<Ended> {
  const { admin } = context;
  let id = '';
  const starting = await attempt(
    PLACE,
    async () => {
      const body = {
        // Somebody's unmanaged changes on top of ours are theirs to keep.
        OverwriteUnmanagedCustomizations: false,
        PublishWorkflows: true,
        SolutionParameters: { StageSolutionUploadId },
      };
      const started = await admin.act('ImportSolutionAsync', body);
      id = understood(Started, started, 'ImportSolutionAsync').AsyncOperationId;
    },
    context,
  );
  return { id, problem: starting ?? (await follow(id, context)) };
}

async function follow(
  id: string,
  { admin, clock, signal, onProgress }: InstallContext,
): Promise<InstallProblem | null> {
  const path = `asyncoperations(${id})?$select=statecode,statuscode,friendlymessage,message`;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS)) {
    onProgress({ phase: 'Importing the solution', done: 0, total: null });
    const job = understood(Job, await admin.read(path), 'asyncoperations');
    if (job.statecode === COMPLETED) {
      return job.statuscode === SUCCEEDED ? null : notAccepted(job.friendlymessage ?? job.message ?? 'no reason given');
    }
    await clock.sleep(pauseMs, signal);
    signal.throwIfAborted();
  }
}

function problemIn(results: {
  StageSolutionStatus?: string | null | undefined;
  SolutionValidationResults?: readonly { Message?: string | null | undefined }[] | null | undefined;
  MissingDependencies?: readonly unknown[] | null | undefined;
}): InstallProblem | null {
  const said = (results.SolutionValidationResults ?? []).flatMap(({ Message }) => Message ?? []);
  const missing = results.MissingDependencies?.length ?? 0;
  if (results.StageSolutionStatus !== 'Failed' && missing === 0) return null;
  return notAccepted([...said, ...(missing > 0 ? [`${missing} parts that it needs are not there`] : [])].join('; '));
}

function notAccepted(said: string): InstallProblem {
  const { code, message, remedy } = new CosellError({
    code: 'dynamics-solution-refused',
    recovery: 'misconfigured',
    message: `The environment does not accept the solution file: ${said}`,
    remedy:
      'Install the Dynamics 365 Sales application first, do not mix managed and unmanaged files, and export the file again with `cosell crm install --export managed`.',
  });
  return { code, place: PLACE, message, remedy };
}
