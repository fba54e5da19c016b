import { bind, type ColumnBinding } from '../crm/binding.ts';
import type { SalesforceSettings } from './settings.ts';

/**
 * How a column's value becomes a deal's value and back; one entry per name in `transforms.ts`.
 * `lookup-name` is a reference whose record is known by its name; in orgs that hold it as text or picklist it is plain text.
 */
export type TransformName =
  | 'marked-name'
  | 'text'
  | 'long-text'
  | 'money'
  | 'currency-code'
  | 'date'
  | 'checkbox'
  | 'help'
  | 'co-sell-type'
  | 'lookup-name'
  | 'stage';

/** The mapping of single-column fields. Notes may be kept in a note (`notes/`); customer, contacts, solutions and team span other objects; see `parties.ts`. */
export function columnBindings(settings: SalesforceSettings): readonly ColumnBinding<TransformName>[] {
  const { fields } = settings;
  return [
    bind('name', 'Name', 'marked-name', 'always', 'required'),
    bind('value', settings.dealValueField, 'money', 'always', 'required'),
    // Exists in orgs with multi-currency only (contract §2).
    bind('currency', settings.currencyField, 'currency-code', 'always', 'optional'),
    bind('closeDate', 'CloseDate', 'date', 'always', 'required'),
    bind('notes', settings.notes === 'description' ? settings.notesField : null, 'long-text', 'always', 'required'),
    bind('status', 'StageName', 'stage', 'always', 'required'),
    bind('statusReason', settings.statusReasonField, 'text', 'always', 'required'),
    bind('visibleToMicrosoft', fields.visible, 'checkbox', 'always', 'required'),
    bind('help', fields.help, 'help', 'always', 'required'),
    bind('microsoftCrmId', fields.microsoftCrmId, 'text', 'always', 'required'),
    bind('referralProgram', fields.referralProgram, 'text', 'always', 'required'),
    bind('registrationStatus', fields.registrationStatus, 'text', 'always', 'required'),
    // A validation rule of Microsoft's package freezes the type after the first save.
    bind('coSellType', fields.coSellType, 'co-sell-type', 'create', 'optional'),
    bind('purchaseIntent', fields.purchaseIntent, 'text', 'create', 'optional'),
    bind('solutionArea', fields.solutionArea, 'lookup-name', 'create', 'optional'),
    bind('solutionPlay', fields.solutionPlay, 'lookup-name', 'create', 'optional'),
    bind('partnerRole', fields.partnerRole, 'lookup-name', 'create', 'optional'),
  ].filter((binding) => binding !== null);
}

/** Account columns behind `customer`, apart from the country, whose column depends on the org. */
export const CUSTOMER_COLUMNS = {
  name: 'Name',
  street: 'BillingStreet',
  city: 'BillingCity',
  state: 'BillingState',
  postalCode: 'BillingPostalCode',
} as const;

/** Contact columns behind a person. */
export const CONTACT_COLUMNS = {
  firstName: 'FirstName',
  lastName: 'LastName',
  email: 'Email',
  phone: 'Phone',
} as const;
