import { pathBelowVersion } from '../odata/address.ts';
import { errorBody, Refusal } from '../refusal.ts';
import { type BatchRequest, readBatch } from './batch-read.ts';
import { type BatchRunner, runBatch } from './batch-run.ts';
import type { BatchAnswer } from './batch-write.ts';
import type { ApiAnswer, ApiRequest, Call, Resource } from './call.ts';
import { isNamed, matchSteps } from './steps.ts';

const JSON_TYPE = 'application/json; odata.metadata=minimal; odata.streaming=true';

/** Headers of the whole batch that its parts take over where they have none of their own. */
const INHERITED = [
  'callerobjectid',
  'mscrmcallerid',
  'consistency',
  'mscrm.solutionuniquename',
  'mscrm.suppressduplicatedetection',
];

function requestOf(call: Call, { method, url, headers, body }: BatchRequest): ApiRequest {
  const [path = '', ...rest] = pathBelowVersion(url).split('?');
  const header = (name: string) => headers.get(name) ?? (INHERITED.includes(name) ? call.header(name) : undefined);
  // Unlike an address on the wire, one within a batch may hold spaces.
  return { method, path, search: rest.join('?'), header: (name) => header(name.toLowerCase()), text: body };
}

function answerOf({ status, headers, body, raw }: ApiAnswer): BatchAnswer {
  const text = raw?.text ?? (body === undefined ? undefined : JSON.stringify(body));
  const type = raw?.type ?? JSON_TYPE;
  return {
    status,
    headers: { ...(text === undefined ? {} : { 'Content-Type': type }), 'OData-Version': '4.0', ...headers },
    ...(text === undefined ? {} : { body: text }),
  };
}

function runnerOf(call: Call): BatchRunner {
  const { org } = call;
  return {
    answer: (request) => answerOf(call.dispatch(requestOf(call, request))),
    savepoint() {
      const savepoint = org.store.savepoint();
      const told = org.pending.length;
      return () => {
        org.store.rollback(savepoint);
        org.pending.length = told;
      };
    },
  };
}

function answerBatch(call: Call): ApiAnswer {
  let steps: ReturnType<typeof readBatch>;
  try {
    steps = readBatch(call.text, call.header('content-type'));
  } catch (error) {
    if (error instanceof Refusal) return { status: error.status, body: errorBody(error) };
    throw error;
  }
  const { status, contentType, body } = runBatch(runnerOf(call), steps, {
    continueOnError: call.prefer.continueOnError,
    nestsFailedChangeSets: call.org.kit.switches.choice('DV28b') === 'nested',
  });
  return { status, raw: { type: contentType, text: body } };
}

const WRITES = /^(POST|PATCH|PUT|DELETE) /m;

/** Several requests in one; a batch that only reads counts as reading. */
export const BATCH_RESOURCES: readonly Resource[] = [
  {
    operation: 'batch',
    kind: ({ text }) => (WRITES.test(text) ? 'write' : 'read'),
    method: 'POST',
    matches: matchSteps(isNamed('$batch')),
    answer: answerBatch,
  },
];
