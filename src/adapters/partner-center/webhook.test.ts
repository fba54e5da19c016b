import { generateKeyPairSync, type KeyObject, sign, webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import 'reflect-metadata';
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Fetch } from '../http/surroundings.ts';
import { createWebhookVerifier, type WebhookSettings } from './webhook.ts';

const vector = new URL('../../../test/fixtures/webhook-vector/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, vector));
const BODY = read('event.body');
const SIGNATURE = read('event.sig.b64').toString().trim();
const ROOT = read('root.pem').toString();
const INTERMEDIATE = read('int.pem').toString();
const LEAF = read('leaf.cer');
/** A moment at which the vector's chain is valid. */
const THEN = Date.parse('2027-01-15T00:00:00Z');
const CERTIFICATE_URL = 'https://3psostorageacct.blob.core.windows.net/cert/pcnotifications-dispatch.microsoft.com.cer';
const REFERRAL = '0d7a9be2-71fb-4f64-9a3c-2f6cf1b6c9aa';

function headers(overrides: Record<string, string | null> = {}): Headers {
  const all: Record<string, string | null> = {
    authorization: `Signature ${SIGNATURE}`,
    'x-ms-certificate-url': CERTIFICATE_URL,
    'x-ms-signature-algorithm': 'rsa-sha256',
    ...overrides,
  };
  return new Headers(Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
}

function serving(...files: (Uint8Array | Error)[]): { fetch: Fetch; urls: string[] } {
  const urls: string[] = [];
  const fetch: Fetch = async (url) => {
    urls.push(url);
    const file = files.length > 1 ? files.shift() : files[0];
    if (!(file instanceof Uint8Array)) throw file;
    return new Response(new Uint8Array(file));
  };
  return { fetch, urls };
}

function verifier(overrides: Partial<WebhookSettings> = {}) {
  return createWebhookVerifier({
    extraRoots: [ROOT],
    intermediates: [INTERMEDIATE],
    fetch: serving(LEAF).fetch,
    clock: { nowMs: () => THEN },
    ...overrides,
  });
}

describe('a signed event', () => {
  test('is accepted, with the referral id from the last part of the resource address', async () => {
    expect(await verifier().verify(headers(), BODY)).toEqual({
      ok: true,
      event: { name: 'related-referral-updated', referralId: REFERRAL, changedAt: '2026-03-04T08:12:33.7712045+00:00' },
    });
  });

  test.each([
    ['x-ms-signature with the word', { 'x-ms-signature': `Signature ${SIGNATURE}`, authorization: null }],
    [
      'x-ms-signature bare, beside the Authorization of a proxy',
      { 'x-ms-signature': SIGNATURE, authorization: 'Bearer abc' },
    ],
  ])('is accepted by %s', async (_name, overrides) => {
    expect(await verifier().verify(headers(overrides), BODY)).toMatchObject({ ok: true });
  });

  test('is accepted when the certificate file is PEM', async () => {
    const pem = Buffer.from(
      `-----BEGIN CERTIFICATE-----\n${LEAF.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
    );
    expect(await verifier({ fetch: serving(pem).fetch }).verify(headers(), BODY)).toMatchObject({ ok: true });
  });

  test('costs one download in a day, however many come at once', async () => {
    let nowMs = THEN;
    const { fetch, urls } = serving(LEAF);
    const { verify } = verifier({ fetch, clock: { nowMs: () => nowMs } });
    await Promise.all([verify(headers(), BODY), verify(headers(), BODY), verify(headers(), BODY)]);
    nowMs += 23 * 3_600_000;
    await verify(headers(), BODY);
    expect(urls).toEqual([CERTIFICATE_URL]);
    nowMs += 2 * 3_600_000;
    await verify(headers(), BODY);
    expect(urls).toHaveLength(2);
  });
});

describe('refused with 401', () => {
  const altered = Buffer.from(BODY.toString().replace('0d7a9be2', '0d7a9be3'));
  const reserialised = Buffer.from(JSON.stringify(JSON.parse(BODY.toString()), null, 1));

  test.each<[string, Record<string, string | null>, Buffer, string]>([
    ['an altered body', {}, altered, 'signature-wrong'],
    ['a body serialised again', {}, reserialised, 'signature-wrong'],
    ['no signature', { authorization: null }, BODY, 'unsigned'],
    ['another scheme', { authorization: `Bearer ${SIGNATURE}` }, BODY, 'unsigned'],
    ['a signature that is no base64', { authorization: 'Signature ***' }, BODY, 'unsigned'],
    ['SHA-1', { 'x-ms-signature-algorithm': 'rsa-sha1' }, BODY, 'algorithm-refused'],
    ['no algorithm', { 'x-ms-signature-algorithm': null }, BODY, 'algorithm-refused'],
  ])('%s', async (_name, overrides, body, reason) => {
    expect(await verifier().verify(headers(overrides), body)).toMatchObject({ ok: false, status: 401, reason });
  });

  test.each([
    'http://3psostorageacct.blob.core.windows.net/cert/x.cer',
    'https://evil.example/cert/x.cer',
    'https://3psostorageacct.blob.core.windows.net.evil.example/cert/x.cer',
    'https://3psostorageacct.blob.core.windows.net@evil.example/cert/x.cer',
    'https://user:pass@3psostorageacct.blob.core.windows.net/cert/x.cer',
    'https://3psostorageacct.blob.core.windows.net:8443/cert/x.cer',
    'https://3psostorageacct.blob.core.windows.net/other/x.cer',
    'https://3psostorageacct.blob.core.windows.net/cert/../other/x.cer',
    'https://3psostorageacct.blob.core.windows.net/cert/a/x.cer',
    'https://3psostorageacct.blob.core.windows.net/cert/x.cer?sas=1',
    'https://3psostorageacct.blob.core.windows.net/cert/x.exe',
    'file:///etc/passwd',
    '',
  ])('a certificate at %s, without any download', async (url) => {
    const { fetch, urls } = serving(LEAF);
    const result = await verifier({ fetch }).verify(headers({ 'x-ms-certificate-url': url }), BODY);
    expect(result).toMatchObject({ ok: false, status: 401, reason: 'certificate-url-refused' });
    expect(urls).toEqual([]);
  });

  test('a chain whose root is not trusted, or whose intermediate is missing', async () => {
    for (const settings of [{ extraRoots: [] }, { intermediates: [] }]) {
      expect(await verifier(settings).verify(headers(), BODY)).toMatchObject({
        status: 401,
        reason: 'chain-untrusted',
      });
    }
  });

  test.each(['2026-11-20T00:00:00Z', '2027-11-22T00:00:00Z'])(
    'a certificate at %s, outside its time',
    async (moment) => {
      const nowMs = () => Date.parse(moment);
      const result = await verifier({ clock: { nowMs } }).verify(headers(), BODY);
      expect(result).toMatchObject({ status: 401, reason: 'certificate-outdated' });
    },
  );

  test('a remembered certificate that has run out since', async () => {
    let nowMs = Date.parse('2027-11-21T00:00:00Z');
    const { verify } = verifier({ clock: { nowMs: () => nowMs } });
    expect(await verify(headers(), BODY)).toMatchObject({ ok: true });
    nowMs += 12 * 3_600_000;
    expect(await verify(headers(), BODY)).toMatchObject({ reason: 'certificate-outdated' });
  });

  test('a file that is no certificate', async () => {
    const page = serving(Buffer.from('<html>not found</html>'));
    expect(await verifier({ fetch: page.fetch }).verify(headers(), BODY)).toMatchObject({
      reason: 'certificate-unreadable',
    });
  });
});

describe('a download that fails', () => {
  test('is answered 503, so that the sender tries again, and is not repeated for every event', async () => {
    const { fetch, urls } = serving(new Error('down'));
    const { verify } = verifier({ fetch });
    const result = await verify(headers(), BODY);
    await verify(headers(), BODY);
    expect(result).toMatchObject({ ok: false, status: 503, reason: 'certificate-unreachable' });
    expect(urls).toHaveLength(1);
  });

  test('a file of any size does not fill the memory', async () => {
    const huge = serving(Buffer.alloc(100_000));
    expect(await verifier({ fetch: huge.fetch }).verify(headers(), BODY)).toMatchObject({
      reason: 'certificate-unreachable',
    });
  });
});

describe('chains of other makers', () => {
  const MICROSOFT = 'C=US, O=Microsoft Corporation';
  let root: Issued;

  interface Issued {
    certificate: X509Certificate;
    keys: webcrypto.CryptoKeyPair;
  }

  async function issue(
    subject: string,
    issuer: Issued | null,
    extensions: BasicConstraintsExtension[] = [],
  ): Promise<Issued> {
    const algorithm = {
      name: 'RSASSA-PKCS1-v1_5',
      hash: 'SHA-256',
      publicExponent: new Uint8Array([1, 0, 1]),
      modulusLength: 2048,
    };
    const keys = (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
    const certificate = await X509CertificateGenerator.create({
      subject,
      issuer: issuer?.certificate.subject ?? subject,
      publicKey: keys.publicKey,
      signingKey: (issuer ?? { keys }).keys.privateKey,
      signingAlgorithm: algorithm,
      notBefore: new Date(THEN - 1000),
      notAfter: new Date(THEN + 86_400_000),
      extensions,
    });
    return { certificate, keys };
  }

  const isAuthority = () => new BasicConstraintsExtension(true, undefined, true);

  async function judge(leaf: Issued, intermediates: Issued[], body: Buffer = BODY) {
    const key = {
      key: Buffer.from(await webcrypto.subtle.exportKey('pkcs8', leaf.keys.privateKey)),
      format: 'der',
      type: 'pkcs8',
    } as const;
    const { verify } = verifier({
      extraRoots: [root.certificate.toString('pem')],
      intermediates: intermediates.map(({ certificate }) => certificate.toString('pem')),
      fetch: serving(Buffer.from(leaf.certificate.rawData)).fetch,
    });
    return verify(headers({ authorization: `Signature ${sign('sha256', body, key).toString('base64')}` }), body);
  }

  beforeAll(async () => {
    root = await issue('CN=Test Root', null, [isAuthority()]);
  });

  test('a good one passes, and what Microsoft signed for other products is no referral', async () => {
    const issuer = await issue(`${MICROSOFT}, CN=Issuing CA`, root, [isAuthority()]);
    const leaf = await issue(`${MICROSOFT}, CN=leaf`, issuer);
    expect(await judge(leaf, [issuer])).toMatchObject({ ok: true });
    const subscription = Buffer.from(
      '{"EventName":"subscription-updated","ResourceUri":"https://x/y","ResourceName":"subscription"}',
    );
    expect(await judge(leaf, [issuer], subscription)).toMatchObject({ ok: true, event: { referralId: null } });
    for (const body of [
      '[]',
      'no json',
      '{"EventName":"referral-updated","ResourceUri":"https://x/referrals/../admin"}',
    ]) {
      expect(await judge(leaf, [issuer], Buffer.from(body))).toMatchObject({ ok: false, status: 400 });
    }
  });

  test('another organisation as subject or issuer is refused', async () => {
    const microsoft = await issue(`${MICROSOFT}, CN=Issuing CA`, root, [isAuthority()]);
    const other = await issue('C=US, O=Other Corporation, CN=Issuing CA', root, [isAuthority()]);
    const foreignLeaf = await issue('O=Other Corporation, CN=Microsoft Corporation', microsoft);
    const foreignIssuer = await issue(`${MICROSOFT}, CN=leaf`, other);
    expect(await judge(foreignLeaf, [microsoft])).toMatchObject({ reason: 'organization-wrong' });
    expect(await judge(foreignIssuer, [other])).toMatchObject({ reason: 'organization-wrong' });
  });

  test('a certificate that may not issue others cannot stand in between', async () => {
    const noAuthority = await issue(`${MICROSOFT}, CN=Issuing CA`, root, [new BasicConstraintsExtension(false)]);
    const leaf = await issue(`${MICROSOFT}, CN=leaf`, noAuthority);
    expect(await judge(leaf, [noAuthority])).toMatchObject({ reason: 'chain-untrusted' });
    const noSigning = [isAuthority(), new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true) as never];
    const noSigner = await issue(`${MICROSOFT}, CN=Issuing CA`, root, noSigning);
    expect(await judge(await issue(`${MICROSOFT}, CN=leaf`, noSigner), [noSigner])).toMatchObject({
      reason: 'chain-untrusted',
    });
  });

  test('a renewed certificate is fetched when the signature no longer fits, but not for every forgery', async () => {
    let nowMs = THEN;
    const issuer = await issue(`${MICROSOFT}, CN=Issuing CA`, root, [isAuthority()]);
    const [before, after] = [
      await issue(`${MICROSOFT}, CN=leaf`, issuer),
      await issue(`${MICROSOFT}, CN=leaf`, issuer),
    ];
    const { fetch, urls } = serving(...[before, after].map(({ certificate }) => new Uint8Array(certificate.rawData)));
    const { verify } = verifier({
      extraRoots: [root.certificate.toString('pem')],
      intermediates: [issuer.certificate.toString('pem')],
      fetch,
      clock: { nowMs: () => nowMs },
    });
    const signed = async ({ keys }: Issued) => {
      const key = await webcrypto.subtle.sign('RSASSA-PKCS1-v1_5', keys.privateKey, BODY);
      return headers({ authorization: `Signature ${Buffer.from(key).toString('base64')}` });
    };
    expect(await verify(await signed(before), BODY)).toMatchObject({ ok: true });
    nowMs += 3_600_000;
    expect(await verify(await signed(after), BODY)).toMatchObject({ ok: true });
    const forger: KeyObject = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const forged = headers({ authorization: `Signature ${sign('sha256', BODY, forger).toString('base64')}` });
    expect(await verify(forged, BODY)).toMatchObject({ reason: 'signature-wrong' });
    expect(urls).toHaveLength(2);
  });
});
