import { createRegistrationClient, REFERRAL_EVENTS, TEST_EVENT } from '../adapters/partner-center/registration.ts';
import type { LoadedSettings } from '../config/load.ts';
import { asCosellError } from '../core/errors.ts';
import type { EngineDeps } from '../engine/deps.ts';
import { USER_AGENT, webhookTokens } from './connections.ts';

/**
 * Registers the connector's address with Partner Center as far as the settings allow. There is one registration per tenant, so a foreign one
 * is left alone unless told otherwise (contract/partner-center.md §5.1). A failure is logged: the sweeps do the work meanwhile.
 */
export async function ensureRegistration(loaded: LoadedSettings, deps: EngineDeps, url: string): Promise<void> {
  const { register, events } = loaded.settings.webhook;
  if (register === 'never') return;
  try {
    const client = await registrationClient(loaded, deps);
    const present = await client.get();
    const request = { url, events: [...events, TEST_EVENT], signatureInOwnHeader: true };
    if (!present) {
      await client.create(request);
    } else if (present.webhookUrl !== url && register !== 'overwrite') {
      deps.log.warn(
        { registered: present.webhookUrl, ours: url },
        'another webhook address is registered and was left alone; sweeps find all changes',
      );
      return;
    } else {
      // Events of other products of the tenant stay registered.
      const others = present.webhookEvents.filter((event) => !REFERRAL_EVENTS.includes(event));
      await client.replace({ ...request, events: [...new Set([...request.events, ...others])] });
    }
    deps.log.info({ url, events }, 'webhook registered');
  } catch (thrown) {
    const { code, message, remedy } = asCosellError(thrown);
    deps.log.warn({ code, reason: message, remedy }, 'webhook could not be registered; sweeps find all changes');
  }
}

async function registrationClient(loaded: LoadedSettings, { clock, log }: EngineDeps) {
  const { webhooksUrl, allowInsecure } = loaded.settings.connections.partnerCenter;
  const tokens = await webhookTokens(loaded, { clock, log });
  return createRegistrationClient({ webhooksUrl, tokens, userAgent: USER_AGENT, clock, log, allowInsecure });
}
