import type { Application } from './cli/product/application.ts';
import { connectPartnerCenter } from './main/connect/partner-center.ts';
import { runConnector } from './main/connector.ts';
import { solutionTools } from './main/crm/solutions.ts';
import { crmTools } from './main/crm/tools.ts';
import { diagnose } from './main/doctor/doctor.ts';
import { openInstallation } from './main/installation.ts';
import { storeTools } from './main/stores.ts';
import { taxonomyTools } from './main/taxonomy.ts';
import { openWebhookDesk } from './main/webhook/desk.ts';

/** The composition root: `src/main/` is the only place that knows every ring. */
export const application: Application = {
  // The emulators are a third of the program; a connector must not carry them about.
  startDev: async (request) => (await import('./main/emulated/dev.ts')).runDev(request),
  startEmulator: async (request) => (await import('./main/emulated/alone.ts')).runEmulator(request),
  startConnector: runConnector,
  openInstallation,
  openWebhook: openWebhookDesk,
  diagnose,
  connectPartnerCenter,
  stores: storeTools,
  crm: crmTools,
  taxonomy: taxonomyTools,
  solutions: solutionTools,
};
