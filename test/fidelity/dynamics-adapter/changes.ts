import type { CreateChange, UpdateChange } from '../../../src/core/model/plan.ts';
import type { Snapshot } from '../../../src/core/model/snapshot.ts';
import type { ListPage, SidePort, WriteResult } from '../../../src/engine/ports.ts';
import { auditLine } from '../../samples/audit-lines.ts';

/** An invitation from Microsoft, as the planner would have it created. */
export function invitation(id: string, fields: CreateChange['fields'] = {}): CreateChange {
  return {
    kind: 'create',
    side: 'crm',
    marker: id,
    counterpartId: id,
    irreversible: [],
    fields: {
      name: 'Contoso migration',
      customer: {
        name: 'Contoso',
        street: 'Hafenweg 1',
        city: 'Kiel',
        state: null,
        postalCode: '24103',
        country: 'DE',
      },
      value: '180000.5',
      currency: 'USD',
      closeDate: '2027-01-31',
      notes: 'Wants to move.',
      status: 'invited',
      help: 'ProofOfConceptOrDemo',
      visibleToMicrosoft: true,
      contacts: [{ firstName: 'Eva', lastName: 'Eins', email: 'Eva@Contoso.example', phone: '+49 431 1' }],
      solutions: [
        { id: 'SOL-1-ABC', name: 'Data Lake', publisher: 'Lakeshore', kind: '3P', price: '10.5', quantity: '2' },
      ],
      ...fields,
    },
    feedback: { mark: 'ok', lines: [auditLine(Date.UTC(2026, 10, 21, 9, 5), 'Created from Partner Center.')] },
  };
}

export function updateOf(snapshot: Snapshot, more: Partial<UpdateChange> = {}): UpdateChange {
  return {
    kind: 'update',
    side: 'crm',
    id: snapshot.id,
    expectedVersion: snapshot.version,
    previous: snapshot.deal,
    fields: {},
    irreversible: [],
    ...more,
  };
}

/** The snapshot of a write that must have succeeded. */
export function written(result: WriteResult): Snapshot {
  if (result.kind !== 'written') throw new Error(`Not written: ${JSON.stringify(result)}`);
  return result.snapshot;
}

export async function listed(
  port: SidePort,
  since: string | null,
): Promise<{ pages: readonly ListPage[]; snapshots: readonly Snapshot[]; resumeAt: string }> {
  const pages: ListPage[] = [];
  for await (const page of port.list({ since })) pages.push(page);
  return {
    pages,
    snapshots: pages.flatMap(({ snapshots }) => snapshots),
    resumeAt: pages.at(-1)?.resumeAt ?? '',
  };
}
