import { isMap } from './call.ts';

const REFERENCE = /@\{([A-Za-z0-9_]+)((?:\[\d+\]|\.[A-Za-z0-9_]+)*)\}/g;

/** A reference to a part of the same request that has no such value. */
export class UnresolvedReference extends Error {
  readonly part: string;

  constructor(expression: string, part: string) {
    super(`Invalid reference specified. No value for ${expression} found in ${part}`);
    this.name = 'UnresolvedReference';
    this.part = part;
  }
}

/** Reads `.id` of a created record, or `.records[0].Id` of a query; letter case matters. */
function readPath(value: unknown, path: string): unknown {
  let at = value;
  for (const [, index, name] of path.matchAll(/\[(\d+)\]|\.([A-Za-z0-9_]+)/g)) {
    if (index !== undefined) at = Array.isArray(at) ? at[Number(index)] : undefined;
    else at = isMap(at) && name !== undefined ? at[name] : undefined;
  }
  return at;
}

type Bodies = ReadonlyMap<string, unknown>;

function lookUp(part: string, path: string, bodies: Bodies): unknown {
  const value = bodies.has(part) ? readPath(bodies.get(part), path) : undefined;
  if (value === undefined || value === null) throw new UnresolvedReference(`${part}${path}`, part);
  return value;
}

/** Replaces `@{part.path}` in a text; a text that is one reference takes the referenced value as it is. */
export function resolveText(text: string, bodies: Bodies): unknown {
  const only = new RegExp(`^${REFERENCE.source}$`).exec(text);
  if (only) return lookUp(only[1] ?? '', only[2] ?? '', bodies);
  return text.replace(REFERENCE, (_, part: string, path: string) => String(lookUp(part, path, bodies)));
}

/** Replaces the references anywhere in a body. Throws UnresolvedReference. */
export function resolveBody(body: unknown, bodies: Bodies): unknown {
  if (typeof body === 'string') return resolveText(body, bodies);
  if (Array.isArray(body)) return body.map((entry) => resolveBody(entry, bodies));
  if (!isMap(body)) return body;
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, resolveBody(value, bodies)]));
}

/** Names of the parts that a part refers to. */
export function referencedParts(url: string, body: unknown): Set<string> {
  const text = url + JSON.stringify(body ?? null);
  return new Set([...text.matchAll(REFERENCE)].map((match) => match[1] ?? ''));
}
