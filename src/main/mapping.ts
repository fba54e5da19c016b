import type { MappingHistory, MappingUse } from '../cli/product/mapping.ts';
import { productVersion } from '../cli/product-version.ts';
import type { LoadedSettings } from '../config/load.ts';
import { mappingVersion } from '../config/mapping.ts';
import type { Clock, Store } from '../engine/ports.ts';

const NAME = 'mapping';
/** More changes than anybody looks back on. */
const KEPT = 200;

/** Writes down that a connector works with this mapping from now on; the same one again says nothing new. */
export async function noteMapping(
  { settings }: LoadedSettings,
  { store, clock }: { store: Store; clock: Clock },
): Promise<void> {
  const version = mappingVersion(settings);
  const known = await versionsIn(store);
  if (known[0]?.version === version) return;
  const since = new Date(clock.nowMs()).toISOString();
  const use: MappingUse = { number: (known[0]?.number ?? 0) + 1, version, cosell: productVersion(), since };
  const kept = [use, ...known].slice(0, KEPT);
  await store.transaction((tx) => tx.watermarks.set(NAME, JSON.stringify(kept)));
}

export async function mappingHistory({ settings }: LoadedSettings, store: Store): Promise<MappingHistory> {
  return { present: mappingVersion(settings), versions: await versionsIn(store) };
}

async function versionsIn(store: Store): Promise<readonly MappingUse[]> {
  const saved = await store.watermarks.get(NAME);
  return saved ? (JSON.parse(saved) as MappingUse[]) : [];
}
