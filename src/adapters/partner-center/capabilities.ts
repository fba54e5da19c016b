import type { SideCapabilities } from '../../engine/ports.ts';
import { BINDINGS } from './bindings.ts';

export const PARTNER_CENTER_CAPABILITIES: SideCapabilities = {
  fields: BINDINGS.map(({ field }) => field),
  // Help can be asked later by adding Microsoft's half, although no patch path exists for it.
  updatable: BINDINGS.filter(({ field, patch }) => patch !== null || field === 'help').map(({ field }) => field),
  conditionalWrite: true,
  // The eTag names one state exactly.
  versionGranularityMs: 0,
  feedback: false,
  marks: false,
  // The service cuts longer lists by itself (contract/partner-center.md §4.2).
  pageSize: 100,
  readsSingly: true,
};
