import { CosellError } from '../core/errors.ts';
import type { SidePort } from '../engine/ports.ts';

/**
 * A side that cannot be written, whatever asks for it: the one place on which the promise of `--shadow` rests. The engine plans without
 * applying then; should it ever try, this is a bug and stops there.
 */
export function readOnlySide(port: SidePort): SidePort {
  const refuse = async (): Promise<never> => {
    throw new CosellError({
      code: 'shadow-writes-nothing',
      recovery: 'bug',
      message: 'A write was asked for while the connector only looks; it was not carried out.',
      remedy: 'Report it; nothing was written.',
      place: port.side,
    });
  };
  const refused = { create: refuse, update: refuse, ...(port.convert ? { convert: refuse } : {}) };
  // Not a copy: a side's capabilities change when it looks at its organisation again.
  return Object.assign(Object.create(port) as SidePort, refused);
}
