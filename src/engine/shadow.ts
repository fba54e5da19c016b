import type { Link } from '../core/model/link.ts';
import { SIDES } from '../core/model/side.ts';
import type { ShadowFinding } from '../core/reconcile/shadow.ts';
import { allLinks } from './all-links.ts';
import { requestComparison } from './compare.ts';
import { type EngineDeps, LINKS_LANE } from './deps.ts';
import { linkKey } from './link-job.ts';
import type { Store, StoredLink } from './ports.ts';
import { findingsOf } from './shadow-pass.ts';

const MODE = 'mode';
const SHADOW = 'shadow';

/** Whether the store belongs to a connector that only looks. */
export async function isShadow(store: Pick<Store, 'watermarks'>): Promise<boolean> {
  return (await store.watermarks.get(MODE)) === SHADOW;
}

/** From now on, nothing is written from this store, whichever command works on it, until a connector starts in earnest. */
export async function enterShadow({ store }: Pick<EngineDeps, 'store'>): Promise<void> {
  await store.transaction(async (tx) => tx.watermarks.set(MODE, SHADOW));
}

/**
 * A connector in earnest takes over what a shadow has left. Deals that the shadow would have changed are looked at anew: their snapshots are
 * known, so no sweep would bring them up again. Everything is compared once more. May be interrupted and repeated.
 */
export async function leaveShadow(deps: EngineDeps): Promise<void> {
  if (!(await isShadow(deps.store))) return;
  for await (const stored of allLinks(deps.store)) {
    const open = (await findingsOf(deps.store, stored.link.id)).filter(({ verdict }) => verdict !== 'agree');
    if (open.length > 0) await takeUp(deps, stored, open);
  }
  await requestComparison(deps, { restart: true });
  await deps.store.transaction(async (tx) => tx.watermarks.set(MODE, null));
}

async function takeUp(deps: EngineDeps, { link }: StoredLink, open: readonly ShadowFinding[]): Promise<void> {
  await deps.store.transaction(async (tx) => {
    const create = open.find(({ kind, verdict }) => kind === 'create' && verdict === 'open');
    const intended = create ? searchedFor(link, create) : link;
    if (intended !== link) await tx.links.save(intended, 0);
    for (const side of SIDES) if (knows(link, side)) await tx.links.hint(link.id, side, { kind: 'read' });
    await tx.work.enqueue([{ key: linkKey(link.id), lane: LINKS_LANE, priority: 2 }]);
  });
}

/** How far back of the shadow's first sight Microsoft's flows may have shared the deal. */
const BEFORE_MS = 24 * 60 * 60_000;

/**
 * Microsoft's flows may have created the record at the last moment, without the other side naming it yet: as after a create of our own whose
 * answer was lost, it is searched for before one is created (invariant 6).
 */
function searchedFor(link: Link, { side, marker, sinceMs }: ShadowFinding): Link {
  if (marker === null || link.intent) return link;
  return { ...link, intent: { side, marker, fields: {}, startedAtMs: sinceMs - BEFORE_MS } };
}

function knows({ recordId, referralId }: Link, side: (typeof SIDES)[number]): boolean {
  return (side === 'crm' ? recordId : referralId) !== null;
}
