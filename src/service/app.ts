import { Hono } from 'hono';
import { asCosellError } from '../core/errors.ts';
import { type CrmHintReceiver, receiveCrmHint } from './crm-hint.ts';
import type { Health } from './health.ts';
import { receiveWebhook, type WebhookReceiver } from './webhook.ts';

export interface ServiceDeps {
  webhook: WebhookReceiver;
  crm: CrmHintReceiver;
  health: () => Promise<Health>;
}

export const WEBHOOK_PATH = '/hooks/partner-center';

/** Where a CRM of the settings tells of its changes. */
export const crmWebhookPath = (name: string): string => `/hooks/crm/${name}`;

/** The connector's own HTTP surface: the webhook that Microsoft calls and the health that operators ask. */
export function createService(deps: ServiceDeps): Hono {
  const app = new Hono();
  app.post(WEBHOOK_PATH, (context) => receiveWebhook(deps.webhook, context));
  app.post(crmWebhookPath(':name'), (context) => receiveCrmHint(deps.crm, context));
  app.get('/health', async (context) => {
    const health = await deps.health();
    return context.json(health, health.ok ? 200 : 503);
  });
  // Without this the framework would write the stack to standard error.
  app.onError((thrown, context) => {
    deps.webhook.log.error({ err: asCosellError(thrown), path: context.req.path }, 'request failed');
    return context.json({ error: 'internal', remedy: 'Look at the connector’s log around this time.' }, 500);
  });
  app.notFound((context) =>
    context.json({ error: 'not-found', remedy: `Webhooks go to ${WEBHOOK_PATH}, health is at /health.` }, 404),
  );
  return app;
}
