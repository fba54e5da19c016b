import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { CosellError } from '../../../core/errors.ts';
import type { TokenProvider } from '../../http/tokens.ts';
import { clientOver, type Part, type SalesforceClient } from '../client.ts';
import { type ConnectionOptions, openConnection } from '../connection.ts';
import { SET_UP_RIGHTS } from '../error-codes.ts';
import { misconfigured } from '../errors.ts';
import { ApiErrors, type PartAnswer, QueryAnswer, type Row, understood } from '../schema.ts';
import type { Archive } from './archive.ts';
import type { JsonMap } from './xml.ts';

/** How a deployment stands, as far as it matters here. */
const DeployAnswer = z.object({
  id: z.string(),
  deployResult: z.object({
    status: z.string(),
    done: z.boolean(),
    success: z.boolean().default(false),
    numberComponentsDeployed: z.number().default(0),
    numberComponentsTotal: z.number().default(0),
    errorMessage: z.string().nullish(),
    details: z
      .object({
        componentFailures: z
          .union([z.array(z.unknown()), z.record(z.string(), z.unknown())])
          .nullish()
          // One failure alone may come without a list around it.
          .transform((given) => (given ? (Array.isArray(given) ? given : [given]) : []))
          .pipe(
            z.array(
              z.object({ componentType: z.string().nullish(), fullName: z.string(), problem: z.string().nullish() }),
            ),
          ),
      })
      .nullish(),
  }),
});
export type DeployResult = z.infer<typeof DeployAnswer>['deployResult'];

const ToolingRow = z.object({ FullName: z.string(), Metadata: z.record(z.string(), z.unknown()) });

/** What setting up an org takes: the REST API as a person with the rights, the Tooling API for reading, deployments for writing. */
export interface OrgAdmin {
  client: SalesforceClient;
  /** All rows of a query over records. */
  query(soql: string): Promise<readonly Row[]>;
  /** All rows of a query over the set-up. */
  toolingQuery(soql: string): Promise<readonly Row[]>;
  /** One layout or validation rule as a whole. */
  metadataOf(type: 'Layout' | 'ValidationRule', id: string): Promise<{ fullName: string; metadata: JsonMap }>;
  startDeployment(archive: Archive, options: { checkOnly: boolean }): Promise<string>;
  deployment(id: string): Promise<DeployResult>;
  /** Independent small writes; the outcome of each is null or Salesforce's words. */
  write(parts: readonly Pick<Part, 'method' | 'path' | 'body'>[]): Promise<readonly (string | null)[]>;
}

const KIND = { kind: 'install' };
/** A composite call takes at most this many parts (contract §1.3). */
const MOST_PARTS = 25;

/** Opens the org for setting it up, with an administrator's access when tokens are given. Calls nobody yet. */
export function openOrgAdmin(options: ConnectionOptions & { tokens?: TokenProvider }): OrgAdmin {
  const connection = openConnection(options);
  const { transport, root } = connection;
  const client = clientOver(connection);

  async function writeSome(parts: readonly Pick<Part, 'method' | 'path' | 'body'>[]): Promise<(string | null)[]> {
    const named = parts.map((part, at): Part => ({ ...part, referenceId: `part${at}` }));
    return (await client.composite(named, false, KIND)).map(wordsOf);
  }

  return {
    client,
    async query(soql) {
      const rows: Row[] = [];
      let page = await client.query(soql, KIND);
      rows.push(...page.rows);
      while (page.next !== null) {
        page = await client.more(page.next, KIND);
        rows.push(...page.rows);
      }
      return rows;
    },
    async toolingQuery(soql) {
      const request = { method: 'GET' as const, path: `${root}/tooling/query`, query: { q: soql }, ...KIND };
      const answer = await transport.send(request).catch(refusedSetUp);
      const { records, done } = understood(QueryAnswer, answer.body, 'tooling query');
      // An org with more than 2000 of anything that is asked for here is no org that we know how to look at.
      if (!done) throw new Error('The set-up of the org does not fit on one page.');
      return records;
    },
    async metadataOf(type, id) {
      const path = `${root}/tooling/sobjects/${type}/${id}`;
      const { body } = await transport.send({ method: 'GET', path, ...KIND });
      const row = understood(ToolingRow, body, `${type} ${id}`);
      return { fullName: row.FullName, metadata: row.Metadata as JsonMap };
    },
    async startDeployment(archive, { checkOnly }) {
      const options = { singlePackage: true, rollbackOnError: true, checkOnly };
      const answer = await transport.send({
        method: 'POST',
        path: `${root}/metadata/deployRequest`,
        content: multipart({ deployOptions: options }, archive.bytes),
        ...KIND,
      });
      return understood(DeployAnswer, answer.body, 'deployRequest').id;
    },
    async deployment(id) {
      const path = `${root}/metadata/deployRequest/${encodeURIComponent(id)}`;
      const answer = await transport.send({ method: 'GET', path, query: { includeDetails: 'true' }, ...KIND });
      return understood(DeployAnswer, answer.body, 'deployRequest').deployResult;
    },
    async write(parts) {
      const outcomes: (string | null)[] = [];
      for (let at = 0; at < parts.length; at += MOST_PARTS) {
        outcomes.push(...(await writeSome(parts.slice(at, at + MOST_PARTS))));
      }
      return outcomes;
    },
  };
}

/** Who may not see the set-up is told that its objects do not exist. */
function refusedSetUp(thrown: unknown): never {
  if (!(thrown instanceof CosellError) || thrown.code !== 'salesforce-object-missing') throw thrown;
  throw misconfigured(
    'salesforce-set-up-closed',
    'The signed-in user may not see the set-up of the org.',
    SET_UP_RIGHTS,
    thrown.place ?? 'Salesforce',
  );
}

function wordsOf({ httpStatusCode, body }: PartAnswer): string | null {
  if (httpStatusCode < 400) return null;
  const errors = ApiErrors.safeParse(body);
  return errors.success ? errors.data.map(({ code, message }) => `${code}: ${message}`).join('; ') : 'failed';
}

/** The two parts of a deployment (contract §6.3), written out because Salesforce reads part headers strictly. */
function multipart(json: object, file: Uint8Array): { type: string; bytes: Uint8Array<ArrayBuffer> } {
  const boundary = `cosell-${randomUUID()}`;
  const head = (name: string, type: string, more = '') =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${more}\r\nContent-Type: ${type}\r\n\r\n`;
  const bytes = Buffer.concat([
    Buffer.from(`${head('entity_content', 'application/json')}${JSON.stringify(json)}\r\n`),
    Buffer.from(head('file', 'application/zip', '; filename="deploy.zip"')),
    file,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  return { type: `multipart/form-data; boundary=${boundary}`, bytes: new Uint8Array(bytes) };
}
