import type * as z from 'zod';
import type { Org } from '../org.ts';
import { compileWhere } from '../soql/filter.ts';
import { parseSoql } from '../soql/parse.ts';
import type { QueryContext } from '../soql/paths.ts';
import type { ValidationRuleInput } from '../world-schema.ts';
import type { ValidationRule } from './validation.ts';

/** Makes a rule out of a SOQL condition. Throws a Refusal or RangeError when the condition cannot be judged. */
export function compileValidationRule(declared: z.output<typeof ValidationRuleInput>, org: Org): ValidationRule {
  const sobject = org.fullView.sobject(declared.sobject);
  if (!sobject) throw new RangeError(`Validation rule ${declared.name}: there is no sObject ${declared.sobject}.`);
  const soql = `SELECT Id FROM ${sobject.spec.name} WHERE ${declared.when}`;
  const query = parseSoql(soql);
  const contextNow = (): QueryContext => ({
    soql,
    store: org.store,
    view: org.fullView,
    nowMs: org.kit.clock.now(),
    timeZone: org.world.organization.timeZone,
    isVisible: () => true,
    includeDeleted: true,
    includeDeletedWithin: true,
  });
  // Compiled at once to find mistakes; again at each save, because TODAY moves.
  compileWhere(query, { sobject, alias: undefined, context: contextNow() });
  const { changed } = declared;
  return {
    name: declared.name,
    sobject: sobject.spec.name,
    message: declared.message,
    ...(declared.field === undefined ? {} : { field: declared.field }),
    isBroken(row, before) {
      if (before && changed?.every((field) => row[field] === before[field])) return false;
      return compileWhere(query, { sobject, alias: undefined, context: contextNow() }).test(row);
    },
  };
}
