import type { PartnerCenterWorldInput } from '../partner-center/world-schema.ts';

export const defaultPartnerCenterWorld: PartnerCenterWorldInput = {};
