import { verify as verifySignature } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import type { Clock } from '../../engine/ports.ts';
import type { Fetch } from '../http/surroundings.ts';
import { ChainRefusal, createChainCheck, type TrustedLeaf } from './certificate-chain.ts';
import { CertificateUnreachable, createCertificateSource, download, isAllowedUrl } from './certificate-source.ts';
import { type EventBody, isGuid, parseEvent } from './schema.ts';

/** A verified notice. It says only that something changed; the state is read afterwards. */
interface WebhookEvent {
  /** `referral-updated`, `test-created`, or an event of another product of the tenant. */
  name: string;
  /** Null when the event is not about a referral. */
  referralId: string | null;
  /** The vendor's own time stamp. */
  changedAt: string | null;
}

export type WebhookResult =
  | { ok: true; event: WebhookEvent }
  /** 401 not proven to be Microsoft's, 400 Microsoft's but unreadable, 503 proof could not be fetched: send again. */
  | { ok: false; status: 400 | 401 | 503; reason: string; message: string };

export interface WebhookSettings {
  /** Folders from which certificates are taken. Default: the one that Microsoft uses. */
  certificateUrls?: readonly string[] | undefined;
  /** PEM of trusted roots in addition to Node's own. For development with an emulator. */
  extraRoots?: readonly string[] | undefined;
  /** PEM of the certificates between Microsoft's leaf and a root; the leaf comes alone. */
  intermediates?: readonly string[] | undefined;
  /** Folders from which missing intermediates may be fetched (AIA), for example `http://www.microsoft.com/pkiops/certs/`. Default: none. */
  issuerUrls?: readonly string[] | undefined;
  fetch?: Fetch | undefined;
  timeoutMs?: number | undefined;
  clock: Pick<Clock, 'nowMs'>;
}

export interface WebhookVerifier {
  /** Judges one POST. `body` is the raw body: serialising it again would break the signature. Never throws. */
  verify(headers: Headers, body: Uint8Array): Promise<WebhookResult>;
}

/** The only place seen in documentation and production (contract/partner-center.md §5.4). */
const DEFAULT_CERTIFICATE_URLS: readonly string[] = ['https://3psostorageacct.blob.core.windows.net/cert/'];

const CERTIFICATE_FILE = /^[\w.-]+\.cer$/;
const ISSUER_FILE = /^[\w.%() -]+\.(crt|cer|der)$/i;

/** SHA-1 appears in the vendor's comments and is refused all the same. */
const ALGORITHMS: Readonly<Record<string, string>> = {
  'rsa-sha256': 'sha256',
  'rsa-sha384': 'sha384',
  'rsa-sha512': 'sha512',
};

/** Creates the check that every webhook POST must pass. */
export function createWebhookVerifier(settings: WebhookSettings): WebhookVerifier {
  const { certificateUrls = DEFAULT_CERTIFICATE_URLS, issuerUrls = [] } = settings;
  const check = createChainCheck({
    roots: [...(settings.extraRoots ?? []), ...rootCertificates],
    intermediates: settings.intermediates ?? [],
    organization: 'Microsoft Corporation',
    fetchIssuer: async (url) => (isAllowedUrl(url, issuerUrls, ISSUER_FILE) ? download(url, settings) : null),
  });
  const certificates = createCertificateSource(check, settings);

  /** Nearly all notices name the same address. */
  let lastAllowed: string | null = null;

  function isCertificateUrl(url: string): boolean {
    if (url === lastAllowed) return true;
    if (!isAllowedUrl(url, certificateUrls, CERTIFICATE_FILE)) return false;
    lastAllowed = url;
    return true;
  }

  async function isSigned(proof: Proof, body: Uint8Array): Promise<boolean> {
    const fits = (leaf: TrustedLeaf) => verifySignature(proof.hash, body, leaf.key, proof.signature);
    if (fits(await certificates.get(proof.certificateUrl))) return true;
    const renewed = await certificates.renew(proof.certificateUrl);
    return renewed !== null && fits(renewed);
  }

  return {
    async verify(headers, body) {
      try {
        const proof = readProof(headers, isCertificateUrl);
        if ('reason' in proof) return proof;
        if (!(await isSigned(proof, body)))
          return refused(401, 'signature-wrong', 'The signature does not fit the body.');
        return readEvent(body);
      } catch (thrown) {
        return failed(thrown);
      }
    },
  };
}

