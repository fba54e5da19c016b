import { emulatePartnerCenter, emulateSalesforce } from '../../emulators/main.ts';
import type * as Cli from '../cli/application.ts';
import { untilAborted } from './connector.ts';
import { partnerCenterFacts, salesforceFacts } from './emulator-facts.ts';

/** One emulator alone, for foreign clients. */
export async function runEmulator({ name, port, world, signal }: Cli.EmulatorRequest): Promise<Cli.RunningEmulator> {
  const options = { port, ...(world ? { worldFile: world } : {}) };
  if (name === 'salesforce') {
    const emulator = await emulateSalesforce(options);
    return { started: salesforceFacts(emulator), finished: untilAborted(signal).then(emulator.close) };
  }
  const emulator = await emulatePartnerCenter(options);
  return { started: partnerCenterFacts(emulator), finished: untilAborted(signal).then(emulator.close) };
}
