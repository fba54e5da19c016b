import type { Half } from './translate.ts';

/** What is remembered of an engagement, only to save calls: forgetting it changes no answer. */
interface Engagement {
  engagementId: string;
  /** Microsoft's half as of the last look; null when there was none. */
  half: Half | null;
  /** The own document's eTag at that look. */
  ownVersion: string | null;
}

/** Bounds the memory; an engagement more or less costs one call. */
const LIMIT = 20_000;

/** Remembers engagements by the id of the own referral, the least recently used forgotten first. */
export interface EngagementMemory {
  /** Only for referrals that may have a half in another document. */
  engagementOf(referralId: string): string | undefined;
  halfOf(referralId: string): Half | null | undefined;
  /**
   * Microsoft's half, if both documents were looked at while the own one had this eTag. A half that changed after that look has a newer
   * time stamp than the own document, hence appears in the same listing as the own one or in a later one.
   */
  halfBeside(referralId: string, ownVersion: string | null): Half | null | undefined;
  remember(referralId: string, engagement: Engagement): void;
  /** That an engagement has no half that would count, so that its other documents need no look. */
  rememberAlone(engagementId: string): void;
  isAlone(engagementId: string): boolean;
}

export function createEngagementMemory(limit = LIMIT): EngagementMemory {
  const engagements = new Map<string, Engagement>();
  const alone = new Map<string, true>();

  function get(referralId: string): Engagement | undefined {
    return engagements.get(referralId.toLowerCase());
  }

  return {
    engagementOf: (referralId) => get(referralId)?.engagementId,
    halfOf: (referralId) => get(referralId)?.half,
    halfBeside(referralId, ownVersion) {
      const known = get(referralId);
      return known && ownVersion !== null && known.ownVersion === ownVersion ? known.half : undefined;
    },
    remember(referralId, engagement) {
      keep(engagements, referralId.toLowerCase(), engagement, limit);
      alone.delete(engagement.engagementId);
    },
    rememberAlone(engagementId) {
      keep(alone, engagementId, true, limit);
    },
    isAlone: (engagementId) => alone.has(engagementId),
  };
}

function keep<Value>(map: Map<string, Value>, key: string, value: Value, limit: number): void {
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= limit) return;
    map.delete(oldest);
  }
}
