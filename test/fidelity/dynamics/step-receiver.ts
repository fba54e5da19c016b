import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedStep {
  /** Path and query. */
  address: string;
  headers: IncomingHttpHeaders;
  raw: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read execution contexts
  context: any;
}

export interface StepReceiver {
  url: string;
  received: ReceivedStep[];
  /** What to answer to the n-th request (from 1); 200 unless told. */
  answerWith(statusOf: (request: number) => number): void;
  close(): Promise<void>;
}

/** A webhook that keeps what it gets, on a free port. */
export async function startStepReceiver(): Promise<StepReceiver> {
  const received: ReceivedStep[] = [];
  let statusOf: (request: number) => number = () => 200;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const raw = Buffer.concat(parts).toString('utf8');
      received.push({ address: request.url ?? '', headers: request.headers, raw, context: JSON.parse(raw) });
      response.writeHead(statusOf(received.length)).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
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
