import { makeId } from '../ids.ts';
import type { ValidationRule } from '../rules/validation.ts';
import { FIRST_LAYOUTS } from './first-layouts.ts';
import type { LayoutMetadata } from './layout.ts';
import type { RuleMetadata } from './validation-rule.ts';

/** What administrators have made besides sObjects, fields and permission sets. */
export interface MetadataState {
  /** By `Opportunity.Name`. Active ones that judge records are in the organisation's rules too. */
  rules: Map<string, RuleMetadata>;
  /** By full name. */
  layouts: Map<string, LayoutMetadata>;
  /** Grows with every deployment. */
  revision: number;
  /** The id of a component, the same for as long as it exists. */
  idOf(prefix: string, fullName: string): string;
}

/** Lists a validation rule that came with a package, inactive. */
export function addPackagedRule({ rules }: MetadataState, { name, sobject, message, field }: ValidationRule): void {
  rules.set(`${sobject}.${name}`, {
    sobject,
    name,
    active: false,
    description: null,
    errorMessage: message,
    errorDisplayField: field ?? null,
    errorConditionFormula: null,
  });
}

/** The state of a fresh organisation. */
export function createMetadataState(): MetadataState {
  const ids = new Map<string, string>();
  return {
    rules: new Map(),
    layouts: new Map(FIRST_LAYOUTS.map((layout) => [layout.fullName, layout])),
    revision: 0,
    idOf(prefix, fullName) {
      const key = `${prefix} ${fullName}`;
      const known = ids.get(key);
      if (known !== undefined) return known;
      const made = makeId(prefix, ids.size + 1);
      ids.set(key, made);
      return made;
    },
  };
}
