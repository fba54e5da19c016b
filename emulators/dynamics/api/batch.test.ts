import { expect, test } from 'vitest';
import { malformed } from '../refusal.ts';
import { readBatch } from './batch-read.ts';
import { type BatchOptions, type BatchRunner, runBatch } from './batch-run.ts';

const ROOT = 'http://org/api/data/v9.2';
const TYPE = 'multipart/mixed; boundary="batch_x"';
const HTTP = 'Content-Type: application/http\nContent-Transfer-Encoding: binary';

const post = (path: string, body: unknown, id?: string) =>
  `${HTTP}${id ? `\nContent-ID: ${id}` : ''}\n\nPOST ${path} HTTP/1.1\nContent-Type: application/json; type=entry\n\n${JSON.stringify(body)}`;
const get = (path: string) => `${HTTP}\n\nGET ${path} HTTP/1.1\nAccept: application/json\n\n`;
const changeSet = (...parts: string[]) =>
  `Content-Type: multipart/mixed; boundary=changeset_y\n\n${parts.map((part) => `--changeset_y\n${part}`).join('\n')}\n--changeset_y--\n`;
const batch = (...parts: string[]) => `${parts.map((part) => `--batch_x\n${part}`).join('\n')}\n--batch_x--\n`;

/** Rows are their bodies; a body with `fails` is refused. */
function createRunner() {
  let rows: unknown[] = [];
  const asked: string[] = [];
  const runner: BatchRunner = {
    answer({ method, url, body }) {
      asked.push(`${method} ${url}`);
      if (method === 'GET') return { status: 200, headers: { 'OData-Version': '4.0' }, body: '{"value":[]}' };
      const row: unknown = JSON.parse(body);
      rows.push(row);
      if (typeof row === 'object' && row !== null && 'fails' in row) throw malformed('as wanted');
      return { status: 204, headers: { 'OData-Version': '4.0', 'OData-EntityId': `${ROOT}/tasks(${rows.length})` } };
    },
    savepoint() {
      const before = [...rows];
      return () => {
        rows = before;
      };
    },
  };
  return { runner, asked, rows: () => rows };
}

function run(text: string, options: Partial<BatchOptions> = {}) {
  const { runner, asked, rows } = createRunner();
  const steps = readBatch(text, TYPE);
  const result = runBatch(runner, steps, { continueOnError: false, nestsFailedChangeSets: true, ...options });
  const body = result.body
    .replace(/(batch|changeset)response_[0-9a-f-]{36}/g, '$1response_z')
    .replace(/REQ_ID: \S+/, 'REQ_ID: r');
  return { ...result, body, asked, rows: rows() };
}

test.each(['\n', '\r\n'])('answers requests and change sets in their order, byte by byte (line end %j)', (end) => {
  const text = batch(changeSet(post('/api/data/v9.2/tasks', { a: 1 }, '1')), get('tasks?$select=a&$filter=a eq 1'));
  const { status, contentType, body, asked } = run(text.replaceAll('\n', end));
  expect(status).toBe(200);
  expect(contentType).toMatch(/^multipart\/mixed; boundary=batchresponse_[0-9a-f-]{36}$/);
  expect(asked).toEqual(['POST /api/data/v9.2/tasks', 'GET tasks?$select=a&$filter=a eq 1']);
  expect(body).toBe(
    [
      '--batchresponse_z',
      'Content-Type: multipart/mixed; boundary=changesetresponse_z',
      '',
      '--changesetresponse_z',
      'Content-Type: application/http',
      'Content-Transfer-Encoding: binary',
      'Content-ID: 1',
      '',
      'HTTP/1.1 204 No Content',
      `Location: ${ROOT}/tasks(1)`,
      'OData-Version: 4.0',
      `OData-EntityId: ${ROOT}/tasks(1)`,
      '',
      '',
      '--changesetresponse_z--',
      '--batchresponse_z',
      'Content-Type: application/http',
      'Content-Transfer-Encoding: binary',
      '',
      'HTTP/1.1 200 OK',
      'OData-Version: 4.0',
      '',
      '{"value":[]}',
      '--batchresponse_z--',
      '',
    ].join('\r\n'),
  );
});

test('puts addresses in place of references, in the URL and in bindings at any depth', () => {
  const { rows, asked } = run(
    batch(
      changeSet(
        post('tasks', { a: 1 }, '1'),
        post('tasks', { 'x@odata.bind': '$1', inner: [{ 'y@odata.bind': '/$1' }], text: '$1' }, '2'),
        post('$2/notes/$ref', { '@odata.id': '$1' }, '3'),
      ),
    ),
  );
  const first = `${ROOT}/tasks(1)`;
  expect(rows[1]).toEqual({ 'x@odata.bind': first, inner: [{ 'y@odata.bind': first }], text: '$1' });
  expect(rows[2]).toEqual({ '@odata.id': first });
  expect(asked[2]).toBe(`POST ${ROOT}/tasks(2)/notes/$ref`);
});

test('refuses a reference before its declaration', () => {
  const { status, body, rows } = run(
    batch(changeSet(post('tasks', { 'x@odata.bind': '$1' }, '2'), post('tasks', {}, '1'))),
  );
  expect(status).toBe(400);
  expect(body).toContain("Content-ID Reference: '$1' does not exist in the batch context.");
  expect(rows).toEqual([]);
});

test('undoes a whole change set, and stops there', () => {
  const { status, body, rows, asked } = run(
    batch(
      post('tasks', { a: 1 }),
      changeSet(post('tasks', { a: 2 }, '1'), post('tasks', { fails: true }, '2')),
      post('tasks', { a: 3 }),
    ),
  );
  expect(status).toBe(400);
  expect(rows).toEqual([{ a: 1 }]);
  expect(asked).toHaveLength(3);
  expect(body).toContain(
    'Content-ID: 2\r\n\r\nHTTP/1.1 400 Bad Request\r\nREQ_ID: r\r\nContent-Type: application/json',
  );
  expect(body).not.toContain('Content-ID: 1');
});

test('continues after errors when asked to, and can answer a failed change set without nesting', () => {
  const text = batch(changeSet(post('tasks', { fails: true }, '1')), post('tasks', { a: 3 }));
  const { status, body, rows } = run(text, { continueOnError: true, nestsFailedChangeSets: false });
  expect(status).toBe(200);
  expect(rows).toEqual([{ a: 3 }]);
  expect(body).not.toContain('changesetresponse');
});

test.each([
  ['a content type without boundary', batch(get('tasks')), 'multipart/mixed', "with a 'boundary' parameter"],
  ['a missing end', '--batch_x\nContent-Type: application/http\n\nGET x HTTP/1.1\n\n', TYPE, 'no closing boundary'],
  ['a read within a change set', batch(changeSet(get('tasks'))), TYPE, "An invalid HTTP method 'GET'"],
  ['a batch within a batch', batch(post('$batch', {})), TYPE, 'cannot contain another batch'],
  [
    'a part that is no request',
    batch('Content-Type: text/plain\n\nGET x HTTP/1.1\n'),
    TYPE,
    'Content-Type header of a part',
  ],
  ['the same content id twice', batch(changeSet(post('t', {}, '1'), post('t', {}, '1'))), TYPE, 'more than once'],
  ['more than 1000 requests', batch(...Array<string>(1001).fill(get('tasks'))), TYPE, 'too many parts'],
])('refuses %s', (_, text, type, message) => {
  expect(() => readBatch(text, type)).toThrow(message);
});
