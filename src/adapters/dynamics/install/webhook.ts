import { marked } from './definitions.ts';
import { type OrgAdmin, quoted } from './org-admin.ts';
import type { Site } from './site.ts';
import { WEBHOOK } from './take-inventory.ts';

/** Registering the connector's address for what happens to rows (contract §1.2). */

const WEBHOOK_KEY = 4;
const JSON_FORMAT = 2;
/** After the row was written, outside its transaction: a seller never waits for the connector. */
const AFTERWARDS = { stage: 40, mode: 1 };

export async function writeEndpoint(url: string, code: string, site: Site): Promise<void> {
  const { admin, pack } = site;
  const body = {
    name: pack.webhook.name,
    description: marked('Tells the connector which rows have changed.'),
    url,
    contract: WEBHOOK,
    authtype: WEBHOOK_KEY,
    authvalue: code,
    messageformat: JSON_FORMAT,
    connectionmode: 1,
  };
  const id = await endpointId(site);
  if (id === null) await admin.create('serviceendpoints', body);
  else await admin.change(`serviceendpoints(${id})`, { url, authtype: WEBHOOK_KEY, authvalue: code });
}

/** Neither endpoint nor steps go into the solution: they name this connector, and other environments have their own. */
export async function writeHook(table: string, message: string, columns: readonly string[], site: Site): Promise<void> {
  const { admin, pack, inventory } = site;
  const name = `${table} ${message}`;
  const filter = columns.length === 0 ? {} : { filteringattributes: columns.join(',') };
  const known = inventory.endpoint?.steps.get(name);
  if (known) return admin.change(`sdkmessageprocessingsteps(${known.id})`, filter);
  const [endpoint, [messageId, filterId]] = await Promise.all([endpointId(site), messageFor(table, message, admin)]);
  await admin.create('sdkmessageprocessingsteps', {
    name: `${pack.webhook.name}: ${name}`,
    description: marked('Tells the connector of a change.'),
    ...AFTERWARDS,
    rank: 1,
    supporteddeployment: 0,
    asyncautodelete: true,
    ...filter,
    'eventhandler_serviceendpoint@odata.bind': `/serviceendpoints(${endpoint})`,
    'sdkmessageid@odata.bind': `/sdkmessages(${messageId})`,
    'sdkmessagefilterid@odata.bind': `/sdkmessagefilters(${filterId})`,
  });
}

async function endpointId({ admin, pack }: Site): Promise<string | null> {
  const filter = `contract eq ${WEBHOOK} and name eq ${quoted(pack.webhook.name)}`;
  const [row] = await admin.rows(`serviceendpoints?$select=serviceendpointid&$filter=${filter}`);
  return row ? String(row['serviceendpointid']) : null;
}

async function messageFor(table: string, message: string, admin: OrgAdmin): Promise<[string, string]> {
  const filter = `primaryobjecttypecode eq ${quoted(table)} and sdkmessageid/name eq ${quoted(message)}`;
  const [row] = await admin.rows(`sdkmessagefilters?$select=sdkmessagefilterid,_sdkmessageid_value&$filter=${filter}`);
  return [String(row?.['_sdkmessageid_value'] ?? ''), String(row?.['sdkmessagefilterid'] ?? '')];
}
