import type { Recovery } from '../../core/errors.ts';
import type { RefusalCode } from '../../core/messages/catalogue.ts';

/** What an error code of Salesforce means for the connector. */
export type Meaning = RefusedMeaning | RaisedMeaning;

/** Becomes a refusal that the seller reads, in the words of the catalogue. */
export interface RefusedMeaning {
  recovery: 'refused';
  code: Extract<RefusalCode, `crm-${string}`>;
}

export interface RaisedMeaning {
  code: string;
  recovery: Exclude<Recovery, 'conflict' | 'not-found' | 'refused'> | 'gone';
  /** What it means, in words for the person who can mend it; `{said}` is Salesforce's own text. */
  message: string;
  remedy: string;
}

/** For whoever changes the set-up of an org, which the connector's user need not be able to do. */
export const SET_UP_RIGHTS =
  'Give the user "Modify Metadata Through Metadata API Functions" and "View Setup and Configuration" while you set up the org, or use an administrator’s access with --admin-token.';

const SHARE_SETTINGS = 'Give the connector’s permission set access to it in Salesforce Setup.';

/** A right that is missing for one field of a linked deal holds up that field only; the others of the same write go without it. */
export const FIELD_BY_FIELD: Readonly<Record<string, Meaning>> = {
  INVALID_FIELD_FOR_INSERT_UPDATE: { recovery: 'refused', code: 'crm-field-read-only' },
};

/** By error code (contract §1.7). A code that is not listed is refused with Salesforce's own words. */
export const MEANINGS: Readonly<Record<string, Meaning>> = {
  REQUIRED_FIELD_MISSING: { recovery: 'refused', code: 'crm-field-required' },
  FIELD_CUSTOM_VALIDATION_EXCEPTION: { recovery: 'refused', code: 'crm-validation-rule' },
  CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY: { recovery: 'refused', code: 'crm-automation-failed' },
  STRING_TOO_LONG: { recovery: 'refused', code: 'crm-text-too-long' },
  INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: { recovery: 'refused', code: 'crm-choice-unknown' },
  FIELD_INTEGRITY_EXCEPTION: { recovery: 'refused', code: 'crm-value-invalid' },
  FIELD_FILTER_VALIDATION_EXCEPTION: { recovery: 'refused', code: 'crm-lookup-filter' },
  INVALID_EMAIL_ADDRESS: { recovery: 'refused', code: 'crm-email-invalid' },
  NUMBER_OUTSIDE_VALID_RANGE: { recovery: 'refused', code: 'crm-number-too-large' },
  INVALID_CURRENCY_ISO: { recovery: 'refused', code: 'crm-currency-inactive' },
  DUPLICATES_DETECTED: { recovery: 'refused', code: 'crm-duplicate' },
  MULTIPLE_CHOICES: { recovery: 'refused', code: 'crm-referral-doubled' },
  DUPLICATE_VALUE: { recovery: 'refused', code: 'crm-value-taken' },
  ENTITY_IS_LOCKED: { recovery: 'refused', code: 'crm-record-locked' },
  INACTIVE_OWNER_OR_USER: { recovery: 'refused', code: 'crm-owner-inactive' },
  CANNOT_UPDATE_CONVERTED_LEAD: { recovery: 'refused', code: 'crm-lead-converted' },
  INVALID_STATUS: { recovery: 'refused', code: 'crm-lead-status-refused' },
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
  INSUFFICIENT_ACCESS_OR_READONLY: { recovery: 'refused', code: 'crm-no-access' },
  INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY: { recovery: 'refused', code: 'crm-reference-no-access' },
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

function ours(): RaisedMeaning {
  return {
    code: 'salesforce-request-invalid',
    recovery: 'bug',
    message: 'Salesforce does not understand the request: {said}',
    remedy: 'Report it with the log around this time; the change is kept and tried again.',
  };
}

function gone(): RaisedMeaning {
  return {
    code: 'salesforce-record-gone',
    recovery: 'gone',
    message: 'The record is deleted, or not visible to the connector’s user.',
    remedy: 'Restore it from the recycle bin, or share it with the connector’s user.',
  };
}
