import type { CreateChange, UpdateChange } from '../../../core/model/plan.ts';
import type { WriteResult } from '../../../engine/ports.ts';
import type { Batcher } from '../../crm/batcher.ts';
import type { WriteContext } from '../context.ts';
import type { LeadOrg } from './org.ts';
import type { LeadReader } from './reader.ts';

/** What writing leads needs besides what writing deals needs. */
export interface LeadContext extends WriteContext {
  leads: () => LeadOrg;
  leadReader: LeadReader;
  /** Writing opportunities. */
  create: Batcher<CreateChange, WriteResult>;
  update: Batcher<UpdateChange, WriteResult>;
}
