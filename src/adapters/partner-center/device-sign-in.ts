import {
  allowInsecureRequests,
  customFetch,
  type DeviceAuthorizationResponse,
  deviceAuthorizationRequest,
  None,
  processDeviceAuthorizationResponse,
  ResponseBodyError,
} from 'oauth4webapi';
import { asCosellError, CosellError } from '../../core/errors.ts';
import type { Clock } from '../../engine/ports.ts';
import { connectionFailure } from '../http/failure.ts';
import { isLoopback, trustedUrl } from '../http/url.ts';
import { audienceAsked, type SignedIn, tokensFor } from './sign-in.ts';
import { signInExpired, signInFailure } from './sign-in-failures.ts';
import { tenantIdOf } from './tenant-id.ts';
import { type EntraOptions, entraBase } from './tokens.ts';

export interface DeviceSignIn {
  /** Page on which the code is entered, on any device. */
  url: string;
  userCode: string;
  expiresInMs: number;
  /** Looks until the person has answered. Throws what he or Entra refuses, `sign-in-expired`, and when aborted. */
  finish(signal: AbortSignal): Promise<SignedIn>;
}

const GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
/** RFC 8628 §3.2, where the service names none; §3.5 for how much slower. */
const INTERVAL_S = 5;

/**
 * Sign-in with a code entered on another device, for machines without a browser. Only the v2 endpoint is asked, without the secret: the
 * application must allow public client flows (learn.microsoft.com/entra/identity-platform/v2-oauth2-device-code).
 */
export async function beginDeviceSignIn(
  options: Omit<EntraOptions, 'clock'> & { clock: Clock },
): Promise<DeviceSignIn> {
  const client = { ...options, clientSecret: undefined, tokenVersion: 'v2' } as const;
  const tenantId = await tenantIdOf(client);
  const begun = await askForCode(client);
  const expiresInMs = begun.expires_in * 1000;
  const endsMs = options.clock.nowMs() + expiresInMs;
  return {
    url: begun.verification_uri,
    userCode: begun.user_code,
    expiresInMs,
    async finish(signal) {
      let intervalMs = (begun.interval ?? INTERVAL_S) * 1000;
      while (options.clock.nowMs() < endsMs) {
        await options.clock.sleep(intervalMs, signal);
        signal.throwIfAborted();
        const found = await look(client, begun.device_code, tenantId);
        if (found !== 'pending' && found !== 'slow-down') return found;
        if (found === 'slow-down') intervalMs += INTERVAL_S * 1000;
      }
      throw signInExpired();
    },
  };
}

async function look(options: EntraOptions, deviceCode: string, tenantId: string | null) {
  try {
    return await tokensFor(options, GRANT, { device_code: deviceCode }, tenantId);
  } catch (thrown) {
    const failure = asCosellError(thrown);
    if (failure.vendor?.code === 'AADSTS70016' || failure.vendor?.code === 'authorization_pending') return 'pending';
    if (failure.vendor?.code === 'slow_down') return 'slow-down';
    // A look that did not get through costs nothing: the next one asks the same.
    if (failure.recovery === 'retry' || failure.recovery === 'throttled') return 'slow-down';
    throw failure;
  }
}

async function askForCode(options: EntraOptions): Promise<DeviceAuthorizationResponse> {
  const endpoint = `${entraBase(options)}/devicecode`;
  const url = trustedUrl(endpoint, options.allowInsecure ?? false, 'connections.partnerCenter.authority');
  const authority = { issuer: url.origin, device_authorization_endpoint: url.href };
  const client = { client_id: options.clientId };
  try {
    const response = await deviceAuthorizationRequest(authority, client, None(), audienceAsked(options), {
      [allowInsecureRequests]: options.allowInsecure === true || isLoopback(url),
      ...(options.fetch ? { [customFetch]: options.fetch } : {}),
      signal: AbortSignal.timeout(30_000),
    });
    return await processDeviceAuthorizationResponse(authority, client, response);
  } catch (thrown) {
    if (thrown instanceof CosellError) throw thrown;
    if (thrown instanceof ResponseBodyError) throw signInFailure(thrown.error, thrown.error_description ?? '', thrown);
    throw connectionFailure(thrown, { place: 'Partner Center sign-in', writing: false });
  }
}
