import type * as Cli from '../cli/product/dev.ts';
import { untilAborted } from './connector.ts';
import { partnerCenterFacts, salesforceFacts } from './emulator-facts.ts';
import { startPartnerCenter, startSalesforce } from './emulators.ts';

/** One emulator alone, for foreign clients. */
export async function runEmulator({ name, port, world, signal }: Cli.EmulatorRequest): Promise<Cli.RunningEmulator> {
  const place = { port, world };
  if (name === 'salesforce') {
    const emulator = await startSalesforce(place);
    return { started: salesforceFacts(emulator), finished: untilAborted(signal).then(emulator.close) };
  }
  const emulator = await startPartnerCenter(place);
  return { started: partnerCenterFacts(emulator), finished: untilAborted(signal).then(emulator.close) };
}
