import { type FieldRule, flows } from '../mapping/field-rules.ts';
import { type DealView, dealKind } from '../model/deal.ts';
import type { Change, FieldDecision, UpdateChange } from '../model/plan.ts';
import { otherSide, type PerSide, type Side } from '../model/side.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { isFinal } from '../model/status.ts';
import { isEmpty } from './equality.ts';
import { becomesOpportunity, conversion } from './plan-lead.ts';
import { inheritanceOf } from './succession.ts';

/** Partner Center first: what became of it goes into the CRM record's audit field in the CRM's own write. */
const ORDER: readonly Side[] = ['partner-center', 'crm'];

/** The writes that carry the decisions out; `shown` is the CRM record as it was read, before what its seller meant was read into it. */
export function changesOf(
  rules: readonly FieldRule[],
  decisions: readonly FieldDecision[],
  now: PerSide<Snapshot>,
  shown: Snapshot,
): readonly Change[] {
  const { crm: record, 'partner-center': referral } = now;
  const [toReferral, toRecord] = ORDER.map((side) => updateOf(side, decisions, now));
  if (becomesOpportunity(record, decisions))
    return [...(toReferral ?? []), conversion(record, referral, creatable(rules, 'crm', referral.deal), decisions)];
  return [...(toReferral ?? []), ...withInheritance(toRecord ?? [], shown, now)];
}

function updateOf(side: Side, decisions: readonly FieldDecision[], now: PerSide<Snapshot>): Change[] {
  const target = now[side];
  const written = decisions.filter((decision) => side in decision.write);
  const fields: DealView = Object.fromEntries(written.map((decision) => [decision.field, decision.write[side]]));
  const counterpartId = missingCounterpart(side, now);
  if (written.length === 0 && !counterpartId) return [];
  const change: UpdateChange = {
    kind: 'update',
    side,
    id: target.id,
    expectedVersion: target.version,
    fields: completed(side, fields, decisions, now),
    previous: target.deal,
    ...(target.record?.kind === 'lead' ? { recordKind: 'lead' } : {}),
    irreversible: side === 'partner-center' ? irreversibleActs(fields) : [],
    ...(counterpartId ? { counterpartId } : {}),
  };
  return [change];
}

/** Each record names the other, so that either can be found again without our store (R39, R59). Foreign references are left alone; one to a lead follows its opportunity. */
function missingCounterpart(side: Side, now: PerSide<Snapshot>): string | undefined {
  const { counterpartId } = now[side];
  if (counterpartId && !(side === 'partner-center' && counterpartId === now.crm.record?.replaces?.id)) return undefined;
  if (side === 'partner-center' && isFinal(now[side].deal.status)) return undefined;
  if (side === 'partner-center' && !now.crm.record?.optedIn) return undefined;
  return side === 'crm' ? now['partner-center'].id : now.crm.id;
}

/** Some values never travel alone: a closed referral takes its reason along, an amount its currency. */
function completed(
  side: Side,
  fields: DealView,
  decisions: readonly FieldDecision[],
  now: PerSide<Snapshot>,
): DealView {
  const origin = now[otherSide(side)].deal;
  // An amount without its currency would be taken for one in the other side's currency. A currency that travels itself needs no company.
  const isTravelling = decisions.some(({ field, write }) => field === 'currency' && Object.keys(write).length > 0);
  const priced = 'value' in fields && !isTravelling && origin.currency && origin.currency !== now[side].deal.currency;
  const paired: DealView = priced ? { ...fields, currency: origin.currency ?? null } : fields;
  return side === 'partner-center' ? withReason(paired, now.crm.deal, decisions) : paired;
}

/** A lost or declined referral carries the seller's reason with it, unless the CRM is just taking over another one. */
function withReason(fields: DealView, record: DealView, decisions: readonly FieldDecision[]): DealView {
  const closes = fields.status === 'lost' || fields.status === 'declined';
  const replaced = decisions.some(({ field, write }) => field === 'statusReason' && 'crm' in write);
  return closes && record.statusReason && !replaced ? { ...fields, statusReason: record.statusReason } : fields;
}

/** The opportunity that a lead has become also gets what the lead carried, and leaves the stage in which deals wait for an answer. */
function withInheritance(changes: readonly Change[], shown: Snapshot, now: PerSide<Snapshot>): readonly Change[] {
  const inheritance = inheritanceOf({ ...now, crm: shown });
  if (Object.keys(inheritance).length === 0) return shown.record?.replaces ? changes.map(withoutCounterpart) : changes;
  const [change] = changes;
  const update: UpdateChange = change?.kind === 'update' ? change : touch(shown);
  const stage: DealView = shown.deal.status === 'invited' ? { status: 'active' } : {};
  return [{ ...update, ...inheritance, fields: { ...stage, ...update.fields }, previous: shown.deal }];
}

function withoutCounterpart({ counterpartId: _, ...change }: Change): Change {
  return change as Change;
}

function touch({ side, id, version, deal }: Snapshot): UpdateChange {
  return { kind: 'update', side, id, expectedVersion: version, fields: {}, previous: deal, irreversible: [] };
}

/** The fields a new record on `side` starts with. Empty values are left out, so that nothing is invented. */
export function creatable(rules: readonly FieldRule[], side: Side, deal: DealView): DealView {
  const travelling = rules.filter((rule) => flows(rule.onCreate, side) && !isEmpty(deal[rule.field]));
  return Object.fromEntries(travelling.map((rule) => [rule.field, deal[rule.field]]));
}

/** What cannot be undone, so that a plan shown to people says so (invariant 8). */
export function irreversibleActs(fields: DealView): readonly string[] {
  const acts: string[] = [];
  if (fields.visibleToMicrosoft) acts.push('visible-to-microsoft');
  if (fields.help) acts.push(`help-requested:${dealKind(fields)}`);
  if (isFinal(fields.status)) acts.push(`closed:${fields.status}`);
  return acts;
}
