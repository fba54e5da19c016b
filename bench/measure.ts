/** One measured figure beside its aim. */
export interface Measured {
  /** Stable id, e.g. `overhead-inbound-idle-p99`. */
  id: string;
  what: string;
  value: number;
  unit: string;
  /** Null: shown for orientation only. */
  aim: { atMost: number } | { atLeast: number } | { equals: number } | null;
  /** How it came about: samples, spread, what was left out. */
  remark?: string;
}

export function isMet({ value, aim }: Measured): boolean | null {
  if (aim === null) return null;
  if ('atMost' in aim) return value <= aim.atMost;
  if ('atLeast' in aim) return value >= aim.atLeast;
  return value === aim.equals;
}

/** The value below which a share of the samples lies (nearest rank). NaN without samples. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export function median(samples: readonly number[]): number {
  return percentile(samples, 0.5);
}

/** p50 for orientation and p99 against its aim, of delays in milliseconds. */
export function delayFigures(id: string, what: string, samples: readonly number[], p99AtMost: number): Measured[] {
  const remark = `${samples.length} samples, longest ${Math.round(Math.max(...samples))} ms`;
  return [
    { id: `${id}-p50`, what: `${what}, p50`, value: percentile(samples, 0.5), unit: 'ms', aim: null },
    {
      id: `${id}-p99`,
      what: `${what}, p99`,
      value: percentile(samples, 0.99),
      unit: 'ms',
      aim: { atMost: p99AtMost },
      remark,
    },
  ];
}
