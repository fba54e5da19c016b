import { CosellError } from '../core/errors.ts';
import type { Snapshot } from '../core/model/snapshot.ts';
import type { CallOptions, ListPage, ListRequest, SideGroup, SidePort, WriteResult } from './ports.ts';

/** A side that one system plays. */
export function alone(port: SidePort): SideGroup {
  return {
    list: (request) => port.list(isGroupCursor(request.since) ? { ...request, since: null } : request),
    read: (ids, options) => port.read(ids, options),
    find: (marker, startedAtMs, options) => port.find(marker, startedAtMs, options),
    memberFor: () => port,
  };
}

/** One of several CRMs. */
export interface Member {
  /** As in the settings; written down on the snapshots of its records. */
  name: string;
  port: SidePort;
  /** Whether an id has the form of its records' ids; spares questions that can have no answer. */
  isRecordId(id: string): boolean;
}

export interface GroupOptions {
  /** At least two; the first takes what no rule sends elsewhere. */
  members: readonly [Member, ...Member[]];
  /** Name of the CRM in which the record for a referral is made; null: the first. */
  route(referral: Snapshot): string | null;
}

/**
 * Several CRMs as one side. A record stays in the CRM it is in; where there is none yet, the referral decides. A CRM that cannot be reached
 * holds up its own deals alone: the others are listed, read and written meanwhile.
 */
export function several({ members, route }: GroupOptions): SideGroup {
  const named = new Map(members.map((member) => [member.name, namedPort(member)]));
  const [first] = members;
  const portOf = (name: string | null | undefined): SidePort | undefined => named.get(name ?? '');
  return {
    list: (request) => listAll(members, named, request),
    read: (ids, options) => readFrom(members, named, ids, options),
    find: (marker, startedAtMs, options) => findIn([...named.values()], marker, startedAtMs, options),
    memberFor({ crm, 'partner-center': referral }) {
      const holder = crm ? (crm.record?.crm ?? members.find(({ isRecordId }) => isRecordId(crm.id))?.name) : null;
      return portOf(holder) ?? portOf(crm || !referral ? null : route(referral)) ?? (named.get(first.name) as SidePort);
    },
  };
}

type Ports = ReadonlyMap<string, SidePort>;

/** The member's port, whose snapshots say where they come from and whose failures say that others are not concerned. */
function namedPort({ name, port }: Member): SidePort {
  const own = (snapshot: Snapshot): Snapshot =>
    snapshot.record ? { ...snapshot, record: { ...snapshot.record, crm: name } } : snapshot;
  const ownResult = (result: WriteResult): WriteResult =>
    'snapshot' in result ? { ...result, snapshot: own(result.snapshot) } : result;
  const guarded = async <T>(call: () => Promise<T>): Promise<T> => {
    try {
      return await call();
    } catch (thrown) {
      throw thrown instanceof CosellError ? thrown.of(name) : thrown;
    }
  };
  const { convert } = port;
  const overrides: Partial<SidePort> = {
    async *list(request) {
      const pages = port.list(request)[Symbol.asyncIterator]();
      for (;;) {
        const { done, value } = await guarded(() => pages.next());
        if (done) return;
        yield { ...value, snapshots: value.snapshots.map(own) };
      }
    },
    read: async (ids, options) => (await guarded(() => port.read(ids, options))).map(own),
    async find(marker, startedAtMs, options) {
      const found = await guarded(() => port.find(marker, startedAtMs, options));
      return found && own(found);
    },
    create: async (change, options) => ownResult(await guarded(() => port.create(change, options))),
    update: async (change, options) => ownResult(await guarded(() => port.update(change, options))),
    ...(convert
      ? { convert: async (change, options) => ownResult(await guarded(() => convert.call(port, change, options))) }
      : {}),
  };
  // Not a copy: a port's capabilities change when it looks at its organisation again.
  return Object.assign(Object.create(port) as SidePort, overrides);
}

/** Each id is asked of the CRMs in which it can be; who does not know it leaves it out. */
async function readFrom(
  members: readonly Member[],
  ports: Ports,
  ids: readonly string[],
  options?: CallOptions,
): Promise<readonly Snapshot[]> {
  const answers = await Promise.allSettled(
    members.map(async ({ name, isRecordId }) => {
      const asked = ids.filter(isRecordId);
      return asked.length === 0 ? [] : ((await ports.get(name)?.read(asked, options)) ?? []);
    }),
  );
  const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  const known = new Set(found.map(({ id }) => id));
  if (known.size < found.length) throw heldTwice(found);
  const failed = answers.find(({ status }) => status === 'rejected');
  // Not found elsewhere says nothing while one CRM does not answer.
  if (failed?.status === 'rejected' && ids.some((id) => !known.has(id))) throw failed.reason;
  return found;
}

function heldTwice(found: readonly Snapshot[]): CosellError {
  const twice = found.find(({ id }, at) => found.findIndex((other) => other.id === id) < at);
  const names = found.flatMap(({ id, record }) => (id === twice?.id ? [record?.crm] : []));
  return new CosellError({
    code: 'record-in-two-crms',
    recovery: 'misconfigured',
    message: `The CRMs ${names.join(' and ')} both hold a record ${twice?.id}: one is a copy of the other.`,
    remedy: 'Connect only one of the two, for example not a sandbox together with the organisation it was copied from.',
    place: twice?.id,
  });
}

async function findIn(
  ports: readonly SidePort[],
  marker: string,
  startedAtMs: number,
  options?: CallOptions,
): Promise<Snapshot | null> {
  const answers = await Promise.allSettled(ports.map((port) => port.find(marker, startedAtMs, options)));
  const found = answers.flatMap((answer) => (answer.status === 'fulfilled' && answer.value ? [answer.value] : []));
  const failed = answers.find(({ status }) => status === 'rejected');
  if (found.length === 0 && failed?.status === 'rejected') throw failed.reason;
  return found[0] ?? null;
}

// ---- Listing --------------------------------------------------------------------------------------------------------

/** How far each CRM has been listed, by name, as one cursor. */
interface GroupCursor {
  crms: Record<string, string | null>;
}

const CURSOR_MARK = '{"crms":';

function isGroupCursor(since: string | null): boolean {
  return since?.startsWith(CURSOR_MARK) ?? false;
}

/** A cursor from when there was one CRM says nothing of these: all is listed again, which repeats records and misses none. */
function cursorsOf(since: string | null): GroupCursor['crms'] {
  return since !== null && isGroupCursor(since) ? (JSON.parse(since) as GroupCursor).crms : {};
}

async function* listAll(
  members: readonly Member[],
  ports: Ports,
  { since, ...options }: ListRequest,
): AsyncGenerator<ListPage> {
  let cursors = cursorsOf(since);
  let failure: unknown = null;
  for (const { name } of members) {
    try {
      for await (const page of ports.get(name)?.list({ ...options, since: cursors[name] ?? null }) ?? []) {
        cursors = { ...cursors, [name]: page.resumeAt };
        yield { ...page, resumeAt: JSON.stringify({ crms: cursors } satisfies GroupCursor), total: null };
      }
    } catch (thrown) {
      failure ??= thrown;
    }
  }
  // What the others have listed is safe by now, with its cursors.
  if (failure) throw failure;
}
