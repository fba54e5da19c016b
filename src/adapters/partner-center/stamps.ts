import { compareStamps, stampMs } from '../../core/model/stamp.ts';

export function earlierStamp(left: string, right: string): string {
  return compareStamps(left, right) <= 0 ? left : right;
}

export function laterStamp(left: string, right: string): string {
  return compareStamps(left, right) >= 0 ? left : right;
}

/** A moment before a stamp, as a lower bound for a filter; null when the text is no time stamp. */
export function stampBefore(stamp: string, ms: number): string | null {
  const atMs = stampMs(stamp);
  return Number.isNaN(atMs) ? null : new Date(atMs - ms).toISOString();
}
