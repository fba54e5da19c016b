import type { Application } from './cli/application.ts';
import { runConnector } from './main/connector.ts';
import { runDev } from './main/dev.ts';
import { runEmulator } from './main/emulator.ts';
import { openInstallation } from './main/installation.ts';
import { storeTools } from './main/stores.ts';

/** The composition root: `src/main/` is the only place that knows every ring. */
export const application: Application = {
  startDev: runDev,
  startEmulator: runEmulator,
  startConnector: runConnector,
  openInstallation,
  stores: storeTools,
};
