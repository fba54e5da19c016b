import { CosellError } from '../../../core/errors.ts';
import type { ConvertChange, CreateChange, UpdateChange } from '../../../core/model/plan.ts';
import type { Snapshot } from '../../../core/model/snapshot.ts';
import type { ListPage, ListRequest, WriteResult } from '../../../engine/ports.ts';
import type { Batcher } from '../../crm/batcher.ts';
import type { WriteContext } from '../context.ts';

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
  /** Writing opportunities. */
  create: Batcher<CreateChange, WriteResult>;
  update: Batcher<UpdateChange, WriteResult>;
}

export function openLeads(_options: LeadOptions): Leads {
  throw new CosellError({
    code: 'dynamics-leads-unsupported',
    recovery: 'misconfigured',
    message: 'Leads of Dynamics 365 are not synced yet.',
    remedy: 'Leave dynamics.leads out of the settings.',
    place: 'dynamics.leads',
  });
}
