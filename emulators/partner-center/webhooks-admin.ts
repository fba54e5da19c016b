import type { Hono } from 'hono';
import * as z from 'zod';
import type { DeliveryAttempt } from '../kit/delivery-queue.ts';
import {
  type ArmedWebhookFault,
  type WebhookFault,
  type WebhookFaults,
  webhookFaultRoutes,
} from '../kit/webhook-faults.ts';
import type { Deliveries, Delivery, WebhookRegistration } from './deliveries.ts';
import { overlay } from './documents.ts';
import type { Signer } from './signer.ts';
import type { Tenant } from './tenant.ts';
import { referralEvent } from './webhook-events.ts';

/** An event to send outside the queue, to see what the subscriber makes of it. */
const SendEvent = z.strictObject({
  /** Parts of the event that differ from a referral-updated of a fresh referral. */
  event: z.record(z.string(), z.unknown()).default({}),
  /** The id in ResourceUri, when the event does not give the whole URI. */
  referralId: z.string().default('00000000-0000-4000-8000-000000000000'),
  /** The raw body, instead of an event. */
  body: z.string().optional(),
  count: z.int().min(1).max(1000).default(1),
  signWith: z.enum(['leaf', 'foreign-chain', 'tampered', 'garbage', 'none']).default('leaf'),
  header: z.enum(['authorization', 'x-ms-signature']).optional(),
  certificateUrl: z.string().optional(),
  /** Instead of the registered URL. */
  url: z.url().optional(),
});
type SendEvent = z.input<typeof SendEvent>;

/** Roots that a subscriber must trust to take the emulator's events. */
interface WebhookTrust {
  rootPem: string;
  issuingPem: string;
  certificateUrl: string;
}

/** What a tester does with webhooks; the same under `/_emulator/webhooks`. */
export interface WebhooksAdmin {
  registration(): WebhookRegistration | undefined;
  deliveries(): Delivery[];
  /** Resolves when nothing is being sent at this moment. */
  settled(): Promise<void>;
  trust(): Promise<WebhookTrust>;
  /** Renews the certificate behind the same URL. */
  rotate(): Promise<WebhookTrust>;
  faults(): ArmedWebhookFault[];
  addFault(fault: WebhookFault): ArmedWebhookFault;
  clearFaults(): void;
  /** Sends an event, perhaps a forged one; resolves with the subscriber's answers. */
  send(options?: SendEvent): Promise<DeliveryAttempt[]>;
}

export function createWebhooksAdmin(
  tenant: Tenant,
  deliveries: Deliveries,
  signer: Signer,
  faults: WebhookFaults,
  certificatePath: string,
): WebhooksAdmin {
  async function trust(): Promise<WebhookTrust> {
    const { rootPem, issuingPem } = await signer.chain();
    return { rootPem, issuingPem, certificateUrl: `${tenant.url}${certificatePath}` };
  }
  return {
    registration: deliveries.registration,
    deliveries: deliveries.list,
    settled: deliveries.settled,
    trust,
    async rotate() {
      await signer.rotate();
      return trust();
    },
    faults: faults.list,
    addFault: faults.add,
    clearFaults: faults.clear,
    async send(options = {}) {
      const { event, referralId, count, signWith, certificateUrl, ...given } = SendEvent.parse(options);
      const registration = deliveries.registration();
      const url = given.url ?? registration?.url;
      if (url === undefined) throw new RangeError('Nobody has registered for webhooks; give a url to send to.');
      const usual = referralEvent(tenant, 'referral-updated', {
        id: referralId,
        updatedDateTime: tenant.stamps.next(),
      });
      const body = given.body ?? JSON.stringify(overlay<object>(usual, event));
      const header = given.header ?? (registration?.signatureInMsHeader ? 'x-ms-signature' : 'authorization');
      const answers: DeliveryAttempt[] = [];
      for (let sent = 0; sent < count; sent += 1) {
        const headers = await signer.headers(body, { signWith, header, certificateUrl });
        answers.push(await deliveries.post(url, body, headers));
      }
      return answers;
    },
  };
}

/** The admin API of the webhooks, to be mounted under `/_emulator/webhooks`. */
export function webhooksAdminRoutes(admin: WebhooksAdmin): Hono {
  const routes = webhookFaultRoutes(admin);
  routes.get('/', (c) => c.json({ registration: admin.registration() ?? null, deliveries: admin.deliveries() }));
  routes.get('/trust', async (c) => c.json(await admin.trust()));
  routes.post('/rotate', async (c) => c.json(await admin.rotate()));
  routes.post('/send', async (c) => c.json(await admin.send(await c.req.json())));
  return routes;
}
