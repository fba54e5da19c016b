import type { ValidationRule } from '../rules/validation.ts';
import type { SObjectSpec } from '../schema/types.ts';
import { type Formula, fieldsOf, parseFormula } from './formula.ts';
import { compile } from './formula-judge.ts';
import { ComponentProblem, requiredMissing } from './problem.ts';
import { checkElements, type Element, type ElementTable, flagOf, textOf } from './xml.ts';

const RULE: ElementTable = {
  type: 'ValidationRule',
  emulated: ['active', 'description', 'errorConditionFormula', 'errorDisplayField', 'errorMessage', 'fullName'],
  others: ['shouldEvaluateOnClient'],
};

/** A validation rule as an administrator wrote it. */
export interface RuleMetadata {
  sobject: string;
  name: string;
  active: boolean;
  description: string | null;
  errorMessage: string;
  errorDisplayField: string | null;
  /** Null: it came with a package whose formulas are not published. */
  errorConditionFormula: string | null;
}

const LONGEST_MESSAGE = 255;

/** Reads a validation rule without regard to the object it is for. Throws ComponentProblem. */
export function readRule(fullName: string, element: Element): RuleMetadata & { formula: Formula } {
  checkElements(element, RULE);
  const [sobject = '', name = ''] = fullName.split('.');
  const source = textOf(element, 'errorConditionFormula');
  if (source === undefined) throw requiredMissing('errorConditionFormula');
  const errorMessage = textOf(element, 'errorMessage');
  if (errorMessage === undefined) throw requiredMissing('errorMessage');
  if (errorMessage.length > LONGEST_MESSAGE) {
    throw new ComponentProblem(`Error Message: data value too large: ${errorMessage} (max length=${LONGEST_MESSAGE})`);
  }
  return {
    sobject,
    name,
    active: flagOf(element, 'active'),
    description: textOf(element, 'description') ?? null,
    errorMessage,
    errorDisplayField: textOf(element, 'errorDisplayField') ?? null,
    errorConditionFormula: source,
    formula: parseFormula(source),
  };
}

/** The rule as it judges records. Throws ComponentProblem when the sObject does not have what the formula reads. */
export function compileRule(rule: RuleMetadata, formula: Formula, sobject: SObjectSpec): ValidationRule {
  const isBroken = compile(formula, sobject);
  const { errorDisplayField } = rule;
  if (errorDisplayField !== null && !sobject.fields.some(({ name }) => name === errorDisplayField)) {
    throw new ComponentProblem(`Field ${errorDisplayField} does not exist. Check spelling.`);
  }
  return {
    name: rule.name,
    sobject: sobject.name,
    message: rule.errorMessage,
    ...(errorDisplayField === null ? {} : { field: errorDisplayField }),
    isBroken: (row, before) => isBroken({ row, before }) === true,
  };
}

/** Whether a rule stands in the way of deleting a field. */
export function refersTo(rule: RuleMetadata, field: string): boolean {
  if (rule.errorDisplayField === field) return true;
  return rule.errorConditionFormula !== null && fieldsOf(parseFormula(rule.errorConditionFormula)).includes(field);
}
