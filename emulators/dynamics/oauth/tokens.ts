import { randomBytes } from 'node:crypto';
import type { Clock } from '../../kit/clock.ts';

/** Access tokens of applications. They are opaque to callers, as Dataverse's are meant to be. */
export interface Tokens {
  /** A token for the application, good for the organisation's own address alone. */
  issue(clientId: string, lifetimeSeconds: number): string;
  /** The application behind a token that still holds. */
  clientOf(token: string): string | undefined;
  revokeAll(): void;
}

export function createTokens(clock: Clock): Tokens {
  const issued = new Map<string, { clientId: string; expiresMs: number }>();
  return {
    issue(clientId, lifetimeSeconds) {
      const token = randomBytes(96).toString('base64url');
      issued.set(token, { clientId, expiresMs: clock.now() + lifetimeSeconds * 1000 });
      return token;
    },
    clientOf(token) {
      const found = issued.get(token);
      return found && found.expiresMs > clock.now() ? found.clientId : undefined;
    },
    revokeAll: () => issued.clear(),
  };
}
