import type { Snapshot } from '../../core/model/snapshot.ts';
import type { Batcher } from './batcher.ts';
import type { RecordMemory, RememberedRecord } from './memory.ts';

/** Reads together what is not remembered in the version seen, so that writes that follow need not do it one by one. */
export async function prepareWrites<Remembered extends RememberedRecord>(
  { read, memory }: { read: Batcher<string, unknown>; memory: RecordMemory<Remembered> },
  seen: readonly Snapshot[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const forgotten = seen.filter(({ id, version }) => version === null || memory.get(id, version) === null);
  await Promise.all(forgotten.map(({ id }) => read(id, signal)));
}
