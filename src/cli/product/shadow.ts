import type { Side } from '../../core/model/side.ts';

/**
 * How something that we would have done turned out: `agree`: somebody else, most likely Microsoft's flows, did the same. `differ`: something
 * else was done. `missed`: nobody has done it. `waiting`: nobody has yet, but it is early. `conflict`: the deal cannot be paired, see its
 * reason.
 */
export type ShadowVerdict = 'agree' | 'differ' | 'missed' | 'waiting' | 'conflict';

export interface ShadowReport {
  mode: 'live' | 'shadow';
  /** Deals that are paired and against which nothing was found. */
  inStep: number;
  /** Findings by verdict. */
  counts: Readonly<Record<ShadowVerdict, number>>;
  deals: readonly ShadowDeal[];
}

export interface ShadowDeal {
  linkId: string;
  deal: string | null;
  referralId: string | null;
  recordId: string | null;
  reason: string | null;
  findings: readonly ShadowFindingReport[];
}

export interface ShadowFindingReport {
  verdict: ShadowVerdict;
  /** `tell`: the seller would have been told. */
  kind: 'create' | 'update' | 'tell' | 'conflict';
  side: Side;
  field: string | null;
  would: unknown;
  before: unknown;
  /** What is there instead, when it differs. */
  found: unknown;
  since: string;
  settledAt: string | null;
}

export interface ShadowDesk {
  /** What a connector in shadow would have done; open for longer than `withinMs` counts as missed by the others. */
  shadowReport(request: { withinMs: number }): Promise<ShadowReport>;
}
