import { hostOf, isSameAddress } from '../../adapters/partner-center/address.ts';
import { asCosellError } from '../../core/errors.ts';
import type { Chore } from '../../engine/deps.ts';
import { type Concern, remember } from './memory.ts';
import { register } from './register.ts';
import { type Look, look, missingEvents, type Registry } from './registry.ts';

/** Looks after the registration while the connector runs. */
export interface RegistrationKeeper {
  /**
   * Registers as far as the settings allow, and sees that the registration is still ours. Never throws: without notices the sweeps find
   * everything, only later; what a person should know is remembered for the status.
   */
  keep(): Promise<void>;
  /** The same, regularly. */
  chore: Chore;
}

export function createRegistrationKeeper(registry: Registry): RegistrationKeeper {
  // A foreign address is replaced once, at the start: two products that take the registration from each other would do so for ever.
  let mayTakeOver = registry.settings.register === 'overwrite';

  async function keep(): Promise<void> {
    try {
      const seen = await look(registry);
      const concern = await settle(registry, seen, mayTakeOver);
      mayTakeOver = false;
      if (concern) registry.log.warn({ code: concern.code, host: hostOf(seen.present?.webhookUrl ?? '') }, 'webhook');
      await remember(registry.store, { concern });
    } catch (thrown) {
      const { code, message, remedy } = asCosellError(thrown);
      registry.log.warn({ code, reason: message, remedy }, 'webhook could not be registered; sweeps find all changes');
      await noteFailure(registry, { code: 'webhook-unverified', message: `The webhook: ${message}`, remedy });
    }
  }

  return {
    keep,
    chore: { key: 'chore:webhook-registration', everyMs: registry.settings.verifyEvery, run: keep },
  };
}

/** What must be done about the registration as it was found, by the settings; answers what a person should know. */
async function settle(registry: Registry, seen: Look, mayTakeOver: boolean): Promise<Concern | null> {
  const { settings, ours } = registry;
  const { memory, owner } = seen;
  const mayRegister = settings.register !== 'never';
  const isWanted = ours !== null && !memory.released && (mayRegister || memory.registered !== null);
  if (!isWanted) return null;
  if (owner === 'ours' && !isMoved(registry, seen) && missingEvents(registry, seen).length === 0) return null;
  if (owner === 'foreign' || owner === 'microsoft-connector') {
    if (!mayTakeOver) return takenBy(seen);
  } else if (!mayRegister) {
    return owner === 'nobody' ? gone() : null;
  }
  const { outcome, after } = await register(registry, { events: memory.events, overwrite: mayTakeOver });
  registry.log.info({ outcome, url: after.url, events: after.events }, 'webhook registered');
  return null;
}

/** Registered by us under an address that publicUrl no longer names. */
function isMoved({ ours }: Registry, { present }: Look): boolean {
  return ours !== null && present !== null && !isSameAddress(present.webhookUrl, ours);
}

function takenBy({ owner, present }: Look): Concern {
  const who = owner === 'microsoft-connector' ? "Microsoft's own connector" : 'another product';
  return {
    code: 'webhook-not-ours',
    message: `Notices go to ${who} at ${hostOf(present?.webhookUrl ?? '')}; sweeps find all changes, only later.`,
    remedy:
      'Run `cosell webhook register --overwrite` to take them over (webhook.fanOut forwards them to the other product too), or ' +
      '`cosell webhook release` to leave it so.',
  };
}

function gone(): Concern {
  return {
    code: 'webhook-gone',
    message: 'The webhook registration is gone; sweeps find all changes, only later.',
    remedy: 'Run `cosell webhook register`, or `cosell webhook release` to leave it so.',
  };
}

async function noteFailure({ store, log }: Registry, concern: Concern): Promise<void> {
  await remember(store, { concern }).catch((thrown: unknown) =>
    log.error({ err: asCosellError(thrown) }, 'the state of the webhook could not be saved'),
  );
}
