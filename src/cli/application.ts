/**
 * What the command line needs of the product. `src/main.ts` implements it; commands receive it and know nothing else.
 * All values are plain, ready to be printed as JSON: times are ISO 8601, money is a decimal string. Methods throw CosellError.
 */
import type { LoadedSettings } from '../config/load.ts';
import type { DealRegistration } from '../core/model/registration.ts';
import type { ConnectReport, ConnectRequest } from './connect-report.ts';
import type { DoctorReport, DoctorRequest } from './doctor-report.ts';
import type { ShadowReport } from './shadow-report.ts';
import type { TaxonomyTools } from './taxonomy-tools.ts';
import type { WebhookDesk } from './webhook-desk.ts';

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
}

// ---- Running parts --------------------------------------------------------------------------------------------------

export interface RunRequest {
  /** Aborted by Ctrl-C or SIGTERM: stop taking work, finish what is under way, close. */
  signal: AbortSignal;
  /** Read and plan, and write nothing on either side. */
  shadow?: boolean;
  /** Called after each pass. */
  onPass?: (pass: PassReport) => void;
}

/** Something that runs until its signal is aborted. */
export interface Running {
  /** Resolves when everything is closed after the abort; rejects when a part failed for good. */
  readonly finished: Promise<void>;
}

export interface DevRequest extends RunRequest {
  /** Port of the connector; the emulators take the next two. 0: free ports for all three. */
  port: number;
  /** Forget the store and the secrets of earlier runs. */
  fresh: boolean;
  /** World file to load instead of the one that comes with the product. */
  world: string | null;
  /** Folder or postgres:// address to use instead of the folder's own store. */
  store: string | null;
  /** Absolute; store, settings (`dev.yaml`) and secrets lie here. */
  folder: string;
  /** How a person calls this program, for the commands to try. */
  command: string;
}

export interface RunningDev extends Running {
  readonly started: DevFacts;
}

export interface DevFacts {
  /** What runs where: connector, emulators. */
  services: readonly ServiceFacts[];
  /** Where the state is kept. */
  store: string;
  /** The settings file that other commands find by themselves. */
  settingsFile: string;
  /** Things to try, each one line to paste. */
  tries: readonly { title: string; command: string }[];
}

export interface ServiceFacts {
  /** `connector`, `partner-center` or `salesforce`. */
  id: string;
  title: string;
  url: string;
  /** For example referralsUrl, tokenUrl, adminUrl, webhookUrl. */
  urls: Readonly<Record<string, string>>;
  /** Of an emulator only; they open nothing else. */
  credentials: Readonly<Record<string, string>>;
}

export type EmulatorName = 'partner-center' | 'salesforce';

export interface EmulatorRequest extends Pick<RunRequest, 'signal'> {
  name: EmulatorName;
  /** 0: a free one. */
  port: number;
  world: string | null;
}

export interface RunningEmulator extends Running {
  readonly started: ServiceFacts;
}

export interface RunningConnector extends Running {
  readonly started: { url: string; webhookUrl: string; publicUrl: string | null; store: string };
}

// ---- Asking an installation -----------------------------------------------------------------------------------------

export interface Installation {
  status(): Promise<StatusReport>;
  listDeals(request: DealListRequest): Promise<DealList>;
  /** By link id, referral id or CRM record id; null when unknown. */
  showDeal(id: string): Promise<DealReport | null>;
  /** What would become of a CRM record if Sync were ticked on it now; nothing is written. Null when the CRM has none. */
  checkDeal(id: string): Promise<DealCheck | null>;
  /** One pass now, by link id, referral id or CRM record id; releases a halted deal. Null when unknown to both systems. */
  reconcile(id: string, request: { signal: AbortSignal }): Promise<PassReport | null>;
  /**
   * Registers a won deal at Microsoft; by link id, referral id or CRM record id. Null when nobody knows it. What stands in the way is in the
   * refusals; nothing was sent then.
   */
  registerDeal(
    id: string,
    registration: DealRegistration,
    request: { signal: AbortSignal },
  ): Promise<RegistrationReport | null>;
  /** Lists both systems, adopts what belongs together and runs a pass for each deal. Goes on where an interrupted run stopped. */
  reconcileAll(request: ReconcileAllRequest): Promise<RunReport>;
  /** What a connector in shadow would have done; open for longer than `withinMs` counts as missed by the others. */
  shadowReport(request: { withinMs: number }): Promise<ShadowReport>;
  listParked(limit: number): Promise<readonly ParkedReport[]>;
  /** Wakes one parked key, or all of them; answers how many. */
  retryParked(key: string | 'all'): Promise<number>;
  close(): Promise<void>;
}

