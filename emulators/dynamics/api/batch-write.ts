import { STATUS_CODES } from 'node:http';

/** The answer to one request of a batch. */
export interface BatchAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  /** Absent for an empty answer. */
  body?: string;
}

/** What answers one part of the batch: one request, or a change set. */
export interface AnsweredRequest {
  answer: BatchAnswer;
  contentId?: string;
}

export type AnsweredStep =
  | ({ kind: 'request' } & AnsweredRequest)
  | { kind: 'change-set'; boundary: string; answers: readonly AnsweredRequest[] };

function requestLines({ answer, contentId }: AnsweredRequest): string[] {
  return [
    'Content-Type: application/http',
    'Content-Transfer-Encoding: binary',
    ...(contentId === undefined ? [] : [`Content-ID: ${contentId}`]),
    '',
    `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ''}`.trimEnd(),
    ...Object.entries(answer.headers).map(([name, value]) => `${name}: ${value}`),
    '',
    // An empty answer ends with one empty line more, as the real one does.
    answer.body ?? '',
  ];
}

function stepLines(step: AnsweredStep): string[] {
  if (step.kind === 'request') return requestLines(step);
  const { boundary, answers } = step;
  return [
    `Content-Type: multipart/mixed; boundary=${boundary}`,
    '',
    ...answers.flatMap((each) => [`--${boundary}`, ...requestLines(each)]),
    `--${boundary}--`,
  ];
}

/** The body of the answer to a batch: lines end with CRLF. */
export function writeBatch(boundary: string, steps: readonly AnsweredStep[]): string {
  const lines = steps.flatMap((step) => [`--${boundary}`, ...stepLines(step)]);
  return [...lines, `--${boundary}--`, ''].join('\r\n');
}
