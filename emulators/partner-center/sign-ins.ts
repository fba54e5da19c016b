import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { TokenRefusal } from './errors.ts';
import type { Tenant } from './tenant.ts';
import type { Audience, SignedIn } from './tokens.ts';

const CODE_MINUTES = 10;

/** Who sits before the browser at the next sign-ins, and what he answers there. */
export interface Person {
  user: Omit<SignedIn, 'withoutSecret'>;
  /** `leave`: he closes the page without an answer. */
  decision: 'consent' | 'deny' | 'leave';
}

/** What a person consented to. */
export interface Consented {
  user: SignedIn;
  audience: Audience;
  /** Whether a refresh token was asked for. */
  offline: boolean;
}

export interface CodeRequest {
  redirectUri: string;
  audience: Audience;
  offline: boolean;
  /** The S256 challenge of PKCE, if there was one. */
  challenge: string | undefined;
}

export interface SignIns {
  /** The world's user, who consents, unless a person was put in his place. */
  person: Person;
  issueCode(request: CodeRequest): string;
  /** Checks an authorization code and uses it up. Throws a TokenRefusal. */
  redeemCode(code: string, redirectUri: string, verifier: string | undefined): Consented;
  startDevice(request: Pick<CodeRequest, 'audience' | 'offline'>): { deviceCode: string; userCode: string };
  /** Throws a TokenRefusal until the person has consented: at the second look, as a person takes a while. */
  pollDevice(deviceCode: string): Consented;
  /** Forgets what is under way; the world's user is back. */
  reset(): void;
}

interface DeviceSignIn extends Pick<CodeRequest, 'audience' | 'offline'> {
  expiresMs: number;
  looks: number;
}

/** Sign-ins under way: authorization codes, device codes, and the person who answers. */
export function createSignIns(tenant: Tenant): SignIns {
  const { clock, switches } = tenant.kit;
  const codes = new Map<string, CodeRequest & { user: SignedIn; expiresMs: number }>();
  const devices = new Map<string, DeviceSignIn>();

  const worldsUser = (): Person => ({
    user: { ...tenant.world.user, tenantId: tenant.world.tenantId },
    decision: 'consent',
  });

  const signIns: SignIns = {
    person: worldsUser(),
    issueCode(request) {
      const code = `0.${randomUUID()}`;
      const user = { ...signIns.person.user, withoutSecret: false };
      codes.set(code, { ...request, user, expiresMs: clock.now() + CODE_MINUTES * 60_000 });
      return code;
    },
    redeemCode(code, redirectUri, verifier) {
      const kept = codes.get(code);
      codes.delete(code);
      if (!kept || kept.expiresMs <= clock.now()) {
        throw new TokenRefusal(400, 'invalid_grant', 70008, 'The authorization code has expired or was used before.');
      }
      if (kept.redirectUri !== redirectUri) {
        throw new TokenRefusal(400, 'invalid_grant', 500112, 'The redirect_uri differs from the one of the sign-in.');
      }
      if (kept.challenge !== undefined && challengeOf(verifier ?? '') !== kept.challenge) {
        throw new TokenRefusal(400, 'invalid_grant', 501481, 'The code_verifier does not match the code_challenge.');
      }
      return kept;
    },
    startDevice(request) {
      const deviceCode = randomBytes(32).toString('base64url');
      const expiresMs = clock.now() + switches.number('device-code-lifetime-seconds') * 1000;
      devices.set(deviceCode, { ...request, expiresMs, looks: 0 });
      return { deviceCode, userCode: userCode() };
    },
    pollDevice(deviceCode) {
      const device = devices.get(deviceCode);
      if (!device) throw new TokenRefusal(400, 'bad_verification_code', 70018, 'The device code is not known.');
      if (device.expiresMs <= clock.now()) {
        throw new TokenRefusal(400, 'expired_token', 70019, 'The verification code has expired.');
      }
      device.looks += 1;
      const { user, decision } = signIns.person;
      if (device.looks === 1 || decision === 'leave') {
        throw new TokenRefusal(400, 'authorization_pending', 70016, 'The user has not finished the sign-in yet.');
      }
      devices.delete(deviceCode);
      if (decision === 'deny') {
        throw new TokenRefusal(
          400,
          'authorization_declined',
          65004,
          'The user declined to consent to the application.',
        );
      }
      return { ...device, user: { ...user, withoutSecret: true } };
    },
    reset() {
      codes.clear();
      devices.clear();
      tenant.roles.clear();
      signIns.person = worldsUser();
    },
  };
  return signIns;
}

function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}

/** Letters that nobody mistakes for digits, nine of them as Entra shows. */
function userCode(): string {
  const letters = 'BCDFGHJKLMNPQRSTVWXZ';
  return Array.from(randomBytes(9), (byte) => letters[byte % letters.length]).join('');
}
