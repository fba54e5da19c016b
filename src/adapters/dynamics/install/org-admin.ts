import { type ConnectionOptions, openConnection } from '../connection.ts';
import { type Row, RowSet, understood, WhoAmI } from '../schema.ts';

/** What setting up an environment takes of the Web API, as a person with the rights. All of it throws `CosellError`. */
export interface OrgAdmin {
  whoAmI(): Promise<{ userId: string; organizationId: string }>;
  /** Null where there is none. */
  read(path: string): Promise<Row | null>;
  /** All rows or definitions; none where the table is not there. */
  rows(path: string): Promise<readonly Row[]>;
  /** @returns the id of what was made */
  create(path: string, body: object, options?: { solution?: string }): Promise<string>;
  /** Changes columns of a row that is there. */
  change(path: string, body: object): Promise<void>;
  /** Replaces a definition as a whole, except labels of other languages. */
  replace(path: string, body: object, options?: { solution?: string }): Promise<void>;
  remove(path: string): Promise<void>;
  act(action: string, body: object): Promise<Row>;
  /** The whole address of a row, as references in bodies want it. */
  address(path: string): string;
}

const KIND = { kind: 'install' };

/** Definitions are cached by each server for half a minute; without this, what was just made is not there yet (contract §1). */
const FRESH = { consistency: 'Strong' };

/** Opens the environment for setting it up, with an administrator's access when tokens are given. Calls nobody yet. */
export function openOrgAdmin(options: ConnectionOptions): OrgAdmin {
  const { transport, root, rootUrl } = openConnection(options);

  const write = (
    method: 'POST' | 'PATCH' | 'PUT' | 'DELETE',
    path: string,
    rest: { body?: object; headers?: Record<string, string> },
  ) =>
    transport.send({
      method,
      path: `${root}/${path}`,
      ...(rest.body === undefined ? {} : { body: rest.body }),
      headers: { ...FRESH, ...rest.headers },
      ...KIND,
    });

  async function read(path: string): Promise<Row | null> {
    const answer = await transport.send({
      method: 'GET',
      path: `${root}/${path}`,
      headers: FRESH,
      expect: [404],
      ...KIND,
    });
    return answer.status === 404 ? null : (answer.body as Row);
  }

  return {
    read,
    async whoAmI() {
      const { UserId, OrganizationId } = understood(WhoAmI, await read('WhoAmI'), 'WhoAmI');
      return { userId: UserId.toLowerCase(), organizationId: OrganizationId };
    },
    async rows(path) {
      const rows: Row[] = [];
      for (let at: string | null = path; at !== null; ) {
        const answer: Row | null = await read(at);
        if (!answer) return rows;
        const set: RowSet = understood(RowSet, answer, path);
        rows.push(...set.value);
        at = set['@odata.nextLink'] === undefined ? null : below(set['@odata.nextLink'], root);
      }
      return rows;
    },
    async create(path, body, { solution } = {}) {
      const { headers } = await write('POST', path, { body, headers: solutionHeader(solution) });
      return /\(([0-9a-f-]{36})\)\s*$/i.exec(headers.get('odata-entityid') ?? '')?.[1]?.toLowerCase() ?? '';
    },
    async change(path, body) {
      // Without it a row that was deleted meanwhile would be made again (contract §1).
      await write('PATCH', path, { body, headers: { 'if-match': '*' } });
    },
    async replace(path, body, { solution } = {}) {
      await write('PUT', path, { body, headers: { 'mscrm.mergelabels': 'true', ...solutionHeader(solution) } });
    },
    async remove(path) {
      await write('DELETE', path, {});
    },
    address: (path) => `${rootUrl}/${path}`,
    async act(action, body) {
      return ((await write('POST', action, { body })).body ?? {}) as Row;
    },
  };
}

const solutionHeader = (solution: string | undefined): Record<string, string> =>
  solution === undefined ? {} : { 'mscrm.solutionuniquename': solution };

/** The path of an answered address below the root; the address itself is never followed. */
function below(link: string, root: string): string {
  const { pathname, search } = new URL(link, 'https://any.example');
  return `${pathname.slice(pathname.indexOf(root) + root.length + 1)}${search}`;
}

/** A text within quotes of an OData address. */
export const quoted = (text: string): string => `'${encodeURIComponent(text.replaceAll("'", "''"))}'`;
