import type { Recovery } from '../../core/errors.ts';
import type { RefusalCode } from '../../core/messages/catalogue.ts';

/** What an error code of Dataverse means for the connector. */
export type Meaning = RefusedMeaning | RaisedMeaning;

/** Becomes a refusal that the seller reads, in the words of the catalogue. */
export interface RefusedMeaning {
  recovery: 'refused';
  code: Extract<RefusalCode, `crm-${string}`>;
}

export interface RaisedMeaning {
  code: string;
  recovery: Exclude<Recovery, 'not-found' | 'refused'> | 'gone';
  /** What it means, in words for the person who can mend it; `{said}` is the platform's own text. */
  message: string;
  remedy: string;
}

const GRANT_RIGHTS = 'Give the connector’s security role the right that is named, for the whole organisation.';
const CHECK_NAME =
  'Check the logical name in the settings (`cosell crm fields` suggests it), or install the connector’s solution with `cosell crm install`.';

/** By error code, lower case (contract §2.3). A code that is not listed is refused with the platform's own words. */
export const MEANINGS: Readonly<Record<string, Meaning>> = {
  '0x80044331': { recovery: 'refused', code: 'crm-text-too-long' },
  '0x80044330': { recovery: 'refused', code: 'crm-number-too-large' },
  '0x80048cec': { recovery: 'refused', code: 'crm-number-too-large' },
  '0x80048ceb': { recovery: 'refused', code: 'crm-number-too-large' },
  '0x8004431a': { recovery: 'refused', code: 'crm-choice-unknown' },
  '0x80048408': { recovery: 'refused', code: 'crm-value-invalid' },
  '0x80040203': { recovery: 'refused', code: 'crm-value-invalid' },
  '0x80048cef': { recovery: 'refused', code: 'crm-value-invalid' },
  '0x80040504': { recovery: 'refused', code: 'crm-value-invalid' },
  '0x80040505': { recovery: 'refused', code: 'crm-value-invalid' },
  '0x8004050e': { recovery: 'refused', code: 'crm-value-invalid' },
  '0x80040265': { recovery: 'refused', code: 'crm-automation-failed' },
  '0x80040333': { recovery: 'refused', code: 'crm-duplicate' },
  '0x80060892': { recovery: 'refused', code: 'crm-value-taken' },
  '0x80040237': { recovery: 'refused', code: 'crm-value-taken' },
  '0x8004f508': { recovery: 'refused', code: 'crm-field-read-only' },
  '0x80040220': { recovery: 'refused', code: 'crm-no-access' },
  '0x80048306': { recovery: 'refused', code: 'crm-no-access' },
  '0x80100005': { recovery: 'refused', code: 'crm-deal-closed' },
  '0x80040515': { recovery: 'refused', code: 'crm-deal-closed' },
  '0x80040516': { recovery: 'refused', code: 'crm-deal-closed' },
  '0x8004022e': { recovery: 'refused', code: 'crm-deal-closed' },
  '0x80040518': { recovery: 'refused', code: 'crm-lead-converted' },
  '0x80040519': { recovery: 'refused', code: 'crm-lead-converted' },
  '0x80060882': {
    code: 'conflict',
    recovery: 'conflict',
    message: 'The record was changed meanwhile.',
    remedy: 'Nothing to do; it is read and tried again.',
  },
  '0x80040217': gone(),
  '0x80060891': gone(),
  '0x80072560': {
    code: 'dynamics-user-missing',
    recovery: 'misconfigured',
    message: 'The application has no user in this environment: {said}',
    remedy: 'Create an application user for it in the Power Platform admin center, with the connector’s security role.',
  },
  '0x80041103': {
    code: 'dynamics-column-missing',
    recovery: 'misconfigured',
    message: 'Dynamics 365 does not know a column: {said}',
    remedy: CHECK_NAME,
  },
  '0x80060888': {
    code: 'dynamics-request-invalid',
    recovery: 'bug',
    message: 'Dynamics 365 does not understand the request: {said}',
    remedy: 'Report it with the log around this time; the change is kept and tried again.',
  },
  '0x80060890': {
    code: 'dynamics-key-inactive',
    recovery: 'retry',
    message: 'An alternate key of the connector is still being built: {said}',
    remedy: 'Nothing to do if it passes; otherwise look at the keys of the table in the maker portal.',
  },
  '0x8006088d': {
    code: 'dynamics-version-unsupported',
    recovery: 'misconfigured',
    message: 'The table does not protect its rows against simultaneous changes: {said}',
    remedy: 'Ask Microsoft’s support to enable optimistic concurrency for the table.',
  },
  '0x80044352': {
    code: 'dynamics-token-expired',
    recovery: 'retry',
    message: 'The mark from which changes are listed has expired.',
    remedy: 'Nothing to do; everything that takes part is listed again.',
  },
  '0x80072491': {
    code: 'dynamics-tracking-off',
    recovery: 'misconfigured',
    message: 'Change tracking is off for a table: {said}',
    remedy: 'Turn change tracking on for the table; until then changes are found by their time.',
  },
  '0x80072322': throttled(),
  '0x80072321': throttled(),
  '0x80072326': throttled(),
  '0x8005f103': throttled(),
  '0x80072323': throttled(),
  '0x80072324': throttled(),
};

/** Texts that tell more than the code they come with. */
export const TELLING: readonly { said: RegExp; meaning: Meaning }[] = [
  {
    // The OData layer has one code for whatever it does not understand (contract §2.3).
    said: /Could not find a property named|does not exist on type|undeclared property/i,
    meaning: {
      code: 'dynamics-column-missing',
      recovery: 'misconfigured',
      message: 'Dynamics 365 does not know a column: {said}',
      remedy: CHECK_NAME,
    },
  },
  {
    said: /Resource not found for the segment/i,
    meaning: {
      code: 'dynamics-table-missing',
      recovery: 'misconfigured',
      message: 'Dynamics 365 does not know a table: {said}',
      remedy: CHECK_NAME,
    },
  },
  {
    said: /is missing prv\w+ privilege/i,
    meaning: {
      code: 'dynamics-right-missing',
      recovery: 'misconfigured',
      message: 'The connector’s user lacks a right: {said}',
      remedy: GRANT_RIGHTS,
    },
  },
];

function throttled(): RaisedMeaning {
  return {
    code: 'throttled',
    recovery: 'throttled',
    message: 'Dynamics 365 asks to wait: {said}',
    remedy: 'Nothing to do; the connection pauses and goes on by itself.',
  };
}

function gone(): RaisedMeaning {
  return {
    code: 'dynamics-row-gone',
    recovery: 'gone',
    message: 'The row is deleted, or not visible to the connector’s user.',
    remedy: 'Restore it, or share it with the connector’s user.',
  };
}
