import { emulatePartnerCenter, emulateSalesforce } from '../../emulators/main.ts';
import type { PartnerCenterEmulator } from '../../emulators/partner-center/start.ts';
import type { SalesforceEmulator } from '../../emulators/salesforce/start.ts';
import { CosellError } from '../core/errors.ts';
import { portError } from './listen.ts';

const HOST = '127.0.0.1';

export interface EmulatorPlace {
  /** 0: a free one. */
  port: number;
  /** Absolute path of a world file; null for the world that comes with the product. */
  world: string | null;
}

/** Starts the Partner Center emulator. Throws `world-invalid`, `port-taken` or `cannot-listen`. */
export function startPartnerCenter(place: EmulatorPlace): Promise<PartnerCenterEmulator> {
  return started(place, () => emulatePartnerCenter(optionsOf(place)));
}

/** Starts the Salesforce emulator. Throws as the other one does. */
export function startSalesforce(place: EmulatorPlace): Promise<SalesforceEmulator> {
  return started(place, () => emulateSalesforce(optionsOf(place)));
}

function optionsOf({ port, world }: EmulatorPlace) {
  return { port, ...(world === null ? {} : { worldFile: world }) };
}

async function started<T>({ port }: EmulatorPlace, start: () => Promise<T>): Promise<T> {
  try {
    return await start();
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
