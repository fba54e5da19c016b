import type { CrmKind } from '../../config/crms.ts';
import type { Running, RunRequest } from './running.ts';

export interface DevRequest extends RunRequest {
  /** Port of the connector; the emulators take the next ones. 0: free ports for all. */
  port: number;
  /** Which CRMs, at least one. */
  crms: readonly CrmKind[];
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
  /** `connector`, `partner-center` or the kind of a CRM. */
  id: string;
  title: string;
  url: string;
  /** For example referralsUrl, tokenUrl, adminUrl, webhookUrl. */
  urls: Readonly<Record<string, string>>;
  /** Of an emulator only; they open nothing else. */
  credentials: Readonly<Record<string, string>>;
}

export type EmulatorName = 'partner-center' | CrmKind;

export interface EmulatorRequest extends Pick<RunRequest, 'signal'> {
  name: EmulatorName;
  /** 0: a free one. */
  port: number;
  world: string | null;
}

export interface RunningEmulator extends Running {
  readonly started: ServiceFacts;
}
