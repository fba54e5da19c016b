import { FORM_RULES } from '../metadata/forms.ts';
import { PUBLISHER_RULES, SOLUTION_RULES, VARIABLE_RULES } from '../metadata/package-rules.ts';
import { ENDPOINT_RULES, STEP_RULES } from '../webhooks/rules.ts';
import { CONNECTION_RULES, NOTE_RULES } from './connections.ts';
import { OPPORTUNITY_RULES } from './opportunity.ts';
import { ACCOUNT_RULES, CONTACT_RULES, LEAD_RULES, USER_RULES } from './parties.ts';
import type { RowRules } from './types.ts';

/** What the platform does around the writes of each table. */
export const ROW_RULES: Readonly<Record<string, RowRules>> = {
  account: ACCOUNT_RULES,
  annotation: NOTE_RULES,
  connection: CONNECTION_RULES,
  contact: CONTACT_RULES,
  lead: LEAD_RULES,
  opportunity: OPPORTUNITY_RULES,
  environmentvariabledefinition: VARIABLE_RULES,
  publisher: PUBLISHER_RULES,
  sdkmessageprocessingstep: STEP_RULES,
  serviceendpoint: ENDPOINT_RULES,
  solution: SOLUTION_RULES,
  systemform: FORM_RULES,
  systemuser: USER_RULES,
};
