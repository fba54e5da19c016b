import { TEST_EVENT } from '../../adapters/partner-center/registration.ts';
import type { Registration } from '../../adapters/partner-center/schema.ts';
import type * as Cli from '../../cli/product/webhook.ts';
import { asCosellError, CosellError } from '../../core/errors.ts';
import { remember } from './memory.ts';
import { eventsOfOthers, type Look, look, type Registry, reportOf } from './registry.ts';

/**
 * Registers our address, again if it is there already: that is Microsoft's own cure for notices that stay away
 * (contract/incumbent-connectors.md §1.4). A foreign address gives way only with `overwrite`, and is remembered.
 */
export async function register(
  registry: Registry,
  request: { events: readonly string[] | null; overwrite: boolean },
): Promise<Cli.RegisterReport> {
  const url = registry.ours ?? refuseWithoutAddress();
  const before = await look(registry);
  const report = reportOf(before.present, before.owner);
  if (isForeign(before) && !request.overwrite) return { outcome: 'left', before: report, after: report };
  const events = [
    ...new Set([...(request.events ?? registry.settings.events), TEST_EVENT, ...eventsOfOthers(before.present)]),
  ];
  const wanted = { url, events, signatureInOwnHeader: true };
  const after = await (before.present ? registry.client.replace(wanted) : registry.client.create(wanted));
  const { present } = before;
  await remember(registry.store, {
    registered: url,
    events: request.events,
    released: false,
    concern: null,
    ...(isForeign(before) && present ? { previous: { url: present.webhookUrl, events: present.webhookEvents } } : {}),
  });
  return { outcome: outcomeOf(before), before: report, after: reportOf(after, 'ours') };
}

function isForeign({ owner }: Look): boolean {
  return owner === 'foreign' || owner === 'microsoft-connector';
}

function outcomeOf(before: Look): Cli.RegisterReport['outcome'] {
  if (before.owner === 'nobody') return 'registered';
  return isForeign(before) ? 'overwritten' : 'renewed';
}

function refuseWithoutAddress(): never {
  throw new CosellError({
    code: 'public-url-missing',
    recovery: 'misconfigured',
    message: 'No address is known under which Microsoft could reach this connector.',
    remedy: 'Set publicUrl to the https address that leads to the connector.',
    place: 'publicUrl',
  });
}

/**
 * Gives the registration back, as far as the API allows: it knows no DELETE (contract/partner-center.md §5.1). The connector does not take
 * it again until a person registers.
 */
export async function release(registry: Registry, { to }: Cli.ReleaseRequest): Promise<Cli.ReleaseReport> {
  const before = await look(registry);
  const report = reportOf(before.present, before.owner);
  if (before.owner !== 'ours' || !before.present) {
    await remember(registry.store, { released: true, concern: null });
    return { outcome: 'not-ours', before: report, after: report };
  }
  const outcome = await giveBack(registry, before, before.present, to);
  const gone = outcome === 'restored' || outcome === 'given';
  await remember(registry.store, {
    released: true,
    concern: null,
    events: null,
    ...(gone ? { registered: null, previous: null } : {}),
  });
  const after = await look(registry);
  return { outcome, before: report, after: reportOf(after.present, after.owner) };
}

async function giveBack(
  { client }: Registry,
  { memory }: Look,
  present: Registration,
  to: string | null,
): Promise<Cli.ReleaseReport['outcome']> {
  const former = to === null ? memory.previous : { url: to, events: present.webhookEvents };
  if (former) {
    // How the former receiver wanted its signature is not told; the service's default is.
    await client.replace({ ...former, signatureInOwnHeader: false });
    return to === null ? 'restored' : 'given';
  }
  const quiet = { url: present.webhookUrl, events: eventsOfOthers(present), signatureInOwnHeader: true };
  const emptied = await client.replace(quiet).catch(refusedOnly);
  if (emptied?.webhookEvents.every((event) => quiet.events.includes(event))) return 'emptied';
  // Whether a registration may be without events is not documented; test events come only when somebody asks for them.
  await client.replace({ ...quiet, events: [TEST_EVENT] });
  return 'silenced';
}

function refusedOnly(thrown: unknown): null {
  const failure = asCosellError(thrown);
  if (failure.recovery !== 'refused') throw failure;
  return null;
}
