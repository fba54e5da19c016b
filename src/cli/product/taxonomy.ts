import type { LoadedSettings } from '../../config/load.ts';

/** The list of partner roles, solution areas and plays, and what the CRM offers of it. */
export interface TaxonomyTools {
  /** Calls nobody. */
  read(settings: LoadedSettings): Promise<TaxonomyReport>;
  /** What `apply` would do. Changes nothing. */
  plan(settings: LoadedSettings, request: TaxonomyRequest): Promise<TaxonomyPlanReport>;
  /** A second time it changes nothing. */
  apply(settings: LoadedSettings, request: TaxonomyRequest): Promise<TaxonomyPlanReport>;
}

export interface TaxonomyRequest {
  /** Name of the CRM in the settings; null: the only one. */
  connection: string | null;
  /** Deactivates what the list does not name, too. */
  deactivateOthers: boolean;
}

type Kind = 'role' | 'area' | 'play';

export interface TaxonomyReport {
  file: string;
  version: string;
  reviewBy: string;
  entries: readonly TaxonomyLine[];
  remarks: readonly { message: string; remedy: string }[];
}

export interface TaxonomyLine {
  kind: Kind;
  name: string;
  area: string | null;
  /** What is sent in place of the name. */
  id: string | null;
  validFrom: string | null;
  validUntil: string | null;
  /** Today. */
  valid: boolean;
}

export interface TaxonomyPlanReport {
  version: string;
  /** `unknown` is active in the CRM and not in the list; it is left alone. */
  steps: readonly {
    kind: Kind;
    name: string;
    area: string | null;
    action: 'create' | 'activate' | 'deactivate' | 'move' | 'keep' | 'unknown';
    id: string | null;
  }[];
  remarks: readonly { message: string; remedy: string }[];
}
