import { type Language, say } from '../../core/messages.ts';
import type { AuditLine } from '../../core/model/link.ts';
import type { Feedback, Note } from '../../core/model/plan.ts';
import { addAuditLines } from './audit.ts';
import type { Columns } from './columns.ts';

/** The columns in which a record names its referral and tells its seller what happened. */

export interface BookkeepingSettings {
  /** `{id}` stands for the referral id. */
  referralLinkTemplate: string;
  audit: 'newest-first' | 'newest-last';
  /** In which sellers read the audit text. */
  language: Language;
}

/** Identifier and link of the referral. */
export function counterpartColumns(
  referralId: string,
  { settings }: { settings: BookkeepingSettings },
  own: { referralId: string; referralLink: string | null },
): Columns {
  const link = settings.referralLinkTemplate.replace('{id}', encodeURIComponent(referralId));
  return { [own.referralId]: referralId, ...(own.referralLink === null ? {} : { [own.referralLink]: link }) };
}

export interface AuditNews {
  feedback: Feedback | undefined;
  /** Remarks on this very write: nobody else could tell the seller in the same call. */
  notes: readonly Note[];
  nowMs: number;
}

/** The audit column with what there is to tell added; nothing when there is nothing. */
export function auditColumn(
  { feedback, notes, nowMs }: AuditNews,
  present: string | null,
  { settings }: { settings: BookkeepingSettings },
  { own, auditLength }: { own: { audit: string }; auditLength: number },
): Columns {
  const remarks = notes.map(({ told }): AuditLine => ({ atMs: nowMs, told }));
  const lines = [...(feedback?.lines ?? []), ...remarks];
  if (lines.length === 0) return {};
  const options = { order: settings.audit, maxLength: auditLength, language: settings.language };
  return { [own.audit]: addAuditLines(present, lines, options) };
}

/** Remarks that the audit text does not say already. */
export function notSaidYet(remarks: readonly Note[], audit: string | null, language: Language): readonly Note[] {
  return remarks.filter(({ told }) => !audit?.includes(say(told, language)));
}
