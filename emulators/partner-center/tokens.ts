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
const CODE_MINUTES = 10;
const DAY_MS = 86_400_000;

/** Who calls: an application alone, or a user through it. */
export interface Caller {
  audience: string;
  kind: 'app-only' | 'delegated';
  email: string | undefined;
  mfa: boolean;
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
  issue(kind: Caller['kind'], audience: Audience): Promise<Grant>;
  /** The caller behind a token for this audience; undefined when the token is wrong, expired or for somewhere else. */
  verify(token: string, audience: Audience): Promise<Caller | undefined>;
  /** Checks a refresh token and prolongs its life. Throws a TokenRefusal. */
  redeem(refreshToken: string): void;
  issueRefreshToken(): string;
  /** Revokes one refresh token, or all. */
  revoke(refreshToken?: string): void;
  issueCode(redirectUri: string): string;
  /** Checks an authorization code and uses it up. Throws a TokenRefusal. */
  redeemCode(code: string, redirectUri: string): void;
  publicKeys(): Promise<{ keys: JWK[] }>;
  /** Forgets what was issued; the world's refresh token is good again. */
  reset(): void;
}

export function createTokens(tenant: Tenant): Tokens {
  const { clock, switches } = tenant.kit;
  const refreshTokens = new Map<string, { expiresMs: number; revoked: boolean }>();
  const codes = new Map<string, { redirectUri: string; expiresMs: number }>();
  const verified = new Map<string, { caller: Caller; expiresMs: number }>();

  function claimsOf(kind: Caller['kind']): Record<string, unknown> {
    const { app, user } = tenant.world;
    const common = { tid: tenant.world.tenantId, appid: app.clientId, ver: '1.0', uti: randomUUID() };
    if (kind === 'app-only') return { ...common, idtyp: 'app', roles: [], sub: app.clientId };
    const mfa = user.mfa && switches.flag('mfa-claim');
    const amr = mfa ? ['pwd', 'mfa'] : ['pwd'];
    return {
      ...common,
      idtyp: 'user',
      scp: 'user_impersonation',
      upn: user.email,
      name: user.name,
      sub: user.email,
      amr,
    };
  }

  function keepRefreshToken(token: string): void {
    refreshTokens.set(token, { expiresMs: clock.now() + REFRESH_TOKEN_DAYS * DAY_MS, revoked: false });
  }

  return {
    async issue(kind, audience) {
      const { privateKey } = await sharedSigningKey();
      const lifetimeSeconds = switches.number('token-lifetime-seconds');
      const notBeforeSeconds = Math.floor(clock.now() / 1000);
      const accessToken = await new SignJWT(claimsOf(kind))
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
      keepRefreshToken(refreshToken);
    },
    issueRefreshToken() {
      const token = `1.${randomUUID()}${randomUUID()}`.replaceAll('-', '');
      keepRefreshToken(token);
      return token;
    },
    revoke(refreshToken) {
      for (const [token, kept] of refreshTokens)
        if (refreshToken === undefined || token === refreshToken) kept.revoked = true;
    },
    issueCode(redirectUri) {
      const code = `0.${randomUUID()}`;
      codes.set(code, { redirectUri, expiresMs: clock.now() + CODE_MINUTES * 60_000 });
      return code;
    },
    redeemCode(code, redirectUri) {
      const kept = codes.get(code);
      codes.delete(code);
      if (!kept || kept.expiresMs <= clock.now()) {
        throw new TokenRefusal(400, 'invalid_grant', 70008, 'The authorization code has expired or was used before.');
      }
      if (kept.redirectUri !== redirectUri) {
        throw new TokenRefusal(400, 'invalid_grant', 500112, 'The redirect_uri differs from the one of the sign-in.');
      }
    },
    publicKeys: async () => ({ keys: [(await sharedSigningKey()).jwk] }),
    reset() {
      refreshTokens.clear();
      codes.clear();
      keepRefreshToken(tenant.world.app.refreshToken);
    },
  };
}
