import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { portError } from '../listen.ts';

/** Waits on this machine for the browser that comes back from a sign-in. */
export interface Loopback {
  /** `localhost`, because Entra then takes any port (learn.microsoft.com/entra/identity-platform/reply-url). */
  redirectUri: string;
  /** The address that the browser was sent back to; never, when nobody comes. */
  returned: Promise<URL>;
  /** Tells the person at the browser how it went. */
  answer(text: string): void;
  close(): void;
}

const HOST = '127.0.0.1';

/** Port 0: a free one. Throws `port-taken` or `cannot-listen`. */
export async function listenForRedirect(port: number): Promise<Loopback> {
  let waiting: ServerResponse | null = null;
  const { promise: returned, resolve: arrived } = Promise.withResolvers<URL>();
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', `http://${HOST}`);
    const isAnswer = url.searchParams.has('code') || url.searchParams.has('error');
    // Browsers also ask for icons, and the first answer counts.
    if (request.method !== 'GET' || url.pathname !== '/' || !isAnswer || waiting) {
      response.writeHead(404).end();
      return;
    }
    waiting = response;
    arrived(url);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(portError(cause, HOST, port)));
    server.listen(port, HOST, resolve);
  });
  return {
    redirectUri: `http://localhost:${(server.address() as AddressInfo).port}`,
    returned,
    answer(text) {
      waiting?.writeHead(200, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' }).end(text);
    },
    close: () => void server.close(),
  };
}
