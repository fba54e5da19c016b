import type { CheckReport } from '../../cli/product/doctor.ts';
import type { LoadedSettings } from '../../config/load.ts';
import { resolveStore } from '../../config/secrets.ts';
import { asCosellError } from '../../core/errors.ts';
import type { Store } from '../../engine/ports.ts';
import { openStore } from '../../store/open-store.ts';
import { withoutPassword } from '../engine.ts';
import { broken, type CheckSubject, ok, remark } from './check.ts';

const STORE: CheckSubject = { id: 'store', area: 'store', title: 'The store opens and takes changes', rows: [] };
const WORK: CheckSubject = { id: 'store-work', area: 'store', title: 'No work was given up', rows: [] };

export interface ExaminedStore {
  checks: readonly CheckReport[];
  /** Open, to be closed by the caller; null when it cannot be used. */
  store: Store | null;
  /** Deals that are in step; null when unknown. */
  activeLinks: number | null;
}

export async function examineStore(loaded: LoadedSettings): Promise<ExaminedStore> {
  let store: Store | null = null;
  try {
    const place = await resolveStore(loaded.settings.store, loaded);
    store = await openStore({ url: place });
    await store.transaction((tx) => tx.watermarks.set('doctor', new Date().toISOString()));
    const [links, { parked }] = await Promise.all([store.links.count(), store.work.counts()]);
    const deals = Object.values(links).reduce((sum, count) => sum + count, 0);
    const checks = [ok(STORE, `${withoutPassword(place)} holds ${deals} deals.`), workCheck(parked)];
    return { checks, store, activeLinks: links.active };
  } catch (thrown) {
    await store?.close();
    return { checks: [broken(STORE, asCosellError(thrown))], store: null, activeLinks: null };
  }
}

function workCheck(parked: number): CheckReport {
  if (parked === 0) return ok(WORK, 'Nothing is parked.');
  return remark(WORK, {
    message: `${parked} ${parked === 1 ? 'task was' : 'tasks were'} parked after the last attempt.`,
    remedy: 'See the reasons with `cosell parked list`.',
  });
}
