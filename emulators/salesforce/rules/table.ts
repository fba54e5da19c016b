import { CONTENT_NOTE_RULES } from './content-note.ts';
import { FIELD_GRANT_RULES, OBJECT_GRANT_RULES } from './grants.ts';
import { SOLUTION_RULES } from './microsoft.ts';
import { CONTACT_ROLE_RULES, OPPORTUNITY_RULES } from './opportunity.ts';
import { CONTACT_RULES, LEAD_RULES, TEAM_MEMBER_RULES } from './people.ts';
import type { RecordRules } from './types.ts';

/** What the platform does around the writes of each sObject. */
export const RECORD_RULES: Readonly<Record<string, RecordRules>> = {
  Contact: CONTACT_RULES,
  ContentNote: CONTENT_NOTE_RULES,
  FieldPermissions: FIELD_GRANT_RULES,
  Lead: LEAD_RULES,
  Microsoft_Solutions__c: SOLUTION_RULES,
  ObjectPermissions: OBJECT_GRANT_RULES,
  Opportunity: OPPORTUNITY_RULES,
  OpportunityContactRole: CONTACT_ROLE_RULES,
  OpportunityTeamMember: TEAM_MEMBER_RULES,
};
