import type { Snapshot } from '../../../core/model/snapshot.ts';
import { type Batcher, createBatcher } from '../../crm/batcher.ts';
import { createMemory, type RecordMemory, type RememberedRecord } from '../../crm/memory.ts';
import { textAt } from '../../crm/rows.ts';
import type { CallContext, DynamicsClient } from '../client.ts';
import { rowId } from '../odata.ts';
import type { Org } from '../org.ts';
import type { Reader } from '../reader.ts';
import type { Row } from '../schema.ts';
import { versionOf } from '../versions.ts';
import type { LeadOrg } from './org.ts';
import { type LeadRows, leadsById, leadsByReferral, successorQuery, withSuccessors } from './rows.ts';
import { isQualified } from './statuses.ts';
import { snapshotFromLead } from './translate.ts';

/** Reads leads; many callers share one call. */
export interface LeadReader {
  /** Null when the lead is gone or invisible. */
  read: Batcher<string, LeadRows | null>;
  /** The oldest lead that carries the referral id. */
  find(referralId: string, signal?: AbortSignal): Promise<LeadRows | null>;
  /** Rows of a listing with what has become of them. */
  complete(rows: readonly Row[], context: CallContext): Promise<readonly LeadRows[]>;
  /** The lead or, where it has become one, its opportunity. */
  snapshot(lead: LeadRows, signal?: AbortSignal): Promise<Snapshot>;
  memory: RecordMemory<RememberedLead>;
}

export interface RememberedLead extends RememberedRecord {
  lead: LeadRows;
}

const IDS_PER_QUERY = 50;

export function createLeadReader(
  client: DynamicsClient,
  org: () => Org,
  leads: () => LeadOrg,
  { read: readDeal }: Reader,
): LeadReader {
  const memory = createMemory<RememberedLead>();

  function remembered(found: readonly LeadRows[]): readonly LeadRows[] {
    for (const lead of found) memory.put(rememberedLead(lead, leads()));
    return found;
  }

  async function complete(rows: readonly Row[], context: CallContext): Promise<readonly LeadRows[]> {
    const qualified = rows.filter(isQualified).map((row) => textAt(row, 'leadid') ?? '');
    const [successors = []] =
      qualified.length === 0 ? [] : await client.rows([successorQuery(org(), qualified)], context);
    return remembered(withSuccessors(rows, successors, org()));
  }

  return {
    memory,
    complete,
    read: createBatcher<string, LeadRows | null>({
      place: 'Dynamics 365 read',
      maxSize: IDS_PER_QUERY,
      lanes: 2,
      run: async (ids, signal) => {
        const wanted = [...new Set(ids.flatMap((id) => rowId(id) ?? []))];
        if (wanted.length === 0) return ids.map(() => ({ value: null }));
        const context = { kind: 'read', signal };
        const [rows = [], successors = []] = await client.rows(
          [leadsById(leads(), wanted), successorQuery(org(), wanted)],
          context,
        );
        const found = remembered(withSuccessors(rows, successors, org()));
        const byId = new Map(found.map((lead) => [textAt(lead.row, 'leadid') ?? '', lead]));
        return ids.map((id) => ({ value: byId.get(rowId(id) ?? '') ?? null }));
      },
    }),
    async find(referralId, signal) {
      const context = { kind: 'find', signal };
      const [rows = []] = await client.rows([leadsByReferral(leads(), [referralId])], context);
      const [lead] = await complete(rows.slice(0, 1), context);
      return lead ?? null;
    },
    async snapshot({ row, opportunity }, signal) {
      const lead = snapshotFromLead(row, leads());
      const deal = opportunity && (await readDeal(opportunity.id, signal));
      if (!deal?.snapshot.record) return lead;
      const replaces = { id: lead.id, optedIn: lead.record?.optedIn ?? false };
      return { ...deal.snapshot, record: { ...deal.snapshot.record, replaces } };
    },
  };
}

export function rememberedLead(lead: LeadRows, { own }: LeadOrg): RememberedLead {
  const { row } = lead;
  return { id: textAt(row, 'leadid') ?? '', version: versionOf(row), audit: textAt(row, own.audit), lead };
}
