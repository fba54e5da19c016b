import { sentence } from '../../src/core/messages.ts';
import type { AuditLine } from '../../src/core/model/link.ts';

/** An audit line with any text, where the sentence does not matter. */
export function auditLine(atMs: number, text: string): AuditLine {
  return { atMs, told: sentence('word.sent', { label: text, value: null }) };
}
