import type { SideCapabilities } from '../../engine/ports.ts';
import { BINDINGS } from './bindings.ts';

/** The service cuts lists into pages of at most 100; whether `$top` above that is honoured is not known (contract/partner-center.md §4.2). */
export const PAGE_SIZE = 100;

export const PARTNER_CENTER_CAPABILITIES: SideCapabilities = {
  fields: BINDINGS.map(({ field }) => field),
  // Help can be asked later by adding Microsoft's half, although no patch path exists for it.
  updatable: BINDINGS.filter(({ field, patch }) => patch !== null || field === 'help').map(({ field }) => field),
  conditionalWrite: true,
  // The eTag names one state exactly.
  versionGranularityMs: 0,
  feedback: false,
  pageSize: PAGE_SIZE,
};
