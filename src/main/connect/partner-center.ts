import { beginDeviceSignIn } from '../../adapters/partner-center/device-sign-in.ts';
import { beginBrowserSignIn, type SignedIn } from '../../adapters/partner-center/sign-in.ts';
import { signInExpired } from '../../adapters/partner-center/sign-in-failures.ts';
import type { EntraOptions } from '../../adapters/partner-center/tokens.ts';
import type { ConnectReport, ConnectRequest } from '../../cli/product/connect.ts';
import type { LoadedSettings } from '../../config/load.ts';
import { asCosellError, CosellError } from '../../core/errors.ts';
import type { Clock } from '../../engine/ports.ts';
import { entraOptions, referralTokens } from '../connections.ts';
import { examinePartnerCenter, MFA } from '../doctor/partner-center.ts';
import { SILENT } from '../doctor/silent.ts';
import { systemClock } from '../surroundings.ts';
import { openBrowser } from './browser.ts';
import { type Loopback, listenForRedirect } from './loopback.ts';
import { prepareRefreshTokenFile, saveRefreshToken } from './refresh-token.ts';

/**
 * Has the service account sign in, keeps its refresh token where the settings refer to it, and looks whether the token is good for
 * referrals. A token that Partner Center would refuse for want of a second factor replaces none.
 */
export async function connectPartnerCenter(loaded: LoadedSettings, request: ConnectRequest): Promise<ConnectReport> {
  await prepareRefreshTokenFile(loaded);
  const clock = systemClock();
  const { referralsAudience, refreshToken: keptAs } = loaded.settings.connections.partnerCenter;
  const options = { ...(await entraOptions(loaded, clock)), clock, audience: referralsAudience };
  const signedIn = await (request.device ? byDevice(options, request) : byBrowser(options, request));
  const checks = await examinePartnerCenter(loaded, {
    clock,
    log: SILENT,
    timeoutMs: LOOK_MS,
    probe: true,
    activeLinks: null,
    tokens: { get: async () => signedIn.accessToken, refresh: async () => signedIn.accessToken },
  });
  if (checks.some(({ id, level }) => id === MFA.id && level === 'broken')) throw withoutSecondFactor(signedIn.user);
  await saveRefreshToken(loaded, signedIn.refreshToken);
  // Whether what was kept is good shows only when it is used.
  await (await referralTokens(loaded, { clock, log: SILENT })).get();
  return { user: signedIn.user, keptAs, ok: checks.every(({ level }) => level !== 'broken'), checks };
}

const LOOK_MS = 10_000;

async function byDevice(
  options: Omit<EntraOptions, 'clock'> & { clock: Clock },
  { signal, withinMs, onInvitation }: ConnectRequest,
): Promise<SignedIn> {
  const { url, userCode, expiresInMs, finish } = await beginDeviceSignIn(options);
  const mostMs = Math.min(expiresInMs, withinMs);
  onInvitation({ url, userCode, withinMs: mostMs });
  return within(mostMs, signal, finish);
}

async function byBrowser(options: EntraOptions, request: ConnectRequest): Promise<SignedIn> {
  const loopback = await listenForRedirect(request.port);
  try {
    const { url, finish } = await beginBrowserSignIn(options, loopback.redirectUri);
    request.onInvitation({ url, userCode: null, withinMs: request.withinMs });
    if (request.openBrowser) openBrowser(url);
    const returned = await within(request.withinMs, request.signal, () => loopback.returned);
    return await told(loopback, () => finish(returned));
  } finally {
    loopback.close();
  }
}

/** The person at the browser learns how it went, too. */
async function told(loopback: Loopback, finish: () => Promise<SignedIn>): Promise<SignedIn> {
  try {
    const signedIn = await finish();
    loopback.answer(`Signed in${signedIn.user ? ` as ${signedIn.user}` : ''}. You may close this page.`);
    return signedIn;
  } catch (thrown) {
    const { message, remedy } = asCosellError(thrown);
    loopback.answer(`${message}\n${remedy}`);
    throw thrown;
  }
}

/** Entra shows most faults on a page of its own and sends nothing back: then only the time ends the wait. */
async function within<T>(ms: number, signal: AbortSignal, wait: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const timeout = AbortSignal.timeout(ms);
  const ended = AbortSignal.any([signal, timeout]);
  const { promise, reject } = Promise.withResolvers<never>();
  ended.addEventListener('abort', () => reject(signal.aborted ? signal.reason : signInExpired()), { once: true });
  return Promise.race([wait(ended), promise]);
}

function withoutSecondFactor(user: string | null): CosellError {
  return new CosellError({
    code: 'signed-in-without-mfa',
    recovery: 'reauthenticate',
    message: `${user ?? 'The account'} signed in without a second factor, and Partner Center refuses such tokens.`,
    remedy:
      'Set up multi-factor authentication for the service account (security defaults or Conditional Access in Entra) and run the command again. The token kept before is untouched.',
    place: 'Partner Center sign-in',
  });
}