export interface RegistrationReport {
  /** Where Microsoft's review stands. */
  status: string | null;
  refusals: readonly { code: string; message: string; remedy: string }[];
  /** What the CRM was told; null when nothing was registered. */
  pass: PassReport | null;
}

export interface DealCheck {
  recordId: string;
  name: string | null;
  /** Whether Sync is ticked already. */
  ticked: boolean;
  /**
   * `ready`: it would be shared; `shared`: it is; `not-open`: its stage is on hold or closed, and nothing would be sent; `incomplete`: it, or a
   * change to it, would be refused.
   */
  outcome: 'ready' | 'shared' | 'not-open' | 'incomplete';
  /** What Microsoft would call it. */
  kind: 'co-sell' | 'partner-led' | 'private';
  missing: readonly { code: string; field: string | null; message: string; remedy: string }[];
}

export type SideName = 'partner-center' | 'crm';

/** What one pass did. */
export interface PassReport {
  at: string;
  linkId: string;
  /** Name of the deal, null when nobody knows it any more. */
  deal: string | null;
  /** `planned`: what would have been done; in shadow nothing is. */
  outcome: 'unchanged' | 'changed' | 'planned' | 'refused' | 'failed' | 'halted';
  changes: readonly { side: SideName; kind: 'create' | 'update' | 'convert'; fields: readonly string[] }[];
  /** Why it was refused, failed or halted, or what is worth knowing. */
  remark: { code: string; message: string; remedy: string } | null;
  ms: number;
}

export interface StatusReport {
  store: { kind: 'sqlite' | 'postgres'; place: string };
  /** `shadow`: nothing is written on either side. */
  mode: 'live' | 'shadow';
  /** Whether both systems and the store work. */
  healthy: boolean;
  connections: readonly ConnectionReport[];
  /** Links by state. */
  links: { proposed: number; active: number; closed: number; halted: number; broken: number };
  work: { due: number; waiting: number; leased: number; parked: number };
  sweeps: readonly { side: SideName; lastAt: string | null; watermark: string | null }[];
  /** What somebody should look at, most urgent first. */
  attention: readonly { code: string; message: string; remedy: string }[];
}

export interface ConnectionReport {
  name: string;
  state: 'ok' | 'waiting' | 'signed-out' | 'unknown';
  /** Until when it waits. */
  until: string | null;
  reason: string | null;
}

export interface DealListRequest {
  state: DealState | null;
  limit: number;
  /** `next` of the previous list. */
  after: string | null;
}

export type DealState = keyof StatusReport['links'];

export interface DealList {
  deals: readonly DealSummary[];
  next: string | null;
}

export interface DealSummary {
  id: string;
  name: string | null;
  state: DealState;
  status: string | null;
  /** `co-sell`, `partner-led` or `private`. */
  kind: string | null;
  customer: string | null;
  value: string | null;
  currency: string | null;
  referralId: string | null;
  recordId: string | null;
  mark: 'ok' | 'failed' | null;
  /** Why it is halted or broken, or what the seller must mend. */
  reason: string | null;
  updatedAt: string;
}

export interface DealReport extends DealSummary {
  engagementId: string | null;
  referralLink: string | null;
  /** Where Microsoft's review of a registered deal stands. */
  registrationStatus: string | null;
  fields: readonly { field: string; partnerCenter: unknown; crm: unknown; agreed: unknown }[];
  /** Newest first. */
  history: readonly { at: string; kind: string; summary: string; details: unknown }[];
}

export interface ReconcileAllRequest {
  signal: AbortSignal;
  onProgress: (progress: Progress) => void;
  /** Begin anew instead of going on where an interrupted run stopped. */
  restart: boolean;
}

export interface Progress {
  /** For example `Listing referrals`, `Reconciling deals`. */
  phase: string;
  done: number;
  /** Null while unknown. */
  total: number | null;
}

export interface RunReport {
  /** False when the run was interrupted; the next one goes on from there. */
  complete: boolean;
  deals: number;
  adopted: number;
  created: number;
  changed: number;
  unchanged: number;
  refused: number;
  failed: number;
  halted: number;
  ms: number;
  calls: { partnerCenter: number; salesforce: number };
}

export interface ParkedReport {
  key: string;
  deal: string | null;
  reason: string;
  attempts: number;
  parkedAt: string;
}

