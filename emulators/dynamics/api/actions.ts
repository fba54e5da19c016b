import type { Caller } from '../access.ts';
import { depthOf } from '../access.ts';
import { closeOpportunity, LOST, type Outcome, readClosing, WON } from '../records/closing.ts';
import { type Body, readDraft } from '../records/draft.ts';
import { requireByKey, requireSet } from '../records/lookup.ts';
import { mergeRows } from '../records/merge.ts';
import { qualifyLead } from '../records/qualify-lead.ts';
import type { Row } from '../records/store.ts';
import { joinRecordTeam, leaveRecordTeam } from '../records/teams.ts';
import { noSuchResource } from '../refusals.ts';
import { RIGHTS } from '../world-schema.ts';
import { flag, requireRow, rowParameter, whole } from './action-parameters.ts';
import { type ApiAnswer, bodyOf, type Call, NO_CONTENT, type Resource } from './call.ts';
import { writeOptions } from './rows.ts';
import { isNamed, isRow, keyIn, matchSteps, segmentAt } from './steps.ts';

const TYPE = 'Microsoft.Dynamics.CRM';

function close(call: Call, outcome: Outcome): ApiAnswer {
  const { org, caller } = call;
  const { opportunity, closing } = readClosing(org, caller, bodyOf(call), outcome);
  closeOpportunity(org, caller, opportunity, closing, writeOptions(call));
  return NO_CONTENT;
}

/** The row that a bound action is called on. */
function boundRow(call: Call, table: string): Row {
  const found = requireSet(call.org, segmentAt(call, 0));
  if (found.logicalName !== table) throw noSuchResource(segmentAt(call, 1).name);
  return requireByKey(call.org, found, keyIn(call));
}

const referenceOf = (row: Row | null) => row && { table: row.table, id: row.id };

function qualify(call: Call): ApiAnswer {
  const { org, caller, root } = call;
  const lead = boundRow(call, 'lead');
  const body = bodyOf(call);
  const made = qualifyLead(
    org,
    caller,
    lead,
    {
      createAccount: flag(body, 'CreateAccount'),
      createContact: flag(body, 'CreateContact'),
      createOpportunity: flag(body, 'CreateOpportunity'),
      status: whole(body, 'Status'),
      customer: referenceOf(rowParameter(call, body, 'OpportunityCustomerId')),
      currency: referenceOf(rowParameter(call, body, 'OpportunityCurrencyId', 'transactioncurrency')),
    },
    writeOptions(call),
  );
  const value = made.map((row) => ({
    '@odata.type': `#${TYPE}.${row.table}`,
    [org.schema.tables.get(row.table)?.primaryId ?? 'id']: row.id,
  }));
  return { status: 200, body: { '@odata.context': `${root}/$metadata#Collection(${TYPE}.crmbaseentity)`, value } };
}

function merge(call: Call): ApiAnswer {
  const { org, caller } = call;
  const body = bodyOf(call);
  const target = requireRow(call, body, 'Target');
  const subordinate = requireRow(call, body, 'Subordinate');
  const table = org.schema.tables.get(target.table);
  const content = (body['UpdateContent'] ?? {}) as Body;
  const values = table ? readDraft(org, content, { table, purpose: 'update', caller }).values : new Map();
  mergeRows(org, caller, target, subordinate, Object.fromEntries(values), writeOptions(call));
  return NO_CONTENT;
}

function team(call: Call, change: typeof joinRecordTeam | typeof leaveRecordTeam, response: string): ApiAnswer {
  const user = boundRow(call, 'systemuser');
  const body = bodyOf(call);
  const record = requireRow(call, body, 'Record');
  const template = requireRow(call, body, 'TeamTemplate', 'teamtemplate');
  const found = change(call.org, call.caller, user, record, template);
  const context = `${call.root}/$metadata#${TYPE}.${response}`;
  return { status: 200, body: { '@odata.context': context, AccessTeamId: found?.id ?? null } };
}

const DEPTHS = { user: 'Basic', organization: 'Global', none: 'None' } as const;

function privilegesOf(call: Call, caller: Caller): Record<string, unknown>[] {
  return [...call.org.schema.tables.values()].flatMap((table) =>
    RIGHTS.flatMap((right) => {
      const depth = depthOf(caller.access, right, table.logicalName);
      const verb = right === 'appendto' ? 'AppendTo' : right.charAt(0).toUpperCase() + right.slice(1);
      const name = `prv${verb}${table.schemaName}`;
      return depth === 'none'
        ? []
        : [{ Depth: DEPTHS[depth], PrivilegeName: name, BusinessUnitId: call.org.businessUnitId }];
    }),
  );
}

function userPrivileges(call: Call): ApiAnswer {
  const user = boundRow(call, 'systemuser');
  const caller: Caller = { userId: user.id, onBehalfBy: null, access: call.org.accessOf(user.id) };
  const context = `${call.root}/$metadata#${TYPE}.RetrieveUserPrivilegesResponse`;
  return { status: 200, body: { '@odata.context': context, RolePrivileges: privilegesOf(call, caller) } };
}

const unbound = (operation: string, name: string, answer: Resource['answer']): Resource => ({
  operation,
  kind: 'write',
  method: 'POST',
  matches: matchSteps(isNamed(name)),
  answer,
});

const onRow = (operation: string, name: string, answer: Resource['answer']): Resource => ({
  ...unbound(operation, name, answer),
  matches: matchSteps(isRow, isNamed(`${TYPE}.${name}`)),
});

/** Messages of the sales application and of teams. */
export const ACTION_RESOURCES: readonly Resource[] = [
  unbound('win-opportunity', 'WinOpportunity', (call) => close(call, WON)),
  unbound('lose-opportunity', 'LoseOpportunity', (call) => close(call, LOST)),
  unbound('merge', 'Merge', merge),
  onRow('qualify-lead', 'QualifyLead', qualify),
  onRow('add-user-to-record-team', 'AddUserToRecordTeam', (call) =>
    team(call, joinRecordTeam, 'AddUserToRecordTeamResponse'),
  ),
  onRow('remove-user-from-record-team', 'RemoveUserFromRecordTeam', (call) =>
    team(call, leaveRecordTeam, 'RemoveUserFromRecordTeamResponse'),
  ),
  {
    operation: 'retrieve-user-privileges',
    kind: 'read',
    method: 'GET',
    matches: matchSteps(isRow, isNamed(`${TYPE}.RetrieveUserPrivileges`)),
    answer: userPrivileges,
  },
];
