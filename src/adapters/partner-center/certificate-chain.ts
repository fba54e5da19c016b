import { createPublicKey, type KeyObject } from 'node:crypto';
import type { X509Certificate } from '@peculiar/x509';

type Library = typeof import('@peculiar/x509');

/** A signing certificate whose chain ends in a trusted root. */
export interface TrustedLeaf {
  key: KeyObject;
  /** When the whole chain is valid. */
  fromMs: number;
  untilMs: number;
}

/** Why a certificate is not trusted. */
export class ChainRefusal extends Error {
  readonly reason: 'certificate-unreadable' | 'certificate-outdated' | 'chain-untrusted' | 'organization-wrong';

  constructor(reason: ChainRefusal['reason'], message: string) {
    super(message);
    this.name = 'ChainRefusal';
    this.reason = reason;
  }
}

export interface ChainSettings {
  /** PEM. A chain must end in one of these. */
  roots: readonly string[];
  /** PEM. Between leaf and root; not trusted by themselves. */
  intermediates: readonly string[];
  /** Finds an issuing certificate by its address (AIA), or null; only asked when the chain cannot be built without. */
  fetchIssuer?: (url: string) => Promise<Uint8Array | null>;
  /** Organisation of the leaf and of its issuer. */
  organization: string;
}

/** Checks the bytes behind a certificate URL, DER or PEM, at a moment. Throws `ChainRefusal`. */
export type CheckCertificate = (bytes: Uint8Array, nowMs: number) => Promise<TrustedLeaf>;

const MAX_CHAIN = 5;
const MAX_AIA_FETCHES = 3;
const MIN_RSA_BITS = 2048;

/**
 * Node has no chain builder of its own, so the chain is built with @peculiar/x509 and every rule is checked here: signatures, validity,
 * CA flags and path lengths, a trusted root at the end, and Microsoft as the organisation (contract/partner-center.md §5.4).
 */
export function createChainCheck(settings: ChainSettings): CheckCertificate {
  let loaded: Promise<{ library: Library; roots: X509Certificate[]; intermediates: X509Certificate[] }> | undefined;

  /** On the first event only: the library and some hundred roots take a moment. */
  async function load() {
    await import('reflect-metadata');
    const library = await import('@peculiar/x509');
    const parse = (pem: string) => new library.X509Certificate(pem);
    return { library, roots: settings.roots.map(parse), intermediates: settings.intermediates.map(parse) };
  }

  return async (bytes, nowMs) => {
    loaded ??= load();
    const { library, roots, intermediates } = await loaded;
    const [leaf, ...delivered] = readCertificates(library, bytes);
    if (!leaf) throw new ChainRefusal('certificate-unreadable', 'The certificate file holds no certificate.');
    const known = [...delivered, ...intermediates];
    const chain = await buildChain(library, leaf, known, roots, settings.fetchIssuer);
    checkOrganization(leaf, settings.organization);
    checkAuthorities(library, chain);
    const fromMs = Math.max(...chain.map(({ notBefore }) => notBefore.getTime()));
    const untilMs = Math.min(...chain.map(({ notAfter }) => notAfter.getTime()));
    if (nowMs < fromMs || nowMs > untilMs) {
      throw new ChainRefusal(
        'certificate-outdated',
        'The certificate or one of its issuers is not valid at this time.',
      );
    }
    return { key: rsaKey(leaf), fromMs, untilMs };
  };
}

/** The vendor's samples read the file both ways; a PEM file may hold the issuers too. */
function readCertificates(library: Library, bytes: Uint8Array): readonly X509Certificate[] {
  try {
    const text = Buffer.from(bytes).toString('latin1');
    if (!text.includes('-----BEGIN')) return [new library.X509Certificate(Uint8Array.from(bytes))];
    return library.PemConverter.decode(text).map((der) => new library.X509Certificate(der));
  } catch (cause) {
    throw new ChainRefusal('certificate-unreadable', `The certificate file is neither DER nor PEM (${String(cause)}).`);
  }
}

/** Leaf first, trusted root last. */
async function buildChain(
  library: Library,
  leaf: X509Certificate,
  known: readonly X509Certificate[],
  roots: readonly X509Certificate[],
  fetchIssuer: ChainSettings['fetchIssuer'],
): Promise<readonly X509Certificate[]> {
  const candidates = [...known];
  for (let fetches = 0; ; fetches += 1) {
    const built = [...(await new library.X509ChainBuilder({ certificates: [...candidates, ...roots] }).build(leaf))];
    const anchor = built.findIndex((certificate) => roots.some((root) => root.equal(certificate)));
    if (anchor >= 0 && anchor < MAX_CHAIN) return built.slice(0, anchor + 1);
    const fetched =
      fetches < MAX_AIA_FETCHES && fetchIssuer ? await issuerOf(library, built.at(-1), fetchIssuer) : null;
    if (!fetched) throw new ChainRefusal('chain-untrusted', 'The certificate does not lead to a trusted root.');
    candidates.push(fetched);
  }
}

/** The issuer that the last certificate of an unfinished chain points to. What comes back is checked like any other. */
async function issuerOf(
  library: Library,
  last: X509Certificate | undefined,
  fetchIssuer: NonNullable<ChainSettings['fetchIssuer']>,
): Promise<X509Certificate | null> {
  const access = last?.getExtension(library.AuthorityInfoAccessExtension);
  const url = access?.caIssuers.find(({ type }) => type === 'url')?.value;
  const bytes = url ? await fetchIssuer(url) : null;
  return bytes ? (readCertificates(library, bytes)[0] ?? null) : null;
}

/** A CA of the right name at the top would fail for a Microsoft CA below another company's root; so leaf and direct issuer are checked. */
function checkOrganization(leaf: X509Certificate, organization: string): void {
  const isOurs = (names: readonly string[]) => names.length === 1 && names[0] === organization;
  if (isOurs(leaf.subjectName.getField('O')) && isOurs(leaf.issuerName.getField('O'))) return;
  throw new ChainRefusal('organization-wrong', `The certificate was not issued to and by ${organization}.`);
}

function checkAuthorities(library: Library, chain: readonly X509Certificate[]): void {
  for (const [index, certificate] of chain.entries()) {
    const isRoot = index === chain.length - 1;
    // A root's own signature is not what makes it trusted.
    if (!isRoot && !/^SHA-(256|384|512)$/.test(certificate.signatureAlgorithm.hash.name)) {
      throw new ChainRefusal('chain-untrusted', 'A certificate of the chain is signed with an outdated algorithm.');
    }
    if (index === 0) continue;
    const constraints = certificate.getExtension(library.BasicConstraintsExtension);
    const usage = certificate.getExtension(library.KeyUsagesExtension);
    const maySign = usage === null || (usage.usages & library.KeyUsageFlags.keyCertSign) !== 0;
    // The path length counts the authorities between this one and the leaf.
    if (!constraints?.ca || !maySign || (constraints.pathLength ?? MAX_CHAIN) < index - 1) {
      throw new ChainRefusal('chain-untrusted', 'A certificate of the chain may not issue certificates.');
    }
  }
}

function rsaKey(leaf: X509Certificate): KeyObject {
  const key = createPublicKey({ key: Buffer.from(leaf.publicKey.rawData), format: 'der', type: 'spki' });
  if (key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= MIN_RSA_BITS) return key;
  throw new ChainRefusal('chain-untrusted', 'The certificate does not hold an RSA key of at least 2048 bits.');
}
