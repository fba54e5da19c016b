import { randomUUID } from 'node:crypto';
import { type ApiAnswer, bodyOf, type Call, NO_CONTENT, type Resource } from '../api/call.ts';
import type { Organisation } from '../organisation.ts';
import type { Body } from '../records/draft.ts';
import { scopeOf } from '../records/writer.ts';
import { malformed, Refusal, refuse } from '../refusal.ts';
import type { WriteScope } from '../rules/types.ts';
import { requireSolution } from './components.ts';
import { customizingAction } from './customizing-action.ts';
import { flagIn, partOf, required, textIn } from './definition-body.ts';
import { importPackage } from './package-import.ts';
import { readPackage } from './package-read.ts';
import { packageFile } from './package-write.ts';
import { element, valued } from './xml.ts';

interface Jobs {
  /** What runs now; only one job at a time. */
  running: string | undefined;
  /** Files by the id under which they were staged, or exported. */
  files: Map<string, Uint8Array>;
}

const jobsByStore = new WeakMap<object, Jobs>();

function jobsOf(org: Organisation): Jobs {
  const known = jobsByStore.get(org.store);
  if (known) return known;
  const made: Jobs = { running: undefined, files: new Map() };
  jobsByStore.set(org.store, made);
  return made;
}

/** Throws 0x80071151 while another job of this kind runs. */
function requireIdle(org: Organisation): void {
  const { running } = jobsOf(org);
  if (running === undefined) return;
  throw refuse(
    400,
    '0x80071151',
    `Cannot start the requested operation because there is another [${running}] running at this moment. Use the Solution History for more details.`,
  );
}

const answerWith = ({ root }: Call, type: string, body: Record<string, unknown>): ApiAnswer => ({
  status: 200,
  body: { '@odata.context': `${root}/$metadata#Microsoft.Dynamics.CRM.${type}`, ...body },
});

function bytesIn(body: Body, name: string): Uint8Array {
  const text = required(textIn(body, name), name);
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) throw malformed(`The value of '${name}' is not Edm.Binary.`);
  return Buffer.from(text, 'base64');
}

function exported(call: Call, body: Body): Uint8Array {
  const solution = requireSolution(call.org, required(textIn(body, 'SolutionName'), 'SolutionName'));
  if (solution.values.get('ismanaged') === true) {
    throw refuse(
      400,
      '0x80048036',
      'An error occurred while exporting a solution. Managed solutions cannot be exported.',
    );
  }
  return packageFile(call.org, solution, required(flagIn(body, 'Managed'), 'Managed'));
}

const encoded = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

function exportSolution(call: Call): ApiAnswer {
  requireIdle(call.org);
  return answerWith(call, 'ExportSolutionResponse', { ExportSolutionFile: encoded(exported(call, bodyOf(call))) });
}

/** The file of an import: in the request, or staged before. */
function fileIn(call: Call, body: Body): Uint8Array {
  const staged = textIn(partOf(body, 'SolutionParameters'), 'StageSolutionUploadId');
  if (staged === undefined) return bytesIn(body, 'CustomizationFile');
  const bytes = jobsOf(call.org).files.get(staged);
  if (!bytes) throw refuse(404, '0x80040217', `There is no staged solution with the id ${staged}.`);
  return bytes;
}

function recordImport(scope: WriteScope, id: string, name: string, failure: string | undefined): void {
  const result = { result: failure === undefined ? 'success' : 'failure', errortext: failure ?? '' };
  const solution = element('solutionManifest', {}, valued('UniqueName', name) + element('result', result));
  scope.insert('importjob', {
    importjobid: id,
    name: 'Customizations',
    solutionname: name,
    progress: failure === undefined ? 100 : 0,
    startedon: scope.stamp,
    completedon: scope.stamp,
    data: element('importexportxml', { succeeded: String(failure === undefined) }, solution),
  });
}

function importSolution(call: Call): ApiAnswer {
  requireIdle(call.org);
  const body = bodyOf(call);
  const file = readPackage(fileIn(call, body));
  const scope = scopeOf(call.org, call.caller, { isPlatform: true });
  importPackage(scope, file);
  recordImport(scope, textIn(body, 'ImportJobId') ?? randomUUID(), file.uniqueName, undefined);
  return NO_CONTENT;
}

