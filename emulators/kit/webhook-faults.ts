import { Hono } from 'hono';
import * as z from 'zod';

/** What goes wrong on the way to the subscriber. */
export const WebhookFault = z.strictObject({
  /** `reordered` holds an event back until the one after it has been sent. */
  kind: z.enum(['lost', 'doubled', 'late', 'reordered']),
  /** How many events suffer it. */
  times: z.int().min(1).default(1),
  /** Only events of this name. */
  event: z.string().optional(),
  /** Virtual milliseconds: the delay of a late event, the longest wait of a reordered one. */
  delayMs: z.int().min(0).optional(),
});
export type WebhookFault = z.input<typeof WebhookFault>;
export type ArmedWebhookFault = z.output<typeof WebhookFault>;

export interface WebhookFaults {
  add(fault: WebhookFault): ArmedWebhookFault;
  list(): ArmedWebhookFault[];
  clear(): void;
  /** The fault that an event of this name must suffer; uses it up. */
  take(event: string): ArmedWebhookFault | undefined;
}

export function createWebhookFaults(): WebhookFaults {
  let armed: ArmedWebhookFault[] = [];
  return {
    add(fault) {
      const parsed = WebhookFault.parse(fault);
      armed.push(parsed);
      return { ...parsed };
    },
    list: () => armed.map((fault) => ({ ...fault })),
    clear() {
      armed = [];
    },
    take(event) {
      const fault = armed.find((candidate) => candidate.event === undefined || candidate.event === event);
      if (!fault) return undefined;
      fault.times -= 1;
      if (fault.times === 0) armed = armed.filter((other) => other !== fault);
      return { ...fault };
    },
  };
}

/** The part of an emulator's webhooks admin that is the same for all. */
interface WebhookFaultsAdmin {
  settled(): Promise<void>;
  faults(): ArmedWebhookFault[];
  addFault(fault: WebhookFault): ArmedWebhookFault;
  clearFaults(): void;
}

/** Its routes, to be mounted under `/_emulator/webhooks`. */
export function webhookFaultRoutes(admin: WebhookFaultsAdmin): Hono {
  const routes = new Hono();
  routes.post('/settle', async (c) => {
    await admin.settled();
    return c.json({ ok: true });
  });
  routes.get('/faults', (c) => c.json(admin.faults()));
  routes.post('/faults', async (c) => c.json(admin.addFault(await c.req.json()), 201));
  routes.delete('/faults', (c) => {
    admin.clearFaults();
    return c.json([]);
  });
  return routes;
}
