import { randomBytes, sign } from 'node:crypto';
import { type Chain, LEAF_HOST, makeChain } from './certificates.ts';
import type { Tenant } from './tenant.ts';

/**
 * Who signs. `leaf` is the real thing; `foreign-chain` has the same names below an untrusted root; `tampered` signs
 * another body; `garbage` is no signature at all; `none` leaves the header out.
 */
type SignWith = 'leaf' | 'foreign-chain' | 'tampered' | 'garbage' | 'none';

interface SignatureForm {
  signWith: SignWith;
  header: 'authorization' | 'x-ms-signature';
  /** Instead of the emulator's own certificate URL. */
  certificateUrl?: string | undefined;
}

export interface Signer {
  /** The headers that go with a raw body. */
  headers(body: string, form: SignatureForm): Promise<Record<string, string>>;
  chain(): Promise<Chain>;
  foreignChain(): Promise<Chain>;
  /** Renews the leaf behind the same URL, without notice, as the real service does. */
  rotate(): Promise<Chain>;
}

export const CERTIFICATE_PATH = `/cert/${LEAF_HOST}.cer`;
export const FOREIGN_CERTIFICATE_PATH = '/cert/foreign.cer';

/** Signs events (contract/partner-center.md §5.4). Chains are made when first needed. */
export function createSigner(tenant: Tenant): Signer {
  let rotation = 0;
  let current: Promise<Chain> | undefined;
  let foreign: Promise<Chain> | undefined;
  const chain = () => {
    current ??= makeChain('microsoft', tenant.kit.clock.now(), rotation);
    return current;
  };
  const foreignChain = () => {
    foreign ??= makeChain('foreign', tenant.kit.clock.now(), 0);
    return foreign;
  };

  async function signature(body: string, signWith: SignWith): Promise<string> {
    if (signWith === 'garbage') return randomBytes(256).toString('base64');
    const { leafKey } = await (signWith === 'foreign-chain' ? foreignChain() : chain());
    const signed = signWith === 'tampered' ? `${body} ` : body;
    return sign('sha256', Buffer.from(signed, 'utf8'), leafKey).toString('base64');
  }

  return {
    async headers(body, { signWith, header, certificateUrl }) {
      const path = signWith === 'foreign-chain' ? FOREIGN_CERTIFICATE_PATH : CERTIFICATE_PATH;
      const headers: Record<string, string> = {
        'content-type': 'application/json',
        'x-ms-certificate-url': certificateUrl ?? `${tenant.url}${path}`,
        'x-ms-signature-algorithm': 'rsa-sha256',
      };
      if (signWith === 'none') return headers;
      const bare = header === 'x-ms-signature' && tenant.kit.switches.choice('ms-signature-form') === 'bare';
      headers[header] = `${bare ? '' : 'Signature '}${await signature(body, signWith)}`;
      return headers;
    },
    chain,
    foreignChain,
    rotate() {
      rotation += 1;
      current = undefined;
      return chain();
    },
  };
}
