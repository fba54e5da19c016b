import type { CallKind } from '../../kit/calls.ts';
import type { Caller } from '../access.ts';
import type { Segment } from '../odata/address.ts';
import type { QueryOptions } from '../odata/query-options.ts';
import type { Organisation } from '../organisation.ts';
import type { Body } from '../records/draft.ts';
import { malformed } from '../refusal.ts';
import type { Preferences } from './preferences.ts';

/** One request below the root of the service, or one part of a batch. */
export interface ApiRequest {
  method: string;
  /** Below `/api/data/v9.2/`, still percent-encoded, without the query. */
  path: string;
  /** Without `?`. */
  search: string;
  header(name: string): string | undefined;
  /** The body as it came. */
  text: string;
}

/** A request whose address is read. */
export interface ApiTarget extends ApiRequest {
  segments: readonly Segment[];
  options: QueryOptions;
  prefer: Preferences;
}

/** A request whose caller is known, too. */
export interface Call extends ApiTarget {
  org: Organisation;
  caller: Caller;
  /** `http://host/api/data/v9.2`. */
  root: string;
  /** Answers a request that is part of this one, e.g. of a batch; what a refused part had changed is undone. */
  dispatch(request: ApiRequest): ApiAnswer;
}

export interface ApiAnswer {
  status: number;
  headers?: Readonly<Record<string, string>>;
  /** JSON; absent for an empty answer. */
  body?: unknown;
  /** Sent as it is instead of `body`. */
  raw?: { type: string; text: string };
}

/** One kind of request of the Web API. */
export interface Resource {
  /** Kebab-case; used by call counts and fault rules. */
  operation: string;
  kind: CallKind | ((target: ApiTarget) => CallKind);
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  matches(target: ApiTarget): boolean;
  answer(call: Call): ApiAnswer;
}

export const NO_CONTENT: ApiAnswer = { status: 204 };

/** The body as a JSON object. */
export function bodyOf(call: Pick<ApiRequest, 'text'>): Body {
  let parsed: unknown;
  try {
    parsed = JSON.parse(call.text === '' ? '{}' : call.text);
  } catch {
    throw malformed('An error occurred while reading the payload: it is no JSON.');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw malformed('An error occurred while reading the payload: a JSON object was expected.');
  }
  return parsed as Body;
}

/** `http://host/api/data/v9.2/opportunities(…)`. */
export const addressOf = (call: Pick<Call, 'root'>, entitySet: string, id: string): string =>
  `${call.root}/${entitySet}(${id})`;
