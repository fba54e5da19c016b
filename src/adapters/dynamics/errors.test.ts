import { expect, test } from 'vitest';
import type { PartAnswer } from './batch.ts';
import { classifyFailure, partOutcome } from './errors.ts';

function answer(status: number, code: string, message: string, headers: Record<string, string> = {}): PartAnswer {
  return { status, headers: new Headers(headers), body: { error: { code, message } }, contentId: 1 };
}

const outcome = (given: PartAnswer) => partOutcome(given, () => null, 'Dynamics 365 update');

test.each([
  [412, '0x80060882', 'The version of the existing record doesn’t match', { kind: 'conflict' }],
  [404, '0x80040217', 'opportunity With Id = 1 Does Not Exist', { kind: 'gone' }],
  [400, '0x80044331', 'A validation error occurred', { kind: 'refused', refusals: [{ code: 'crm-text-too-long' }] }],
  [400, '0x80040265', 'Ask first', { kind: 'refused', refusals: [{ code: 'crm-automation-failed' }] }],
  [412, '0x80040333', 'A duplicate was found', { kind: 'refused', refusals: [{ code: 'crm-duplicate' }] }],
  [400, '0x80100005', 'Use the WinOpportunity message', { kind: 'refused', refusals: [{ code: 'crm-deal-closed' }] }],
  [400, '', 'Nobody knows this', { kind: 'refused', refusals: [{ code: 'crm-refused' }] }],
] as const)('%i %s of a write is told', (status, code, message, expected) => {
  expect(outcome(answer(status, code, message))).toMatchObject(expected);
});

test('a throttled part says how long to wait, also under a code that nobody has listed', () => {
  const busy = answer(429, '0x8007ffff', 'Number of requests exceeded', { 'retry-after': '17' });
  expect(outcome(busy)).toMatchObject({ kind: 'failed', error: { recovery: 'throttled', retryAfterMs: 17_000 } });
});

test('a missing privilege is the administrator’s matter, a row that is not shared the seller’s', () => {
  const privilege = answer(
    403,
    '0x80040220',
    'Principal user (Id=1) is missing prvWriteOpportunity privilege on OTC=3',
  );
  expect(outcome(privilege)).toMatchObject({ kind: 'failed', error: { code: 'dynamics-right-missing' } });
  const row = answer(403, '0x80040220', 'SecLib::AccessCheckEx failed');
  expect(outcome(row)).toMatchObject({ kind: 'refused', refusals: [{ code: 'crm-no-access' }] });
});

test('a fault of the platform is tried again, whatever its code', () => {
  expect(outcome(answer(500, '0x80040216', 'An unexpected error occurred.'))).toMatchObject({
    kind: 'failed',
    error: { recovery: 'retry' },
  });
});

const failure = (status: number, code: string, message: string) =>
  classifyFailure({
    status,
    body: { error: { code, message } },
    headers: new Headers(),
    text: '',
    requestId: 'r',
    place: 'Dynamics 365 list',
    retryAfterMs: undefined,
    outcomeUnknown: false,
  });

test('an expired token and an unknown column are told apart from what we got wrong', () => {
  expect(failure(412, '0x80044352', 'perform a full sync')?.code).toBe('dynamics-token-expired');
  expect(failure(400, '0x80060888', "Could not find a property named 'csl_x'")?.code).toBe('dynamics-column-missing');
  expect(failure(400, '0x80060888', 'Syntax error at position 3')?.recovery).toBe('bug');
});

test('a sign-in that is lost, and pages of a gateway, are left to the transport', () => {
  expect(failure(401, '0x80040220', 'unauthorised')).toBeNull();
  expect(failure(503, '', 'Service Unavailable')).toBeNull();
});

test('XML for machines is not shown to people', () => {
  const doubled = answer(412, '0x80060892', 'A record with these values exists. <DuplicateEntity Id="1"/>');
  const told = outcome(doubled);
  expect(told.kind === 'refused' && told.refusals[0]?.message).not.toContain('<');
});
