import type { DealView } from '../../../src/core/model/deal.ts';
import type { CreateChange, UpdateChange } from '../../../src/core/model/plan.ts';
import type { Snapshot } from '../../../src/core/model/snapshot.ts';
import type { ListPage, SidePort, WriteResult } from '../../../src/engine/ports.ts';
import type { Harness } from './harness.ts';

/** What the cases do through the port. */

export function createOf({ port, deal }: Pick<Harness, 'port' | 'deal'>, marker: string): CreateChange {
  return { kind: 'create', side: port.side, fields: deal, marker, counterpartId: marker, irreversible: [] };
}

export function updateOf(snapshot: Snapshot, fields: DealView, more: Partial<UpdateChange> = {}): UpdateChange {
  const { side, id, version, deal } = snapshot;
  return { kind: 'update', side, id, expectedVersion: version, fields, previous: deal, irreversible: [], ...more };
}

export async function created(harness: Harness, marker = 'counterpart-1'): Promise<Snapshot> {
  return written(await harness.port.create(createOf(harness, marker)));
}

export function written(result: WriteResult): Snapshot {
  if (result.kind !== 'written') throw new Error(`not written: ${JSON.stringify(result)}`);
  return result.snapshot;
}

export async function readOne(port: SidePort, id: string): Promise<Snapshot> {
  const [snapshot, ...others] = await port.read([id]);
  if (!snapshot || others.length > 0) throw new Error(`expected one record ${id}, read ${others.length + 1}`);
  return snapshot;
}

/** A record that a person has opened, as it reads. */
export async function opened({ port, person }: Harness): Promise<Snapshot> {
  const [id] = await person.opens(1);
  return readOne(port, id ?? '');
}

export interface Listing {
  snapshots: readonly Snapshot[];
  pages: readonly ListPage[];
  /** Where the next listing begins. */
  resumeAt: string;
}

/** A whole listing; `onPage` acts between its pages. */
export async function listed(
  port: SidePort,
  since: string | null,
  onPage: (page: ListPage, number: number) => Promise<void> = async () => {},
): Promise<Listing> {
  const pages: ListPage[] = [];
  for await (const page of port.list({ since })) {
    pages.push(page);
    await onPage(page, pages.length);
  }
  const resumeAt = pages.at(-1)?.resumeAt;
  if (resumeAt === undefined) throw new Error('a listing without a page does not tell where to go on');
  return { pages, resumeAt, snapshots: pages.flatMap(({ snapshots }) => snapshots) };
}

/** The last that was told of each record. */
export function latest(...listings: readonly Listing[]): Map<string, Snapshot> {
  return new Map(listings.flatMap(({ snapshots }) => snapshots.map((snapshot) => [snapshot.id, snapshot])));
}
