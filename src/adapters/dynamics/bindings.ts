import { bind, type ColumnBinding } from '../crm/binding.ts';
import type { ColumnRole } from './column-names.ts';
import type { DynamicsSettings } from './settings.ts';

/**
 * How a column's value becomes a deal's value and back; one entry per name in `transforms.ts`. `row-name` is a lookup whose row is known by
 * its name; where the environment holds it as text or choice it is plain text.
 */
export type TransformName =
  | 'marked-name'
  | 'text'
  | 'money'
  | 'currency'
  | 'date'
  | 'flag'
  | 'help'
  | 'co-sell-type'
  | 'purchase-intent'
  | 'row-name'
  | 'status';

/** The mapping of single-column fields. Customer, contacts, solutions and team span other tables; see `parties.ts`. */
export function columnBindings(
  settings: DynamicsSettings,
  columnFor: (role: ColumnRole) => string | null,
): readonly ColumnBinding<TransformName>[] {
  return [
    bind('name', 'name', 'marked-name', 'always', 'required'),
    bind('value', settings.dealValueField, 'money', 'always', 'required'),
    bind('currency', 'transactioncurrencyid', 'currency', 'always', 'required'),
    bind('closeDate', 'estimatedclosedate', 'date', 'always', 'required'),
    bind('notes', settings.notes === 'column' ? settings.notesField : null, 'text', 'always', 'required'),
    bind('status', 'statuscode', 'status', 'always', 'required'),
    bind('statusReason', settings.statusReasonField, 'text', 'always', 'required'),
    bind('visibleToMicrosoft', columnFor('visible'), 'flag', 'always', 'required'),
    bind('help', columnFor('help'), 'help', 'always', 'required'),
    bind('microsoftCrmId', columnFor('microsoftCrmId'), 'text', 'always', 'required'),
    bind('referralProgram', columnFor('referralProgram'), 'text', 'always', 'required'),
    bind('registrationStatus', settings.registrationStatusField, 'text', 'always', 'required'),
    // What is sold together cannot change once it is shared (R72).
    bind('coSellType', columnFor('coSellType'), 'co-sell-type', 'create', 'optional'),
    bind('purchaseIntent', columnFor('purchaseIntent'), 'purchase-intent', 'create', 'optional'),
    bind('solutionArea', columnFor('solutionArea'), 'row-name', 'create', 'optional'),
    bind('solutionPlay', columnFor('solutionPlay'), 'row-name', 'create', 'optional'),
    bind('partnerRole', columnFor('partnerRole'), 'row-name', 'create', 'optional'),
  ].filter((binding) => binding !== null);
}

/** Account columns behind `customer`, apart from the country, which is a setting. The street takes up to three lines. */
export const CUSTOMER_COLUMNS = {
  name: 'name',
  city: 'address1_city',
  state: 'address1_stateorprovince',
  postalCode: 'address1_postalcode',
} as const;

export const STREET_COLUMNS = ['address1_line1', 'address1_line2', 'address1_line3'] as const;

/** Contact columns behind a person; leads have the same. */
export const CONTACT_COLUMNS = {
  firstName: 'firstname',
  lastName: 'lastname',
  email: 'emailaddress1',
  phone: 'telephone1',
} as const;

/** User columns behind a person. */
export const USER_COLUMNS = {
  firstName: 'firstname',
  lastName: 'lastname',
  email: 'internalemailaddress',
  phone: 'address1_telephone1',
} as const;
