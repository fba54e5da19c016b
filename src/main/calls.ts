/** Calls that this process has made to each side, as metrics and reports show them. */
export interface CallCounts {
  partnerCenter: number;
  salesforce: number;
}

export interface CallCounter {
  readonly total: CallCounts;
  count(side: keyof CallCounts): void;
  /** Calls since the previous answer. */
  since(): CallCounts;
}

export function createCallCounter(): CallCounter {
  const total: CallCounts = { partnerCenter: 0, salesforce: 0 };
  let last: CallCounts = { ...total };
  return {
    total,
    count(side) {
      total[side] += 1;
    },
    since() {
      const passed = {
        partnerCenter: total.partnerCenter - last.partnerCenter,
        salesforce: total.salesforce - last.salesforce,
      };
      last = { ...total };
      return passed;
    },
  };
}
