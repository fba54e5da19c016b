/**
 * Every sentence a seller can see in the CRM, by code. English; other languages will be catalogues of the same codes.
 * Sentences say what happened and, where something is asked of the seller, what to do.
 */
export const MESSAGES = {
  'received-from-microsoft':
    'Received from Partner Center: {name}. Move it out of the on-hold stage to accept it{expiry}, or close it as lost to decline.',
  'received-active': 'Received from Partner Center: {name}.',
  adopted: 'Linked to the existing Partner Center referral.',
  shared: 'Shared with Partner Center as {kind} deal.',
  'changed-by-partner-center': 'Partner Center changed {changes}.',
  sent: 'Sent to Partner Center: {changes}.',
  accepted: 'Accepted: Partner Center was told.',
  declined: 'Declined: Partner Center was told ({reason}).',
  'closed-here': 'Closed as {status}: Partner Center was told. Nothing more is sent for this deal.',
  'closed-there': 'Partner Center closed the referral as {status}{reason}. Nothing more is sent for this deal.',
  overruled: '{label}: changed on both sides; kept "{kept}" from {winner}, overruled "{overruled}".',
  unsendable:
    '{label}: changed here, but Partner Center does not take this change after creation; it stays in the CRM only.',
  'value-empty': '{label}: empty or zero is not sent to Partner Center; the other fields are.',
  'last-entry':
    'The last entry of {label} was removed here; Partner Center keeps it, because a deal cannot be without one.',
  'last-entry.remedy': 'Add another entry to replace it.',
  'visibility-one-way': 'A deal that Microsoft sellers can see stays visible; the change was put back.',
  'status-unsendable': 'The stage change cannot be sent: {rule}.',
  refused: 'Not sent to Partner Center: {message} {remedy}',
  mended: 'The earlier problem is solved.',
  'country-missing': 'The account has no country code.',
  'country-missing.remedy': "Fill in the account's country as a two-letter code, for example US or DE.",
  'country-not-code': '"{country}" is not a two-letter country code.',
  'country-not-code.remedy': "Write a two-letter code in the account's country field.",
  'country-suggestion.remedy': "Write {suggestion} in the account's country field.",
  'currency-not-code': '"{currency}" is not a currency code, so the deal value cannot be sent.',
  'currency-not-code.remedy': 'Choose a currency by its three-letter code, for example USD or EUR.',
  'customer-missing': 'The opportunity has no account.',
  'customer-missing.remedy': "Choose the customer's account on the opportunity.",
  'solution-missing': 'No co-sell solution is on the opportunity.',
  'solution-missing.remedy': 'Add at least one row to Microsoft Solutions.',
  'contact-missing':
    'Help from Microsoft was asked, but there is no customer contact with first name, last name, e-mail and phone.',
  'contact-missing.remedy': 'Add a contact role with these four fields.',
  'help-unknown': '"{help}" is not a kind of help that Microsoft offers.',
  'help-unknown.remedy': 'Choose one of the values of "How can Microsoft help?".',
} as const;

export type MessageCode = keyof typeof MESSAGES;

/** The sentence of a code with its places filled in; missing values leave nothing behind. */
export function say(code: MessageCode, values: Readonly<Record<string, string | null | undefined>> = {}): string {
  return MESSAGES[code].replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}
