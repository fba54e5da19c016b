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
  /** Packs what was installed into one file, for other environments. Throws `crm-no-export` where the CRM knows no such files. */
  exportPackage(settings: LoadedSettings, request: CrmExportRequest): Promise<PackageFile>;
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
  /** Whether tables that are not ours may be made to track changes for good. */
  changeTracking: boolean;
  /** A package file to be imported first; null: none. */
  packageFile: Uint8Array | null;
}

export interface CrmExportRequest {
  connection: string | null;
  adminToken: string | null;
  /** For environments where nobody is to change it by hand. */
  managed: boolean;
}

export interface PackageFile {
  name: string;
  bytes: Uint8Array;
}

export interface CrmUninstallRequest extends CrmRequest {
  /** Also removes what holds data, and the data with it. */
  force: boolean;
  /** Only says what would be removed. */
  dryRun: boolean;
}

export interface CrmReport {
  /** `sandbox` is null where it cannot be told. */
  organization: { id: string; name: string; edition: string; sandbox: boolean | null };
  /** User name of the connector in the CRM. */
  user: string;
  steps: readonly CrmStep[];
  /** Sentences on what else was found, such as Microsoft's own package. */
  remarks: readonly string[];
  /** Whether a refusal leaves everything as it was; otherwise what comes before it is done. */
  atomic: boolean;
  deployments: readonly { id: string; checkOnly: boolean; components: number; succeeded: boolean }[];
  /** What the CRM does not take. */
  failures: readonly CrmProblem[];
  /** What does not work yet although it was installed. */
  findings: readonly CrmProblem[];
  ms: number;
}

export interface CrmStep {
  /** `field`, `column`, `layout`, `form`, `role`, …: as the CRM calls it. */
  kind: string;
  name: string;
  /** `keep`: is there and does. `differs`: is there, does not do and is left alone. `skip`: not wanted here. The others are done. */
  action: 'create' | 'update' | 'extend' | 'assign' | 'remove' | 'keep' | 'differs' | 'skip';
  notes: readonly string[];
}

export interface CrmProblem {
  /** Listed in docs/reference/errors.md, as far as the CRM has codes. */
  code?: string;
  place: string;
  message: string;
  remedy: string;
}
