import { CosellError } from '../../core/errors.ts';
import type { Snapshot } from '../../core/model/snapshot.ts';
import type { ReferralsClient } from './client.ts';
import { createEngagementMemory, type EngagementMemory } from './memory.ts';
import { isGuid, type MalformedReferral, type Referral } from './schema.ts';
import { type Half, halfOf, isMicrosoftHalf, mayHaveHadHalf, mayHaveHalf, originOf, snapshotOf } from './translate.ts';

/** The documents of one engagement, as far as they concern us. */
interface EngagementDocuments {
  own: Referral | null;
  half: Half | null;
}

/** Reads deals that are spread over two documents, in as few calls as possible. */
export interface ReferralReader {
  memory: EngagementMemory;
  /** Whether the document belongs to another partner. Learns our organisation from documents that can only be ours. */
  isForeign(referral: Referral): boolean;
  /** Both documents of an engagement: one call. */
  engagement(engagementId: string, signal?: AbortSignal): Promise<EngagementDocuments>;
  /**
   * The deal of a referral id, which may be Microsoft's half: one call, or two when nothing is known of it yet, here or as last seen. Null when
   * gone.
   */
  read(referralId: string, seen: Snapshot | undefined, signal?: AbortSignal): Promise<Snapshot | null>;
  /** The deal of an own document at hand; one call if Microsoft's half must be looked for. */
  complete(own: Referral, signal?: AbortSignal): Promise<Snapshot>;
  /** A snapshot of documents just looked at together. */
  snapshot(own: Referral, half: Half | null): Snapshot;
}

export function createReferralReader(client: ReferralsClient, organizationId: string | undefined): ReferralReader {
  const memory = createEngagementMemory();
  let ourOrganization = organizationId?.toLowerCase() ?? null;

  function isForeign(referral: Referral): boolean {
    if (isMicrosoftHalf(referral) || !referral.organizationId) return false;
    const organization = referral.organizationId.toLowerCase();
    if (ourOrganization === null && isSurelyOurs(referral)) ourOrganization = organization;
    return ourOrganization !== null && ourOrganization !== organization;
  }

  function snapshot(own: Referral, half: Half | null): Snapshot {
    if (mayHaveHalf(own)) memory.remember(own.id, { engagementId: own.engagementId, half, ownVersion: own.eTag });
    else memory.rememberAlone(own.engagementId);
    return snapshotOf(own, half);
  }

  async function engagement(engagementId: string, signal?: AbortSignal): Promise<EngagementDocuments> {
    const documents: Referral[] = [];
    const filter = `engagementId eq '${engagementId}'`;
    for await (const page of client.list({ filter, kind: 'read', signal })) {
      const [malformed] = page.malformed;
      // Without its half a deal would look as if Microsoft had been asked for nothing.
      if (malformed) throw unreadableDocument(malformed, `of engagement ${engagementId}`);
      documents.push(...page.referrals);
    }
    const half = documents.find(isMicrosoftHalf);
    const ours = documents.filter((referral) => !isMicrosoftHalf(referral) && !isForeign(referral));
    return { own: ours[0] ?? null, half: half ? halfOf(half) : null };
  }

  async function complete(own: Referral, signal?: AbortSignal): Promise<Snapshot> {
    if (!mayHaveHalf(own)) return snapshot(own, null);
    const both = await engagement(own.engagementId, signal);
    return snapshot(both.own ?? own, both.half);
  }

  async function read(referralId: string, seen: Snapshot | undefined, signal?: AbortSignal): Promise<Snapshot | null> {
    // What is no GUID was never given out by the service; a person may have typed it into the CRM.
    if (!isGuid(referralId)) return null;
    const engagementId = memory.engagementOf(referralId) ?? (seen && spreadEngagementOf(seen));
    const both = engagementId ? await engagement(engagementId, signal) : null;
    if (both?.own) return snapshot(both.own, both.half);
    const document = await client.get(referralId, signal);
    if (!document) return null;
    if (!isMicrosoftHalf(document) && !isForeign(document)) return complete(document, signal);
    const related = await engagement(document.engagementId, signal);
    return related.own ? snapshot(related.own, related.half) : null;
  }

  return { memory, isForeign, engagement, read, complete, snapshot };
}

/** The engagement of a deal that is probably spread over two documents. */
function spreadEngagementOf(seen: Snapshot): string | undefined {
  return mayHaveHadHalf(seen) ? seen.referral?.engagementId : undefined;
}

/** A listed document without which nothing can be said; `where` tells of it when not even its id can be read. */
export function unreadableDocument({ id, reason }: MalformedReferral, where: string): CosellError {
  return new CosellError({
    code: 'answer-not-understood',
    recovery: 'bad-input',
    message: `A document of the deal is no referral that can be understood (${reason}).`,
    remedy: 'Look at the deal in Partner Center and correct the value; if it looks right there, report it.',
    place: `referral ${id ?? where}`,
  });
}

/** A deal that its own organisation started and sent out, or to which Microsoft invited us. */
function isSurelyOurs(referral: Referral): boolean {
  const inviter = referral.inviteContext?.invitedBy?.organizationId?.toLowerCase();
  return inviter === 'msft' || (originOf(referral) === 'ours' && referral.direction?.toLowerCase() === 'outgoing');
}
