import type * as Cli from '../../cli/product/dev.ts';
import { untilAborted } from '../connector.ts';
import { startCrm } from './crms.ts';
import { partnerCenterFacts, startPartnerCenter } from './partner-center.ts';

/** One emulator alone, for foreign clients. */
export async function runEmulator({ name, port, world, signal }: Cli.EmulatorRequest): Promise<Cli.RunningEmulator> {
  const place = { port, world };
  if (name === 'partner-center') {
    const emulator = await startPartnerCenter(place);
    return { started: partnerCenterFacts(emulator), finished: untilAborted(signal).then(emulator.close) };
  }
  const { facts, close } = await startCrm(name, place);
  return { started: facts, finished: untilAborted(signal).then(close) };
}
