import { refuse } from '../refusal.ts';
import { type ApiAnswer, bodyMap, type Call, isMap, type Resource } from './call.ts';
import { haltedPart, type Part, type PartAnswer, ROLLED_BACK, readParts, runPart } from './parts.ts';
import { referencedParts } from './references.ts';

const MOST_PARTS = 25;
const MOST_GRAPHS = 75;
const MOST_NODES = 500;
const DEEPEST = 15;
const MOST_KINDS = 15;
const MOST_FAILED_GRAPHS = 14;

/** Reading is what only gets; retrieving and describing count as reading too. */
function kindOfParts(list: unknown): 'read' | 'write' {
  const methods = Array.isArray(list) ? list.map((part: unknown) => (isMap(part) ? part['method'] : undefined)) : [];
  return methods.every((method) => String(method).toUpperCase() === 'GET') ? 'read' : 'write';
}

function runAll(call: Call, parts: readonly Part[], within: 'composite' | 'graph', allOrNone: boolean): PartAnswer[] {
  const { store } = call.api.org;
  const savepoint = store.savepoint();
  const bodies = new Map<string, unknown>();
  const answers: PartAnswer[] = [];
  for (const part of parts) {
    const answer = runPart(call, part, within, bodies);
    answers.push(answer);
    if (answer.httpStatusCode < 400 || !allOrNone) continue;
    store.rollback(savepoint);
    return parts.map((each) => (each === part ? answer : haltedPart(each, ROLLED_BACK)));
  }
  return answers;
}

function composite(call: Call): ApiAnswer {
  const { compositeRequest, allOrNone } = bodyMap(call);
  const parts = readParts(compositeRequest, 'compositeRequest');
  if (parts.length > MOST_PARTS) {
    const message = `The request can’t contain more than ${MOST_PARTS} operations.`;
    const body = [{ errorCode: 'LIMIT_EXCEEDED', message }];
    // One answer without a reference, inside an answer that is 200 as always (recorded).
    return {
      status: 200,
      body: { compositeResponse: [{ body, httpHeaders: {}, httpStatusCode: 400, referenceId: null }] },
    };
  }
  return { status: 200, body: { compositeResponse: runAll(call, parts, 'composite', allOrNone === true) } };
}

interface Graph {
  graphId: string;
  parts: Part[];
}

function depthOf(parts: readonly Part[]): number {
  const depths = new Map<string, number>();
  let deepest = 0;
  for (const part of parts) {
    const above = [...referencedParts(part.url, part.body)].map((name) => depths.get(name) ?? 0);
    const depth = 1 + Math.max(0, ...above);
    depths.set(part.referenceId, depth);
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

/** Two nodes are alike when they agree in version, method and sObject. */
function kindOfNode(part: Part): string {
  const [, version, sobject] = /\/services\/data\/(v[\d.]+)\/sobjects\/([^/?]+)/i.exec(part.url) ?? [];
  return `${version} ${part.method} ${sobject?.toLowerCase()}`;
}

function checkGraphLimits(graphs: readonly Graph[]): void {
  const nodes = graphs.flatMap((graph) => graph.parts);
  const exceeded = (what: string, limit: number) =>
    refuse('LIMIT_EXCEEDED', `The request exceeds the limit of ${limit} ${what} in a composite graph request.`);
  if (graphs.length > MOST_GRAPHS) throw exceeded('graphs', MOST_GRAPHS);
  if (nodes.length > MOST_NODES) throw exceeded('nodes', MOST_NODES);
  if (new Set(nodes.map(kindOfNode)).size > MOST_KINDS) throw exceeded('different nodes', MOST_KINDS);
  if (graphs.some((graph) => depthOf(graph.parts) > DEEPEST)) throw exceeded('levels', DEEPEST);
}

function readGraphs(call: Call): Graph[] {
  const { graphs } = bodyMap(call);
  if (!Array.isArray(graphs)) throw refuse('JSON_PARSER_ERROR', 'Expected a list "graphs" at [line:1, column:1]');
  return graphs.map((graph: unknown, at): Graph => {
    if (!isMap(graph)) throw refuse('JSON_PARSER_ERROR', 'Expected a graph at [line:1, column:1]');
    const graphId = typeof graph['graphId'] === 'string' ? graph['graphId'] : String(at);
    return { graphId, parts: readParts(graph['compositeRequest'], 'compositeRequest') };
  });
}

function compositeGraph(call: Call): ApiAnswer {
  const graphs = readGraphs(call);
  checkGraphLimits(graphs);
  let failures = 0;
  const answers = graphs.map(({ graphId, parts }) => {
    const isHalted = failures >= MOST_FAILED_GRAPHS;
    const compositeResponse = isHalted
      ? parts.map((part) => haltedPart(part, 'The request was halted because too many graphs failed.'))
      : runAll(call, parts, 'graph', true);
    const isSuccessful = compositeResponse.every((answer) => answer.httpStatusCode < 400);
    if (!isSuccessful && !isHalted) failures += 1;
    return { graphId, graphResponse: { compositeResponse }, isSuccessful };
  });
  return { status: 200, body: { graphs: answers } };
}

function batch(call: Call): ApiAnswer {
  const { batchRequests, haltOnError } = bodyMap(call);
  if (!Array.isArray(batchRequests))
    throw refuse('JSON_PARSER_ERROR', 'Expected a list "batchRequests" at [line:1, column:1]');
  if (batchRequests.length > MOST_PARTS) {
    throw refuse('LIMIT_EXCEEDED', `The request can’t contain more than ${MOST_PARTS} operations.`);
  }
  let hasErrors = false;
  const results = batchRequests.map((request: unknown) => {
    if (hasErrors && haltOnError === true) {
      const message = 'Batch processing halted per request';
      return { statusCode: 412, result: [{ errorCode: 'BATCH_PROCESSING_HALTED', message }] };
    }
    const { method, url, richInput } = isMap(request) ? request : {};
    const path = String(url).startsWith('/') ? String(url) : `/services/data/${String(url)}`;
    const part = {
      within: 'batch' as const,
      method: String(method).toUpperCase(),
      url: path,
      body: richInput,
      headers: {},
    };
    const answer = call.api.dispatch(part, call.actor);
    if (answer.status >= 400) hasErrors = true;
    return { statusCode: answer.status, result: answer.body ?? null };
  });
  return { status: 200, body: { hasErrors, results } };
}

const graphKind = (body: unknown) => {
  const graphs = isMap(body) && Array.isArray(body['graphs']) ? body['graphs'] : [];
  return kindOfParts(graphs.flatMap((graph: unknown) => (isMap(graph) ? graph['compositeRequest'] : [])));
};

/** Several requests in one call; each call counts once. */
export const COMPOSITE_RESOURCES: readonly Resource[] = [
  {
    operation: 'composite',
    kind: (body) => kindOfParts(isMap(body) ? body['compositeRequest'] : undefined),
    method: 'POST',
    pattern: 'composite',
    answer: composite,
  },
  { operation: 'composite-graph', kind: graphKind, method: 'POST', pattern: 'composite/graph', answer: compositeGraph },
  {
    operation: 'batch',
    kind: (body) => kindOfParts(isMap(body) ? body['batchRequests'] : undefined),
    method: 'POST',
    pattern: 'composite/batch',
    answer: batch,
  },
];
