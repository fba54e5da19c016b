/** `$batch` as bytes: requests in, answers out (contract §2.5). Lines end in CRLF; what comes back may have LF alone. */

/** One request of a batch. */
export interface BatchPart {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below the API root, for example `opportunities(…)`; `$<contentId>` addresses the row of an earlier part of its change set. */
  path: string;
  headers?: Readonly<Record<string, string>>;
  body?: unknown;
  /** Within change sets: by which other parts refer to the row, and errors name it. A positive number. */
  contentId?: number;
}

/** Requests that are carried out together or not at all; without reads. */
export interface ChangeSet {
  changes: readonly BatchPart[];
}

export interface PartAnswer {
  status: number;
  headers: Headers;
  /** Parsed JSON; null when there is none. */
  body: unknown;
  contentId: number | null;
}

const CRLF = '\r\n';

export function encodeBatch(entries: readonly (BatchPart | ChangeSet)[], root: string, boundary: string): string {
  const parts = entries.map((entry, at) =>
    'changes' in entry ? changeSet(entry, root, `${boundary}_${at}`) : httpPart(entry, root),
  );
  return multipart(parts, `batch_${boundary}`);
}

function changeSet({ changes }: ChangeSet, root: string, boundary: string): string {
  const inner = multipart(
    changes.map((change) => httpPart(change, root)),
    `changeset_${boundary}`,
  );
  return [`Content-Type: multipart/mixed; boundary="changeset_${boundary}"`, '', inner].join(CRLF);
}

function httpPart({ method, path, headers = {}, body, contentId }: BatchPart, root: string): string {
  const url = path.startsWith('$') ? path : `${root}/${path}`;
  return [
    'Content-Type: application/http',
    'Content-Transfer-Encoding: binary',
    ...(contentId === undefined ? [] : [`Content-ID: ${contentId}`]),
    '',
    `${method} ${url} HTTP/1.1`,
    'Accept: application/json',
    ...(body === undefined ? [] : ['Content-Type: application/json; type=entry']),
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    '',
    body === undefined ? '' : JSON.stringify(body),
  ].join(CRLF);
}

function multipart(parts: readonly string[], boundary: string): string {
  return [...parts.map((part) => `--${boundary}${CRLF}${part}${CRLF}`), `--${boundary}--${CRLF}`].join('');
}

/** The same entries with a number for each change that has none: the platform demands one. */
export function numbered(entries: readonly (BatchPart | ChangeSet)[]): readonly (BatchPart | ChangeSet)[] {
  let last = 0;
  return entries.map((entry) => {
    if (!('changes' in entry)) return entry;
    return {
      changes: entry.changes.map((change) => {
        last += 1;
        return { ...change, contentId: change.contentId ?? last };
      }),
    };
  });
}

/** What became of one entry: of a change set all its answers, or the one error that stopped it. */
export type EntryAnswer = readonly PartAnswer[];

/** The answers in the order of the entries; null when the text is no complete batch answer. */
export function decodeBatch(text: string, contentType: string): readonly EntryAnswer[] | null {
  const boundary = boundaryOf(contentType) ?? /^--(\S+)/.exec(text)?.[1] ?? null;
  const parts = boundary === null ? null : split(text, boundary);
  const entries = parts?.map(entryAnswer) ?? null;
  return entries?.every((entry) => entry !== null) ? entries : null;
}

function entryAnswer(part: string): EntryAnswer | null {
  const { headers, rest } = head(part);
  const inner = boundaryOf(headers.get('content-type') ?? '');
  if (inner === null) {
    const answer = httpAnswer(rest, headers);
    return answer && [answer];
  }
  const answers = split(rest, inner)?.map((nested) => {
    const { headers: own, rest: message } = head(nested);
    return httpAnswer(message, own);
  });
  return answers?.every((answer) => answer !== null) ? answers : null;
}

function httpAnswer(message: string, outer: Headers): PartAnswer | null {
  const [, status] = /^\s*HTTP\/\S+ (\d{3})/.exec(message) ?? [];
  if (status === undefined) return null;
  const { headers, rest } = head(message.trimStart().replace(/^[^\n]*\n/, ''));
  const contentId = Number(outer.get('content-id') ?? headers.get('content-id') ?? Number.NaN);
  const body = parsed(rest.trim());
  if (body === undefined) return null;
  return { status: Number(status), headers, body, contentId: Number.isNaN(contentId) ? null : contentId };
}

function parsed(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function head(text: string): { headers: Headers; rest: string } {
  const end = /\r?\n\r?\n/.exec(text);
  const lines = (end ? text.slice(0, end.index) : text).split(/\r?\n/);
  const headers = new Headers();
  for (const line of lines) {
    const at = line.indexOf(':');
    if (at > 0) headers.append(line.slice(0, at).trim(), line.slice(at + 1).trim());
  }
  return { headers, rest: end ? text.slice(end.index + end[0].length) : '' };
}

/** The parts between the boundaries; null without the closing one: the answer was cut off. */
function split(text: string, boundary: string): string[] | null {
  const pieces = `\n${text}`.split(`\n--${boundary}`);
  const last = pieces.pop();
  if (last === undefined || !last.startsWith('--') || pieces.length === 0) return null;
  return pieces.slice(1).map((piece) => piece.replace(/^[^\n]*\n/, '').replace(/\r$/, ''));
}

function boundaryOf(contentType: string): string | null {
  const [, quoted, bare] = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType) ?? [];
  return quoted ?? bare ?? null;
}
