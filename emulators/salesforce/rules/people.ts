import { unsupported } from '../../kit/unsupported.ts';
import { refuse } from '../refusal.ts';
import type { Row } from '../schema/types.ts';
import type { RecordRules, WriteScope } from './types.ts';

function composeName(draft: Row): void {
  draft['Name'] = [draft['FirstName'], draft['LastName']].filter((part) => part !== null).join(' ');
}

export const CONTACT_RULES: RecordRules = { beforeInsert: composeName, beforeUpdate: composeName };

function defaultStatus(scope: WriteScope): string | null {
  for (const row of scope.org.store.table('LeadStatus').rows())
    if (row['IsDefault'] === true) return String(row['ApiName']);
  return null;
}

export const LEAD_RULES: RecordRules = {
  beforeInsert(draft, _given, scope) {
    draft['Status'] ??= defaultStatus(scope);
    composeName(draft);
  },
  beforeUpdate(draft, before) {
    if (before['IsConverted'] === true) {
      throw refuse('CANNOT_UPDATE_CONVERTED_LEAD', 'cannot reference converted lead', []);
    }
    composeName(draft);
  },
};

export const TEAM_MEMBER_RULES: RecordRules = {
  beforeInsert(draft, _given, scope) {
    const user = scope.org.store.table('User').get(String(draft['UserId']));
    if (user?.['IsActive'] !== true) {
      throw refuse('INACTIVE_OWNER_OR_USER', 'operation performed with inactive user', ['UserId']);
    }
    const members = scope.org.store.table('OpportunityTeamMember');
    const present = members.pick(members.idsWith('OpportunityId', String(draft['OpportunityId'])) ?? []);
    if (present.some((member) => member['UserId'] === draft['UserId'] && member['IsDeleted'] !== true)) {
      throw unsupported('adding a user to an opportunity team twice', 'Update the member that is there.');
    }
    draft['Name'] = user['Name'] ?? null;
    draft['Title'] = user['Title'] ?? null;
  },
};
