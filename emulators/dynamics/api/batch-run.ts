import { randomUUID } from 'node:crypto';
import { errorBody, Refusal } from '../refusal.ts';
import type { BatchRequest, BatchStep } from './batch-read.ts';
import { type References, resolveReferences } from './batch-references.ts';
import { type AnsweredRequest, type AnsweredStep, type BatchAnswer, writeBatch } from './batch-write.ts';

/** What executes the requests of a batch. */
export interface BatchRunner {
  /** Answers one request; its changes can still be undone. Refusals are answers, not errors. */
  answer(request: BatchRequest): BatchAnswer;
  /** Remembers this moment; the function returned undoes what has changed since. */
  savepoint(): () => void;
}

export interface BatchOptions {
  /** `Prefer: odata.continue-on-error`. */
  continueOnError: boolean;
  /** Whether the error of a change set stands within a change set's answer, or by itself. */
  nestsFailedChangeSets: boolean;
}

export interface BatchResult {
  /** 200, or the status of the error that ended the batch. */
  status: number;
  contentType: string;
  body: string;
}

const hasFailed = ({ answer }: AnsweredRequest) => answer.status >= 400;

function refused(error: unknown): BatchAnswer {
  if (!(error instanceof Refusal)) throw error;
  const headers = { 'Content-Type': 'application/json; odata.metadata=minimal', 'OData-Version': '4.0' };
  return { status: error.status, headers, body: JSON.stringify(errorBody(error)) };
}

/** A row's address stands in both headers here (BATCH); a failed part carries the id of its request. */
function inBatch(answer: BatchAnswer): BatchAnswer {
  const address = answer.headers['OData-EntityId'];
  if (answer.status >= 400) return { ...answer, headers: { REQ_ID: randomUUID(), ...answer.headers } };
  return address === undefined ? answer : { ...answer, headers: { Location: address, ...answer.headers } };
}

function runRequest(runner: BatchRunner, request: BatchRequest, references: References): AnsweredRequest {
  const undo = runner.savepoint();
  let answer: BatchAnswer;
  try {
    answer = runner.answer(resolveReferences(request, references));
  } catch (error) {
    answer = refused(error);
  }
  if (answer.status >= 400) undo();
  const { contentId } = request;
  const address = answer.headers['OData-EntityId'];
  if (contentId !== undefined && address !== undefined) references.set(contentId, address);
  return { answer: inBatch(answer), ...(contentId === undefined ? {} : { contentId }) };
}

function runChangeSet(runner: BatchRunner, requests: readonly BatchRequest[], { nestsFailedChangeSets }: BatchOptions) {
  const undo = runner.savepoint();
  const references: References = new Map();
  const answers: AnsweredRequest[] = [];
  const boundary = `changesetresponse_${randomUUID()}`;
  for (const request of requests) {
    const answered = runRequest(runner, request, references);
    if (!hasFailed(answered)) {
      answers.push(answered);
      continue;
    }
    undo();
    const step: AnsweredStep = nestsFailedChangeSets
      ? { kind: 'change-set', boundary, answers: [answered] }
      : { kind: 'request', answer: answered.answer };
    return { step, failure: answered.answer.status };
  }
  const step: AnsweredStep = { kind: 'change-set', boundary, answers };
  return { step, failure: undefined };
}

function runStep(
  runner: BatchRunner,
  step: BatchStep,
  options: BatchOptions,
): { step: AnsweredStep; failure: number | undefined } {
  if (step.kind === 'change-set') return runChangeSet(runner, step.requests, options);
  const answered = runRequest(runner, step.request, new Map());
  return { step: { kind: 'request', ...answered }, failure: hasFailed(answered) ? answered.answer.status : undefined };
}

/** Runs a batch: each step holds by itself, and the first error ends it unless the caller wants to continue. */
export function runBatch(runner: BatchRunner, steps: readonly BatchStep[], options: BatchOptions): BatchResult {
  const boundary = `batchresponse_${randomUUID()}`;
  const answered: AnsweredStep[] = [];
  let status = 200;
  for (const each of steps) {
    const { step, failure } = runStep(runner, each, options);
    answered.push(step);
    if (failure === undefined || options.continueOnError) continue;
    status = failure;
    break;
  }
  return { status, contentType: `multipart/mixed; boundary=${boundary}`, body: writeBatch(boundary, answered) };
}
