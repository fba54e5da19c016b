import { generateKeyPair, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { type CryptoKey, exportJWK, importPKCS8, importSPKI, type JWK, jwtVerify, SignJWT } from 'jose';
import { TokenRefusal } from './errors.ts';
import type { Tenant } from './tenant.ts';

/** The two audiences (contract/partner-center.md §1); a token for one is not valid at the other. */
export const REFERRALS_AUDIENCE = 'https://api.partner.microsoft.com';
export const WEBHOOKS_AUDIENCE = 'https://api.partnercenter.microsoft.com';
export type Audience = typeof REFERRALS_AUDIENCE | typeof WEBHOOKS_AUDIENCE;
export const AUDIENCES: readonly string[] = [REFERRALS_AUDIENCE, WEBHOOKS_AUDIENCE];

const ALGORITHM = 'RS256';
const REFRESH_TOKEN_DAYS = 90;
const DAY_MS = 86_400_000;

/** Who calls: an application alone, or a user through it. */
export interface Caller {
  audience: string;
  kind: 'app-only' | 'delegated';
  email: string | undefined;
  mfa: boolean;
}

/** Who signed in once, and how: every token that comes of it says the same. */
export interface SignedIn {
  email: string;
  name: string;
  mfa: boolean;
  tenantId: string;
  /** Signed in without the application's secret, by device code: it may be left out from then on. */
  withoutSecret: boolean;
}

interface SigningKey {
  privateKey: CryptoKey;
  publicKey: CryptoKey;
  jwk: JWK;
}

let signingKey: Promise<SigningKey> | undefined;

/** One key per process: making it takes a moment, and no test gains from having its own. */
function sharedSigningKey(): Promise<SigningKey> {
  signingKey ??= promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  }).then(async ({ publicKey, privateKey }) => {
    const imported = await importSPKI(publicKey, ALGORITHM, { extractable: true });
    const jwk = { ...(await exportJWK(imported)), kid: 'emulator', use: 'sig', alg: ALGORITHM };
    return { privateKey: await importPKCS8(privateKey, ALGORITHM), publicKey: imported, jwk };
  });
  return signingKey;
}

export interface Grant {
  accessToken: string;
  lifetimeSeconds: number;
  notBeforeSeconds: number;
}

export interface Tokens {
  /** For a user, or with null for the application alone. */
  issue(user: SignedIn | null, audience: Audience): Promise<Grant>;
  /** The caller behind a token for this audience; undefined when the token is wrong, expired or for somewhere else. */
  verify(token: string, audience: Audience): Promise<Caller | undefined>;
  /** Checks a refresh token and prolongs its life; answers who signed in for it. Throws a TokenRefusal. */
  redeem(refreshToken: string): SignedIn;
  issueRefreshToken(user: SignedIn): string;
  /** Revokes one refresh token, or all. */
  revoke(refreshToken?: string): void;
  publicKeys(): Promise<{ keys: JWK[] }>;
  /** Forgets what was issued; the world's refresh token is good again. */
  reset(): void;
}

export function createTokens(tenant: Tenant): Tokens {
  const { clock, switches } = tenant.kit;
  const refreshTokens = new Map<string, { expiresMs: number; revoked: boolean; user: SignedIn }>();
  const verified = new Map<string, { caller: Caller; expiresMs: number }>();

  function claimsOf(user: SignedIn | null): Record<string, unknown> {
    const { app, tenantId } = tenant.world;
    const common = { appid: app.clientId, ver: '1.0', uti: randomUUID() };
    if (user === null) return { ...common, tid: tenantId, idtyp: 'app', roles: [], sub: app.clientId };
    const mfa = user.mfa && switches.flag('mfa-claim');
    const amr = mfa ? ['pwd', 'mfa'] : ['pwd'];
    return {
      ...common,
      tid: user.tenantId,
      idtyp: 'user',
      scp: 'user_impersonation',
      upn: user.email,
      name: user.name,
      sub: user.email,
      amr,
    };
  }

  function keepRefreshToken(token: string, user: SignedIn): void {
    refreshTokens.set(token, { expiresMs: clock.now() + REFRESH_TOKEN_DAYS * DAY_MS, revoked: false, user });
  }

  return {
    async issue(user, audience) {
      const { privateKey } = await sharedSigningKey();
      const lifetimeSeconds = switches.number('token-lifetime-seconds');
      const notBeforeSeconds = Math.floor(clock.now() / 1000);
      const accessToken = await new SignJWT(claimsOf(user))
        .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT', kid: 'emulator' })
        .setIssuer(`https://sts.windows.net/${tenant.world.tenantId}/`)
        .setAudience(audience)
        .setIssuedAt(notBeforeSeconds)
        .setNotBefore(notBeforeSeconds)
        .setExpirationTime(notBeforeSeconds + lifetimeSeconds)
        .sign(privateKey);
      return { accessToken, lifetimeSeconds, notBeforeSeconds };
    },
    async verify(token, audience) {
      const known = verified.get(token);
      if (known) return known.expiresMs > clock.now() && known.caller.audience === audience ? known.caller : undefined;
      const { publicKey } = await sharedSigningKey();
      const read = await jwtVerify(token, publicKey, { audience, currentDate: clock.date() }).catch(() => undefined);
      if (!read) return undefined;
      const { payload } = read;
      const amr = Array.isArray(payload['amr']) ? payload['amr'] : [];
      const delegated = payload['idtyp'] === 'user';
      const caller: Caller = {
        audience,
        kind: delegated ? 'delegated' : 'app-only',
        email: delegated ? String(payload['upn']) : undefined,
        mfa: amr.includes('mfa'),
      };
      verified.set(token, { caller, expiresMs: (payload.exp ?? 0) * 1000 });
      return caller;
    },
    redeem(refreshToken) {
      const kept = refreshTokens.get(refreshToken);
      if (!kept) throw new TokenRefusal(400, 'invalid_grant', 9002313, 'The refresh token is malformed or not valid.');
      if (kept.revoked)
        throw new TokenRefusal(400, 'invalid_grant', 50173, 'The grant has been revoked; sign in again.');
      if (kept.expiresMs <= clock.now()) {
        throw new TokenRefusal(400, 'invalid_grant', 700082, 'The refresh token has expired due to inactivity.');
      }
      keepRefreshToken(refreshToken, kept.user);
      return kept.user;
    },
    issueRefreshToken(user) {
      const token = `1.${randomUUID()}${randomUUID()}`.replaceAll('-', '');
      keepRefreshToken(token, user);
      return token;
    },
    revoke(refreshToken) {
      for (const [token, kept] of refreshTokens)
        if (refreshToken === undefined || token === refreshToken) kept.revoked = true;
    },
    publicKeys: async () => ({ keys: [(await sharedSigningKey()).jwk] }),
    reset() {
      refreshTokens.clear();
      const { app, user, tenantId } = tenant.world;
      keepRefreshToken(app.refreshToken, { ...user, tenantId, withoutSecret: false });
    },
  };
}
