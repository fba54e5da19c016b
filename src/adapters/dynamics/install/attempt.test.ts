import { expect, test } from 'vitest';
import { CosellError, type CosellErrorFacts } from '../../../core/errors.ts';
import { attempt } from './attempt.ts';

const refusal = (code: string, rest: Partial<CosellErrorFacts> = {}): CosellError =>
  new CosellError({
    code: 'crm-refused',
    recovery: 'refused',
    message: 'The platform says no.',
    remedy: 'Ask.',
    vendor: { status: 400, code },
    ...rest,
  });

/** Time passes only by sleeping. */
function watched() {
  let nowMs = 0;
  const pauses: number[] = [];
  return {
    pauses,
    context: {
      clock: {
        nowMs: () => nowMs,
        async sleep(ms: number) {
          pauses.push(ms);
          nowMs += ms;
        },
      },
      signal: new AbortController().signal,
      onProgress: () => undefined,
    },
  };
}

/** Fails with these in turn, then works. */
function failing(...errors: readonly CosellError[]): () => Promise<void> {
  const left = [...errors];
  return async () => {
    const next = left.shift();
    if (next) throw next;
  };
}

test('waits, longer each time, while another job holds the environment', async () => {
  const { pauses, context } = watched();
  const busy = refusal('0x80071151');
  expect(await attempt('The solution', failing(busy, busy, busy), context)).toBeNull();
  expect(pauses).toEqual([1000, 2000, 4000]);
});

test('names a job that does not end', async () => {
  const { context } = watched();
  const act = async () => {
    throw refusal('0x80071151');
  };
  expect(await attempt('The solution', act, context)).toMatchObject({ code: 'dynamics-job-running' });
});

test('takes what somebody else has made meanwhile for done', async () => {
  const { pauses, context } = watched();
  expect(await attempt('opportunity.csl_audit', failing(refusal('0x80047013')), context)).toBeNull();
  expect(pauses).toEqual([]);
});

test.each([
  ['0x80040220', 'dynamics-customizer-missing'],
  ['0x80048040', 'dynamics-managed-mismatch'],
  ['0x8004f01f', 'dynamics-part-in-use'],
  ['0x80060896', 'dynamics-key-secured'],
])('says what %s means', async (vendor, code) => {
  const { context } = watched();
  const problem = await attempt('opportunity.csl_audit', failing(refusal(vendor)), context);
  expect(problem).toMatchObject({ code, place: 'opportunity.csl_audit', message: expect.stringContaining('says no') });
});

test('what is no refusal ends the command, and says where', async () => {
  const { context } = watched();
  const failure = refusal('', { code: 'service-failed', recovery: 'retry' });
  await expect(attempt('opportunity.csl_audit', failing(failure), context)).rejects.toMatchObject({
    code: 'service-failed',
    place: 'opportunity.csl_audit',
  });
});