interface Job {
  run(scope: WriteScope): void;
  /** Records why it did not come to its end. */
  failed?(scope: WriteScope, message: string): void;
}

const OPERATION = { export: 202, import: 203 } as const;

/** Starts a job: it is done after a while of virtual time, and its row among the system jobs tells how it went. */
function startJob(call: Call, kind: keyof typeof OPERATION, job: Job): string {
  const { org, caller } = call;
  const { clock, switches } = org.kit;
  requireIdle(org);
  const jobs = jobsOf(org);
  const scope = () => scopeOf(org, caller, { isPlatform: true });
  const { id } = scope().insert('asyncoperation', {
    name: kind === 'import' ? 'Import Solution' : 'Export Solution',
    operationtype: OPERATION[kind],
    statecode: 2,
    statuscode: 20,
    startedon: org.stamp(),
  });
  jobs.running = kind === 'import' ? 'Import' : 'Export';
  clock.at(clock.now() + switches.number('DV33c'), () => {
    jobs.running = undefined;
    const row = org.store.get('asyncoperation', id);
    if (!row) return;
    const done = { completedon: org.stamp(), statecode: 3 };
    try {
      org.atomically(() => job.run(scope()));
      scope().update(row, { ...done, statuscode: 30 });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      job.failed?.(scope(), error.message);
      scope().update(row, { ...done, statuscode: 31, message: error.message, friendlymessage: error.message });
    }
    org.commit();
  });
  return id;
}

function importSolutionAsync(call: Call): ApiAnswer {
  const file = readPackage(fileIn(call, bodyOf(call)));
  const ImportJobKey = randomUUID();
  const AsyncOperationId = startJob(call, 'import', {
    run(scope) {
      importPackage(scope, file);
      recordImport(scope, ImportJobKey, file.uniqueName, undefined);
    },
    failed: (scope, message) => recordImport(scope, ImportJobKey, file.uniqueName, message),
  });
  return answerWith(call, 'ImportSolutionAsyncResponse', { ImportJobKey, AsyncOperationId });
}

function exportSolutionAsync(call: Call): ApiAnswer {
  const bytes = exported(call, bodyOf(call));
  const ExportJobId = randomUUID();
  const AsyncOperationId = startJob(call, 'export', { run: () => jobsOf(call.org).files.set(ExportJobId, bytes) });
  return answerWith(call, 'ExportSolutionAsyncResponse', { ExportJobId, AsyncOperationId });
}

function downloadExport(call: Call): ApiAnswer {
  const id = required(textIn(bodyOf(call), 'ExportJobId'), 'ExportJobId');
  const bytes = jobsOf(call.org).files.get(id);
  if (!bytes) throw refuse(404, '0x80040217', `There is no exported solution with the id ${id}.`);
  return answerWith(call, 'DownloadSolutionExportDataResponse', { ExportSolutionFile: encoded(bytes) });
}

function stageSolution(call: Call): ApiAnswer {
  const bytes = bytesIn(bodyOf(call), 'CustomizationFile');
  const { uniqueName, version, isManaged } = readPackage(bytes);
  const StageSolutionUploadId = randomUUID();
  jobsOf(call.org).files.set(StageSolutionUploadId, bytes);
  return answerWith(call, 'StageSolutionResponse', {
    StageSolutionResults: {
      StageSolutionUploadId,
      StageSolutionStatus: 'Passed',
      SolutionValidationResults: [],
      MissingDependencies: [],
      SolutionDetails: { SolutionUniqueName: uniqueName, SolutionVersion: version, IsManaged: isManaged },
    },
  });
}

/** Solution packages as files. */
export const PACKAGE_ACTIONS: readonly Resource[] = [
  customizingAction('export-solution', 'ExportSolution', exportSolution),
  customizingAction('export-solution', 'ExportSolutionAsync', exportSolutionAsync),
  customizingAction('download-export', 'DownloadSolutionExportData', downloadExport),
  customizingAction('stage-solution', 'StageSolution', stageSolution),
  customizingAction('import-solution', 'ImportSolution', importSolution),
  customizingAction('import-solution', 'ImportSolutionAsync', importSolutionAsync),
];
