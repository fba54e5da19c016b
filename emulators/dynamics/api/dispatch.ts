import { unsupported } from '../../kit/unsupported.ts';
import type { Caller } from '../access.ts';
import { parsePath } from '../odata/address.ts';
import type { AnnotationFilter } from '../odata/annotations.ts';
import { readQueryOptions } from '../odata/query-options.ts';
import type { Organisation } from '../organisation.ts';
import { errorBody, Refusal } from '../refusal.ts';
import type { Schema } from '../schema/schema.ts';
import type { ApiAnswer, ApiRequest, ApiTarget, Resource } from './call.ts';
import { readPreferences } from './preferences.ts';
import { RESOURCES } from './resources.ts';

/** A request whose address is read, and who answers it. */
export interface Route {
  target: ApiTarget;
  resource: Resource;
}

/** Reads the address and finds who answers. Throws a Refusal for a malformed one, and UnsupportedError for a gap. */
export function route(request: ApiRequest): Route {
  const options = readQueryOptions(request.search);
  const segments = parsePath(request.path, options.aliases);
  const prefer = readPreferences(request.header('prefer'));
  const target: ApiTarget = { ...request, segments, options, prefer };
  const resource = RESOURCES.find((each) => each.method === request.method && each.matches(target));
  if (!resource) throw unsupported(`${request.method} /api/data/v9.2/${request.path}`);
  return { target, resource };
}

/** What an error carries besides where annotations are asked for (HTTP). */
const ERROR_DETAILS: Readonly<Record<string, (refusal: Refusal) => string>> = {
  'Microsoft.PowerApps.CDS.ErrorDetails.OperationStatus': () => '0',
  'Microsoft.PowerApps.CDS.HelpLink': ({ code }) => `http://go.microsoft.com/fwlink/?LinkID=398563&error=${code}`,
  'Microsoft.PowerApps.CDS.InnerError.Message': ({ message }) => message,
};

export function answerOf(refusal: Refusal, wants: AnnotationFilter = () => false): ApiAnswer {
  const { error } = errorBody(refusal);
  const details = Object.entries(ERROR_DETAILS).filter(([term]) => wants(term));
  const annotations = details.map(([term, textOf]) => [`@${term}`, textOf(refusal)] as const);
  return { status: refusal.status, body: { error: { ...error, ...Object.fromEntries(annotations) } } };
}

/** Definitions are written where they are kept; everything else reads a server's cache, which may lag behind. */
function schemaFor(org: Organisation, { method, segments, header }: ApiTarget): Schema {
  const isDefining = method !== 'GET' && /^[A-Z]/.test(segments[0]?.name ?? '');
  const isStrong = header('consistency')?.toLowerCase() === 'strong';
  return isDefining || isStrong ? org.wholeSchema : org.cache.seen();
}

/** Answers a routed request; a refusal becomes an answer, and what it had changed is undone. */
export function answerRoute(org: Organisation, { target, resource }: Route, caller: Caller): ApiAnswer {
  const dispatch = (request: ApiRequest) => answerPart(org, request, caller);
  const outer = org.schema;
  org.schema = schemaFor(org, target);
  try {
    const root = `${org.url}/api/data/v9.2`;
    const answer = org.atomically(() => resource.answer({ ...target, org, caller, root, dispatch }));
    const { applied } = target.prefer;
    if (applied === '' || answer.body === undefined) return answer;
    return { ...answer, headers: { ...answer.headers, 'Preference-Applied': applied } };
  } catch (error) {
    if (error instanceof Refusal) return answerOf(error, target.prefer.wants);
    throw error;
  } finally {
    org.schema = outer;
  }
}

function answerPart(org: Organisation, request: ApiRequest, caller: Caller): ApiAnswer {
  let found: Route;
  try {
    found = route(request);
  } catch (error) {
    if (error instanceof Refusal) return answerOf(error);
    throw error;
  }
  return answerRoute(org, found, caller);
}
