import { SIDES, type Side } from '../core/model/side.ts';
import type { EngineDeps, Gathering } from './deps.ts';
import { isKnown } from './look.ts';
import type { StoredLink } from './ports.ts';
import { sweepSide } from './sweep.ts';

/** So many passes of one process that read singly are a burst: a page of a listing brings more than they do. */
const BURST = 6;
/** For how long nothing is listed out of turn after a listing that did not show what notices had told of. */
const REST_MS = 60_000;

interface SideState {
  /** Passes under way that read singly. */
  passes: number;
  listing: Listing | null;
  restsUntilMs: number;
}

interface Listing {
  /** Resolves with the next page; false when there is none any more. */
  nextPage: Promise<boolean>;
}

/**
 * Of a side that has to be read record by record, many changes at a time are listed instead, from the watermark on, as its next sweep would:
 * what is listed waits at its link, in the store. What a notice tells of is read singly all the same if the listing does not show it.
 */
export function createGathering(deps: EngineDeps, signal: AbortSignal): Gathering {
  const states = Object.fromEntries(SIDES.map((side) => [side, { passes: 0, listing: null, restsUntilMs: 0 }]));

  function list(side: Side, state: SideState): void {
    const { listing, over } = startListing(deps, side, signal);
    state.listing = listing;
    void over.then(() => {
      state.listing = null;
    });
  }

  async function waitFor(listing: Listing, found: StoredLink, side: Side): Promise<StoredLink> {
    let stored = found;
    while (isReadSingly(deps, stored, side)) {
      if (!(await listing.nextPage)) return stored;
      stored = (await deps.store.links.get(found.link.id)) ?? stored;
    }
    return stored;
  }

  return async (found, pass) => {
    const side = SIDES.find((candidate) => isReadSingly(deps, found, candidate));
    if (side === undefined) return pass(found);
    const state = states[side] as SideState;
    const begins = state.listing === null && state.passes >= BURST && deps.clock.nowMs() >= state.restsUntilMs;
    if (begins) list(side, state);
    const stored = state.listing ? await waitFor(state.listing, found, side) : found;
    if (!isReadSingly(deps, stored, side)) return pass(stored);
    if (begins) state.restsUntilMs = deps.clock.nowMs() + REST_MS;
    state.passes += 1;
    try {
      await pass(stored);
    } finally {
      state.passes -= 1;
    }
  };
}

/** Whether a notice has told of a change that the link has not seen, of a record that costs a call of its own. */
function isReadSingly({ sides }: EngineDeps, { link, hints }: StoredLink, side: Side): boolean {
  const hint = hints[side];
  const seen = link.seen[side];
  if (hint?.kind !== 'read' || hint.changedAt === undefined || link.state === 'closed') return false;
  return !(seen && isKnown(seen, hint)) && sides[side].memberFor({}).capabilities.readsSingly === true;
}

/** A listing that fails leaves the matter to the single reads, which tell what is wrong. */
function startListing(deps: EngineDeps, side: Side, signal: AbortSignal): { listing: Listing; over: Promise<void> } {
  let page = Promise.withResolvers<boolean>();
  const listing: Listing = { nextPage: page.promise };
  const turn = () => {
    const turned = page;
    page = Promise.withResolvers();
    listing.nextPage = page.promise;
    turned.resolve(true);
  };
  const end = () => page.resolve(false);
  return { listing, over: sweepSide(deps, side, signal, turn).then(end, end) };
}
