import { type Language, say } from '../../core/messages.ts';
import type { AuditLine } from '../../core/model/link.ts';

/** The line form that Microsoft's flows wrote, so that old and new lines read alike: `YYYY-MM-DD HH:mm - text`, in UTC. */
function renderAuditLine({ atMs, told }: AuditLine, language: Language): string {
  const minute = new Date(atMs).toISOString().slice(0, 16).replace('T', ' ');
  return `${minute} - ${say(told, language)
    .replace(/\s*[\r\n]+\s*/g, ' ')
    .trim()}`;
}

export interface AuditOptions {
  order: 'newest-first' | 'newest-last';
  maxLength: number;
  language: Language;
}

/** Adds lines to the audit text. What no longer fits is dropped by whole lines, the oldest first. */
export function addAuditLines(text: string | null, lines: readonly AuditLine[], options: AuditOptions): string {
  const present = (text ?? '').split(/\r?\n/).filter((line) => line.trim() !== '');
  const added = lines.map((line) => renderAuditLine(line, options.language));
  const newestFirst =
    options.order === 'newest-first' ? [...added.reverse(), ...present] : [...present, ...added].reverse();
  const kept = newestWithin(newestFirst, options.maxLength);
  return (options.order === 'newest-first' ? kept : kept.reverse()).join('\n');
}

function newestWithin(newestFirst: readonly string[], maxLength: number): string[] {
  const kept: string[] = [];
  let length = 0;
  for (const line of newestFirst) {
    // Salesforce may store each line break as two characters.
    const cost = line.length + (kept.length === 0 ? 0 : 2);
    if (length + cost > maxLength) break;
    kept.push(line);
    length += cost;
  }
  const newest = newestFirst[0];
  return kept.length === 0 && newest !== undefined ? [newest.slice(0, maxLength)] : kept;
}
