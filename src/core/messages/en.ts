/**
 * Every sentence and word that a seller can see in the CRM, by code: the source of the other languages, and what logs and the command line
 * use. Sentences say what happened and, where something is asked of the seller, what to do; a refusal's remedy is `<code>.remedy`.
 * Words in braces are filled in; every language has the same ones.
 */
export const EN = {
  // Milestones
  'received-invitation':
    'Received from Partner Center: {name}. Move it out of the on-hold stage to accept it, or close it as lost to decline.',
  'received-invitation-until':
    'Received from Partner Center: {name}. Move it out of the on-hold stage to accept it by {day}, or close it as lost to decline.',
  'received-active': 'Received from Partner Center: {name}.',
  shared: 'Shared with Partner Center as {kind} deal.',
  'changed-by-partner-center': 'Partner Center changed {changes}.',
  sent: 'Sent to Partner Center: {changes}.',
  accepted: 'Accepted: Partner Center was told.',
  declined: 'Declined: Partner Center was told ({reason}).',
  'closed-here': 'Closed as {status}: Partner Center was told. Nothing more is sent for this deal.',
  'closed-there': 'Partner Center closed the referral as {status}. Nothing more is sent for this deal.',
  'closed-there-because':
    'Partner Center closed the referral as {status}: {reason}. Nothing more is sent for this deal.',
  mended: 'The earlier problem is solved.',
  'not-sent': 'Not sent to Partner Center: {message} {remedy}',
  'not-taken': 'Not taken over from Partner Center: {message} {remedy}',

  // Remarks on what was decided
  overruled: '{label}: changed on both sides; kept "{kept}" from {winner}, overruled "{overruled}".',
  unsendable:
    '{label}: changed here, but Partner Center does not take this change after creation; it stays in the CRM only.',
  'value-empty': '{label}: empty or zero is not sent to Partner Center; the other fields are.',
  'closed-there-flagged':
    'Partner Center closed the referral as {status}. The stage was left to you; nothing more is sent for this deal.',
  'closed-there-flagged-because':
    'Partner Center closed the referral as {status}: {reason}. The stage was left to you; nothing more is sent for this deal.',
  'co-sell-type-fixed':
    'Co-sell type: Microsoft does not let the type of a shared deal change; the change stays in the CRM only. Set it back, or share a new opportunity.',
  'registration-status': 'Deal registration at Microsoft: {status}.',
  'visibility-one-way': 'A deal that Microsoft sellers can see stays visible; the change was put back.',
  'status-unsendable': 'The stage change cannot be sent: {rule}.',

  // What is missing before a deal can be shared
  'last-entry':
    'The last entry of {label} was removed here; Partner Center keeps it, because a deal cannot be without one.',
  'last-entry.remedy': 'Add another entry to replace it.',
  'unticked-without-solutions':
    "The last solution was removed and Sync with Partner Center is off (Microsoft's package switches it off by itself). Nothing more is sent; the link to the referral stays, and Partner Center keeps its solutions.",
  'unticked-without-solutions.remedy':
    'Add a solution and tick Sync with Partner Center again, or leave it off to stop sharing.',
  'country-missing': 'The account has no country code.',
  'country-missing.remedy': "Fill in the account's country as a two-letter code, for example US or DE.",
  'country-not-code': '"{country}" is not a two-letter country code.',
  'country-not-code.remedy': "Write a two-letter code in the account's country field.",
  'country-suggestion.remedy': "Write {suggestion} in the account's country field.",
  'currency-not-code': '"{currency}" is not a currency code, so the deal value cannot be sent.',
  'currency-not-code.remedy': 'Choose a currency by its three-letter code, for example USD or EUR.',
  'customer-missing': 'The opportunity has no account.',
  'customer-missing.remedy': "Choose the customer's account on the opportunity.",
  'stage-unknown': 'The opportunity is in a stage that the CRM does not list, so nobody can tell whether it is open.',
  'stage-unknown.remedy': 'Choose one of the stages of the CRM on the opportunity.',
  'solution-missing': 'No co-sell solution is on the opportunity.',
  'solution-missing.remedy': 'Add at least one row to Microsoft Solutions.',
  'intent-missing': 'The purchase intent of the customer is not chosen.',
  'intent-missing.remedy': 'Choose Yes, No or Have not decided as the customer purchase intent.',
  'role-missing': 'A services co-sell needs the role of the partner.',
  'role-missing.remedy': 'Choose a partner role on the opportunity.',
  'area-missing': 'A services co-sell needs a solution area.',
  'area-missing.remedy': 'Choose a solution area on the opportunity.',
  'play-missing': 'A services co-sell needs a solution play.',
  'play-missing.remedy': 'Choose a solution play of the solution area on the opportunity.',
  'registration-not-won': 'Only a won deal can be registered.',
  'registration-not-won.remedy': 'Register it once it is won.',
  'registration-private': 'A private deal cannot be registered.',
  'registration-private.remedy': 'Only deals that Microsoft sellers could see before they were won can be registered.',
  'registration-early':
    'The deal was won within 72 hours after it was created; Microsoft does not register such deals.',
  'registration-early.remedy':
    'Share deals at least 72 hours before you win them; for this one, ask the support of Partner Center.',
  'registration-solution': 'The deal has no solution of our own that could be registered.',
  'registration-solution.remedy': 'Name a solution of the deal that is eligible for Azure IP co-sell.',
  'registration-value': 'The contract is worth less than 25,000 USD a year.',
  'registration-value.remedy': 'Check the value of the contract; a perpetual one counts as spread over six years.',
  'registration-signed':
    'The day of signing is missing, in the future, more than 60 days ago, or before the deal was created.',
  'registration-signed.remedy':
    'Enter the day on which the contract was signed; deals are registered within 60 days of it.',
  'registration-term':
    'The term of the contract is not complete: it must start no more than 90 days ago and, unless it is perpetual, end after its start.',
  'registration-term.remedy': 'Enter the start and the end of the contract.',
  'contact-missing':
    'Help from Microsoft was asked, but there is no customer contact with first name, last name, e-mail and phone.',
  'contact-missing.remedy': 'Add a contact role with these four fields.',
  'contact-needed': "Microsoft's help needs a customer contact with first name, last name, e-mail and phone.",
  'help-unknown': '"{help}" is not a kind of help that Microsoft offers.',
  'help-unknown.remedy': 'Choose one of the values of "How can Microsoft help?".',

  // What Partner Center refuses
  'partner-center-refused': 'Partner Center refused the change: {said}',
  'partner-center-refused.remedy': 'Correct what the message names in the CRM and save the record again.',
  'partner-center-refused.value.remedy': 'Correct the value in the CRM and save the record again.',
  'partner-center-refused.customer.remedy':
    "Complete the customer's name, address and two-letter country code in the CRM and save the record again.",
  'partner-center-refused.contacts.remedy':
    'Give the deal a contact with first name, last name, e-mail and phone, then save the record again.',
  'partner-center-refused.solutions.remedy': 'Choose at least one co-sell solution and save the record again.',
  'partner-center-refused.status.remedy': 'Nothing can be mended here: a closed referral stays as it is.',
  'help-not-our-deal':
    'Help can only be asked of Microsoft for a deal that started here; Microsoft invited us to this one.',
  'help-not-our-deal.remedy': 'Clear the choice of help on the record, and talk to the Microsoft seller in the team.',
  'help-is-final': 'Microsoft was already asked for another kind of help; the request cannot be changed.',
  'help-is-final.remedy': 'Set the choice of help back to what it was.',
  'fixed-at-creation': '{label}: Partner Center does not take changes after creation.',
  'fixed-at-creation.remedy': 'Change it in the Partner Center portal if it offers that, or leave it.',

  // What the CRM refuses; {said} is its own text
  'crm-refused': 'The CRM refuses the record ({reason}): {said}',
  'crm-refused.remedy': 'Mend what the message names and save the record again.',
  'crm-field-required': 'The CRM demands a value that the deal does not have: {fields}.',
  'crm-field-required.remedy': 'Fill it in, or ask the administrator for a default for new records.',
  'crm-validation-rule': 'A validation rule of your organisation refuses the record: {said}',
  'crm-validation-rule.remedy':
    "Mend what the rule names, or ask the administrator to exempt the connector's user from it.",
  'crm-automation-failed': 'An automation of your organisation stopped the save: {said}',
  'crm-automation-failed.remedy': 'Ask the administrator to look at the trigger or flow that is named.',
  'crm-text-too-long': 'A text is too long for the CRM: {said}',
  'crm-text-too-long.remedy': 'Shorten it in Partner Center, or ask the administrator for a longer field.',
  'crm-choice-unknown': 'The CRM does not have this choice: {said}',
  'crm-choice-unknown.remedy': 'Ask the administrator to add the value to the picklist, also to its record types.',
  'crm-value-invalid': 'The CRM does not accept a value: {said}',
  'crm-value-invalid.remedy': 'Correct the value; for addresses, choose country and state from the lists.',
  'crm-lookup-filter': 'The CRM does not allow this reference: {said}',
  'crm-lookup-filter.remedy': 'Choose a record that the lookup filter of the field lets through.',
  'crm-email-invalid': 'The CRM does not accept the e-mail address: {said}',
  'crm-email-invalid.remedy': "Correct the contact's e-mail address in Partner Center.",
  'crm-number-too-large': 'A number is too large for the CRM: {said}',
  'crm-number-too-large.remedy': 'Correct the amount.',
  'crm-currency-inactive': "The deal's currency is not active in the CRM: {said}",
  'crm-currency-inactive.remedy': "Ask the administrator to activate the currency, or change the deal's currency.",
  'crm-duplicate': 'A duplicate rule of your organisation refuses the record: {said}',
  'crm-duplicate.remedy':
    'Merge or correct the records it names, or ask the administrator to let the connector save beside them.',
  'crm-referral-doubled': 'Several opportunities carry the identifier of this referral.',
  'crm-referral-doubled.remedy': 'Clear the identifier on all of them but one.',
  'crm-value-taken': 'Another record already has this value: {said}',
  'crm-value-taken.remedy': 'Clear the value on the record that should not have it.',
  'crm-record-locked': 'The record is locked, for example by an approval that is under way.',
  'crm-record-locked.remedy': "Finish or recall the approval, or let the connector's user edit locked records.",
  'crm-deal-closed': 'The opportunity is closed in the CRM, and the connector does not reopen it.',
  'crm-deal-closed.remedy': 'Reopen it in the CRM if the deal goes on.',
  'crm-owner-inactive': 'The owner of the record is no longer active in the CRM.',
  'crm-owner-inactive.remedy': 'Give the record to an active user.',
  'crm-field-read-only': "The connector's user may not write {fields}.",
  'crm-field-read-only.remedy':
    "Ask your CRM administrator to let the connector's user edit it, then run `cosell reconcile` for this deal.",
  'crm-no-access': "The connector's user may not change this record.",
  'crm-no-access.remedy': "Share the record with the connector's user, with the right to edit.",
  'crm-reference-no-access': "The connector's user may not use a record that this one refers to: {said}",
  'crm-reference-no-access.remedy': "Share that record (account, contact or solution) with the connector's user.",

  // What the CRM could not hold
  'choice-unknown': 'The CRM has no choice "{value}" in {column}; it was left as it was.',
  'reference-unknown': 'The CRM has no "{value}" among its {object} records.',
  'text-shortened': '{column} was shortened to the {length} characters that the CRM holds.',
  'currency-not-held': 'The deal value of {amount} was left out because the CRM does not hold {currency}.',
  'close-date-assumed': 'The CRM demands a close date; {day} was put in.',
  'country-unknown': 'The new account has no country: the CRM does not know "{value}".',
  'state-unknown': 'The new account has no state: the CRM does not know "{value}".',
  'value-not-kept': 'The CRM did not keep the {label} {wanted} and shows {shown}.',
  'amount-not-kept':
    'The CRM did not keep the {label} {wanted} and shows {shown}, usually because the opportunity has products.',
  'team-member-incomplete':
    "{name} is not named in the referral's team, because Partner Center demands more of each member than the user record tells: {missing}.",
  'team-member-no-user':
    '{name} ({email}) is in the team of the referral, but no active user of the CRM has this e-mail; the opportunity team stays without.',

  // Why a stage change cannot be sent
  'rule.no-status': 'Partner Center shows no status',
  'rule.stage-unknown': 'the CRM does not list this stage, so it says neither yes nor no; choose one that it lists',
  'rule.found-apart': 'found apart when the records were linked ({referral} and {record}) and left alone',
  'rule.referral-final': 'a closed referral is final',
  'rule.no-move': 'a referral cannot go from {from} to {to}',
  'rule.fixed': 'Partner Center does not take this change',

  // Words within sentences
  'word.change': '{label} {from} → {to}',
  'word.sent': '{label} {value}',
  'word.separator': ', ',
  'word.nothing': 'nothing',
  'word.yes': 'yes',
  'word.no': 'no',
  'word.no-reason': 'no reason given',
  'word.first-name': 'first name',
  'word.last-name': 'last name',
  'word.email': 'e-mail',
  'word.phone': 'phone',
  'side.crm': 'the CRM',
  'side.partner-center': 'Partner Center',
  'kind.co-sell': 'co-sell',
  'kind.partner-led': 'partner-led',
  'kind.private': 'private',
  'status.invited': 'invited',
  'status.active': 'active',
  'status.won': 'won',
  'status.lost': 'lost',
  'status.declined': 'declined',
  'status.expired': 'expired',
  'status.error': 'error',
  'field.name': 'name',
  'field.customer': 'customer',
  'field.value': 'deal value',
  'field.currency': 'currency',
  'field.closeDate': 'close date',
  'field.notes': 'notes',
  'field.status': 'status',
  'field.statusReason': 'reason',
  'field.visibleToMicrosoft': 'visibility',
  'field.help': 'help asked of Microsoft',
  'field.coSellType': 'co-sell type',
  'field.purchaseIntent': 'purchase intent',
  'field.partnerRole': 'partner role',
  'field.solutionArea': 'solution area',
  'field.solutionPlay': 'solution play',
  'field.contacts': 'contacts',
  'field.solutions': 'solutions',
  'field.team': 'team',
  'field.microsoftCrmId': 'Microsoft CRM identifier',
  'field.registrationStatus': 'deal registration',
  'field.referralProgram': 'referral program',

  // Leads
  'received-lead':
    'Lead received from Partner Center: {name}. Work on it or convert it to accept it; close it as unqualified to decline.',
  'received-lead-until':
    'Lead received from Partner Center: {name}. Work on it or convert it to accept it by {day}; close it as unqualified to decline.',
  'lead-became-opportunity': 'Accepted in Partner Center: the lead goes on as this opportunity.',
  'lead-continues': 'Converted from a lead: this opportunity goes on with its Partner Center referral.',
  'lead-continues-beside':
    'Accepted in Partner Center: goes on as the opportunity {name}. Nothing more is sent for this lead.',
  'lead-not-shareable': 'A lead cannot be shared with Partner Center.',
  'lead-not-shareable.remedy':
    'Convert the lead and tick Sync with Partner Center on its opportunity, or untick it here.',
  'crm-lead-converted': 'The lead was converted, and the CRM takes no more changes to it.',
  'crm-lead-converted.remedy':
    "Go on with the opportunity it became; without one, create it and give it the referral's identifier.",
  'crm-lead-without-opportunity':
    'The lead was converted without an opportunity, so the accepted deal has no place in the CRM.',
  'crm-lead-without-opportunity.remedy': "Create an opportunity for it and give it the referral's identifier.",
  'crm-lead-status-refused': 'The CRM does not convert the lead into the configured status: {said}',
  'crm-lead-status-refused.remedy': 'Ask the administrator to choose a status that is meant for converted leads.',
  'lead-status-missing': 'The CRM has no lead status that means "{status}"; the status was left as it was.',
} as const;
