import { type ServerType, serve } from '@hono/node-server';
import { changeParts } from './json-parts.ts';

/** An answer on its way back. */
export interface PassingAnswer {
  status: number;
  contentType: string;
  text: string;
}

export interface PassingRequest {
  method: string;
  /** With its query. */
  path: string;
  body: string;
}

export interface Disturbance {
  of: (request: PassingRequest) => boolean;
  /** What becomes of the answer; the system has acted by then. */
  answer: (answer: PassingAnswer) => PassingAnswer;
}

/** A proxy on the loopback that lets everything through, until it is told to disturb something. */
export interface SpoilingProxy {
  url: string;
  /** Until the function that it answers is called. */
  disturb(disturbance: Disturbance): () => void;
  /** Answers that were disturbed so far. */
  disturbed(): number;
  close(): Promise<void>;
}

/** Starts a proxy in front of a server whose address may become known later. */
export async function startProxy(target: () => string): Promise<SpoilingProxy> {
  const disturbances = new Set<Disturbance>();
  let count = 0;

  async function pass(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    const { method } = request;
    // Who sends the address of the proxy means the system behind it.
    const body = readdressed(await request.text(), `http://127.0.0.1:${port}`, target());
    const headers = without(OWN_HEADERS, request.headers);
    const sent = { method, headers, redirect: 'manual', ...(body === '' ? {} : { body }) } as const;
    const passed = await fetch(target() + pathname + search, sent);
    let answer = { status: passed.status, contentType: contentType(passed), text: await passed.text() };
    for (const disturbance of disturbances) {
      if (!disturbance.of({ method, path: pathname + search, body })) continue;
      answer = disturbance.answer(answer);
      count += 1;
    }
    const given = without(OWN_HEADERS, passed.headers);
    given.set('content-type', answer.contentType);
    return new Response(answer.text === '' ? null : answer.text, { status: answer.status, headers: given });
  }

  const { server, port } = await listen(pass);
  return {
    url: `http://127.0.0.1:${port}`,
    disturb(disturbance) {
      disturbances.add(disturbance);
      return () => void disturbances.delete(disturbance);
    },
    disturbed: () => count,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}

/** A text in which one address stands for another, also where it is part of a form. */
function readdressed(text: string, from: string, to: string): string {
  return text.replaceAll(from, to).replaceAll(encodeURIComponent(from), encodeURIComponent(to));
}

function listen(fetch: (request: Request) => Promise<Response>): Promise<{ server: ServerType; port: number }> {
  return new Promise((resolve) => {
    const server = serve({ fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => resolve({ server, port }));
  });
}

/** Headers of one connection, which each party makes itself. */
const OWN_HEADERS = ['connection', 'content-encoding', 'content-length', 'host', 'keep-alive', 'transfer-encoding'];

function without(names: readonly string[], headers: Headers): Headers {
  const kept = new Headers(headers);
  for (const name of names) kept.delete(name);
  return kept;
}

function contentType({ headers }: Response): string {
  return headers.get('content-type') ?? 'application/json';
}

// ---- Ways to spoil an answer ----------------------------------------------------------------------------------------

export const webPage = (answer: PassingAnswer): PassingAnswer => ({
  ...answer,
  status: 200,
  contentType: 'text/html',
  text: '<!DOCTYPE html><html><head><title>Sign in to the guest network</title></head></html>',
});

export const cutOff = (answer: PassingAnswer): PassingAnswer => ({
  ...answer,
  text: answer.text.slice(0, Math.ceil(answer.text.length / 2)),
});

export const answering =
  (body: unknown) =>
  (answer: PassingAnswer): PassingAnswer => ({ ...answer, status: 200, text: JSON.stringify(body) });

/** Gives every map in the answer to `change`. */
export const rewriting =
  (change: (part: Record<string, unknown>) => void): Disturbance['answer'] =>
  (answer) => ({ ...answer, text: changeParts(answer.text, change) });
