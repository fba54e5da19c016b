import { expect, test } from 'vitest';
import { decodeBatch, encodeBatch } from './batch.ts';

test('writes parts and change sets with lines that end in CRLF', () => {
  const text = encodeBatch(
    [
      {
        changes: [
          { method: 'POST', path: 'accounts', contentId: 1, body: { name: 'Contoso' } },
          { method: 'PATCH', path: '$1', contentId: 2, headers: { 'If-Match': '*' }, body: {} },
        ],
      },
      { method: 'GET', path: 'accounts?$top=1' },
    ],
    '/api/data/v9.2',
    'b',
  );
  expect(text.split('\r\n')).toEqual([
    '--batch_b',
    'Content-Type: multipart/mixed; boundary="changeset_b_0"',
    '',
    '--changeset_b_0',
    'Content-Type: application/http',
    'Content-Transfer-Encoding: binary',
    'Content-ID: 1',
    '',
    'POST /api/data/v9.2/accounts HTTP/1.1',
    'Accept: application/json',
    'Content-Type: application/json; type=entry',
    '',
    '{"name":"Contoso"}',
    '--changeset_b_0',
    'Content-Type: application/http',
    'Content-Transfer-Encoding: binary',
    'Content-ID: 2',
    '',
    'PATCH $1 HTTP/1.1',
    'Accept: application/json',
    'Content-Type: application/json; type=entry',
    'If-Match: *',
    '',
    '{}',
    '--changeset_b_0--',
    '',
    '--batch_b',
    'Content-Type: application/http',
    'Content-Transfer-Encoding: binary',
    '',
    'GET /api/data/v9.2/accounts?$top=1 HTTP/1.1',
    'Accept: application/json',
    '',
    '',
    '--batch_b--',
    '',
  ]);
});

const ANSWER = [
  '--batchresponse_1',
  'Content-Type: multipart/mixed; boundary=changesetresponse_2',
  '',
  '--changesetresponse_2',
  'Content-Type: application/http',
  'Content-Transfer-Encoding: binary',
  'Content-ID: 1',
  '',
  'HTTP/1.1 204 No Content',
  'OData-Version: 4.0',
  'OData-EntityId: https://x.example/api/data/v9.2/accounts(6f1c)',
  '',
  '',
  '--changesetresponse_2--',
  '',
  '--batchresponse_1',
  'Content-Type: application/http',
  'Content-Transfer-Encoding: binary',
  '',
  'HTTP/1.1 404 Not Found',
  'Content-Type: application/json; odata.metadata=minimal',
  '',
  '{"error":{"code":"0x80040217","message":"account With Id = 1 Does Not Exist"}}',
  '--batchresponse_1--',
  '',
];
const TYPE = 'multipart/mixed; boundary=batchresponse_1';

test.each(['\r\n', '\n'])('reads answers whose lines end in %j', (end) => {
  const [changes, read] = decodeBatch(ANSWER.join(end), TYPE) ?? [];
  expect(changes).toMatchObject([{ status: 204, contentId: 1, body: null }]);
  expect(changes?.[0]?.headers.get('odata-entityid')).toContain('(6f1c)');
  expect(read).toMatchObject([{ status: 404, contentId: null, body: { error: { code: '0x80040217' } } }]);
});

test('tells an answer that was cut off', () => {
  const text = ANSWER.join('\r\n');
  for (const length of [text.length / 2, text.length - 30, 10, 0]) {
    expect(decodeBatch(text.slice(0, length), TYPE)).toBeNull();
  }
});
