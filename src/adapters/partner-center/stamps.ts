/**
 * Orders two time stamps of the service without Date, which keeps three of their up to seven fractional digits. Trailing zeros are
 * trimmed on the wire, so the text alone does not order them.
 */
function compareStamps(left: string, right: string): number {
  const a = parts(left);
  const b = parts(right);
  if (a.ms !== b.ms) return a.ms - b.ms;
  return a.fraction < b.fraction ? -1 : Number(a.fraction > b.fraction);
}

function parts(stamp: string): { ms: number; fraction: string } {
  const [, fraction = ''] = /\.(\d+)/.exec(stamp) ?? [];
  return { ms: Date.parse(stamp.replace(/\.\d+/, '')), fraction: fraction.padEnd(9, '0') };
}

export function earlierStamp(left: string, right: string): string {
  return compareStamps(left, right) <= 0 ? left : right;
}

export function laterStamp(left: string, right: string): string {
  return compareStamps(left, right) >= 0 ? left : right;
}

/** A moment before a stamp, as a lower bound for a filter; null when the text is no time stamp. */
export function stampBefore(stamp: string, ms: number): string | null {
  const atMs = Date.parse(stamp);
  return Number.isNaN(atMs) ? null : new Date(atMs - ms).toISOString();
}
