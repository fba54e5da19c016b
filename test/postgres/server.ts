import { type ChildProcess, spawn } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { postgresBinaries } from './binaries.ts';

/** A PostgreSQL server of our own, started from npm's binaries in a temporary folder. */
export interface PostgresServer {
  /** Connects to the database `postgres` as its superuser. */
  url: string;
  stop(): Promise<void>;
}

/** PostgreSQL refuses to run as root; this uid exists everywhere and owns nothing. */
const NOBODY = 65_534;

const READY_MS_MAX = 60_000;

/** Small, and as durable as in production: a test must not pass because nothing was flushed. */
const SETTINGS = [
  'fsync=on',
  'synchronous_commit=on',
  'full_page_writes=on',
  'max_connections=100',
  'shared_buffers=64MB',
  'jit=off',
];

export async function startPostgres(): Promise<PostgresServer> {
  const identity = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const folder = mkdtempSync(join(tmpdir(), 'cosell-pg-'));
  if (identity.uid !== undefined) chownSync(folder, identity.uid, identity.gid);
  const environment = { ...process.env, LC_ALL: 'C', LC_MESSAGES: 'C' };
  const options = { ...identity, env: environment, cwd: folder };
  try {
    const { initdb, postgres } = await postgresBinaries(folder, { otherUser: identity.uid !== undefined });
    const cluster = join(folder, 'cluster');
    await finished(
      spawn(
        initdb,
        ['-D', cluster, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-instructions'],
        options,
      ),
    );
    const place = await freePlace(folder);
    const settings = [...SETTINGS, ...place.settings].flatMap((setting) => ['-c', setting]);
    const server = spawn(postgres, ['-D', cluster, ...settings], options);
    await ready(server, place.url);
    return {
      url: place.url,
      async stop() {
        await stopped(server);
        rmSync(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** A unix socket in our folder; a free port where there are none. */
async function freePlace(folder: string): Promise<{ url: string; settings: string[] }> {
  if (process.platform !== 'win32') {
    return {
      url: `postgres://postgres@localhost/postgres?host=${encodeURIComponent(folder)}`,
      settings: [`unix_socket_directories=${folder}`, 'listen_addresses='],
    };
  }
  const port = await freePort();
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    settings: ['listen_addresses=127.0.0.1', `port=${port}`],
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

function finished(child: ChildProcess): Promise<void> {
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk;
  });
  child.stdout?.resume();
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0
        ? resolve()
        : reject(new Error(`initdb failed (${code}): ${said}\nSet COSELL_TEST_POSTGRES_URL to use another server.`)),
    );
  });
}

async function ready(server: ChildProcess, url: string): Promise<void> {
  let said = '';
  let ended = false;
  server.stderr?.on('data', (chunk: Buffer) => {
    said = `${said}${chunk}`.slice(-4_000);
  });
  server.stdout?.resume();
  server.once('exit', () => {
    ended = true;
  });
  const giveUpAt = performance.now() + READY_MS_MAX;
  while (!(await answers(url))) {
    if (ended || performance.now() > giveUpAt) throw new Error(`PostgreSQL did not start: ${said}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function stopped(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    server.once('exit', () => resolve());
    // SIGINT is PostgreSQL's fast shutdown: open connections are closed.
    server.kill('SIGINT');
  });
}
