/** Calls that this process has made to either side, as metrics and reports show them. */
export interface CallCounts {
  partnerCenter: number;
  /** To all CRMs together. */
  crm: number;
}

export interface CallCounter {
  readonly total: CallCounts;
  count(side: keyof CallCounts): void;
}

export function createCallCounter(): CallCounter {
  const total: CallCounts = { partnerCenter: 0, crm: 0 };
  return {
    total,
    count(side) {
      total[side] += 1;
    },
  };
}
