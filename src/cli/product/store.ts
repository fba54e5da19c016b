import type { Progress } from './progress.ts';

/** `place` is an absolute folder or a postgres:// address. */
export interface StoreTools {
  info(place: string): Promise<StoreReport>;
  /** Gives unused space back. */
  vacuum(place: string): Promise<{ bytesBefore: number; bytesAfter: number }>;
  /** Copies everything into an empty store, verifies the copy and leaves the original as it is. Refused while a connector uses it. */
  move(place: string, to: string, request: StoreMoveRequest): Promise<{ from: string; to: string; rows: number }>;
  /** A consistent copy of the embedded store into one file, while it is in use. */
  backup(place: string, file: string): Promise<{ file: string; bytes: number }>;
}

export interface StoreMoveRequest {
  signal: AbortSignal;
  onProgress: (progress: Progress) => void;
}

export interface StoreReport {
  kind: 'sqlite' | 'postgres';
  place: string;
  /** Number of the newest migration. */
  schemaVersion: number;
  bytes: number | null;
  /** Rows by table. */
  rows: Readonly<Record<string, number>>;
}
