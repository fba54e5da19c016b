import type { TransportClock } from './surroundings.ts';

/** Hands out access tokens. Both methods throw `reauthenticate` when a person must sign in again. */
export interface TokenProvider {
  /** A token that is valid now, from memory when possible. */
  get(): Promise<string>;
  /** A token other than `stale`, which the service has just refused. */
  refresh(stale: string): Promise<string>;
}

interface TokenGrant {
  accessToken: string;
  /** How long the token lives; null when the service does not tell. */
  expiresInMs: number | null;
}

export interface TokenProviderOptions {
  /** Asks the authority for a new token. */
  grant: () => Promise<TokenGrant>;
  clock: Pick<TransportClock, 'nowMs'>;
  /** A token is renewed this long before it expires. Default five minutes. */
  renewBeforeMs?: number;
}

const FIVE_MINUTES_MS = 5 * 60_000;

/** Holds one token and renews it with one request at a time, however many callers wait for it. */
export function createTokenProvider({
  grant,
  clock,
  renewBeforeMs = FIVE_MINUTES_MS,
}: TokenProviderOptions): TokenProvider {
  let held: { token: string; useUntilMs: number } | null = null;
  let underway: Promise<string> | null = null;

  async function renew(): Promise<string> {
    const { accessToken, expiresInMs } = await grant();
    // A life shorter than the margin would otherwise make every call ask for a new token.
    const usableMs =
      expiresInMs === null ? Number.POSITIVE_INFINITY : Math.max(expiresInMs - renewBeforeMs, expiresInMs / 2);
    held = { token: accessToken, useUntilMs: clock.nowMs() + usableMs };
    return accessToken;
  }

  function renewOnce(): Promise<string> {
    underway ??= renew().finally(() => {
      underway = null;
    });
    return underway;
  }

  return {
    async get() {
      return held && clock.nowMs() < held.useUntilMs ? held.token : renewOnce();
    },
    async refresh(stale) {
      return held && held.token !== stale ? held.token : renewOnce();
    },
  };
}
