import { randomBytes } from 'node:crypto';
import type { Clock } from '../../kit/clock.ts';

export interface Session {
  token: string;
  userId: string;
  lastUsedMs: number;
}

/** Access tokens and whom they stand for. They carry no lifetime; a session ends after a time without use. */
export interface Sessions {
  open(organizationId: string, userId: string): Session;
  /** The session of a token that still holds, which this use prolongs. */
  use(token: string): Session | undefined;
  close(token: string): boolean;
  closeAll(): void;
}

export function createSessions(clock: Clock, timeoutMs: () => number): Sessions {
  const sessions = new Map<string, Session>();
  return {
    open(organizationId, userId) {
      // The 15-character organisation id, an exclamation mark, then opaque text (recorded).
      const token = `${organizationId.slice(0, 15)}!${randomBytes(72).toString('base64url')}`;
      const session = { token, userId, lastUsedMs: clock.now() };
      sessions.set(token, session);
      return session;
    },
    use(token) {
      const session = sessions.get(token);
      if (!session) return undefined;
      const now = clock.now();
      if (now - session.lastUsedMs > timeoutMs()) {
        sessions.delete(token);
        return undefined;
      }
      session.lastUsedMs = Math.max(session.lastUsedMs, now);
      return session;
    },
    close: (token) => sessions.delete(token),
    closeAll: () => sessions.clear(),
  };
}
