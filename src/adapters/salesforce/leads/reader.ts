import type { Snapshot } from '../../../core/model/snapshot.ts';
import { type Batcher, createBatcher } from '../../crm/batcher.ts';
import { textAt } from '../../crm/rows.ts';
import type { SalesforceClient } from '../client.ts';
import type { Org } from '../org.ts';
import { completed } from '../pages.ts';
import type { Reader } from '../reader.ts';
import { recordId } from '../record-id.ts';
import type { Row } from '../schema.ts';
import { snapshotFromRow } from '../translate.ts';
import type { LeadOrg } from './org.ts';
import { currentLead, leadsById, leadsByReferral, opportunityOf, snapshotFromLead } from './translate.ts';

/** Reads leads; many callers share one query. */
export interface LeadReader {
  /** Null when the lead is gone or invisible. */
  read: Batcher<string, Row | null>;
  /** The oldest lead that carries the referral id. */
  find(referralId: string, signal?: AbortSignal): Promise<Row | null>;
  /** The lead or, where it has become one, its opportunity. */
  snapshot(row: Row, signal?: AbortSignal): Promise<Snapshot>;
}

/** Ids of leads begin so, and ids of nothing else (contract §2). */
const LEAD_PREFIX = '00Q';

export function isLeadId(id: string): boolean {
  return id.startsWith(LEAD_PREFIX);
}

const IDS_PER_QUERY = 200;

export function createLeadReader(
  client: SalesforceClient,
  org: () => Org,
  leads: () => LeadOrg,
  { read: readDeal, memory }: Reader,
): LeadReader {
  const run = async (soql: string, kind: string, signal: AbortSignal | undefined) => {
    const context = { kind, signal };
    const rows = await completed(client, await client.query(soql, context), context);
    for (const row of rows) memory.put(currentLead(row, leads()));
    return rows;
  };
  return {
    read: createBatcher<string, Row | null>({
      place: 'Salesforce read',
      maxSize: IDS_PER_QUERY,
      lanes: 2,
      run: async (ids, signal) => {
        const wanted = [...new Set(ids.flatMap((id) => recordId(id) ?? []))];
        const rows = wanted.length === 0 ? [] : await run(leadsById(leads(), wanted), 'read', signal);
        const byId = new Map(rows.map((row) => [row.Id, row]));
        return ids.map((id) => ({ value: byId.get(recordId(id) ?? '') ?? null }));
      },
    }),
    async find(referralId, signal) {
      const [row] = await run(leadsByReferral(leads(), [referralId]), 'find', signal);
      return row ?? null;
    },
    async snapshot(row, signal) {
      const lead = snapshotFromLead(row, leads());
      const dealId = opportunityOf(row);
      const deal = dealId === null ? null : await readDeal(dealId, signal);
      if (!deal) return lead;
      const snapshot = snapshotFromRow(deal, org());
      return { ...snapshot, record: { ...factsOf(snapshot), replaces: predecessor(lead) } };
    },
  };
}

function predecessor({ id, record }: Snapshot): { id: string; optedIn: boolean } {
  return { id, optedIn: record?.optedIn ?? false };
}

function factsOf({ record }: Snapshot): NonNullable<Snapshot['record']> {
  return record ?? { kind: 'opportunity', optedIn: false, mark: null, customerId: null };
}

/** The referral that a row names, in lower case. */
export function referralOfLead(row: Row, { own }: LeadOrg): string {
  return (textAt(row, own.referralId) ?? '').toLowerCase();
}
