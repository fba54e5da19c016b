export interface ParkedDesk {
  listParked(limit: number): Promise<readonly ParkedReport[]>;
  /** Wakes one parked key, or all of them; answers how many. */
  retryParked(key: string | 'all'): Promise<number>;
}

export interface ParkedReport {
  key: string;
  deal: string | null;
  reason: string;
  attempts: number;
  parkedAt: string;
}
