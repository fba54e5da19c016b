import { shownAddress } from '../../adapters/partner-center/address.ts';
import type { CheckReport } from '../../cli/product/doctor.ts';
import type { LoadedSettings } from '../../config/load.ts';
import { asCosellError } from '../../core/errors.ts';
import type { Clock, Log, Store } from '../../engine/ports.ts';
import { webhookTokens } from '../connections.ts';
import { type Look, look, missingEvents, openRegistry, type Registry } from '../webhook/registry.ts';
import { sendTestNotice } from '../webhook/test-notice.ts';
import { broken, type CheckSubject, ok, remark } from './check.ts';

const area = 'webhook';
const TOKEN: CheckSubject = { id: 'webhook-token', area, title: 'Token for webhooks', rows: ['R1'] };
const REGISTRATION: CheckSubject = {
  id: 'webhook-registration',
  area,
  title: 'Who gets the notices',
  rows: ['R28', 'R29'],
};
const ROUND_TRIP: CheckSubject = { id: 'webhook-round-trip', area, title: 'A test notice arrives', rows: ['R7'] };

export interface WebhookContext {
  store: Store;
  clock: Clock;
  log: Log;
  timeoutMs: number;
}

/** How long a test notice may take; Microsoft promises nothing. */
const TEST_WAIT_MS = 15_000;

export async function examineWebhook(loaded: LoadedSettings, context: WebhookContext): Promise<readonly CheckReport[]> {
  const token = await tokenCheck(loaded, context);
  if (token.level === 'broken') return [token];
  try {
    const registry = await openRegistry(loaded, context);
    const seen = await look(registry);
    const registration = registrationCheck(registry, seen);
    const isTestable = registry.ours !== null && seen.owner === 'ours' && !seen.memory.released;
    return [token, registration, ...(isTestable ? [await roundTripCheck(registry)] : [])];
  } catch (thrown) {
    return [token, broken(REGISTRATION, asCosellError(thrown))];
  }
}

async function tokenCheck(loaded: LoadedSettings, context: WebhookContext): Promise<CheckReport> {
  try {
    await (await webhookTokens(loaded, context)).get();
    const isApp = loaded.settings.connections.partnerCenter.clientSecret !== undefined;
    return ok(TOKEN, isApp ? 'Issued to the application itself.' : 'Issued to the service account.');
  } catch (thrown) {
    return broken(TOKEN, asCosellError(thrown));
  }
}

function registrationCheck(registry: Registry, seen: Look): CheckReport {
  const { owner, present, memory } = seen;
  if (registry.ours === null) return ok(REGISTRATION, `${whoHas(seen)} publicUrl is not set: sweeps find all changes.`);
  if (memory.released) return ok(REGISTRATION, `${whoHas(seen)} It was given back; sweeps find all changes.`);
  if (owner === 'nobody') {
    return remark(REGISTRATION, {
      message: 'Nobody is registered, so changes are only found by sweeps.',
      remedy:
        'Run `cosell webhook register`; the connector does it by itself at its start unless webhook.register is never.',
    });
  }
  if (owner !== 'ours') {
    return remark(REGISTRATION, {
      message: `${whoHas(seen)} Changes are only found by sweeps.`,
      remedy:
        'Run `cosell webhook register --overwrite` to take the notices over; with webhook.fanOut the other one gets them too. ' +
        "If it is Microsoft's own connector, switch its flows off first, or both will write.",
    });
  }
  const missing = missingEvents(registry, seen);
  if (missing.length === 0) return ok(REGISTRATION, `This installation, for ${present?.webhookEvents.join(', ')}.`);
  return remark(REGISTRATION, {
    message: `This installation, but not for ${missing.join(', ')}.`,
    remedy: 'Run `cosell webhook register`.',
  });
}

function whoHas({ owner, present }: Look): string {
  if (!present) return 'Nobody is registered.';
  const address = shownAddress(present.webhookUrl);
  if (owner === 'ours') return `This installation is registered at ${address}.`;
  return owner === 'microsoft-connector'
    ? `Microsoft's own connector is registered (${address}).`
    : `Another product is registered (${address}).`;
}

async function roundTripCheck(registry: Registry): Promise<CheckReport> {
  try {
    const { received, ms, cause } = await sendTestNotice(registry, { withinMs: TEST_WAIT_MS });
    if (received || !cause) return ok(ROUND_TRIP, `It came after ${ms} ms.`);
    return broken(ROUND_TRIP, cause);
  } catch (thrown) {
    const failure = asCosellError(thrown);
    if (failure.recovery !== 'throttled') return broken(ROUND_TRIP, failure);
    return remark(ROUND_TRIP, {
      message: 'Not tried: Microsoft sends at most two test notices a minute.',
      remedy: 'Run the doctor again in a minute.',
    });
  }
}
