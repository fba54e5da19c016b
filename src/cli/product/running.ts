import type { PassReport } from './passes.ts';

export interface RunRequest {
  /** Aborted by Ctrl-C or SIGTERM: stop taking work, finish what is under way, close. */
  signal: AbortSignal;
  /** Read and plan, and write nothing on either side. */
  shadow?: boolean;
  /** Called after each pass. */
  onPass?: (pass: PassReport) => void;
}

/** Something that runs until its signal is aborted. */
export interface Running {
  /** Resolves when everything is closed after the abort; rejects when a part failed for good. */
  readonly finished: Promise<void>;
}

export interface RunningConnector extends Running {
  readonly started: { url: string; webhookUrl: string; publicUrl: string | null; store: string };
}
