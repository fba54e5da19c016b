import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** An empty database that only one test file (or one case) uses. */
export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

/** `serverUrl`: `inject('postgresUrl')`. */
export async function createTestDatabase(serverUrl: string): Promise<TestDatabase> {
  const name = `cosell_${randomBytes(6).toString('hex')}`;
  await asSuperuser(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => asSuperuser(serverUrl, `drop database if exists ${name} with (force)`) };
}

async function asSuperuser(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
