import type { EndpointFacts } from './inventory.ts';
import { type Package, type StepSource, tablesOf } from './package.ts';
import type { TableContext } from './plan-columns.ts';
import { created, kept, type Planned, unlike, type Work } from './step.ts';

/** Nothing without an address: whether Dataverse is told of the connector at all is decided by the settings. */
export function planWebhook(pack: Package, context: TableContext): Planned[] {
  const { inventory, options, place } = context;
  if (!options.webhook) return [];
  const { url, code } = options.webhook;
  const { name } = pack.webhook;
  const found = inventory.endpoint;
  const steps = pack.webhook.steps
    .filter(({ table }) => place.tableNote(table) === null)
    .flatMap((source) =>
      source.messages.map((message) => planStep(source, message, filterFor(pack, source, context), found)),
    );
  return [planEndpoint(name, url, code, found, options.upgrade), ...steps];
}

function planEndpoint(name: string, url: string, code: string, found: EndpointFacts | null, upgrade: boolean): Planned {
  const work: Work[] = [{ do: 'endpoint', url, code }];
  if (!found) return created('webhook', name, work);
  // The code is never shown, so an upgrade writes it again: it may have been replaced in the settings.
  if (upgrade)
    return { step: { kind: 'webhook', name, action: 'update', notes: ['The code is written again.'] }, work };
  if (found.url === url) return kept('webhook', name);
  return unlike('webhook', name, [
    `It calls ${found.url}, this connector is at ${url}. Change it with \`cosell crm upgrade\`.`,
  ]);
}

function planStep(
  source: StepSource,
  message: string,
  columns: readonly string[],
  endpoint: EndpointFacts | null,
): Planned {
  const name = `${source.table} ${message}`;
  const filter = message === 'Update' ? columns : [];
  const found = endpoint?.steps.get(name);
  const work: Work[] = [{ do: 'hook', step: source, message, columns: filter }];
  if (!found) return created('webhook', name, work);
  const lacking = filter.filter((column) => !found.columns.includes(column));
  if (lacking.length === 0) return kept('webhook', name);
  const notes = [`Also tells of changes of ${lacking.join(', ')}.`];
  return { step: { kind: 'webhook', name, action: 'extend', notes }, work };
}

/** The columns that sellers change: those named in the package, and ours that are not filled in by the connector (contract §3, layer 6). */
function filterFor(pack: Package, { table, columns }: StepSource, { place }: TableContext): string[] {
  const sellers = (tablesOf(pack).find(({ name }) => name === table)?.columns ?? []).filter(({ locked }) => !locked);
  const used = sellers.flatMap(({ name }) => place.columnFor(table, name).name ?? []);
  return [...new Set([...columns, ...used])];
}
