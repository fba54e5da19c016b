/** What is done about one thing, or why nothing is. The plan is a value: it is shown, and exactly it is carried out. */
export interface Step {
  kind: 'object' | 'field' | 'rule' | 'permission-set' | 'assignment' | 'layout';
  /** `Opportunity.Audit__c` */
  name: string;
  /**
   * `create`, `update`, `extend`, `assign`: will be done. `keep`: is there and does. `differs`: is there and does not do, and is left alone.
   * `skip`: not wanted here.
   */
  action: 'create' | 'update' | 'extend' | 'assign' | 'keep' | 'differs' | 'skip';
  /** Whether it bears the package's mark, or will. */
  ours: boolean;
  notes: readonly string[];
}

export interface PlanOptions {
  /** Changes what is ours and not as in the package; without it, such things are only named. */
  upgrade: boolean;
  layouts: boolean;
}

/** A thing of the package and what is done about it. */
export interface Judged<Source> {
  step: Step;
  source: Source;
}

/** What the package's own things lack here, when it is not there. */
export function lackNote({ needs }: { needs: readonly string[] }, gone: ReadonlySet<string>): string | null {
  const lacking = needs.find((need) => gone.has(need));
  return lacking === undefined ? null : `It needs ${lacking}, which is not wanted here.`;
}

/** What to do about a thing that is there and not as in the package. */
export function differing(
  ours: boolean,
  differences: readonly string[],
  { upgrade }: PlanOptions,
): Pick<Step, 'action' | 'notes'> {
  const notes = differences.map((difference) => `It ${difference}.`);
  if (ours && upgrade) return { action: 'update', notes };
  const remedy = ours
    ? 'Bring it up to date with `cosell crm upgrade`.'
    : 'It is not ours and stays as it is: change it in Setup, or name another field in the settings.';
  return { action: 'differs', notes: [...notes, remedy] };
}
