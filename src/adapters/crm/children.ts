import type { Contact, Solution, TeamMember } from '../../core/model/deal.ts';

/** What must happen to the lists of a deal, whose rows live beside the opportunity. */

/** A contact of the deal, as the CRM holds it. */
export interface HeldContact {
  contactId: string;
  isPrimary: boolean;
  contact: Contact;
}

/** Contacts themselves are never deleted. */
export interface ContactPlan<Row extends HeldContact> {
  /** Present contacts with new particulars. */
  changed: readonly { contactId: string; contact: Contact }[];
  /** To be found by e-mail, or made. */
  added: readonly Contact[];
  removed: readonly Row[];
  /** Without a primary contact, the first one that comes is it … */
  firstIsPrimary: boolean;
  /** … or, when none comes, this one of those that remain. */
  promoted: Row | null;
}

/** `wanted` as the CRM will show them. */
export function planContacts<Row extends HeldContact>(
  wanted: readonly Contact[],
  present: readonly Row[],
): ContactPlan<Row> {
  const rest = [...present];
  const changed: { contactId: string; contact: Contact }[] = [];
  const added: Contact[] = [];
  for (const contact of wanted) {
    const at = rest.findIndex((row) => isSamePerson(row.contact, contact));
    const [row] = at < 0 ? [] : rest.splice(at, 1);
    if (!row) added.push(contact);
    else if (!sameParticulars(row.contact, contact)) changed.push({ contactId: row.contactId, contact });
  }
  const remaining = present.filter((row) => !rest.includes(row));
  const firstIsPrimary = added.length > 0 && !remaining.some((row) => row.isPrimary);
  const orphaned = added.length === 0 && rest.some((row) => row.isPrimary);
  return { changed, added, removed: rest, firstIsPrimary, promoted: orphaned ? (remaining[0] ?? null) : null };
}

function isSamePerson(left: Contact, right: Contact): boolean {
  if (left.email !== null && right.email !== null) return left.email === right.email;
  const name = (contact: Contact) => `${contact.firstName ?? ''} ${contact.lastName ?? ''}`.trim().toLowerCase();
  return name(left) === name(right);
}

/** What the deal does not know of a person is left as it is. */
function sameParticulars(present: Contact, wanted: Contact): boolean {
  const parts = ['firstName', 'lastName', 'email', 'phone'] as const;
  return parts.every((part) => wanted[part] === null || wanted[part] === present[part]);
}

/** A solution of the deal, as the CRM holds it. */
export interface HeldSolution {
  lineId: string;
  solution: Solution;
}

export interface SolutionPlan<Row extends HeldSolution> {
  changed: readonly { lineId: string; solution: Solution }[];
  added: readonly Solution[];
  removed: readonly Row[];
}

/** `wanted` as the CRM will show them. */
export function planSolutions<Row extends HeldSolution>(
  wanted: readonly Solution[],
  present: readonly Row[],
): SolutionPlan<Row> {
  const rest = [...present];
  const changed: { lineId: string; solution: Solution }[] = [];
  const added: Solution[] = [];
  for (const solution of wanted) {
    const at = rest.findIndex((row) => row.solution.id.toLowerCase() === solution.id.toLowerCase());
    const [row] = at < 0 ? [] : rest.splice(at, 1);
    if (!row) added.push(solution);
    else if (row.solution.price !== solution.price || row.solution.quantity !== solution.quantity) {
      changed.push({ lineId: row.lineId, solution });
    }
  }
  return { changed, added, removed: rest };
}

/** Somebody of the team, as the CRM holds him. */
export interface HeldMember {
  member: TeamMember;
}

/** What must happen to the team. The owner is in every team and never changed. */
export interface TeamPlan<Row extends HeldMember> {
  added: readonly TeamMember[];
  removed: readonly Row[];
}

export function planTeam<Row extends HeldMember>(
  wanted: readonly TeamMember[],
  { owner, rows }: { owner: TeamMember; rows: readonly Row[] },
): TeamPlan<Row> {
  const emails = new Set(wanted.flatMap(({ email }) => email?.toLowerCase() ?? []));
  const there = new Set([owner, ...rows.map(({ member }) => member)].map(({ email }) => email));
  return {
    added: wanted.filter(({ email }) => email !== null && !there.has(email.toLowerCase())),
    removed: rows.filter(({ member }) => member.email !== null && !emails.has(member.email)),
  };
}

/** Each person once, without those of whom nothing is known. */
export function distinctPeople(people: readonly TeamMember[]): readonly TeamMember[] {
  const seen = new Set<string>();
  return people
    .filter(({ email, lastName }) => email ?? lastName)
    .filter(({ email, firstName, lastName }) => {
      const key = email ?? `${firstName} ${lastName}`;
      return !seen.has(key) && seen.add(key);
    });
}
