import type { DealField } from '../model/deal.ts';

/** Which way a field travels. */
export type Flow = 'both' | 'to-crm' | 'to-partner-center' | 'none';

/** Who wins when both sides changed a field apart since they last agreed. */
export type Ownership = 'partner-center' | 'crm' | 'newest';

/**
 * How two values of a field become one:
 * - `value`: the whole value is one unit
 * - `keyed`: a list merged entry by entry
 * - `one-way`: once true, always true
 * - `once`: may be set later but never changed
 * - `status`: the referral's state machine
 */
export type MergeKind = 'value' | 'keyed' | 'one-way' | 'once' | 'status';

/** One line of the mapping: how a field of the deal travels and who owns it. */
export interface FieldRule {
  field: DealField;
  label: string;
  merge: MergeKind;
  /** When the other side's record is created from this side's. */
  onCreate: Flow;
  onUpdate: Flow;
  owner: Ownership;
  /** Zero and empty do not travel: a calculated field may be empty for a moment (R76), contacts are hidden once an invitation expired. */
  keepWhenEmpty?: true;
  /** Tell the seller, once, when a change in the CRM cannot be sent (R79). */
  explainUnsendable?: true;
}

/**
 * The default mapping, after contract/incumbent-connectors.md §2. Name, address, kind of deal and taxonomy are create-only because the
 * Referrals API has no patch path for them; sellers stay in their CRM, so their values win where both changed.
 */
export const DEFAULT_RULES: readonly FieldRule[] = [
  {
    field: 'name',
    label: 'name',
    merge: 'value',
    onCreate: 'both',
    onUpdate: 'none',
    owner: 'crm',
    explainUnsendable: true,
  },
  {
    field: 'customer',
    label: 'customer',
    merge: 'value',
    onCreate: 'both',
    onUpdate: 'none',
    owner: 'crm',
    explainUnsendable: true,
  },
  {
    field: 'value',
    label: 'deal value',
    merge: 'value',
    onCreate: 'both',
    onUpdate: 'both',
    owner: 'crm',
    keepWhenEmpty: true,
  },
  {
    field: 'currency',
    label: 'currency',
    merge: 'value',
    onCreate: 'both',
    onUpdate: 'both',
    owner: 'crm',
    keepWhenEmpty: true,
  },
  {
    field: 'closeDate',
    label: 'close date',
    merge: 'value',
    onCreate: 'both',
    onUpdate: 'both',
    owner: 'crm',
    keepWhenEmpty: true,
  },
  { field: 'notes', label: 'notes', merge: 'value', onCreate: 'both', onUpdate: 'both', owner: 'crm' },
  {
    field: 'status',
    label: 'status',
    merge: 'status',
    onCreate: 'both',
    onUpdate: 'both',
    owner: 'crm',
    explainUnsendable: true,
  },
  {
    field: 'statusReason',
    label: 'reason',
    merge: 'value',
    onCreate: 'to-crm',
    // Towards Partner Center it travels with the closing status only.
    onUpdate: 'to-crm',
    owner: 'crm',
    keepWhenEmpty: true,
  },
  {
    field: 'visibleToMicrosoft',
    label: 'visibility',
    merge: 'one-way',
    onCreate: 'both',
    onUpdate: 'both',
    owner: 'crm',
  },
  {
    field: 'help',
    label: 'help asked of Microsoft',
    merge: 'once',
    onCreate: 'both',
    onUpdate: 'both',
    owner: 'crm',
    explainUnsendable: true,
  },
  {
    field: 'coSellType',
    label: 'co-sell type',
    merge: 'value',
    onCreate: 'to-partner-center',
    onUpdate: 'none',
    owner: 'crm',
    explainUnsendable: true,
  },
  {
    field: 'purchaseIntent',
    label: 'purchase intent',
    merge: 'value',
    onCreate: 'to-partner-center',
    onUpdate: 'none',
    owner: 'crm',
    explainUnsendable: true,
  },
  {
    field: 'partnerRole',
    label: 'partner role',
    merge: 'value',
    onCreate: 'to-partner-center',
    onUpdate: 'none',
    owner: 'crm',
    explainUnsendable: true,
  },
  {
    field: 'solutionArea',
    label: 'solution area',
    merge: 'value',
    onCreate: 'to-partner-center',
    onUpdate: 'none',
    owner: 'crm',
    explainUnsendable: true,
  },
  {
    field: 'solutionPlay',
    label: 'solution play',
    merge: 'value',
    onCreate: 'to-partner-center',
    onUpdate: 'none',
    owner: 'crm',
    explainUnsendable: true,
  },
  {
    field: 'contacts',
    label: 'contacts',
    merge: 'keyed',
    onCreate: 'both',
    onUpdate: 'both',
    owner: 'crm',
    keepWhenEmpty: true,
  },
  {
    field: 'solutions',
    label: 'solutions',
    merge: 'keyed',
    onCreate: 'both',
    onUpdate: 'both',
    owner: 'crm',
    keepWhenEmpty: true,
  },
  { field: 'team', label: 'team', merge: 'keyed', onCreate: 'to-partner-center', onUpdate: 'none', owner: 'crm' },
  {
    field: 'microsoftCrmId',
    label: 'Microsoft CRM identifier',
    merge: 'value',
    onCreate: 'to-crm',
    onUpdate: 'to-crm',
    owner: 'partner-center',
  },
  {
    field: 'referralProgram',
    label: 'referral program',
    merge: 'value',
    onCreate: 'to-crm',
    onUpdate: 'to-crm',
    owner: 'partner-center',
  },
];

/** The default rules with the administrator's owners in place; the settings' schema allows owners only where a conflict can arise. */
export function rulesWithOwners(owners: Partial<Record<DealField, Ownership>>): readonly FieldRule[] {
  return DEFAULT_RULES.map((rule) => ({ ...rule, owner: owners[rule.field] ?? rule.owner }));
}

export function flows(flow: Flow, to: 'crm' | 'partner-center'): boolean {
  return flow === 'both' || flow === `to-${to}`;
}
