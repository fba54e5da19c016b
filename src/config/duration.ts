const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
type Unit = keyof typeof UNITS;

/** What `parseDuration` takes: a number and one unit. */
export const DURATION_PATTERN = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;

/** Milliseconds of `500ms`, `60s`, `5m`, `2h` or `1d`; null for anything else. */
export function parseDuration(text: string): number | null {
  const [, amount, unit] = DURATION_PATTERN.exec(text) ?? [];
  return amount === undefined ? null : Math.round(Number(amount) * UNITS[unit as Unit]);
}
