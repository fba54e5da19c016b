import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';

export interface RunningServer {
  /** Base URL without a trailing slash. */
  url: string;
  port: number;
  /** Ends kept-alive connections at once and stops listening. */
  close(): Promise<void>;
}

export interface ServeOptions {
  /** 0 or absent picks a free port. */
  port?: number;
  hostname?: string;
}

const LARGEST_HEAD = 131_072;

/** Serves an emulator over HTTP. Rejects with Node's own error (EADDRINUSE, EACCES) when it cannot listen. */
export function serveEmulator(app: Pick<Hono, 'fetch'>, options: ServeOptions = {}): Promise<RunningServer> {
  const hostname = options.hostname ?? '127.0.0.1';
  // Node's own limit of 16 KiB would answer before the emulated system can state its own.
  const serverOptions = { maxHeaderSize: LARGEST_HEAD };
  const server = createAdaptorServer({ fetch: app.fetch, hostname, serverOptions }) as Server;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, hostname, () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      resolve({
        url: `http://${hostname}:${port}`,
        port,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            server.closeAllConnections();
          }),
      });
    });
  });
}
