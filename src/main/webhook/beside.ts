import { hostOf } from '../../adapters/partner-center/address.ts';
import type { LoadedSettings } from '../../config/load.ts';
import { asCosellError, CosellError } from '../../core/errors.ts';
import { type Look, look, openRegistry, type Registry, type RegistryContext } from './registry.ts';

/**
 * Throws `beside-microsoft-connector` while notices still go to Microsoft's own flows: two connectors on the same deals double what they create
 * and undo each other's changes (contract/incumbent-connectors.md §3). In shadow nothing is written, and with `overwrite` the notices are taken
 * over, after which the flows hear nothing more. Where the registration cannot be read, the sweeps may run all the same.
 */
export async function refuseBeside(loaded: LoadedSettings, context: RegistryContext, shadow: boolean): Promise<void> {
  if (shadow) return;
  const seen = await lookAtRegistration(loaded, context);
  if (seen?.now.owner !== 'microsoft-connector') return;
  const { registry, now } = seen;
  const takesOver = registry.settings.register === 'overwrite' && registry.ours !== null && !now.memory.released;
  if (!takesOver) throw besideMicrosoft(registry, now);
}

async function lookAtRegistration(
  loaded: LoadedSettings,
  context: RegistryContext,
): Promise<{ registry: Registry; now: Look } | null> {
  try {
    const registry = await openRegistry(loaded, context);
    return { registry, now: await look(registry) };
  } catch (thrown) {
    const { code, message, remedy } = asCosellError(thrown);
    context.log.warn(
      { code, reason: message, remedy },
      "cannot tell whether Microsoft's own connector is still running",
    );
    return null;
  }
}

function besideMicrosoft({ ours, settings }: Registry, { present, memory }: Look): CosellError {
  const host = hostOf(present?.webhookUrl ?? '');
  return new CosellError({
    code: 'beside-microsoft-connector',
    recovery: 'misconfigured',
    message: `Microsoft's own connector still gets the notices of Partner Center (at ${host}); two connectors would double deals and undo each other's changes.`,
    remedy: `Turn its flows off in Power Automate, then ${takeOver(ours, settings.register, memory.released)}. To compare first, run \`cosell serve --shadow\`, which writes nothing.`,
    place: 'webhook.register',
  });
}

function takeOver(ours: string | null, register: string, released: boolean): string {
  if (ours === null) return 'set publicUrl and webhook.register: overwrite to take the notices over';
  if (released && register === 'overwrite') return 'run `cosell webhook register` to take the notices over';
  return 'set webhook.register: overwrite, or run `cosell webhook register --overwrite`, to take the notices over';
}
