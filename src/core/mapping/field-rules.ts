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
  merge: MergeKind;
  /** When the other side's record is created from this side's. */
  onCreate: Flow;
  onUpdate: Flow;
  owner: Ownership;
  /** Zero and empty do not travel: a calculated field may be empty for a moment (R76), contacts are hidden once an invitation expired. */
  keepWhenEmpty?: true;
  /** A list that both sides hold apart when a link is adopted stays apart; only what changes afterwards travels. */
  apartAtAdoption?: true;
  /**
   * A record may have a place for it and say nothing of it, as a deal without a note: it takes what the other side has, and its silence
   * clears nothing there.
   */
  maySayNothing?: true;
  /** What Partner Center changes is told in the audit field where the CRM has no place for it. */
  toldWithoutPlace?: true;
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
    merge: 'value',
    onCreate: 'both',
    onUpdate: 'none',
    owner: 'crm',
    explainUnsendable: true,
  },
  {
    field: 'customer',
    merge: 'value',
    onCreate: 'both',
    onUpdate: 'none',
    owner: 'crm',
    explainUnsendable: true,
  },
  {
    field: 'value',
    merge: 'value',
    onCreate: 'both',
    onUpdate: 'both',
    owner: 'crm',
    keepWhenEmpty: true,
  },
  {
    field: 'currency',
    merge: 'value',
    onCreate: 'both',
    onUpdate: 'both',
    owner: 'crm',
    keepWhenEmpty: true,
  },
  {
    field: 'closeDate',
    merge: 'value',
    onCreate: 'both',
    onUpdate: 'both',
    owner: 'crm',
    keepWhenEmpty: true,
  },
  { field: 'notes', merge: 'value', onCreate: 'both', onUpdate: 'both', owner: 'crm', maySayNothing: true },
  {
    field: 'status',
    merge: 'status',
    onCreate: 'both',
    onUpdate: 'both',
    owner: 'crm',
    explainUnsendable: true,
  },
  {
    field: 'statusReason',
    merge: 'value',
    onCreate: 'to-crm',
    // Towards Partner Center it travels with the closing status only.
    onUpdate: 'to-crm',
    owner: 'crm',
    keepWhenEmpty: true,
  },
  {
    field: 'visibleToMicrosoft',
    merge: 'one-way',
    onCreate: 'both',
    onUpdate: 'both',
    owner: 'crm',
  },
  {
    field: 'help',
    merge: 'once',
    onCreate: 'both',
    onUpdate: 'both',
    owner: 'crm',
    explainUnsendable: true,
  },
  {
    field: 'coSellType',
    merge: 'value',
    onCreate: 'both',
    onUpdate: 'none',
    owner: 'crm',
    explainUnsendable: true,
  },
  {
    field: 'purchaseIntent',
    merge: 'value',
    onCreate: 'both',
    onUpdate: 'none',
    owner: 'crm',
    explainUnsendable: true,
  },
  {
    field: 'partnerRole',
    merge: 'value',
    onCreate: 'to-partner-center',
    onUpdate: 'none',
    owner: 'crm',
    explainUnsendable: true,
  },
  {
    field: 'solutionArea',
    merge: 'value',
    onCreate: 'to-partner-center',
    onUpdate: 'none',
    owner: 'crm',
    explainUnsendable: true,
  },
  {
    field: 'solutionPlay',
    merge: 'value',
    onCreate: 'to-partner-center',
    onUpdate: 'none',
    owner: 'crm',
    explainUnsendable: true,
  },
  {
    field: 'contacts',
    merge: 'keyed',
    onCreate: 'both',
    onUpdate: 'both',
    owner: 'crm',
    keepWhenEmpty: true,
  },
  {
    field: 'solutions',
    merge: 'keyed',
    onCreate: 'both',
    onUpdate: 'both',
    owner: 'crm',
    keepWhenEmpty: true,
  },
  {
    field: 'team',
    merge: 'keyed',
    onCreate: 'both',
    onUpdate: 'both',
    owner: 'crm',
    keepWhenEmpty: true,
    // Who owns a record and who works on a referral were kept by different people for years: adoption is no reason to mix them.
    apartAtAdoption: true,
  },
  {
    field: 'microsoftCrmId',
    merge: 'value',
    onCreate: 'to-crm',
    onUpdate: 'to-crm',
    owner: 'partner-center',
  },
  {
    field: 'referralProgram',
    merge: 'value',
    onCreate: 'to-crm',
    onUpdate: 'to-crm',
    owner: 'partner-center',
  },
  {
    field: 'registrationStatus',
    merge: 'value',
    onCreate: 'to-crm',
    onUpdate: 'to-crm',
    owner: 'partner-center',
    toldWithoutPlace: true,
  },
];

/** What an administrator decides about the mapping. */
export interface MappingChoices {
  /** The settings' schema allows owners only where a conflict can arise. */
  owners: Partial<Record<DealField, Ownership>>;
  team: Flow;
}

/** The default rules with the administrator's choices in place. */
export function rulesFor({ owners, team }: MappingChoices): readonly FieldRule[] {
  return DEFAULT_RULES.map((rule) => {
    const flow = rule.field === 'team' ? { onCreate: team, onUpdate: team } : {};
    return { ...rule, ...flow, owner: owners[rule.field] ?? rule.owner };
  });
}

export function flows(flow: Flow, to: 'crm' | 'partner-center'): boolean {
  return flow === 'both' || flow === `to-${to}`;
}
