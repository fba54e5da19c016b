import type { ConvertChange, CreateChange, UpdateChange } from '../../../core/model/plan.ts';
import type { Snapshot } from '../../../core/model/snapshot.ts';
import type { ListPage, ListRequest, WriteResult } from '../../../engine/ports.ts';
import type { Batcher } from '../../crm/batcher.ts';
import type { LeadContext } from './context.ts';
import { convert } from './convert.ts';
import { createLeadCreator } from './create.ts';
import { leadsThenDeals } from './list.ts';
import type { LeadOrg } from './org.ts';
import { createLeadReader } from './reader.ts';
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

export function openLeads(base: Omit<LeadContext, 'leads' | 'leadReader'>): Leads {
  const { client, org, reader } = base;
  const leads = () => leadsOf(org().leads);
  const leadReader = createLeadReader(client, org, leads, reader);
  const context: LeadContext = { ...base, leads, leadReader };
  return {
    list: (request, deals) => leadsThenDeals({ client, org, leads, reader: leadReader }, request, deals),
    async read(ids, signal) {
      const found = await Promise.all(ids.map((id) => leadReader.read(id, signal)));
      return Promise.all(found.flatMap((lead) => (lead ? [leadReader.snapshot(lead, signal)] : [])));
    },
    async find(referralId, signal) {
      const lead = await leadReader.find(referralId, signal);
      return lead && leadReader.snapshot(lead, signal);
    },
    create: createLeadCreator(context),
    update: createLeadUpdater(context),
    convert: (change, signal) => convert(context, change, signal),
  };
}

/** Leads are described whenever the settings want them. */
function leadsOf(leads: LeadOrg | null): LeadOrg {
  if (!leads) throw new Error('Leads were asked for, but the environment was described without them.');
  return leads;
}
