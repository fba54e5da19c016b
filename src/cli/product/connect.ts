import type { CheckReport } from './doctor.ts';

/** The one interactive consent by which the connector may act as the service account. */
export interface ConnectRequest {
  /** With a code entered on another device, instead of the browser of this machine. */
  device: boolean;
  /** Whether a browser is opened; the address is told in any case. */
  openBrowser: boolean;
  /** Port that the browser returns to; 0: a free one. */
  port: number;
  /** How long the person may take. */
  withinMs: number;
  signal: AbortSignal;
  /** What the person has to do now. */
  onInvitation: (invitation: Invitation) => void;
}

export interface Invitation {
  url: string;
  /** To be entered there; null when the address says it all. */
  userCode: string | null;
  withinMs: number;
}

export interface ConnectReport {
  /** Who signed in, as far as the token tells. */
  user: string | null;
  /** The reference in the settings that the refresh token was kept under. */
  keptAs: string;
  /** Nothing is broken. */
  ok: boolean;
  checks: readonly CheckReport[];
}
