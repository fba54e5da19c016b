import { errorBody, refuse } from '../refusal.ts';
import { type ApiAnswer, type Call, isMap } from './call.ts';
import { resolveBody, resolveText, UnresolvedReference } from './references.ts';

/** One part of a composite request or graph, as sent. */
export interface Part {
  method: string;
  url: string;
  referenceId: string;
  body: unknown;
  headers: Record<string, string>;
}

export interface PartAnswer {
  body: unknown;
  httpHeaders: Record<string, string>;
  httpStatusCode: number;
  referenceId: string | null;
}

/** Headers a part may not bring: it inherits them from the whole request. */
const INHERITED = new Set(['accept', 'authorization', 'content-type']);

export const ROLLED_BACK = 'The transaction was rolled back since another operation in the same transaction failed.';

const halted = (message: string) => errorBody([{ errorCode: 'PROCESSING_HALTED', message }]);

export function haltedPart(part: Part, message: string): PartAnswer {
  return { body: halted(message), httpHeaders: {}, httpStatusCode: 400, referenceId: part.referenceId };
}

/** Reads the list of parts. Throws JSON_PARSER_ERROR or INVALID_INPUT when it is none. */
export function readParts(list: unknown, name: string): Part[] {
  if (!Array.isArray(list)) throw refuse('JSON_PARSER_ERROR', `Expected a list "${name}" at [line:1, column:1]`);
  const parts = list.map((entry: unknown): Part => {
    if (!isMap(entry) || typeof entry['method'] !== 'string' || typeof entry['url'] !== 'string') {
      throw refuse('JSON_PARSER_ERROR', `Every entry of "${name}" needs method and url at [line:1, column:1]`);
    }
    const headers = isMap(entry['httpHeaders']) ? entry['httpHeaders'] : {};
    return {
      method: entry['method'].toUpperCase(),
      url: entry['url'],
      referenceId: typeof entry['referenceId'] === 'string' ? entry['referenceId'] : '',
      body: entry['body'],
      headers: Object.fromEntries(Object.entries(headers).map(([key, value]) => [key.toLowerCase(), String(value)])),
    };
  });
  checkReferenceIds(parts);
  return parts;
}

function checkReferenceIds(parts: readonly Part[]): void {
  const seen = new Set<string>();
  for (const { referenceId } of parts) {
    if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(referenceId)) {
      throw refuse(
        'INVALID_INPUT',
        `Provided referenceId ('${referenceId}') must start with a letter and consist of letters, numbers and underscores.`,
      );
    }
    if (seen.has(referenceId)) throw refuse('INVALID_INPUT', `Provided referenceId ('${referenceId}') must be unique.`);
    seen.add(referenceId);
  }
}

/** Runs one part with its references resolved from the answers so far. */
export function runPart(
  call: Call,
  part: Part,
  within: 'composite' | 'graph',
  bodies: Map<string, unknown>,
): PartAnswer {
  try {
    const forbidden = Object.keys(part.headers).find((name) => INHERITED.has(name));
    if (forbidden) throw refuse('INVALID_INPUT', `The header ${forbidden} cannot be set on a subrequest.`);
    const answer = call.api.dispatch(
      {
        within,
        method: part.method,
        url: String(resolveText(part.url, bodies)),
        body: resolveBody(part.body, bodies),
        headers: part.headers,
      },
      call.actor,
    );
    return keepAnswer(part, answer, bodies);
  } catch (error) {
    if (error instanceof UnresolvedReference) return haltedPart(part, error.message);
    throw error;
  }
}

function keepAnswer(part: Part, answer: ApiAnswer, bodies: Map<string, unknown>): PartAnswer {
  if (answer.status < 400) bodies.set(part.referenceId, answer.body);
  return {
    body: answer.body ?? null,
    httpHeaders: answer.headers ?? {},
    httpStatusCode: answer.status,
    referenceId: part.referenceId,
  };
}
