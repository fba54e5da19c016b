import { unsupported } from '../../kit/unsupported.ts';
import { malformed } from '../refusal.ts';

/** One request within a batch, as its text has it. */
export interface BatchRequest {
  method: string;
  /** Relative, rooted or absolute; may begin with a reference such as `$1`. */
  url: string;
  /** By lower-case name. */
  headers: ReadonlyMap<string, string>;
  body: string;
  contentId?: string;
}

/** A request on its own, or a change set: all of its requests happen, or none. */
export type BatchStep = { kind: 'request'; request: BatchRequest } | { kind: 'change-set'; requests: BatchRequest[] };

const MOST_REQUESTS = 1000;
const LONGEST_URL = 65_536;

interface Part {
  headers: ReadonlyMap<string, string>;
  content: string;
}

/** The boundary of a multipart content type, quoted or not. */
function boundaryOf(contentType: string | undefined): string | undefined {
  if (!/^multipart\/mixed\b/i.test(contentType ?? '')) return undefined;
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType ?? '') ?? [];
  return quoted ?? plain;
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Header lines up to an empty line, and what follows; lines may end with CRLF or LF. */
function headersAndRest(text: string): Part {
  const [, head = '', content = ''] = /^((?:[^\r\n]+\r?\n)*)(?:\r?\n)?([\s\S]*)$/.exec(text) ?? [];
  const headers = new Map<string, string>();
  for (const line of head.split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return { headers, content };
}

/** The parts between the boundaries; what stands before the first and after the last does not count. */
function splitParts(text: string, boundary: string): Part[] {
  const pieces = text.split(new RegExp(`(?:^|\\r?\\n)--${escaped(boundary)}(--)?[ \\t]*(?=\\r?\\n|$)`));
  // Each boundary leaves two elements: its closing dashes or undefined, then what follows it.
  const parts: Part[] = [];
  for (let at = 1; at < pieces.length; at += 2) {
    if (pieces[at] === '--') return parts;
    parts.push(headersAndRest((pieces[at + 1] ?? '').replace(/^\r?\n/, '')));
  }
  throw malformed(`The batch has no closing boundary '--${boundary}--'.`);
}

function requestOf({ headers, content }: Part): BatchRequest {
  if (!/^application\/http\b/i.test(headers.get('content-type') ?? '')) {
    throw malformed(
      "The Content-Type header of a part must be 'multipart/mixed' with a boundary, or 'application/http'.",
    );
  }
  if (headers.get('content-transfer-encoding')?.toLowerCase() !== 'binary') {
    throw malformed("The header 'Content-Transfer-Encoding' must be specified and must have the value 'binary'.");
  }
  const lineEnd = content.search(/\r?\n|$/);
  const [, method, url] = /^([A-Z]+) (\S.*) HTTP\/\d\.\d$/.exec(content.slice(0, lineEnd).trimEnd()) ?? [];
  if (method === undefined || url === undefined) {
    throw malformed(`The request line '${content.slice(0, lineEnd)}' of a part is not valid.`);
  }
  if (url.length > LONGEST_URL) throw malformed(`The URL of a part is longer than ${LONGEST_URL} characters.`);
  if (/\/?\$batch\b/.test(url)) throw malformed('A batch cannot contain another batch.');
  const inner = headersAndRest(content.slice(lineEnd).replace(/^\r?\n/, ''));
  const contentId = headers.get('content-id') ?? inner.headers.get('content-id');
  return { method, url, headers: inner.headers, body: inner.content.trim(), ...(contentId ? { contentId } : {}) };
}

const DEFINITIONS = /\b(?:Entity|Relationship)Definitions\b/;

function changeSetOf(part: Part, boundary: string): BatchStep {
  const requests = splitParts(part.content, boundary).map(requestOf);
  const ids = new Set<string>();
  for (const { method, contentId, url } of requests) {
    // A schema has no undo, so a change set that changes it could not happen whole or not at all.
    if (DEFINITIONS.test(url)) throw unsupported('definitions of tables and relationships within a change set');
    if (method === 'GET') {
      throw malformed(
        "An invalid HTTP method 'GET' was detected for a request in a change set. Requests in change sets only support the HTTP methods 'POST', 'PUT', 'DELETE', and 'PATCH'.",
      );
    }
    if (contentId === undefined) continue;
    if (ids.has(contentId)) throw malformed(`The content ID '${contentId}' was found more than once in the batch.`);
    ids.add(contentId);
  }
  return { kind: 'change-set', requests };
}

/** Reads a batch. Throws 0x80060888 for a text that is none, nested batches, and more than 1000 requests. */
export function readBatch(text: string, contentType: string | undefined): BatchStep[] {
  const boundary = boundaryOf(contentType);
  if (boundary === undefined) {
    throw malformed("The Content-Type of a batch must be 'multipart/mixed' with a 'boundary' parameter.");
  }
  const steps = splitParts(text, boundary).map((part): BatchStep => {
    const inner = boundaryOf(part.headers.get('content-type'));
    return inner === undefined ? { kind: 'request', request: requestOf(part) } : changeSetOf(part, inner);
  });
  const count = steps.reduce((sum, step) => sum + (step.kind === 'request' ? 1 : step.requests.length), 0);
  if (count > MOST_REQUESTS) {
    throw malformed(
      `The current batch message contains too many parts. Only batch messages with a maximum number of '${MOST_REQUESTS}' query operations and change sets are allowed.`,
    );
  }
  return steps;
}
