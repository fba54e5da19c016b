import type { CrmKind } from '../../config/crms.ts';
import { CosellError } from '../../core/errors.ts';
import { portError } from '../listen.ts';

const HOST = '127.0.0.1';

export interface EmulatorPlace {
  /** 0: a free one. */
  port: number;
  /** Absolute path of a world file; null for the world that comes with the product. */
  world: string | null;
  /** The CRMs of the world that comes with the product, if not only the one that is started. */
  crms?: readonly CrmKind[];
}

/** Starts an emulator at the place. Throws `world-invalid`, `port-taken` or `cannot-listen`. */
export async function startAt<Emulator>(
  { port, world, crms }: EmulatorPlace,
  start: (options: { port: number; worldFile?: string; crms?: readonly CrmKind[] }) => Promise<Emulator>,
): Promise<Emulator> {
  try {
    return await start({ port, ...(world === null ? {} : { worldFile: world }), ...(crms ? { crms } : {}) });
  } catch (thrown) {
    if (!(thrown instanceof Error)) throw thrown;
    // The emulators know nothing of the product, hence nothing of its errors.
    if (thrown.name === 'WorldError') throw worldInvalid(thrown);
    throw 'syscall' in thrown ? portError(thrown as NodeJS.ErrnoException, HOST, port) : thrown;
  }
}

function worldInvalid(cause: Error): CosellError {
  return new CosellError({
    code: 'world-invalid',
    recovery: 'bad-input',
    message: cause.message,
    remedy: 'Correct the world file; docs/reference/emulators.md describes its sections.',
    place: 'file' in cause ? String(cause.file) : undefined,
    cause,
  });
}
