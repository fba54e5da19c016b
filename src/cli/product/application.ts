/**
 * What the command line needs of the product. `src/main.ts` implements it; commands receive it and know nothing else.
 * All values are plain, ready to be printed as JSON: times are ISO 8601, money is a decimal string. Methods throw CosellError.
 */
import type { LoadedSettings } from '../../config/load.ts';
import type { ConnectReport, ConnectRequest } from './connect.ts';
import type { CrmTools } from './crm.ts';
import type { DevRequest, EmulatorRequest, RunningDev, RunningEmulator } from './dev.ts';
import type { DoctorReport, DoctorRequest } from './doctor.ts';
import type { Installation } from './installation.ts';
import type { RunningConnector, RunRequest } from './running.ts';
import type { SolutionTools } from './solutions.ts';
import type { StoreTools } from './store.ts';
import type { TaxonomyTools } from './taxonomy.ts';
import type { WebhookDesk } from './webhook.ts';

export interface Application {
  /** Emulators of both systems and a connector between them, in this process. Resolves once everything answers. */
  startDev(request: DevRequest): Promise<RunningDev>;
  /** One emulator alone. Resolves once it answers. */
  startEmulator(request: EmulatorRequest): Promise<RunningEmulator>;
  /** The connector. Resolves once it listens. */
  startConnector(settings: LoadedSettings, request: RunRequest): Promise<RunningConnector>;
  /** Store and connections for the length of one command; a connector may run on the same store meanwhile. */
  openInstallation(settings: LoadedSettings): Promise<Installation>;
  /** Live checks of everything that must be right; what is wrong is in the report. */
  diagnose(settings: LoadedSettings, request: DoctorRequest): Promise<DoctorReport>;
  /** The service account signs in once for Partner Center; its refresh token is kept where the settings refer to it. */
  connectPartnerCenter(settings: LoadedSettings, request: ConnectRequest): Promise<ConnectReport>;
  /** The webhook registration of the tenant, for the length of one command. */
  openWebhook(settings: LoadedSettings): Promise<WebhookDesk>;
  readonly stores: StoreTools;
  readonly crm: CrmTools;
  readonly taxonomy: TaxonomyTools;
  readonly solutions: SolutionTools;
}
