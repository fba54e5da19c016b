import type { Clock } from '../../engine/ports.ts';
import { createLimit } from '../http/limit.ts';
import type { Fetch } from '../http/surroundings.ts';
import { ChainRefusal, type CheckCertificate, type TrustedLeaf } from './certificate-chain.ts';

/** A download did not work: not the sender's fault, so the sender should try again. */
export class CertificateUnreachable extends Error {}

export interface DownloadSettings {
  fetch?: Fetch | undefined;
  timeoutMs?: number | undefined;
}

/** A certificate has two kilobytes; a chain of them fits easily. */
const MAX_BYTES = 64 * 1024;

/** Downloads a small file, without credentials and without following redirects. Throws `CertificateUnreachable`. */
export async function download(
  url: string,
  { fetch: doFetch = fetch, timeoutMs = 15_000 }: DownloadSettings,
): Promise<Uint8Array> {
  try {
    const response = await doFetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
    if (!response.ok || !response.body) throw new Error(`answer ${response.status}`);
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body) {
      size += chunk.length;
      if (size > MAX_BYTES) throw new Error('file too large');
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } catch (cause) {
    throw new CertificateUnreachable(`The certificate could not be downloaded from ${url}.`, { cause });
  }
}

/**
 * Whether an address lies below one of the prefixes, as one plain file name. The list is what stops senders from having us call other
 * hosts; the chain is what proves the sender.
 */
export function isAllowedUrl(text: string, prefixes: readonly string[], fileName: RegExp): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return prefixes.some((prefix) => {
    const allowed = new URL(prefix);
    const plain = url.username === '' && url.password === '' && url.search === '' && url.hash === '';
    const inFolder = url.origin === allowed.origin && url.pathname.startsWith(allowed.pathname);
    return plain && inFolder && fileName.test(url.pathname.slice(allowed.pathname.length));
  });
}

export interface CertificateSource {
  /** The trusted certificate at an address, from memory for up to a day. Throws `ChainRefusal` or `CertificateUnreachable`. */
  get(url: string): Promise<TrustedLeaf>;
  /** Downloads again, because a signature did not fit: the file may have been renewed. Null when that was done a moment ago. */
  renew(url: string): Promise<TrustedLeaf | null>;
}

const DAY_MS = 24 * 60 * 60_000;
/** Forged events must not make us download without end. */
const REST_MS = 60_000;
const MAX_REMEMBERED = 32;

interface Remembered {
  atMs: number;
  leaf: Promise<TrustedLeaf>;
  failed: boolean;
}

export function createCertificateSource(
  check: CheckCertificate,
  settings: DownloadSettings & { clock: Pick<Clock, 'nowMs'> },
): CertificateSource {
  const { clock } = settings;
  const remembered = new Map<string, Remembered>();
  const limit = createLimit(2);

  function fetchNow(url: string): Promise<TrustedLeaf> {
    const entry: Remembered = {
      atMs: clock.nowMs(),
      failed: false,
      leaf: limit(async () => check(await download(url, settings), clock.nowMs())),
    };
    entry.leaf.catch(() => {
      entry.failed = true;
    });
    remembered.delete(url);
    remembered.set(url, entry);
    const [oldest] = remembered.keys();
    if (remembered.size > MAX_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
    return entry.leaf;
  }

  return {
    async get(url) {
      const entry = remembered.get(url);
      const ageMs = entry ? clock.nowMs() - entry.atMs : 0;
      const usable = entry && ageMs >= 0 && ageMs < (entry.failed ? REST_MS : DAY_MS);
      const leaf = await (usable ? entry.leaf : fetchNow(url));
      const nowMs = clock.nowMs();
      if (nowMs >= leaf.fromMs && nowMs <= leaf.untilMs) return leaf;
      remembered.delete(url);
      throw new ChainRefusal('certificate-outdated', 'The certificate is not valid at this time.');
    },
    async renew(url) {
      const entry = remembered.get(url);
      return entry && clock.nowMs() - entry.atMs < REST_MS ? null : fetchNow(url);
    },
  };
}
