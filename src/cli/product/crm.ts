import type { LoadedSettings } from '../../config/load.ts';
import type { FieldsReport } from './crm-fields.ts';
import type { Progress } from './progress.ts';

/** Installing what the connector needs in the CRM: fields, objects, rules, permissions, a section in page layouts. */
export interface CrmTools {
  /** What `install` (or, with `upgrade`, `upgrade`) would do. Changes nothing. */
  plan(settings: LoadedSettings, request: CrmInstallRequest): Promise<CrmReport>;
  /** `refused`: names as written that did not pass the check of the settings file, by setting. */
  fields(
    settings: LoadedSettings,
    request: { connection: string | null; refused: Readonly<Record<string, string>> },
  ): Promise<FieldsReport>;
  /** A second time it changes nothing. Interrupted, it leaves what is under way to the CRM. */
  install(settings: LoadedSettings, request: CrmInstallRequest): Promise<CrmReport>;
  /** Removes only what was installed, and of that only what holds no data. */
  uninstall(settings: LoadedSettings, request: CrmUninstallRequest): Promise<CrmReport>;
}

interface CrmRequest {
  /** Name of the CRM in the settings; null: the only one. */
  connection: string | null;
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
