/** What a call costs its caller. Admin calls are not counted. */
export type CallKind = 'read' | 'write' | 'token';

export interface CallCounts {
  read: number;
  write: number;
  token: number;
  /** Calls per operation name, e.g. `patch-referral`. */
  operations: Record<string, number>;
}

export interface Calls {
  count(kind: CallKind, operation: string): void;
  counts(): CallCounts;
  reset(): void;
}

/** Counts every call that reaches an emulator, faulted ones included: they cost the caller just as much. */
export function createCalls(): Calls {
  const kinds = { read: 0, write: 0, token: 0 };
  const operations = new Map<string, number>();
  return {
    count(kind, operation) {
      kinds[kind] += 1;
      operations.set(operation, (operations.get(operation) ?? 0) + 1);
    },
    counts: () => ({ ...kinds, operations: Object.fromEntries(operations) }),
    reset() {
      Object.assign(kinds, { read: 0, write: 0, token: 0 });
      operations.clear();
    },
  };
}
