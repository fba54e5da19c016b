import type { FieldRule } from '../mapping/field-rules.ts';
import { word } from '../messages.ts';
import type { DealField, DealView } from '../model/deal.ts';
import type { Link } from '../model/link.ts';
import type { CreateChange, FieldDecision, Plan, UpdateChange } from '../model/plan.ts';
import { type Refusal, refusal } from '../model/refusal.ts';
import type { PerSide } from '../model/side.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { compareStamps } from '../model/stamp.ts';
import { isFinal } from '../model/status.ts';
import { INCOMPLETE, LAST_ENTRY, UNSHARED } from './barriers.ts';
import { isEmpty } from './equality.ts';
import type { Gate } from './field-view.ts';
import { merge } from './merge.ts';
import { closingLeftToSeller, notesOn } from './notes.ts';
import { changesOf, creatable, irreversibleActs } from './plan-changes.ts';
import { kindFor, leadNotShareable } from './plan-lead.ts';
import { missingForHelp, missingForSharing, senselessCurrency } from './readiness.ts';
import { withholdRefused } from './refused.ts';
import { askedRegistration } from './registration.ts';
import { safetyStop } from './safety.ts';
import { asConverted } from './succession.ts';

export interface PlanInput {
  link: Link;
  now: PerSide<Snapshot | null>;
  rules: readonly FieldRule[];
  sides: PerSide<PlanningSide>;
  /** `YYYY-MM-DD`; terms are counted from it. */
  today: string;
  settings: PlanSettings;
}

/** What the planner knows of a side: data from its capabilities and its pure rendering, for the kind of record at hand. */
export interface PlanningSide {
  updatable: ReadonlySet<DealField>;
  normalize: (view: DealView) => DealView;
  /** Whether it keeps leads beside its deals. */
  leads: boolean;
}

export interface PlanSettings {
  /** Leads of Partner Center stay there; only co-sell and partner-led deals come to the CRM. */
  coSellOnly: boolean;
  /** What becomes of the CRM record whose referral was closed in Partner Center: its stage follows, or the seller is only told. */
  onClosed: 'close' | 'flag';
  /** A deal without the purchase intent that Microsoft wants is refused, or sent as not decided. */
  missingPurchaseIntent: 'refuse' | 'HaveNotDecided';
}

const NOTHING: Plan = { changes: [], decisions: [], notes: [], refusals: [], standing: [], halt: null, again: false };

/** What has to happen so that both sides of a link agree. Pure; an empty plan means silence. */
export function planPass(input: PlanInput): Plan {
  const referral = input.now['partner-center'];
  const record = input.now.crm;
  if (referral && record) return planUpdate(input, referral, record);
  // Where the link knows a counterpart that is not shown, it is gone or hidden from us: creating another would double it (invariant 6).
  if (referral && !input.link.recordId) return planRecord(input, referral);
  if (record && !input.link.referralId) return planReferral(input, record);
  return NOTHING;
}

/** A referral without a CRM record: it is created there, in the on-hold stage while the invitation is open (R38, R40), a lead as a lead (R42). */
function planRecord(input: PlanInput, referral: Snapshot): Plan {
  const status = referral.deal.status ?? null;
  if (isFinal(status)) return NOTHING;
  if (referral.referral?.category === 'lead' && input.settings.coSellOnly) return NOTHING;
  const recordKind = kindFor(referral);
  if (recordKind === 'lead' && !input.sides.crm.leads) return NOTHING;
  const change: CreateChange = {
    kind: 'create',
    recordKind,
    side: 'crm',
    fields: creatable(input.rules, 'crm', referral.deal),
    counterpartId: referral.id,
    marker: referral.id,
    irreversible: [],
  };
  return { ...NOTHING, changes: [change] };
}

/** A CRM record whose seller ticked Sync: shared once it is complete, never before (R60-R69). */
function planReferral(input: PlanInput, record: Snapshot): Plan {
  const { deal } = record;
  if (record.record?.optedIn && record.record.kind === 'lead') return { ...NOTHING, refusals: [leadNotShareable()] };
  if (!record.record?.optedIn) return NOTHING;
  if (deal.status === null) return { ...NOTHING, refusals: [refusal('stage-unknown', 'status', {})] };
  if (deal.status !== 'active') return NOTHING;
  const shared = withIntent(helpImpliesVisible(deal), input.settings);
  const refusals = missingForSharing(shared);
  if (refusals.length > 0) return { ...NOTHING, refusals };
  const change: CreateChange = {
    kind: 'create',
    side: 'partner-center',
    fields: creatable(input.rules, 'partner-center', shared),
    counterpartId: record.id,
    marker: record.id,
    irreversible: irreversibleActs(shared),
  };
  return { ...NOTHING, changes: [change, ...impliedBySharing(input, record, shared)] };
}

