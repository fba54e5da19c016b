import { unsupported } from '../../kit/unsupported.ts';
import { apiActor, type Org } from '../org.ts';
import { errorBody, Refusal, refuse } from '../refusal.ts';
import type { Api, ApiAnswer, Call, PartActor, PartRequest, Resource } from './call.ts';
import type { Locators } from './locators.ts';
import { RESOURCES } from './resources.ts';
import type { Usage } from './usage.ts';
import { readVersion } from './versions.ts';

/** What one request brings besides its path and body. */
export interface Caller extends PartActor {
  header(name: string): string | undefined;
}

/** Answers a call whose resource is found; refusals become answers, and what they had changed is undone. */
export function answerCall(
  api: Api,
  resource: Resource,
  request: Pick<Call, 'method' | 'version' | 'params' | 'query' | 'body'>,
  caller: Caller,
): ApiAnswer {
  const { store } = api.org;
  const savepoint = store.savepoint();
  const allowDuplicates = /allowSave\s*=\s*true/i.test(caller.header('Sforce-Duplicate-Rule-Header') ?? '');
  const actor = apiActor(api.org, caller.userId, allowDuplicates);
  try {
    return resource.answer({ ...request, api, actor, header: caller.header });
  } catch (error) {
    store.rollback(savepoint);
    if (error instanceof Refusal) return { status: error.status, body: errorBody(error.errors) };
    throw error;
  }
}

const matchers = RESOURCES.map((resource) => ({ resource, steps: resource.pattern.split('/') }));

/** A malformed escape stands for itself. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function matchSteps(steps: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (steps.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [at, step] of steps.entries()) {
    const segment = segments[at] ?? '';
    if (step.startsWith(':')) params[step.slice(1)] = decoded(segment);
    else if (step.toLowerCase() !== segment.toLowerCase()) return undefined;
  }
  return params;
}

function find(request: PartRequest, segments: readonly string[]) {
  for (const { resource, steps } of matchers) {
    if (resource.method !== request.method) continue;
    const params = matchSteps(steps, segments);
    if (params) return { resource, params };
  }
  throw unsupported(`${request.method} ${request.url} within ${request.within}`);
}

function answerPart(api: Api, request: PartRequest, actor: PartActor): ApiAnswer {
  const [path = '', search = ''] = request.url.split('?', 2);
  const segments = path.split('/').filter((segment) => segment !== '');
  const [services, data, version = '', ...rest] = segments;
  if (services !== 'services' || data !== 'data') {
    const error = refuse('NOT_FOUND', 'The requested resource does not exist');
    return { status: 404, body: errorBody(error.errors) };
  }
  const { resource, params } = find(request, rest);
  if (!resource.partOf?.includes(request.within)) {
    const message = `The ${request.method} of this resource is not supported within ${request.within}`;
    return { status: 400, body: errorBody(refuse('INVALID_INPUT', message).errors) };
  }
  const caller = { userId: actor.userId, header: (name: string) => request.headers[name.toLowerCase()] };
  const { method, body } = request;
  const query = new URLSearchParams(search);
  return answerCall(api, resource, { method, version: readVersion(version), params, query, body }, caller);
}

/** Creates what the resources share. */
export function createApi(org: Org, usage: Usage, locators: Locators): Api {
  const api: Api = { org, usage, locators, dispatch: (request, actor) => answerPart(api, request, actor) };
  return api;
}
