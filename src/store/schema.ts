import type { Generated } from 'kysely';

/**
 * The tables as Kysely sees them; `migrations/` creates them. Rules that keep one SQL text for both engines:
 * times are epoch milliseconds, JSON is text, truth values are nullable times or 0/1, batches travel as one JSON parameter.
 */
export interface Schema {
  link: LinkTable;
  delivery: DeliveryTable;
  watermark: { name: string; value: string };
  audit_entry: AuditTable;
  lane: LaneTable;
  work: WorkTable;
}

export interface LinkTable {
  id: string;
  state: string;
  referral_id: string | null;
  engagement_id: string | null;
  microsoft_referral_id: string | null;
  record_id: string | null;
  /** The whole link as JSON; the columns above repeat what must be found or unique. */
  body: string;
  hint_partner_center: string | null;
  hint_partner_center_number: number;
  hint_crm: string | null;
  hint_crm_number: number;
  hint_number: number;
  updated_at_ms: number;
}

export interface DeliveryTable {
  id: string;
  received_at_ms: number;
  event: string;
  referral_id: string;
  body: string;
}

export interface AuditTable {
  /** Order of arrival: breaks ties between equal times. */
  place: Generated<number>;
  id: string;
  link_id: string | null;
  at_ms: number;
  kind: string;
  body: string;
}

export interface LaneTable {
  id: string;
  max_in_flight: number;
  blocked_until_ms: number | null;
  blocked_reason: string | null;
}

/** One row per key; the meaning of each column and their invariants: `work/README.md`. */
export interface WorkTable {
  key: string;
  lane: string;
  priority: number;
  generation: number;
  due_at_ms: number | null;
  latest_at_ms: number | null;
  held_until_ms: number | null;
  attempts: number;
  lease_owner: string | null;
  lease_until_ms: number | null;
  parked_at_ms: number | null;
  reason: string | null;
  touched_at_ms: number;
}
