import type { Resource } from '../api/call.ts';
import { isNamed, matchSteps } from '../api/steps.ts';
import { requireCustomizer } from './places.ts';

/** An unbound action of those who may customize; its name can have the namespace before it. */
export const customizingAction = (operation: string, name: string, answer: Resource['answer']): Resource => ({
  operation,
  kind: 'write',
  method: 'POST',
  matches: matchSteps(isNamed(name, `Microsoft.Dynamics.CRM.${name}`)),
  answer(call) {
    requireCustomizer(call.caller);
    return answer(call);
  },
});
