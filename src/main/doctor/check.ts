import type { CheckReport } from '../../cli/product/doctor.ts';

/** What a check is about; the same whatever it finds. */
export type CheckSubject = Pick<CheckReport, 'id' | 'area' | 'title' | 'rows'>;

/** Whoever says what happened and what to do: an error, a finding. */
interface Cause {
  message: string;
  remedy: string;
}

export function ok(subject: CheckSubject, message: string): CheckReport {
  return { ...subject, level: 'ok', message, remedy: null };
}

export function remark(subject: CheckSubject, { message, remedy }: Cause): CheckReport {
  return { ...subject, level: 'remark', message, remedy };
}

export function broken(subject: CheckSubject, { message, remedy }: Cause): CheckReport {
  return { ...subject, level: 'broken', message, remedy };
}

/** A few of many names, for a sentence. */
export function some(names: readonly string[], most = 5): string {
  const rest = names.length - most;
  return rest > 0 ? `${names.slice(0, most).join(', ')} and ${rest} more` : names.join(', ');
}
