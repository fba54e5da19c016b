import { hostname } from 'node:os';
import { serve } from '@hono/node-server';
import type { RunningConnector, RunRequest } from '../cli/product/running.ts';
import type { LoadedSettings } from '../config/load.ts';
import { asCosellError } from '../core/errors.ts';
import { type Connector, startConnector } from '../engine/connector.ts';
import type { EngineDeps } from '../engine/deps.ts';
import { createService, WEBHOOK_PATH } from '../service/app.ts';
import { readHealth } from '../service/health.ts';
import { openHintReceiver } from './crm/hints.ts';
import { type OpenEngine, openEngine } from './engine.ts';
import { portError } from './listen.ts';
import { noteMapping } from './mapping.ts';
import { passReport } from './reports.ts';
import { systemIds } from './surroundings.ts';
import { refuseBeside } from './webhook/beside.ts';
import { createRegistrationKeeper } from './webhook/keep.ts';
import { openReceiver } from './webhook/receiver.ts';
import { openRegistry } from './webhook/registry.ts';

/** Starts engine and webhook receiver; both end when the signal is aborted. */
export async function runConnector(loaded: LoadedSettings, request: RunRequest): Promise<RunningConnector> {
  const { settings } = loaded;
  const { shadow = false } = request;
  const engine = await openEngine(loaded, (report) => request.onPass?.(passReport(report)), { shadow });
  const open: (() => Promise<void>)[] = [() => engine.store.close()];
  const closeAll = async () => {
    for (const close of open.reverse()) await close();
  };
  try {
    // Notices are taken from the first moment; the sides may come up later (R104).
    const server = await listen(loaded, engine);
    open.push(server.close);
    const url = `http://${settings.listen.host}:${server.port}`;
    const first = await connectOnce(engine);
    if (first) await refuseBeside(loaded, engine, shadow);
    const finished = (async () => {
      const connector = await work(loaded, engine, first, request);
      if (connector) open.push(connector.stop);
      await untilAborted(request.signal);
      await closeAll();
    })();
    const publicUrl = settings.publicUrl ?? null;
    return { finished, started: { url, webhookUrl: url + WEBHOOK_PATH, publicUrl, store: engine.place } };
  } catch (thrown) {
    await closeAll();
    throw thrown;
  }
}

/** Null while a side cannot be reached; what a person must mend is thrown at once. */
async function connectOnce(engine: OpenEngine): Promise<EngineDeps | null> {
  try {
    return await engine.connect();
  } catch (thrown) {
    const failure = asCosellError(thrown);
    if (failure.recovery !== 'retry' && failure.recovery !== 'throttled') throw failure;
    engine.log.warn(
      { code: failure.code, place: failure.place, reason: failure.message },
      'not connected yet; trying again',
    );
    return null;
  }
}

const CONNECT_AGAIN_MS = 5_000;

async function work(
  loaded: LoadedSettings,
  engine: OpenEngine,
  first: EngineDeps | null,
  { signal, shadow = false }: RunRequest,
): Promise<Connector | null> {
  let deps = first;
  while (!deps && !signal.aborted) {
    await engine.clock.sleep(CONNECT_AGAIN_MS, signal);
    deps = signal.aborted ? null : await connectOnce(engine);
  }
  if (!deps) return null;
  if (!first) await refuseBeside(loaded, engine, shadow);
  const owner = `${hostname()}:${process.pid}`;
  if (shadow) return startConnector(deps, { owner });
  await noteMapping(loaded, engine);
  const keeper = createRegistrationKeeper(await openRegistry(loaded, engine));
  const connector = await startConnector({ ...deps, chores: [keeper.chore] }, { owner });
  await keeper.keep();
  return connector;
}

interface Listening {
  port: number;
  close(): Promise<void>;
}

async function listen(loaded: LoadedSettings, engine: OpenEngine): Promise<Listening> {
  const { host, port } = loaded.settings.listen;
  const receiver = await openReceiver(loaded, { ...engine, ids: systemIds() });
  const crm = await openHintReceiver(loaded, engine);
  const app = createService({ webhook: receiver, crm, health: () => readHealth(engine.store) });
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: host, port }, (address) => {
      const close = async () => {
        await closed(server);
        await receiver.stop();
      };
      resolve({ port: address.port, close });
    });
    server.once('error', (cause: NodeJS.ErrnoException) => reject(portError(cause, host, port)));
  });
}

/** How long a request that is under way may take to end when the connector stops. */
const LAST_ANSWERS_MS = 2_000;

function closed(server: ReturnType<typeof serve>): Promise<void> {
  return new Promise((resolve) => {
    const patience = setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), LAST_ANSWERS_MS);
    server.close(() => {
      clearTimeout(patience);
      resolve();
    });
    // Notices under way are still stored and answered; kept-alive connections would hold the process for minutes.
    if ('closeIdleConnections' in server) server.closeIdleConnections();
  });
}

export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
