import { expect, test } from 'vitest';
import { auditLine } from '../../../test/samples/audit-lines.ts';
import { addAuditLines } from './audit.ts';

const first = auditLine(Date.UTC(2026, 10, 21, 9, 5), 'first');
const second = auditLine(Date.UTC(2026, 10, 21, 9, 6), 'second\nline');

test('lines keep the form and order of the lines that are there', () => {
  const options = { order: 'newest-first', maxLength: 1000, language: 'en' } as const;
  expect(addAuditLines('2020-05-29 10:00 - old', [first, second], options)).toBe(
    '2026-11-21 09:06 - second line\n2026-11-21 09:05 - first\n2020-05-29 10:00 - old',
  );
  expect(addAuditLines('old\r\nolder', [first], { ...options, order: 'newest-last' })).toBe(
    'old\nolder\n2026-11-21 09:05 - first',
  );
});

test('what no longer fits goes, the oldest first and by whole lines', () => {
  const room = '2026-11-21 09:05 - first'.length + 2 + 'newer'.length;
  expect(addAuditLines('newer\nolder', [first], { order: 'newest-first', maxLength: room + 3, language: 'en' })).toBe(
    '2026-11-21 09:05 - first\nnewer',
  );
  expect(addAuditLines('older\nnewer', [first], { order: 'newest-last', maxLength: room + 3, language: 'en' })).toBe(
    'newer\n2026-11-21 09:05 - first',
  );
  expect(addAuditLines(null, [first], { order: 'newest-first', maxLength: 10, language: 'en' })).toBe('2026-11-21');
});
