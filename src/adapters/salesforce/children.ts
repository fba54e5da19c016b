import type { Contact, Solution } from '../../core/model/deal.ts';
import type { Org } from './org.ts';
import { type ContactRow, contactsShown, type SolutionRow, solutionsShown } from './parties.ts';
import type { TeamPlan } from './team.ts';

/** What must happen to the contact roles of an opportunity. Contacts themselves are never deleted. */
export interface ContactPlan {
  /** Present contacts with new particulars. */
  changed: readonly { contactId: string; contact: Contact }[];
  /** To be found by e-mail, or made. */
  added: readonly Contact[];
  removed: readonly ContactRow[];
  /** Without a primary contact, the first one that comes is it … */
  firstIsPrimary: boolean;
  /** … or, when none comes, this one of those that remain. */
  promoted: ContactRow | null;
}

export interface SolutionPlan {
  changed: readonly { lineId: string; solution: Solution }[];
  added: readonly Solution[];
  removed: readonly SolutionRow[];
}

export interface RelatedPlan {
  contacts: ContactPlan | null;
  solutions: SolutionPlan | null;
  team: TeamPlan | null;
}

export function planContacts(wanted: readonly Contact[], present: readonly ContactRow[], org: Org): ContactPlan {
  const rest = [...present];
  const changed: { contactId: string; contact: Contact }[] = [];
  const added: Contact[] = [];
  for (const contact of contactsShown(wanted, org)) {
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

export function planSolutions(wanted: readonly Solution[], present: readonly SolutionRow[], org: Org): SolutionPlan {
  const rest = [...present];
  const changed: { lineId: string; solution: Solution }[] = [];
  const added: Solution[] = [];
  for (const solution of solutionsShown(wanted, org)) {
    const at = rest.findIndex((row) => row.solution.id.toLowerCase() === solution.id.toLowerCase());
    const [row] = at < 0 ? [] : rest.splice(at, 1);
    if (!row) added.push(solution);
    else if (row.solution.price !== solution.price || row.solution.quantity !== solution.quantity) {
      changed.push({ lineId: row.lineId, solution });
    }
  }
  return { changed, added, removed: rest };
}

export function isIdle({ contacts, solutions, team }: RelatedPlan): boolean {
  const isChanging = [contacts, solutions].some((plan) => plan !== null && plan.changed.length > 0);
  const isMoving = [contacts, solutions, team].some(
    (plan) => plan !== null && (plan.added.length > 0 || plan.removed.length > 0),
  );
  return !isChanging && !isMoving;
}
