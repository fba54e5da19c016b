/** A record that somebody else is saving: writes to it fail until the hold ends. */
interface Hold {
  id: string;
  /** How many more writes fail; absent: any number. */
  times?: number;
  /** Virtual time at which the hold ends; absent: never. */
  untilMs?: number;
}

export interface Locks {
  hold(hold: Hold): void;
  release(id: string): void;
  /** Whether a write to the record must fail now; uses up one of the hold's times. */
  take(id: string, nowMs: number): boolean;
}

export function createLocks(): Locks {
  const holds = new Map<string, Hold>();
  return {
    hold: (hold) => void holds.set(hold.id, { ...hold }),
    release: (id) => void holds.delete(id),
    take(id, nowMs) {
      const hold = holds.get(id);
      if (!hold) return false;
      const isOver = hold.untilMs !== undefined && nowMs >= hold.untilMs;
      if (isOver || hold.times === 0) {
        holds.delete(id);
        return false;
      }
      if (hold.times !== undefined) hold.times -= 1;
      return true;
    },
  };
}
