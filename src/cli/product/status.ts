export interface StatusDesk {
  status(): Promise<StatusReport>;
}

export type SideName = 'partner-center' | 'crm';

export interface StatusReport {
  store: { kind: 'sqlite' | 'postgres'; place: string };
  /** `shadow`: nothing is written on either side. */
  mode: 'live' | 'shadow';
  /** Whether both systems and the store work. */
  healthy: boolean;
  connections: readonly ConnectionReport[];
  /** Links by state. */
  links: { proposed: number; active: number; closed: number; halted: number; broken: number };
  work: { due: number; waiting: number; leased: number; parked: number };
  sweeps: readonly { side: SideName; lastAt: string | null; watermark: string | null }[];
  /** What somebody should look at, most urgent first. */
  attention: readonly { code: string; message: string; remedy: string }[];
}

export interface ConnectionReport {
  name: string;
  state: 'ok' | 'waiting' | 'signed-out' | 'unknown';
  /** Until when it waits. */
  until: string | null;
  reason: string | null;
}
