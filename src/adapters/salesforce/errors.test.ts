import { describe, expect, test } from 'vitest';
import type { AnsweredFailure } from '../http/failure.ts';
import { classifyFailure, isSignInLost, partOutcome } from './errors.ts';
import { ApiErrors } from './schema.ts';

const outcome = (status: number, ...errors: object[]) =>
  partOutcome(status, ApiErrors.parse(errors), (column) => (column === 'Amount' ? 'value' : null));

const failure = (status: number, body: unknown): AnsweredFailure => ({
  status,
  body,
  headers: new Headers({ 'x-sfdc-request-id': 'sf-1' }),
  text: JSON.stringify(body),
  requestId: 'r',
  place: 'Salesforce update',
  retryAfterMs: undefined,
  outcomeUnknown: false,
});

describe('what a failed part means', () => {
  test.each([
    [400, 'REQUIRED_FIELD_MISSING', 'refused'],
    [400, 'FIELD_CUSTOM_VALIDATION_EXCEPTION', 'refused'],
    [400, 'SOMETHING_NEW', 'refused'],
    [404, 'NOT_FOUND', 'gone'],
    [404, 'ENTITY_IS_DELETED', 'gone'],
    [412, 'PRECONDITION_FAILED', 'conflict'],
    [400, 'UNABLE_TO_LOCK_ROW', 'failed'],
    [400, 'INVALID_FIELD', 'failed'],
  ])('%d %s is %s', (status, errorCode, kind) => {
    expect(outcome(status, { errorCode, message: 'said' }).kind).toBe(kind);
  });

  test('a refusal names the field and repeats the words of the rule', () => {
    expect(
      outcome(400, {
        errorCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
        message: 'Amount needs approval',
        fields: ['Amount'],
      }),
    ).toEqual({
      kind: 'refused',
      refusals: [
        expect.objectContaining({
          code: 'crm-validation-rule',
          field: 'value',
          message: 'A validation rule of your organisation refuses the record: Amount needs approval',
        }),
      ],
    });
  });

  test('duplicates are named whichever way Salesforce spells the key', () => {
    for (const key of ['duplicateResut', 'duplicateResult']) {
      const error = {
        errorCode: 'DUPLICATES_DETECTED',
        message: 'Use one of these records?',
        [key]: { matchResults: [{ matchRecords: [{ record: { Id: '001000000000009AAA' } }] }] },
      };
      expect(outcome(400, error)).toMatchObject({
        refusals: [{ code: 'crm-duplicate', message: expect.stringContaining('001000000000009AAA') }],
      });
    }
  });

  test('a lock inside a trigger message is only a lock', () => {
    const message = 'DealTrigger: System.DmlException: UNABLE_TO_LOCK_ROW, unable to obtain exclusive access';
    expect(outcome(400, { errorCode: 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', message })).toMatchObject({
      kind: 'failed',
      error: { recovery: 'retry' },
    });
  });
});

describe('what a failed call means', () => {
  test('a used-up allowance pauses the connection although Salesforce names no time', () => {
    expect(
      classifyFailure(
        failure(403, [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }]),
      ),
    ).toMatchObject({
      recovery: 'throttled',
      retryAfterMs: 60_000,
      vendor: { code: 'REQUEST_LIMIT_EXCEEDED', requestId: 'sf-1' },
    });
  });

  test('a hidden field is a matter of the settings, with the permission set as remedy', () => {
    const body = [{ errorCode: 'INVALID_FIELD', message: "No such column 'Audit__c' on sobject of type Opportunity" }];
    expect(classifyFailure(failure(400, body))).toMatchObject({
      recovery: 'misconfigured',
      message: expect.stringContaining('Audit__c'),
      remedy: expect.stringContaining('permission set'),
    });
  });

  test('pages of the edge are left to their status; a lost route may come back', () => {
    expect(classifyFailure(failure(502, null))).toBeNull();
    expect(classifyFailure(failure(420, null))).toMatchObject({ recovery: 'retry' });
  });

  test('two sign-in answers are not about the age of the token', () => {
    expect(isSignInLost('[{"errorCode":"INVALID_SESSION_ID","message":"Session expired or invalid"}]')).toBe(true);
    expect(isSignInLost('Connected app is not attached to Agent')).toBe(false);
    expect(isSignInLost('This session is not valid for use with the REST API')).toBe(false);
  });
});
