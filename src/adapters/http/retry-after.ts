/**
 * Reads `Retry-After`, which is a number of seconds or an HTTP date. Milliseconds from `nowMs`, never negative;
 * undefined when the header is absent or neither of both.
 */
export function retryAfterMs(header: string | null, nowMs: number): number | undefined {
  const text = header?.trim();
  if (!text) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - nowMs);
}
