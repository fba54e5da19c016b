import { expect, test } from 'vitest';
import { shortBody } from './traces.ts';

test('the session id of a SOAP call is not kept', () => {
  const kept = shortBody(
    '<u:SessionHeader><u:sessionId>00Dxx!secret</u:sessionId></u:SessionHeader><sessionId>s2</sessionId>',
  );
  expect(kept).toBe(
    '<u:SessionHeader><u:sessionId>redacted</u:sessionId></u:SessionHeader><sessionId>redacted</sessionId>',
  );
});

test('a long body is cut, and its length told', () => {
  expect(shortBody('x'.repeat(3000))).toMatch(/^x{2048}… \(3000 characters\)$/);
});
