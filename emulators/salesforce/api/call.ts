import type { CallKind } from '../../kit/calls.ts';
import type { Actor, Org } from '../org.ts';
import { refuse } from '../refusal.ts';
import type { Locators } from './locators.ts';
import type { Usage } from './usage.ts';

/** What the resources of the REST API share. */
export interface Api {
  org: Org;
  usage: Usage;
  locators: Locators;
  /** Answers a request that is part of another one, for the same user. */
  dispatch(request: PartRequest, actor: PartActor): ApiAnswer;
}

/** One request, or one part of a composite request, with its path already matched. */
export interface Call {
  api: Api;
  actor: Actor;
  method: string;
  /** `62.0`. */
  version: string;
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  header(name: string): string | undefined;
  /** Parsed JSON; undefined without a body. */
  body: unknown;
}

export interface ApiAnswer {
  status: number;
  /** JSON; absent for an empty answer. */
  body?: unknown;
  headers?: Record<string, string>;
  /** Sent as it is instead of `body`. */
  raw?: Buffer;
}

/** One resource of the REST API below `/services/data/vNN.0/`. */
export interface Resource {
  operation: string;
  kind: CallKind | ((body: unknown) => CallKind);
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'HEAD';
  /** Path below the version, e.g. `sobjects/:sobject/:id`; a final `*` takes the rest. */
  pattern: string;
  /** Whether the body is a form with files instead of JSON. */
  form?: boolean;
  /** Where the resource may be used besides on its own. */
  partOf?: readonly ('composite' | 'graph' | 'batch')[];
  answer(call: Call): ApiAnswer;
}

/** A part of a composite, graph or batch request. */
export interface PartRequest {
  within: 'composite' | 'graph' | 'batch';
  method: string;
  /** Path with query, `/services/data/v62.0/…`. */
  url: string;
  body: unknown;
  headers: Readonly<Record<string, string>>;
}

export interface PartActor {
  userId: string;
}

export const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The body as a JSON object; throws JSON_PARSER_ERROR for anything else. */
export function bodyMap(call: Pick<Call, 'body'>): Record<string, unknown> {
  if (isMap(call.body)) return call.body;
  const token = Array.isArray(call.body) ? 'START_ARRAY' : 'END_OF_INPUT';
  throw refuse(
    'JSON_PARSER_ERROR',
    `Unexpected token ${token}: the request body must be a JSON object at [line:1, column:1]`,
  );
}

/** A parameter of the matched path. */
export const param = (call: Call, name: string): string => call.params[name] ?? '';
