import type { Recovery } from '../../core/errors.ts';

/** What an error code of Salesforce means for the connector. `refused` becomes a refusal that the seller reads. */
export interface Meaning {
  code: string;
  recovery: Exclude<Recovery, 'conflict' | 'not-found'> | 'gone';
  /** What it means, in words for the person who can mend it; `{said}` is Salesforce's own text, `{fields}` the columns named. */
  message: string;
  remedy: string;
}

/** For whoever changes the set-up of an org, which the connector's user need not be able to do. */
export const SET_UP_RIGHTS =
  'Give the user "Modify Metadata Through Metadata API Functions" and "View Setup and Configuration" while you set up the org, or use an administrator’s access with --admin-token.';

const SHARE_SETTINGS = 'Give the connector’s permission set access to it in Salesforce Setup.';

/** By error code (contract §1.7). A code that is not listed is refused with Salesforce's own words. */
export const MEANINGS: Readonly<Record<string, Meaning>> = {
  REQUIRED_FIELD_MISSING: {
    code: 'salesforce-field-required',
    recovery: 'refused',
    message: 'Salesforce demands a value that the deal does not have: {fields}.',
    remedy: 'Fill it in, or ask the administrator for a default under requiredFieldDefaults.',
  },
  FIELD_CUSTOM_VALIDATION_EXCEPTION: {
    code: 'salesforce-validation-rule',
    recovery: 'refused',
    message: 'A validation rule of your org refuses the record: {said}',
    remedy: 'Mend what the rule names, or ask the administrator to exempt the connector’s user from it.',
  },
  CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY: {
    code: 'salesforce-automation-failed',
    recovery: 'refused',
    message: 'An automation of your org stopped the save: {said}',
    remedy: 'Ask the administrator to look at the trigger or flow that Salesforce names.',
  },
  STRING_TOO_LONG: {
    code: 'salesforce-text-too-long',
    recovery: 'refused',
    message: 'A text is too long for Salesforce: {said}',
    remedy: 'Shorten it in Partner Center, or lengthen the field in Salesforce.',
  },
  INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: {
    code: 'salesforce-choice-unknown',
    recovery: 'refused',
    message: 'Salesforce does not have this choice: {said}',
    remedy: 'Ask the administrator to add the value to the picklist, also to its record types.',
  },
  FIELD_INTEGRITY_EXCEPTION: {
    code: 'salesforce-value-invalid',
    recovery: 'refused',
    message: 'Salesforce does not accept a value: {said}',
    remedy: 'Correct the value; for addresses, choose country and state from the lists.',
  },
  FIELD_FILTER_VALIDATION_EXCEPTION: {
    code: 'salesforce-lookup-filter',
    recovery: 'refused',
    message: 'Salesforce does not allow this reference: {said}',
    remedy: 'Choose a record that the lookup filter of the field lets through.',
  },
  INVALID_EMAIL_ADDRESS: {
    code: 'salesforce-email-invalid',
    recovery: 'refused',
    message: 'Salesforce does not accept the e-mail address: {said}',
    remedy: 'Correct the contact’s e-mail address in Partner Center.',
  },
  NUMBER_OUTSIDE_VALID_RANGE: {
    code: 'salesforce-number-too-large',
    recovery: 'refused',
    message: 'A number is too large for Salesforce: {said}',
    remedy: 'Correct the amount.',
  },
  INVALID_CURRENCY_ISO: {
    code: 'salesforce-currency-inactive',
    recovery: 'refused',
    message: 'The deal’s currency is not active in Salesforce: {said}',
    remedy: 'Ask the administrator to activate the currency, or change the deal’s currency.',
  },
  DUPLICATES_DETECTED: {
    code: 'salesforce-duplicate',
    recovery: 'refused',
    message: 'A duplicate rule of your org refuses the record: {said}',
    remedy: 'Merge or correct the records it names, or ask the administrator to let the connector save beside them.',
  },
  MULTIPLE_CHOICES: {
    code: 'salesforce-referral-doubled',
    recovery: 'refused',
    message: 'Several opportunities carry the identifier of this referral.',
    remedy: 'Clear the identifier on all of them but one.',
  },
  DUPLICATE_VALUE: {
    code: 'salesforce-value-taken',
    recovery: 'refused',
    message: 'Another record already has this value: {said}',
    remedy: 'Clear the value on the record that should not have it.',
  },
  ENTITY_IS_LOCKED: {
    code: 'salesforce-record-locked',
    recovery: 'refused',
    message: 'The record is locked, for example by an approval that is under way.',
    remedy: 'Finish or recall the approval, or let the connector’s user edit locked records.',
  },
  INACTIVE_OWNER_OR_USER: {
    code: 'salesforce-owner-inactive',
    recovery: 'refused',
    message: 'The owner of the record is no longer active in Salesforce.',
    remedy: 'Give the record to an active user.',
  },
  UNAVAILABLE_RECORDTYPE_EXCEPTION: {
    code: 'salesforce-record-type',
    recovery: 'misconfigured',
    message: 'The connector’s user has no record type for new records.',
    remedy: 'Assign a record type to the connector’s profile or permission set.',
  },
  INSUFFICIENT_ACCESS: {
    code: 'salesforce-set-up-closed',
    recovery: 'misconfigured',
    message: 'The signed-in user may not change the set-up of the org: {said}',
    remedy: SET_UP_RIGHTS,
  },
  INSUFFICIENT_ACCESS_OR_READONLY: {
    code: 'salesforce-no-access',
    recovery: 'refused',
    message: 'The connector’s user may not change this record.',
    remedy: 'Share the record with the connector’s user, with the right to edit.',
  },
  INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY: {
    code: 'salesforce-no-access',
    recovery: 'refused',
    message: 'The connector’s user may not use a record that this one refers to: {said}',
    remedy: 'Share that record (account, contact or solution) with the connector’s user.',
  },
  INVALID_FIELD: {
    code: 'salesforce-field-missing',
    recovery: 'misconfigured',
    message: 'Salesforce does not show a field to the connector: {said}',
    remedy: `Check the field’s API name in the settings. ${SHARE_SETTINGS}`,
  },
  INVALID_FIELD_FOR_INSERT_UPDATE: {
    code: 'salesforce-field-read-only',
    recovery: 'misconfigured',
    message: 'The connector may not write a field: {said}',
    remedy: `Allow editing. ${SHARE_SETTINGS}`,
  },
  INVALID_TYPE: {
    code: 'salesforce-object-missing',
    recovery: 'misconfigured',
    message: 'Salesforce does not show an object to the connector: {said}',
    remedy: `Check the object’s API name in the settings. ${SHARE_SETTINGS}`,
  },
  INVALID_TYPE_FOR_OPERATION: {
    code: 'salesforce-object-missing',
    recovery: 'misconfigured',
    message: 'The connector may not use an object this way: {said}',
    remedy: SHARE_SETTINGS,
  },
  API_DISABLED_FOR_ORG: {
    code: 'salesforce-api-disabled',
    recovery: 'misconfigured',
    message: 'The API is not enabled for this org or user.',
    remedy: 'Use an edition with API access and tick API Enabled in the connector’s permission set.',
  },
  API_CURRENTLY_DISABLED: {
    code: 'salesforce-api-disabled',
    recovery: 'misconfigured',
    message: 'The API is not enabled for this user.',
    remedy: 'Tick API Enabled in the connector’s permission set.',
  },
  STORAGE_LIMIT_EXCEEDED: {
    code: 'salesforce-storage-full',
    recovery: 'misconfigured',
    message: 'The org’s storage is full.',
    remedy: 'Free or buy storage in Salesforce; nothing is lost meanwhile.',
  },
  UNSUPPORTED_API_VERSION: {
    code: 'salesforce-version-retired',
    recovery: 'misconfigured',
    message: 'Salesforce does not offer this API version: {said}',
    remedy: 'Set apiVersion to a supported one.',
  },
  REQUEST_LIMIT_EXCEEDED: {
    code: 'salesforce-limit-exceeded',
    recovery: 'throttled',
    message: 'The org has used up its API calls for now: {said}',
    remedy: 'Nothing to do if it passes; otherwise look who else uses the org’s API allowance.',
  },
  UNABLE_TO_LOCK_ROW: {
    code: 'salesforce-row-locked',
    recovery: 'retry',
    message: 'Somebody else is saving the same records.',
    remedy: 'Nothing to do; it is tried again.',
  },
  SERVER_UNAVAILABLE: {
    code: 'service-failed',
    recovery: 'retry',
    message: 'Salesforce is not available.',
    remedy: 'Nothing to do if it passes; otherwise look at status.salesforce.com.',
  },
  QUERY_TIMEOUT: {
    code: 'salesforce-query-timeout',
    recovery: 'retry',
    message: 'Salesforce took too long for a query.',
    remedy: 'Nothing to do if it passes; otherwise ask for an index on the referral identifier.',
  },
  INVALID_QUERY_LOCATOR: {
    code: 'salesforce-listing-expired',
    recovery: 'retry',
    message: 'The listing was interrupted for too long.',
    remedy: 'Nothing to do; it begins again where it stopped.',
  },
  PROCESSING_HALTED: {
    code: 'salesforce-rolled-back',
    recovery: 'retry',
    message: 'The call was stopped because another part of it failed.',
    remedy: 'Nothing to do; it is tried again.',
  },
  INVALID_SESSION_ID: {
    code: 'signed-out',
    recovery: 'reauthenticate',
    message: 'Salesforce does not accept the sign-in.',
    remedy: 'Check the external client app, its run-as user and that user’s permission to use it.',
  },
  INVALID_CROSS_REFERENCE_KEY: {
    code: 'salesforce-reference-gone',
    recovery: 'retry',
    message: 'A record that this one refers to has just been deleted: {said}',
    remedy: 'Nothing to do; it is looked up again.',
  },
  MALFORMED_QUERY: ours(),
  JSON_PARSER_ERROR: ours(),
  EXCEEDED_ID_LIMIT: ours(),
  ENTITY_IS_DELETED: gone(),
  NOT_FOUND: gone(),
  MALFORMED_ID: gone(),
};

function ours(): Meaning {
  return {
    code: 'salesforce-request-invalid',
    recovery: 'bug',
    message: 'Salesforce does not understand the request: {said}',
    remedy: 'Report it with the log around this time; the change is kept and tried again.',
  };
}

function gone(): Meaning {
  return {
    code: 'salesforce-record-gone',
    recovery: 'gone',
    message: 'The record is deleted, or not visible to the connector’s user.',
    remedy: 'Restore it from the recycle bin, or share it with the connector’s user.',
  };
}
