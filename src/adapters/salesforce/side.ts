import type { ConvertChange } from '../../core/model/plan.ts';
import type { Snapshot } from '../../core/model/snapshot.ts';
import type { CallOptions, SidePort } from '../../engine/ports.ts';
import type { CrmOptions } from '../crm/options.ts';
import { prepareWrites } from '../crm/prepare.ts';
import { once, watchful, watchfully } from '../crm/watchful.ts';
import type { ApiUsage } from './answers.ts';
import { capabilitiesOf } from './capabilities.ts';
import { clientOver } from './client.ts';
import { connectOrg, type DescribeOptions } from './connect.ts';
import { openConnection } from './connection.ts';
import { createCreator } from './create.ts';
import { openLeads } from './leads/leads.ts';
import { isLeadId } from './leads/reader.ts';
import { normalizeLead } from './leads/translate.ts';
import { listDeals } from './list.ts';
import type { Org } from './org.ts';
import { createReader, type Reader } from './reader.ts';
import type { SalesforceSettings } from './settings.ts';
import type { SalesforceIdentity } from './tokens.ts';
import { normalizeView, snapshotFromRow } from './translate.ts';
import { createUpdater } from './update.ts';

export type SalesforceOptions = CrmOptions<SalesforceSettings>;

/** The CRM side over Salesforce, and what only Salesforce can tell. */
export interface SalesforceSide extends SidePort {
  /** Describes the org again and adapts to it; costs empty answers when nothing changed. */
  refresh(): Promise<void>;
  identity(): SalesforceIdentity | null;
  usage(): ApiUsage | null;
}

/**
 * Signs in, looks at the org and answers the port. Throws `misconfigured` when the org lacks something that the settings name, and `retry` or
 * `reauthenticate` when it cannot be reached; the caller tries again.
 */
export async function connectSalesforce(options: SalesforceOptions): Promise<SalesforceSide> {
  const { settings, clock, log } = options;
  const connection = openConnection(options);
  const client = clientOver(connection);
  let org = await connectOrg(client, settings);
  let capabilities = capabilitiesOf(org);
  const present = () => org;
  const reader = createReader(client, present);
  const context = { client, org: present, reader };
  const update = createUpdater(context, clock);
  const create = createCreator(context, clock, options.inTurn);
  const leads = settings.leads && openLeads({ ...context, clock, create, update, connection });

  const look = async (options: DescribeOptions) => {
    org = await connectOrg(client, settings, options);
    capabilities = capabilitiesOf(org);
  };
  const guarded = watchful({
    outdated: OUTDATED,
    refresh: once(() => look({ afresh: true })),
    connection: 'Salesforce',
    log,
  });

  return {
    side: 'crm',
    get capabilities() {
      return capabilities;
    },
    list: (request) => {
      const deals = listDeals(client, present, reader.memory, request);
      return watchfully(leads ? leads.list(request, deals) : deals, guarded);
    },
    read: (ids, { signal } = {}) =>
      guarded(async () => {
        const [leadIds, dealIds] = leads ? byKind(ids) : [[], ids];
        const read = [readDeals(reader, present, dealIds, signal), leads?.read(leadIds, signal) ?? []];
        return (await Promise.all(read)).flat();
      }),
    // Leads come one by one anyway.
    prepare: (seen, { signal } = {}) =>
      prepareWrites(
        reader,
        seen.filter(({ id }) => !isLeadId(id)),
        signal,
      ),
    find: (marker, _startedAtMs, { signal } = {}) =>
      guarded(
        async () => (await findDeal(reader, present, marker, signal)) ?? (await leads?.find(marker, signal)) ?? null,
      ),
    create: (change, { signal } = {}) =>
      guarded(() => (leads && change.recordKind === 'lead' ? leads.create(change, signal) : create(change, signal))),
    update: (change, { signal } = {}) =>
      guarded(() => (leads && isLeadId(change.id) ? leads.update(change, signal) : update(change, signal))),
    ...(leads
      ? {
          convert: (change: ConvertChange, { signal }: CallOptions = {}) =>
            guarded(() => leads.convert(change, signal)),
        }
      : {}),
    normalize: (view, kind) =>
      org.leads && kind === 'lead' ? normalizeLead(view, org, org.leads) : normalizeView(view, org),
    refresh: once(() => look({ afresh: false })),
    identity: client.identity,
    usage: client.usage,
  };
}

function byKind(ids: readonly string[]): [leads: readonly string[], deals: readonly string[]] {
  return [ids.filter(isLeadId), ids.filter((id) => !isLeadId(id))];
}

async function readDeals(
  reader: Reader,
  org: () => Org,
  ids: readonly string[],
  signal: AbortSignal | undefined,
): Promise<readonly Snapshot[]> {
  const rows = await Promise.all(ids.map((id) => reader.read(id, signal)));
  return rows.flatMap((row) => (row ? [snapshotFromRow(row, org())] : []));
}

async function findDeal(
  reader: Reader,
  org: () => Org,
  referralId: string,
  signal: AbortSignal | undefined,
): Promise<Snapshot | null> {
  const row = await reader.find(referralId, signal);
  return row ? snapshotFromRow(row, org()) : null;
}

/** Codes that say that the org no longer looks as described. */
const OUTDATED = new Set(['salesforce-field-missing', 'salesforce-object-missing', 'salesforce-field-read-only']);
