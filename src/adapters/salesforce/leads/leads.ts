import type { ConvertChange, CreateChange, UpdateChange } from '../../../core/model/plan.ts';
import type { Snapshot } from '../../../core/model/snapshot.ts';
import type { Clock, ListPage, ListRequest, WriteResult } from '../../../engine/ports.ts';
import type { Batcher } from '../../crm/batcher.ts';
import type { SalesforceConnection } from '../connection.ts';
import type { WriteContext } from '../update.ts';
import { convert } from './convert.ts';
import { createLeadCreator, type LeadContext } from './create.ts';
import { leadsThenDeals } from './list.ts';
import type { LeadOrg } from './org.ts';
import { createLeadReader } from './reader.ts';
import { createLeadConversion } from './soap.ts';
import { createLeadUpdater } from './update.ts';

/** What the port offers, for leads. */
export interface Leads {
  list(request: ListRequest, deals: AsyncGenerator<ListPage>): AsyncGenerator<ListPage>;
  read(ids: readonly string[], signal?: AbortSignal): Promise<readonly Snapshot[]>;
  find(referralId: string, signal?: AbortSignal): Promise<Snapshot | null>;
  create: Batcher<CreateChange, WriteResult>;
  update: Batcher<UpdateChange, WriteResult>;
  convert(change: ConvertChange, signal?: AbortSignal): Promise<WriteResult>;
}

interface LeadOptions extends WriteContext {
  clock: Pick<Clock, 'nowMs'>;
  connection: SalesforceConnection;
  /** Writing opportunities. */
  create: Batcher<CreateChange, WriteResult>;
  update: Batcher<UpdateChange, WriteResult>;
}

export function openLeads({ connection, clock, create, update, ...base }: LeadOptions): Leads {
  const { client, org, reader } = base;
  const leads = () => leadsOf(org().leads);
  const leadReader = createLeadReader(client, org, leads, reader);
  const context: LeadContext = { ...base, clock, leads, leadReader };
  const convertLead = createLeadConversion(connection);
  return {
    list: (request, deals) => {
      const listing = { client, leads, reader: leadReader, overlapMs: org().settings.listOverlapMs };
      return leadsThenDeals(listing, request, deals);
    },
    async read(ids, signal) {
      const rows = await Promise.all(ids.map((id) => leadReader.read(id, signal)));
      return Promise.all(rows.flatMap((row) => (row ? [leadReader.snapshot(row, signal)] : [])));
    },
    async find(referralId, signal) {
      const row = await leadReader.find(referralId, signal);
      return row ? leadReader.snapshot(row, signal) : null;
    },
    create: createLeadCreator(context),
    update: createLeadUpdater(context),
    convert: (change, signal) => convert({ ...context, convertLead, create, update }, change, signal),
  };
}

/** Leads are described whenever the settings want them. */
function leadsOf(leads: LeadOrg | null): LeadOrg {
  if (!leads) throw new Error('Leads were asked for, but the org was described without them.');
  return leads;
}
