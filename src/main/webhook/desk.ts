import type * as Cli from '../../cli/product/webhook.ts';
import type { LoadedSettings } from '../../config/load.ts';
import { resolveStore } from '../../config/secrets.ts';
import { openStore } from '../../store/open-store.ts';
import { systemClock, systemLog } from '../surroundings.ts';
import { testReceipts } from './receipts.ts';
import { register, release } from './register.ts';
import { formerReport, look, missingEvents, openRegistry, type Registry, reportOf } from './registry.ts';
import { sendTestNotice } from './test-notice.ts';

/** The webhook registration for the length of one command; a connector may run on the same store meanwhile. */
export async function openWebhookDesk(loaded: LoadedSettings): Promise<Cli.WebhookDesk> {
  const { settings } = loaded;
  const store = await openStore({ url: await resolveStore(settings.store, loaded) });
  try {
    const registry = await openRegistry(loaded, { store, clock: systemClock(), log: systemLog(settings.log) });
    return {
      status: () => readStatus(registry),
      register: ({ events, overwrite }) =>
        register(registry, { events, overwrite: overwrite ?? settings.webhook.register === 'overwrite' }),
      release: (request) => release(registry, request),
      test: (request) => sendTestNotice(registry, request),
      close: () => store.close(),
    };
  } catch (thrown) {
    await store.close();
    throw thrown;
  }
}

async function readStatus(registry: Registry): Promise<Cli.WebhookStatus> {
  const [seen, { newestAtMs }] = await Promise.all([look(registry), testReceipts(registry.store)]);
  const { present, owner, memory } = seen;
  return {
    registration: reportOf(present, owner),
    ours: registry.ours,
    missing: missingEvents(registry, seen),
    released: memory.released,
    previous: memory.previous ? formerReport(memory.previous) : null,
    fanOut: registry.settings.fanOut,
    lastTestAt: newestAtMs === null ? null : new Date(newestAtMs).toISOString(),
  };
}
