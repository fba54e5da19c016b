import type { Finding } from '../../adapters/crm/finding.ts';
import type { CheckReport } from '../../cli/product/doctor.ts';
import { broken, type CheckSubject, ok, remark } from '../doctor/check.ts';

/** The findings about some topics as one check. */
export function topicCheck<Topic extends string>(
  subject: CheckSubject,
  findings: readonly Finding<Topic>[],
  topics: readonly Topic[],
  wellSaid: string,
): CheckReport {
  const about = findings.filter(({ topic }) => topics.includes(topic));
  if (about.length === 0) return ok(subject, wellSaid);
  const joined = (part: (finding: Finding) => string) => [...new Set(about.map(part))].join(' ');
  const cause = { message: joined(({ message }) => message), remedy: joined(({ remedy }) => remedy) };
  return about.some(({ level }) => level === 'broken') ? broken(subject, cause) : remark(subject, cause);
}
