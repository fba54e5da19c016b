import type { ConvertChange } from '../../core/model/plan.ts';
import type { Snapshot } from '../../core/model/snapshot.ts';
import type { CallOptions, SidePort } from '../../engine/ports.ts';
import type { CrmOptions } from '../crm/options.ts';
import { prepareWrites } from '../crm/prepare.ts';
import { once, watchful, watchfully } from '../crm/watchful.ts';
import { capabilitiesOf } from './capabilities.ts';
import { clientOver, type Identity } from './client.ts';
import { connectOrg } from './connect.ts';
import { openConnection } from './connection.ts';
import type { WriteContext } from './context.ts';
import { createCreator } from './create.ts';
import { openLeads } from './leads/leads.ts';
import { normalizeLead } from './leads/translate.ts';
import { createLineOwners } from './line-owners.ts';
import { listDeals } from './list.ts';
import { createReader, type Reader } from './reader.ts';
import type { DynamicsSettings } from './settings.ts';
import { normalizeView } from './translate.ts';
import { createUpdater } from './update.ts';

export type DynamicsOptions = CrmOptions<DynamicsSettings>;

/** The CRM side over Dynamics 365, and what only Dynamics 365 can tell. */
export interface DynamicsSide extends SidePort {
  /** Describes the environment again and adapts to it. */
  refresh(): Promise<void>;
  identity(): Identity;
}

/** Codes that say that the environment no longer looks as described. */
const OUTDATED = new Set(['dynamics-column-missing', 'dynamics-table-missing', 'dynamics-tracking-off']);

/**
 * Signs in, looks at the environment and answers the port. Throws `misconfigured` when it lacks something that the settings name, and `retry`
 * or `reauthenticate` when it cannot be reached; the caller tries again.
 */
export async function connectDynamics(options: DynamicsOptions): Promise<DynamicsSide> {
  const { settings, clock, log } = options;
  const client = clientOver(openConnection(options));
  let org = await connectOrg(client, settings);
  let capabilities = capabilitiesOf(org);
  const present = () => org;
  const reader = createReader(client, present);
  const owners = createLineOwners(client, present);
  const context: WriteContext = { client, org: present, reader, clock };
  const update = createUpdater(context);
  const create = createCreator(context, options.inTurn);
  const leads = settings.leads ? openLeads({ ...context, create, update }) : null;

  const look = once(async () => {
    org = await connectOrg(client, settings);
    capabilities = capabilitiesOf(org);
  });
  const guarded = watchful({ outdated: OUTDATED, refresh: look, connection: 'Dynamics 365', log });

  return {
    side: 'crm',
    get capabilities() {
      return capabilities;
    },
    list: (request) => {
      const deals = listDeals({ client, org: present, reader, owners }, request);
      return watchfully(leads ? leads.list(request, deals) : deals, guarded);
    },
    read: (ids, { signal } = {}) =>
      guarded(async () => {
        const deals = await readDeals(reader, ids, signal);
        // Ids do not tell leads from opportunities: whatever is no opportunity may be a lead.
        const others = ids.filter((id) => !deals.some((deal) => deal.id === id.toLowerCase()));
        return leads ? [...deals, ...(await leads.read(others, signal))] : deals;
      }),
    // Leads come one by one anyway.
    prepare: (seen, { signal } = {}) =>
      prepareWrites(
        reader,
        seen.filter(({ record }) => record?.kind !== 'lead'),
        signal,
      ),
    find: (marker, _startedAtMs, { signal } = {}) =>
      guarded(async () => {
        const found = await reader.find(marker, signal);
        return found?.snapshot ?? (await leads?.find(marker, signal)) ?? null;
      }),
    create: (change, { signal } = {}) =>
      guarded(() => (leads && change.recordKind === 'lead' ? leads.create(change, signal) : create(change, signal))),
    update: (change, { signal } = {}) =>
      guarded(() => (leads && change.recordKind === 'lead' ? leads.update(change, signal) : update(change, signal))),
    ...(leads
      ? {
          convert: (change: ConvertChange, { signal }: CallOptions = {}) =>
            guarded(() => leads.convert(change, signal)),
        }
      : {}),
    normalize: (view, kind) =>
      org.leads && kind === 'lead' ? normalizeLead(view, org, org.leads) : normalizeView(view, org),
    refresh: look,
    identity: () => org.identity,
  };
}

async function readDeals(
  { read }: Reader,
  ids: readonly string[],
  signal: AbortSignal | undefined,
): Promise<readonly Snapshot[]> {
  const records = await Promise.all(ids.map((id) => read(id, signal)));
  return records.flatMap((record) => record?.snapshot ?? []);
}
