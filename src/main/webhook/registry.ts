import { isMicrosoftConnector, isSameAddress, shownAddress } from '../../adapters/partner-center/address.ts';
import {
  createRegistrationClient,
  REFERRAL_EVENTS,
  type RegistrationClient,
  TEST_EVENT,
} from '../../adapters/partner-center/registration.ts';
import type { Registration } from '../../adapters/partner-center/schema.ts';
import type * as Cli from '../../cli/product/webhook.ts';
import type { LoadedSettings } from '../../config/load.ts';
import type { Settings } from '../../config/schema.ts';
import type { Clock, Log, Store } from '../../engine/ports.ts';
import { WEBHOOK_PATH } from '../../service/app.ts';
import { USER_AGENT, webhookTokens } from '../connections.ts';
import { type FormerRegistration, recall, type WebhookMemory } from './memory.ts';

/** The tenant's webhook registration, seen by this installation. */
export interface Registry {
  client: RegistrationClient;
  store: Store;
  clock: Clock;
  log: Log;
  settings: Settings['webhook'];
  /** Our own address; null without publicUrl. */
  ours: string | null;
}

export interface RegistryContext {
  store: Store;
  clock: Clock;
  log: Log;
  timeoutMs?: number;
}

export async function openRegistry(loaded: LoadedSettings, context: RegistryContext): Promise<Registry> {
  const { connections, webhook, publicUrl, limits } = loaded.settings;
  const { webhooksUrl, allowInsecure } = connections.partnerCenter;
  const { store, clock, log, timeoutMs = limits.callTimeout } = context;
  const tokens = await webhookTokens(loaded, { clock, log });
  const client = createRegistrationClient({
    webhooksUrl,
    tokens,
    userAgent: USER_AGENT,
    clock,
    log,
    timeoutMs,
    allowInsecure,
  });
  const ours = publicUrl === undefined ? null : publicUrl + WEBHOOK_PATH;
  return { client, store, clock, log, settings: webhook, ours };
}

/** The registration at this moment and what is remembered of it. */
export interface Look {
  present: Registration | null;
  owner: Cli.RegistrationOwner;
  memory: WebhookMemory;
}

export async function look({ client, store, ours }: Registry): Promise<Look> {
  const [present, memory] = await Promise.all([client.get(), recall(store)]);
  return { present, memory, owner: ownerOf(present, memory, ours) };
}

function ownerOf(present: Registration | null, memory: WebhookMemory, ours: string | null): Cli.RegistrationOwner {
  if (present === null) return 'nobody';
  const { webhookUrl } = present;
  if ([ours, memory.registered].some((own) => own !== null && isSameAddress(own, webhookUrl))) return 'ours';
  return strangerAt(webhookUrl);
}

function strangerAt(url: string): Cli.RegistrationOwner {
  return isMicrosoftConnector(url) ? 'microsoft-connector' : 'foreign';
}

export function reportOf(present: Registration | null, owner: Cli.RegistrationOwner): Cli.RegistrationReport {
  if (present === null) return { owner: 'nobody', url: null, events: [] };
  return { owner, url: shownAddress(present.webhookUrl), events: present.webhookEvents };
}

export function formerReport({ url, events }: FormerRegistration): Cli.RegistrationReport {
  return { owner: strangerAt(url), url: shownAddress(url), events };
}

/** Events that this installation wants to hear of. */
function wantedEvents({ settings }: Registry, { events }: WebhookMemory): readonly string[] {
  return events ?? settings.events;
}

/** Wanted events for which our registration does not stand. */
export function missingEvents(registry: Registry, { present, owner, memory }: Look): readonly string[] {
  const wanted = wantedEvents(registry, memory);
  return owner === 'ours' && present ? wanted.filter((event) => !present.webhookEvents.includes(event)) : wanted;
}

/** Events of other products of the tenant, which stay registered whoever registers. */
export function eventsOfOthers(present: Registration | null): readonly string[] {
  return (present?.webhookEvents ?? []).filter((event) => !REFERRAL_EVENTS.includes(event) && event !== TEST_EVENT);
}
