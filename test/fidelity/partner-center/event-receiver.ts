import { verify, X509Certificate } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedEvent {
  headers: IncomingHttpHeaders;
  raw: Buffer;
  /** The parsed body; undefined when it is no JSON. */
  event: { EventName: string; ResourceUri: string } | undefined;
}

export interface EventReceiver {
  url: string;
  received: ReceivedEvent[];
  /** Resolves when so many events have come in all. */
  arrived(count: number): Promise<ReceivedEvent[]>;
  /** What to answer to the n-th request (from 1); 200 unless told. */
  answerWith(statusOf: (request: number) => number): void;
  close(): Promise<void>;
}

/** A webhook subscriber that keeps what it gets, on a free port. */
export async function startEventReceiver(): Promise<EventReceiver> {
  const received: ReceivedEvent[] = [];
  let waiting: { count: number; resolve: (events: ReceivedEvent[]) => void }[] = [];
  let statusOf: (request: number) => number = () => 200;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const raw = Buffer.concat(parts);
      received.push({ headers: request.headers, raw, event: parse(raw) });
      response.writeHead(statusOf(received.length)).end();
      for (const waiter of waiting) if (received.length >= waiter.count) waiter.resolve(received);
      waiting = waiting.filter(({ count }) => received.length < count);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hooks/partner-center`,
    received,
    arrived: (count) =>
      received.length >= count ? Promise.resolve(received) : new Promise((resolve) => waiting.push({ count, resolve })),
    answerWith(next) {
      statusOf = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function parse(raw: Buffer): ReceivedEvent['event'] {
  try {
    return JSON.parse(raw.toString('utf8'));
  } catch {
    return undefined;
  }
}

const organizationOf = (name: string) => /^O=(.+)$/m.exec(name)?.[1];

/**
 * Checks an event as the documentation tells subscribers to: certificate chain up to a trusted root, organisation, and
 * RSA-SHA256 over the raw body. Returns why it is refused, or `good`.
 */
export function judgeEvent(
  raw: Buffer,
  signature: string | undefined,
  leafBytes: Buffer,
  trust: { rootPem: string; issuingPem: string },
): 'good' | 'unsigned' | 'untrusted' | 'not Microsoft' | 'bad signature' {
  if (signature === undefined) return 'unsigned';
  const [leaf, issuing, root] = [leafBytes, trust.issuingPem, trust.rootPem].map((bytes) => new X509Certificate(bytes));
  if (!leaf || !issuing || !root) return 'untrusted';
  const chained = leaf.checkIssued(issuing) && leaf.verify(issuing.publicKey) && issuing.verify(root.publicKey);
  if (!chained || !issuing.ca || leaf.ca) return 'untrusted';
  if (organizationOf(leaf.issuer) !== 'Microsoft Corporation') return 'not Microsoft';
  const bytes = Buffer.from(signature.replace(/^Signature /, ''), 'base64');
  return verify('sha256', raw, leaf.publicKey, bytes) ? 'good' : 'bad signature';
}
