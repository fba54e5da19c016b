import { describe, expect, test } from 'vitest';
import type { AnsweredFailure } from '../http/failure.ts';
import { classifyFailure, readVendorError, refusalOf } from './errors.ts';

function failure(status: number, body: unknown, headers: Record<string, string> = {}): AnsweredFailure {
  return {
    status,
    headers: new Headers(headers),
    body,
    text: typeof body === 'string' ? body : JSON.stringify(body),
    requestId: 'client-1',
    place: 'Partner Center read',
    retryAfterMs: undefined,
    outcomeUnknown: false,
  };
}

describe('the shapes of an error body', () => {
  test.each([
    [{ error: { code: 'invalidRequest', message: 'Bad.', target: 'referral' } }, 'invalidRequest', 'Bad.', null],
    [
      {
        Error: {
          Code: 'invalidRequest',
          Message: 'Bad.',
          innererror: { code: 'x', message: 'Worse.', target: 'details.dealValue' },
        },
      },
      'invalidRequest',
      'Bad. Worse.',
      'details.dealValue',
    ],
    [{ code: '2000', description: 'No registration.', data: [], source: 'x' }, '2000', 'No registration.', null],
    [{ statusCode: 429, message: 'Rate limit is exceeded.' }, null, 'Rate limit is exceeded.', null],
    [{ error: 'invalid_token', error_description: 'Expired.' }, 'invalid_token', 'Expired.', null],
    ['text', null, 'text', null],
    [null, null, '', null],
    [[1], null, '', null],
  ])('%j', (body, code, message, target) => {
    expect(readVendorError(body)).toEqual({ code, message, target });
  });

  test('an endless chain of inner errors ends', () => {
    const endless: Record<string, unknown> = { message: 'again' };
    endless['innerError'] = {
      message: 'deep',
      innerError: { innerError: { innerError: { innerError: { innerError: { message: 'too deep' } } } } },
    };
    expect(readVendorError({ error: endless }).message).toBe('again deep');
  });
});

describe('what to do about it', () => {
  test.each([
    [401, { error: { code: 'unauthenticated', message: 'Token expired.' } }, {}, 'reauthenticate', 'signed-out'],
    [401, { code: '900421', description: 'MFA required' }, {}, 'reauthenticate', 'mfa-required'],
    [
      401,
      null,
      { 'www-authenticate': 'Bearer error="invalid_token", error_description="Unauthorized - MFA required"' },
      'reauthenticate',
      'mfa-required',
    ],
    [403, { error: { code: 'accessDenied', message: 'No.' } }, {}, 'misconfigured', 'not-permitted'],
    [404, { error: { code: 'itemNotFound', message: 'None.' } }, {}, 'not-found', 'not-found'],
    [412, { error: { code: 'preconditionFailed', message: 'Moved on.' } }, {}, 'conflict', 'conflict'],
    [500, '<html><title>Oops</title></html>', {}, 'retry', 'service-failed'],
  ])('%d %j', (status, body, headers, recovery, code) => {
    expect(classifyFailure(failure(status, body, headers))).toMatchObject({ recovery, code });
  });

  test('the gateway’s seconds count when Retry-After is missing', () => {
    const body = { statusCode: 429, message: 'Rate limit is exceeded. Try again in 57 seconds.' };
    expect(classifyFailure(failure(429, body))).toMatchObject({ recovery: 'throttled', retryAfterMs: 57_000 });
    expect(classifyFailure({ ...failure(429, body), retryAfterMs: 5 })).toMatchObject({ retryAfterMs: 5 });
  });

  test('the vendor’s request id is kept for its support', () => {
    const error = classifyFailure(failure(500, null, { 'request-id': 'server-1' }));
    expect(error.vendor).toMatchObject({ status: 500, requestId: 'server-1' });
  });
});

test.each([
  ['details.requirements.solutions', 'solutions'],
  ['/details/dealValue', 'value'],
  ['CustomerProfile.Address.Country', 'customer'],
  ['customerProfile.team', 'contacts'],
  ['substatus', 'status'],
  ['If-Match', null],
])('a refusal that names %s is shown at the field %s', (target, field) => {
  const refusal = refusalOf({ code: 'invalidRequest', message: 'Not like this.', target });
  expect(refusal).toMatchObject({ field, message: 'Partner Center refused the change: Not like this.' });
  expect(refusal.remedy).not.toBe('');
});
