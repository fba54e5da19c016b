import type { Link } from '../../../src/core/model/link.ts';
import type { Snapshot } from '../../../src/core/model/snapshot.ts';
import type { Hint } from '../../../src/engine/ports.ts';

/** A link with only what a test names. */
export function sampleLink(link: Partial<Link> & { id: string }): Link {
  return {
    state: 'active',
    referralId: null,
    engagementId: null,
    microsoftReferralId: null,
    recordId: null,
    base: { 'partner-center': {}, crm: { name: 'Contoso – “deal” 漢字 🙂', value: '180000.5' } },
    seen: { 'partner-center': null, crm: null },
    intent: null,
    feedback: { mark: null, pending: [], shownRefusals: [] },
    reason: null,
    refused: [],
    released: false,
    ...link,
  };
}

export function sampleSnapshot(modifiedAt: string): Snapshot {
  return {
    side: 'crm',
    id: '0065g00000AbCdE',
    version: modifiedAt,
    modifiedAt,
    deal: { name: `as of ${modifiedAt}` },
    counterpartId: null,
  };
}

export const NO_HINTS = { 'partner-center': null, crm: null } as const;

export const READ: Hint = { kind: 'read' };

export function snapshotHint(modifiedAt: string): Hint {
  return { kind: 'snapshot', snapshot: sampleSnapshot(modifiedAt) };
}
