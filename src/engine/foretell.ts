import type { Link } from '../core/model/link.ts';
import { otherSide, type Side } from '../core/model/side.ts';
import type { EngineDeps } from './deps.ts';

/** Fewer are read as cheaply by the writes themselves. */
const WORTH_TELLING = 5;

/**
 * Many links were woken by what one side showed: their records on the other side will be written, unless they agree already, and what those
 * writes must know is cheaper to read together. Nobody waits for it, and a failure is left to the writes.
 */
export function foretellWrites(deps: EngineDeps, moved: Side, woken: readonly Link[], signal: AbortSignal): void {
  if (deps.shadow || woken.length < WORTH_TELLING) return;
  const other = otherSide(moved);
  const seen = woken.flatMap((link) => link.seen[other] ?? []);
  const byPort = Map.groupBy(seen, (snapshot) => deps.sides[other].memberFor({ [other]: snapshot }));
  for (const [port, snapshots] of byPort) {
    port.prepare?.(snapshots, { signal }).catch((thrown: unknown) => {
      deps.log.info({ err: thrown }, 'records could not be read ahead of their writes');
    });
  }
}
