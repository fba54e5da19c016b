import { refuse } from '../refusal.ts';
import type { Row } from '../schema/types.ts';

/** An administrator's validation rule: a save that breaks it is refused with the administrator's own words. */
export interface ValidationRule {
  name: string;
  sobject: string;
  /** Where the message is shown; without one it stands at the top of the page. */
  field?: string;
  message: string;
  /** True when the record must not be saved; `before` is absent at creation. */
  isBroken(row: Row, before: Row | undefined): boolean;
}

/** Throws FIELD_CUSTOM_VALIDATION_EXCEPTION for the first rule that the record breaks. */
export function checkValidationRules(rules: Iterable<ValidationRule>, sobject: string, row: Row, before?: Row): void {
  for (const rule of rules) {
    if (rule.sobject !== sobject || !rule.isBroken(row, before)) continue;
    throw refuse('FIELD_CUSTOM_VALIDATION_EXCEPTION', rule.message, rule.field ? [rule.field] : []);
  }
}