/** What sharing implies is shown on the record by the write that takes the link back anyway. */
function impliedBySharing({ sides }: PlanInput, record: Snapshot, shared: DealView): readonly UpdateChange[] {
  const isShown = shared.visibleToMicrosoft === record.deal.visibleToMicrosoft;
  if (isShown || !sides.crm.updatable.has('visibleToMicrosoft')) return [];
  return [
    {
      kind: 'update',
      side: 'crm',
      id: record.id,
      expectedVersion: record.version,
      fields: { visibleToMicrosoft: true },
      previous: record.deal,
      irreversible: [],
    },
  ];
}

function planUpdate(input: PlanInput, referral: Snapshot, shown: Snapshot): Plan {
  const record = asConverted(shown);
  const now = { crm: record.deal, 'partner-center': referral.deal };
  const halt = input.link.released ? null : safetyStop(input.link.base, now);
  if (halt) return { ...NOTHING, halt };
  const gate = gateOf(referral, record);
  const gaps = gapsOf(record.deal, referral.deal);
  const merged = merge({
    rules: input.rules,
    base: input.link.base,
    now,
    normalize: { crm: input.sides.crm.normalize, 'partner-center': input.sides['partner-center'].normalize },
    updatable: { crm: input.sides.crm.updatable, 'partner-center': input.sides['partner-center'].updatable },
    gate,
    onClosed: input.settings.onClosed,
    implied: new Set<DealField>(isHelpAsked(input.link, now) && !gaps.has('help') ? ['visibleToMicrosoft'] : []),
    incomplete: new Set(gaps.keys()),
    newer: compareStamps(record.modifiedAt, referral.modifiedAt) >= 0 ? 'crm' : 'partner-center',
  });
  const { decisions, standing } = withholdRefused(merged, input.link.refused);
  const asked = askedRegistration(referral, record, input.today);
  return {
    ...NOTHING,
    changes: [
      ...asked.changes,
      ...changesOf(input.rules, decisions, { crm: record, 'partner-center': referral }, shown),
    ],
    decisions,
    notes: [...notesOn(decisions, input.rules), ...closingLeftToSeller(decisions, referral.deal)],
    refusals: [...refusalsOf(decisions, gaps), ...asked.refusals],
    standing,
    again: decisions.some(({ partial }) => partial),
  };
}

/** Help that Microsoft was asked for, or that the seller has chosen since both sides last agreed; not a choice found at adoption. */
function isHelpAsked({ base }: Link, now: PerSide<DealView>): boolean {
  if (!now.crm.help) return false;
  const isKnown = base.crm.help !== undefined || base['partner-center'].help !== undefined;
  return Boolean(now['partner-center'].help) || (isKnown && base.crm.help !== now.crm.help);
}

/** Fields that cannot be sent as they are, with what the seller must mend. An amount never travels without its currency. */
function gapsOf(record: DealView, referral: DealView): ReadonlyMap<DealField, readonly Refusal[]> {
  const currency = senselessCurrency(record);
  const gaps: readonly [DealField, readonly Refusal[]][] = [
    ['help', missingForHelp(record, referral)],
    ['value', currency],
    ['currency', currency],
  ];
  return new Map(gaps.filter(([, refusals]) => refusals.length > 0));
}

/** What stands in the way of the seller's own changes, for as long as it does. */
function refusalsOf(
  decisions: readonly FieldDecision[],
  gaps: ReadonlyMap<DealField, readonly Refusal[]>,
): readonly Refusal[] {
  const standing = decisions.flatMap(({ field, verdict, rule, winner, shown }) => {
    if (verdict !== 'hold' || winner !== 'crm') return [];
    // Microsoft's package unticks Sync with the last solution: without a word, later edits would be lost on a seller who trusts in it (R74).
    if (rule === UNSHARED && field === 'solutions' && isEmpty(shown.crm))
      return [refusal('unticked-without-solutions', field, {})];
    if (rule === INCOMPLETE) return gaps.get(field) ?? [];
    if (rule !== LAST_ENTRY) return [];
    return [refusal('last-entry', field, { label: word(`field.${field}`) })];
  });
  // What holds amount and currency alike is said once.
  return [...new Set(standing)];
}

/** A closed referral takes nothing (R82); nothing leaves an unticked record (R60); an open invitation takes only its answer (R80, R81). */
function gateOf(referral: Snapshot, record: Snapshot): Gate {
  if (isFinal(referral.deal.status)) return 'closed';
  if (!record.record?.optedIn) return 'unshared';
  if (referral.deal.status !== 'invited') return 'open';
  const answered = record.deal.status === 'active' || record.deal.status === 'won';
  return answered ? 'open' : 'unanswered';
}

/** Asking Microsoft for help shows the deal to its sellers (R66). */
function helpImpliesVisible(deal: DealView): DealView {
  return deal.help ? { ...deal, visibleToMicrosoft: true } : deal;
}

/** Where the settings say so, a customer of whom nobody knows counts as undecided. */
function withIntent(deal: DealView, { missingPurchaseIntent }: PlanSettings): DealView {
  const isAsked = deal.purchaseIntent === null && deal.coSellType !== 'services';
  if (!isAsked || missingPurchaseIntent === 'refuse') return deal;
  return { ...deal, purchaseIntent: missingPurchaseIntent };
}
