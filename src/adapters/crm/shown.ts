import type { Contact } from '../../core/model/deal.ts';
import { shortened } from '../../core/model/text.ts';
import { cleanText } from './rows.ts';

/** Most characters that each particular of a person can have; 0 is no limit. */
export type PersonLengths = Readonly<Record<keyof Contact, number>>;

/** Contacts as a CRM will show them that demands a last name and compares e-mail addresses without regard to case. */
export function peopleShown(contacts: readonly Contact[], lengths: PersonLengths): readonly Contact[] {
  return contacts.flatMap((contact): Contact[] => {
    const email = shortened(cleanText(contact.email), lengths.email)?.toLowerCase() ?? null;
    const first = cleanText(contact.firstName);
    const last = cleanText(contact.lastName) ?? first ?? cleanText(email?.split('@')[0] ?? null);
    if (last === null) return [];
    return [
      {
        firstName: cleanText(contact.lastName) === null ? null : shortened(first, lengths.firstName),
        lastName: shortened(last, lengths.lastName),
        email,
        phone: shortened(cleanText(contact.phone), lengths.phone),
      },
    ];
  });
}
