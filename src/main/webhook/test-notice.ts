import { TEST_EVENT } from '../../adapters/partner-center/registration.ts';
import type { TestDelivery } from '../../adapters/partner-center/schema.ts';
import type * as Cli from '../../cli/product/webhook.ts';
import { asCosellError, CosellError } from '../../core/errors.ts';
import { testReceipts } from './receipts.ts';
import { look, type Registry } from './registry.ts';

const LOOK_AGAIN_MS = 50;
/** Microsoft's record of its attempts costs a call, the store none. */
const ASK_AGAIN_MS = 1_000;

/** Has a test notice sent and waits until the receiver has noted it, or until it is plain that it will not come (R7). */
export async function sendTestNotice(
  registry: Registry,
  { withinMs, signal }: { withinMs: number; signal?: AbortSignal },
): Promise<Cli.TestReport> {
  const { client, clock, store } = registry;
  await requireRegistration(registry);
  const { count } = await testReceipts(store);
  const startedAtMs = clock.nowMs();
  const correlationId = await client.sendTestEvent(signal);
  let askedAtMs = startedAtMs;
  let delivery: TestDelivery | null = null;
  while (!signal?.aborted && clock.nowMs() - startedAtMs < withinMs && !isHopeless(delivery)) {
    await clock.sleep(LOOK_AGAIN_MS, signal);
    if ((await testReceipts(store)).count > count) return report(true);
    if (clock.nowMs() - askedAtMs < ASK_AGAIN_MS) continue;
    delivery = await recordOf(registry, correlationId);
    askedAtMs = clock.nowMs();
  }
  return report((await testReceipts(store)).count > count);

  function report(received: boolean): Cli.TestReport {
    const attempts = attemptsOf(delivery);
    const ms = clock.nowMs() - startedAtMs;
    return { received, correlationId, ms, attempts, cause: received ? null : causeOf(delivery) };
  }
}

async function requireRegistration(registry: Registry): Promise<void> {
  const { owner, present } = await look(registry);
  const isRegistered = owner === 'ours' && present?.webhookEvents.includes(TEST_EVENT);
  if (isRegistered) return;
  throw new CosellError({
    code: 'webhook-not-registered',
    recovery: 'misconfigured',
    message:
      owner === 'ours'
        ? 'The registration does not ask for test notices.'
        : 'This connector’s address is not registered, so no test notice would come here.',
    remedy: 'Run `cosell webhook register` first.',
    place: 'webhook',
  });
}

async function recordOf({ client }: Registry, correlationId: string): Promise<TestDelivery | null> {
  // Its absence only makes the cause vaguer.
  return client.testEvent(correlationId).catch((thrown: unknown) => {
    if (asCosellError(thrown).recovery === 'bug') throw thrown;
    return null;
  });
}

function attemptsOf(delivery: TestDelivery | null): Cli.TestReport['attempts'] {
  return (delivery?.results ?? []).map(({ dateTimeUtc, responseCode, responseMessage }) => ({
    at: dateTimeUtc,
    code: responseCode,
    message: responseMessage,
  }));
}

/** The names of success among .NET's names for statuses. */
const TAKEN: ReadonlySet<string> = new Set(['OK', 'Created', 'Accepted', 'NoContent', '200', '201', '202', '204']);

type Attempt = TestDelivery['results'][number];

const isTaken = ({ responseCode }: Attempt) => TAKEN.has(responseCode ?? '');

/** Whether there were attempts and none of them was answered as it should. */
function isHopeless(delivery: TestDelivery | null): boolean {
  return delivery !== null && delivery.results.length > 0 && !delivery.results.some(isTaken);
}

/** The likeliest reason, from what Microsoft tells of its attempts. */
function causeOf(delivery: TestDelivery | null): { message: string; remedy: string } {
  const attempts = delivery?.results ?? [];
  const last = attempts.at(-1);
  if (!last) {
    return {
      message: 'Microsoft has sent nothing.',
      remedy:
        'The likeliest cause is a Partner Center account with several linked tenants, whose multi-tenancy Microsoft must switch on: ask Partner ' +
        'Center support. Sweeps find all changes meanwhile.',
    };
  }
  if (attempts.some(isTaken)) {
    return {
      message: 'Something took the notice under publicUrl, but not a connector on this store.',
      remedy:
        'See that publicUrl leads to a connector of this installation and that no proxy answers in its place; a stopped connector notes nothing.',
    };
  }
  if (last.responseCode === 'Unauthorized' || last.responseCode === '401') {
    return {
      message: "A connector got the notice and did not take its signature for Microsoft's.",
      remedy:
        'Look for `webhook refused` in its log: usually a certificate is missing (webhook.signature.intermediates or .issuerUrls), or a proxy ' +
        'changed the body.',
    };
  }
  const said = [last.responseCode, last.responseMessage].filter(Boolean).join(' ');
  return {
    message: `Microsoft could not deliver the notice: ${said || 'no answer'}.`,
    remedy: 'See that the connector runs and that publicUrl reaches it from the internet over https.',
  };
}
