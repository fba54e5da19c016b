import { malformed } from '../refusal.ts';
import type { BatchRequest } from './batch-read.ts';

/** Addresses of rows by the Content-ID of the request that wrote them, in one change set. */
export type References = Map<string, string>;

const REFERENCE = /^\/?\$([A-Za-z0-9_-]+)(?=$|[/(?])/;
/** Parts of an address that begin with `$` themselves. */
const RESERVED = ['metadata', 'count', 'ref', 'value', 'entity'];

function resolved(text: string, references: References): string {
  const [found, id] = REFERENCE.exec(text) ?? [];
  if (found === undefined || id === undefined || RESERVED.includes(id)) return text;
  const address = references.get(id);
  if (address === undefined) throw malformed(`Content-ID Reference: '$${id}' does not exist in the batch context.`);
  return address + text.slice(found.length);
}

const isBinding = (name: string) => name.endsWith('@odata.bind') || name === '@odata.id';

/** Bindings may stand anywhere in a body: in rows created along, and in the parameters of an action. */
function resolveIn(value: unknown, references: References): unknown {
  if (Array.isArray(value)) return value.map((each) => resolveIn(each, references));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, inner]) => {
    if (!isBinding(name)) return [name, resolveIn(inner, references)];
    if (Array.isArray(inner)) return [name, inner.map((each: unknown) => resolved(String(each), references))];
    return [name, typeof inner === 'string' ? resolved(inner, references) : inner];
  });
  return Object.fromEntries(entries);
}

/** Puts the addresses of earlier requests in place of `$1`; throws for a reference that nothing declares before. */
export function resolveReferences(request: BatchRequest, references: References): BatchRequest {
  const url = resolved(request.url, references);
  if (!request.body.includes('$')) return { ...request, url };
  let body: unknown;
  try {
    body = JSON.parse(request.body);
  } catch {
    // The request itself words what is wrong with its body.
    return { ...request, url };
  }
  return { ...request, url, body: JSON.stringify(resolveIn(body, references)) };
}
