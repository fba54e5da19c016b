import type { InTurn } from '../../adapters/crm/options.ts';
import type { TaxonomyTool } from '../../adapters/crm/taxonomy/plan.ts';
import type { CatalogTool } from '../../adapters/dynamics/solutions-import.ts';
import type {
  CrmExportRequest,
  CrmInstallRequest,
  CrmReport,
  CrmUninstallRequest,
  PackageFile,
} from '../../cli/product/crm.ts';
import type { FieldsReport } from '../../cli/product/crm-fields.ts';
import type { CheckReport } from '../../cli/product/doctor.ts';
import type { CrmKind, CrmOf } from '../../config/crms.ts';
import type { LoadedSettings } from '../../config/load.ts';
import type { Clock, Log, SidePort } from '../../engine/ports.ts';
import type { CrmHook } from '../../service/crm-hint.ts';

export interface OpenCrmContext {
  clock: Clock;
  log: Log;
  inTurn: InTurn;
  onCall: () => void;
}

export interface ExamineContext {
  clock: Clock;
  log: Log;
  timeoutMs: number;
  /** Only whether the sign-in works and the stages are there. */
  probe: boolean;
}

/** Everything that the product does with one CRM of the settings. Nothing is called before a method is. */
export interface CrmProduct {
  /** Whether an id has the form of its records' ids. */
  isRecordId(id: string): boolean;
  /** Signs in and asks how the organisation looks. */
  open(context: OpenCrmContext): Promise<SidePort>;
  examine(context: ExamineContext): Promise<readonly CheckReport[]>;
  plan(request: CrmInstallRequest): Promise<CrmReport>;
  install(request: CrmInstallRequest): Promise<CrmReport>;
  uninstall(request: CrmUninstallRequest): Promise<CrmReport>;
  exportPackage(request: CrmExportRequest): Promise<PackageFile>;
  /** Every name of the settings that means a column, compared with the organisation. `written` holds names that did not pass the check of the file. */
  fields(written: Readonly<Record<string, string>>): Promise<FieldsReport>;
  taxonomy(): Promise<TaxonomyTool>;
  /** Takes lists of solutions over. Throws `solutions-unsuited` where the CRM has an import of its own. */
  catalog(): Promise<CatalogTool>;
  /** Understands what the CRM itself tells of its changes; null where it tells nothing. */
  hook(): Promise<CrmHook | null>;
}

/** A kind of CRM; the table in `kinds.ts` is the only place that lists them. */
export interface CrmKindOf<Kind extends CrmKind> {
  /** As people call it. */
  title: string;
  product(loaded: LoadedSettings, crm: CrmOf<Kind>): CrmProduct;
}