interface Proof {
  hash: string;
  signature: Buffer;
  certificateUrl: string;
}

type Refused = Extract<WebhookResult, { ok: false }>;

function refused(status: Refused['status'], reason: string, message: string): Refused {
  return { ok: false, status, reason, message };
}

function failed(thrown: unknown): Refused {
  if (thrown instanceof ChainRefusal) return refused(401, thrown.reason, thrown.message);
  if (thrown instanceof CertificateUnreachable) return refused(503, 'certificate-unreachable', thrown.message);
  return refused(401, 'not-verifiable', `The signature could not be checked: ${String(thrown)}`);
}

function readProof(headers: Headers, isCertificateUrl: (url: string) => boolean): Proof | Refused {
  const signature = readSignature(headers);
  if (!signature) return refused(401, 'unsigned', 'The request carries no signature.');
  const algorithm = headers.get('x-ms-signature-algorithm')?.trim().toLowerCase() ?? '';
  const hash = ALGORITHMS[algorithm];
  if (!hash)
    return refused(401, 'algorithm-refused', `The signature algorithm '${algorithm.slice(0, 40)}' is not accepted.`);
  const certificateUrl = headers.get('x-ms-certificate-url')?.trim() ?? '';
  if (!isCertificateUrl(certificateUrl)) {
    return refused(401, 'certificate-url-refused', 'The certificate does not lie where Microsoft’s certificates lie.');
  }
  return { hash, signature, certificateUrl };
}

/**
 * `Authorization: Signature <base64>`, or `x-ms-signature` with or without the word. The own header goes first: a proxy may have put an
 * Authorization of its own beside it.
 */
function signatureText(headers: Headers): string | null {
  const own = headers.get('x-ms-signature')?.trim();
  const base64 = own
    ? own.replace(/^signature\s+/i, '')
    : /^signature\s+(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1];
  return base64 && /^[A-Za-z\d+/]+={0,2}$/.test(base64) ? base64 : null;
}

function readSignature(headers: Headers): Buffer | null {
  const text = signatureText(headers);
  return text === null ? null : Buffer.from(text, 'base64');
}

/**
 * What another receiver needs to check the same body. The signature goes under both of its names, because nobody tells which one that
 * receiver had asked for; no other Authorization is passed on, it would be a proxy's of ours.
 */
export function forwardedHeaders(headers: Headers): Record<string, string> {
  const signature = `Signature ${signatureText(headers) ?? ''}`;
  const own = headers.get('x-ms-signature') ?? signature;
  const kept = ['content-type', 'x-ms-certificate-url', 'x-ms-signature-algorithm'].flatMap((name) => {
    const value = headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(kept), authorization: signature, 'x-ms-signature': own };
}

function readEvent(body: Uint8Array): WebhookResult {
  const event = parseEvent(parseJson(body));
  if (!event) return refused(400, 'body-malformed', 'The body is not an event of Partner Center.');
  const referralId = referralIdOf(event);
  if (referralId === null && isAboutReferral(event)) {
    return refused(400, 'referral-id-missing', 'The event names no referral id.');
  }
  return { ok: true, event: { name: event.eventName, referralId, changedAt: event.resourceChangeUtcDate } };
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return null;
  }
}

function isAboutReferral({ eventName }: EventBody): boolean {
  return /^(related-)?referral-/i.test(eventName);
}

/** The last part of the path is all that is taken from ResourceUri; its host has two documented forms (contract/partner-center.md §5.2). */
function referralIdOf(event: EventBody): string | null {
  if (!isAboutReferral(event) || !event.resourceUri) return null;
  const [path = ''] = event.resourceUri.split(/[?#]/);
  const last = path.replace(/\/+$/, '').split('/').at(-1) ?? '';
  return isGuid(last) ? last.toLowerCase() : null;
}
