import type { LoadedSettings } from '../../config/load.ts';
import type { CatalogEntry } from '../../core/model/catalog-entry.ts';

/** The solutions that sellers choose from in the CRM. */
export interface SolutionTools {
  /** Takes a list over; with `dryRun` it only says what would be done. Throws `solutions-unsuited` where the CRM has an import of its own. */
  take(
    settings: LoadedSettings,
    request: { connection: string | null; entries: readonly CatalogEntry[]; dryRun: boolean },
  ): Promise<readonly SolutionStep[]>;
}

export interface SolutionStep {
  identifier: string;
  name: string;
  action: 'create' | 'update' | 'keep';
}