// ---- Looking after the store ----------------------------------------------------------------------------------------

/** `place` is an absolute folder or a postgres:// address. */
export interface StoreTools {
  info(place: string): Promise<StoreReport>;
  /** Gives unused space back. */
  vacuum(place: string): Promise<{ bytesBefore: number; bytesAfter: number }>;
  /** Copies everything into an empty store, verifies the copy and leaves the original as it is. Refused while a connector uses it. */
  move(place: string, to: string, request: StoreMoveRequest): Promise<{ from: string; to: string; rows: number }>;
  /** A consistent copy of the embedded store into one file, while it is in use. */
  backup(place: string, file: string): Promise<{ file: string; bytes: number }>;
}

export interface StoreMoveRequest {
  signal: AbortSignal;
  onProgress: (progress: Progress) => void;
}

export interface StoreReport {
  kind: 'sqlite' | 'postgres';
  place: string;
  /** Number of the newest migration. */
  schemaVersion: number;
  bytes: number | null;
  /** Rows by table. */
  rows: Readonly<Record<string, number>>;
}

// ---- What has to be in the CRM --------------------------------------------------------------------------------------

/** Installing what the connector needs in the CRM: fields, objects, rules, permissions, a section in page layouts. */
export interface CrmTools {
  /** What `install` (or, with `upgrade`, `upgrade`) would do. Changes nothing. */
  plan(settings: LoadedSettings, request: CrmInstallRequest): Promise<CrmReport>;
  /** `refused`: names as written that did not pass the check of the settings file, by setting. */
  fields(settings: LoadedSettings, refused: Readonly<Record<string, string>>): Promise<FieldsReport>;
  /** A second time it changes nothing. Interrupted, it leaves what is under way to the CRM. */
  install(settings: LoadedSettings, request: CrmInstallRequest): Promise<CrmReport>;
  /** Removes only what was installed, and of that only what holds no data. */
  uninstall(settings: LoadedSettings, request: CrmUninstallRequest): Promise<CrmReport>;
}

/** Names of fields in the settings, compared with the CRM. */
export interface FieldsReport {
  fields: readonly FieldReport[];
}

export interface FieldReport {
  /** For example `salesforce.fields.sync`. */
  setting: string;
  object: string;
  /** As written; null when the settings say that there is none. */
  name: string | null;
  /**
   * `label`: the label of a field instead of its API name. `similar`: spelt otherwise in the CRM. `spare`: not
   * there, and it need not be. `unused`: none by the settings.
   */
  state: 'found' | 'label' | 'similar' | 'absent' | 'spare' | 'unused';
  /** API name as the CRM has it, or the one to use instead. */
  column: string | null;
  label: string | null;
}

export type CrmName = 'salesforce';

interface CrmRequest {
  connection: CrmName;
  /** Refers to an administrator's access token, as secrets in the settings do; null: the connector's user does it all. */
  adminToken: string | null;
  signal: AbortSignal;
  onProgress: (progress: Progress) => void;
}

export interface CrmInstallRequest extends CrmRequest {
  /** Brings up to date what an earlier version installed. */
  upgrade: boolean;
  /** Whether page layouts get our section. */
  layouts: boolean;
}

export interface CrmUninstallRequest extends CrmRequest {
  /** Also removes what holds data, and the data with it. */
  force: boolean;
  /** Only says what would be removed. */
  dryRun: boolean;
}

export interface CrmReport {
  organization: { id: string; name: string; edition: string; sandbox: boolean };
  /** User name of the connector in the CRM. */
  user: string;
  steps: readonly CrmStep[];
  /** Sentences on what else was found, such as Microsoft's own package. */
  remarks: readonly string[];
  deployments: readonly { id: string; checkOnly: boolean; components: number; succeeded: boolean }[];
  /** What the CRM does not take. */
  failures: readonly CrmProblem[];
  /** What does not work yet although it was installed. */
  findings: readonly CrmProblem[];
  ms: number;
}

export interface CrmStep {
  /** `object`, `field`, `rule`, `permission-set`, `assignment`, `layout`. */
  kind: string;
  name: string;
  /** `keep`: is there and does. `differs`: is there, does not do and is left alone. `skip`: not wanted here. The others are done. */
  action: 'create' | 'update' | 'extend' | 'assign' | 'remove' | 'keep' | 'differs' | 'skip';
  notes: readonly string[];
}

export interface CrmProblem {
  place: string;
  message: string;
  remedy: string;
}
