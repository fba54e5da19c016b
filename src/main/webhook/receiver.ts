import { TEST_EVENT } from '../../adapters/partner-center/registration.ts';
import { forwardedHeaders } from '../../adapters/partner-center/webhook.ts';
import type { LoadedSettings } from '../../config/load.ts';
import { ingest } from '../../engine/ingest.ts';
import type { Clock, Ids, Log, Store } from '../../engine/ports.ts';
import type { WebhookReceiver } from '../../service/webhook.ts';
import { openVerifier } from '../connections.ts';
import { createFanOut, type FanOut } from './fan-out.ts';
import { recall } from './memory.ts';
import { noteTest } from './receipts.ts';

export interface ReceiverContext {
  store: Store;
  clock: Clock;
  log: Log;
  ids: Ids;
}

/** What the connector does with notices: checks them, stores them, counts tests and, when asked to, passes everything on. */
export async function openReceiver(
  loaded: LoadedSettings,
  { store, clock, log, ids }: ReceiverContext,
): Promise<WebhookReceiver & Pick<FanOut, 'stop'>> {
  const verifier = await openVerifier(loaded, clock);
  // Asked anew for each notice: another process of the installation may have registered meanwhile.
  const fanOut = createFanOut({ target: async () => (await recall(store)).previous?.url ?? null, clock, log });
  return {
    verify: (headers, body) => verifier.verify(headers, body),
    ingest: (notice) => ingest({ store, clock, ids }, notice),
    note: (event) => (event === TEST_EVENT ? noteTest(store, clock) : Promise.resolve()),
    forward: loaded.settings.webhook.fanOut ? (headers, body) => passOn(fanOut, headers, body) : undefined,
    log,
    stop: fanOut.stop,
  };
}

const FORWARDED = 'x-cosell-forwarded';

/** Once only: two installations that took the registration from each other would send a notice round for ever. */
function passOn(fanOut: FanOut, headers: Headers, body: Uint8Array): void {
  if (headers.has(FORWARDED)) return;
  fanOut.offer({ headers: { ...forwardedHeaders(headers), [FORWARDED]: '1' }, body });
}
