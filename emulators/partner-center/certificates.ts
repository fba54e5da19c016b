import { KeyObject, webcrypto } from 'node:crypto';

/** A certificate chain that looks like Microsoft's, and the key that signs events. */
export interface Chain {
  rootPem: string;
  issuingPem: string;
  leafPem: string;
  leafDer: Uint8Array<ArrayBuffer>;
  leafKey: KeyObject;
}

type KeyPair = webcrypto.CryptoKeyPair;

const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
};

export const LEAF_HOST = 'pcnotifications-dispatch.microsoft.com';
const ORGANIZATION = 'C=US, O=Microsoft Corporation';
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';
const MONTH_MS = 30 * 86_400_000;
const VALID_MONTHS = 60;

const newKeys = () => webcrypto.subtle.generateKey(RSA, true, ['sign', 'verify']) as Promise<KeyPair>;

/** Keys of the authorities are made once per process: RSA keys take a moment, and chains need not be strangers. */
const authorityKeys = new Map<string, Promise<KeyPair>>();
function keptKeys(name: string): Promise<KeyPair> {
  const kept = authorityKeys.get(name) ?? newKeys();
  authorityKeys.set(name, kept);
  return kept;
}

interface Names {
  subject: string;
  issuer: string;
}

interface Validity {
  notBefore: Date;
  notAfter: Date;
}

/** Loads the X.509 library when the first chain is made; it is slow to load and many uses need no webhooks. */
async function loadLibrary() {
  await import('reflect-metadata');
  return import('@peculiar/x509');
}
type Library = Awaited<ReturnType<typeof loadLibrary>>;

async function authority(
  x509: Library,
  keys: KeyPair,
  signer: KeyPair,
  names: Names,
  validity: Validity,
  depth: number,
) {
  return x509.X509CertificateGenerator.create({
    ...names,
    ...validity,
    publicKey: keys.publicKey,
    signingKey: signer.privateKey,
    signingAlgorithm: RSA,
    extensions: [
      new x509.BasicConstraintsExtension(true, depth, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(signer.publicKey),
    ],
  });
}

async function leaf(x509: Library, keys: KeyPair, signer: KeyPair, names: Names, validity: Validity) {
  return x509.X509CertificateGenerator.create({
    ...names,
    ...validity,
    publicKey: keys.publicKey,
    signingKey: signer.privateKey,
    signingAlgorithm: RSA,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment, true),
      new x509.ExtendedKeyUsageExtension([SERVER_AUTH, CLIENT_AUTH]),
      new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: LEAF_HOST }]),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(signer.publicKey),
    ],
  });
}

/**
 * Makes root → issuing authority → leaf. Chains of the same family share their root and issuing authority, so a rotated
 * leaf is trusted like the one before; a different family has the same names and no trust.
 */
export async function makeChain(family: string, nowMs: number, rotation: number): Promise<Chain> {
  const [x509, rootKeys, issuingKeys, leafKeys] = await Promise.all([
    loadLibrary(),
    keptKeys(`${family} root`),
    keptKeys(`${family} issuing`),
    keptKeys(`${family} leaf ${rotation}`),
  ]);
  // Good in virtual and in real time alike: who verifies may go by either clock.
  const validity = {
    notBefore: new Date(Math.min(nowMs, Date.now()) - MONTH_MS),
    notAfter: new Date(Math.max(nowMs, Date.now()) + VALID_MONTHS * MONTH_MS),
  };
  const rootName = `${ORGANIZATION}, CN=Emulator RSA Root`;
  const issuingName = `${ORGANIZATION}, CN=Emulator RSA TLS Issuing CA`;
  const leafName = `C=US, ST=WA, L=Redmond, O=Microsoft Corporation, CN=${LEAF_HOST}`;
  const root = await authority(x509, rootKeys, rootKeys, { subject: rootName, issuer: rootName }, validity, 1);
  const issuing = await authority(x509, issuingKeys, rootKeys, { subject: issuingName, issuer: rootName }, validity, 0);
  const signing = await leaf(x509, leafKeys, issuingKeys, { subject: leafName, issuer: issuingName }, validity);
  return {
    rootPem: root.toString('pem'),
    issuingPem: issuing.toString('pem'),
    leafPem: signing.toString('pem'),
    leafDer: new Uint8Array(signing.rawData),
    leafKey: KeyObject.from(leafKeys.privateKey),
  };
}
