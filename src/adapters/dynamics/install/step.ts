import type { OwnTable, PackageColumn, PackageKey } from '../columns.ts';
import type { FormFacts } from './inventory.ts';
import type { RoleSource, StepSource, VariableSource } from './package.ts';

/** What is done about one thing, or why nothing is. The plan is a value: it is shown, and exactly it is carried out. */
export interface Step {
  kind:
    | 'publisher'
    | 'solution'
    | 'table'
    | 'column'
    | 'lookup'
    | 'key'
    | 'change-tracking'
    | 'form'
    | 'variable'
    | 'role'
    | 'assignment'
    | 'webhook';
  /** `opportunity.csl_audit` */
  name: string;
  /**
   * `create`, `update`, `extend`, `assign`: will be done. `keep`: is there and does. `differs`: is there and does not do, and is left alone.
   * `skip`: not wanted here.
   */
  action: 'create' | 'update' | 'extend' | 'assign' | 'keep' | 'differs' | 'skip';
  notes: readonly string[];
}

export interface PlanOptions {
  /** Changes what is ours and not as in the package; without it, such things are only named. */
  upgrade: boolean;
  /** Whether main forms get our section. */
  layouts: boolean;
  /** Whether change tracking may be turned on for tables that are not ours; it can never be turned off again. */
  changeTracking: boolean;
  /** Where the environment reaches the connector, and the code by which it proves itself; null: it is told nothing. */
  webhook: { url: string; code: string } | null;
  /** Public address of the connector; null: it has none. */
  publicUrl: string | null;
}

/** One write, with what it takes. */
export type Work =
  | { do: 'publisher' }
  | { do: 'solution' }
  /** Puts a table of the sales application into the solution, without what it brings. */
  | { do: 'root'; table: string; metadataId: string }
  | { do: 'table'; table: OwnTable }
  | { do: 'column'; table: string; column: PackageColumn }
  | { do: 'lookup'; table: string; column: Extract<PackageColumn, { type: 'lookup' }> }
  | { do: 'widen'; table: string; column: string; length: number }
  | {
      do: 'options';
      table: string;
      column: string;
      choices: readonly { value: number; label: string; code?: string }[];
    }
  | { do: 'key'; table: string; key: PackageKey; columns: readonly string[] }
  | { do: 'reactivate'; table: string; key: string }
  | { do: 'tracking'; table: string }
  | { do: 'form'; form: FormFacts }
  | { do: 'variable'; variable: VariableSource }
  | { do: 'value'; variable: string; value: string }
  | { do: 'role'; role: RoleSource }
  | { do: 'assign'; role: string; user: string }
  | { do: 'endpoint'; url: string; code: string }
  | { do: 'hook'; step: StepSource; message: string; columns: readonly string[] };

export interface Planned {
  step: Step;
  /** Serial, in this order. */
  work: readonly Work[];
}

export const kept = (kind: Step['kind'], name: string, notes: readonly string[] = []): Planned => ({
  step: { kind, name, action: 'keep', notes },
  work: [],
});

export const skipped = (kind: Step['kind'], name: string, note: string): Planned => ({
  step: { kind, name, action: 'skip', notes: [note] },
  work: [],
});

export const created = (
  kind: Step['kind'],
  name: string,
  work: readonly Work[],
  notes: readonly string[] = [],
): Planned => ({ step: { kind, name, action: 'create', notes }, work });

export const unlike = (kind: Step['kind'], name: string, notes: readonly string[]): Planned => ({
  step: { kind, name, action: 'differs', notes },
  work: [],
});
