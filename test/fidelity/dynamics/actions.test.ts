import { expect, test } from 'vitest';
import { useCaller } from './caller.ts';

const caller = useCaller({
  organization: { installed: 'cosell' },
  leadColumnMapping: { csl_referralid: 'csl_referralid' },
});

const opportunity = async (values: Record<string, unknown> = {}) =>
  String((await caller().create('opportunities', { name: 'Deal', estimatedvalue: 500, ...values }))['opportunityid']);

const closing = (id: string, more: Record<string, unknown> = {}) => ({
  subject: 'Closed by the connector',
  'opportunityid@odata.bind': `/opportunities(${id})`,
  ...more,
});

test('DV27e winning fills revenue and date and leaves a completed activity', async () => {
  const id = await opportunity();
  const won = await caller().call('POST', 'WinOpportunity', { Status: 3, OpportunityClose: closing(id) });
  expect(won.status).toBe(204);
  const { body } = await caller().call('GET', `opportunities(${id})?$expand=Opportunity_OpportunityClose`);
  expect(body).toMatchObject({ statecode: 1, statuscode: 3, actualvalue: 500, actualclosedate: '2026-05-06' });
  expect(body.Opportunity_OpportunityClose).toMatchObject([{ statecode: 1, subject: 'Closed by the connector' }]);
  const again = await caller().call('POST', 'WinOpportunity', { Status: 3, OpportunityClose: closing(id) });
  expect(again).toMatchObject({ status: 400, body: { error: { code: '0x80040515' } } });
});

test('DV27e losing takes a reason of lost opportunities alone; the nested form of the reference works too', async () => {
  const id = await opportunity();
  const nested = {
    subject: 'Lost',
    actualend: '2026-04-30T00:00:00Z',
    opportunityid: { '@odata.type': 'Microsoft.Dynamics.CRM.opportunity', opportunityid: id },
  };
  const wrong = await caller().call('POST', 'LoseOpportunity', { Status: 3, OpportunityClose: nested });
  expect(wrong).toMatchObject({ status: 400, body: { error: { code: '0x80048408' } } });
  const lost = await caller().call('POST', 'LoseOpportunity', { Status: 5, OpportunityClose: nested });
  expect(lost.status).toBe(204);
  const { body } = await caller().call('GET', `opportunities(${id})`);
  expect(body).toMatchObject({ statecode: 2, statuscode: 5, actualclosedate: '2026-04-30' });
});

test('DV27f a closed opportunity is reopened by its state', async () => {
  const id = await opportunity();
  await caller().call('POST', 'WinOpportunity', { Status: -1, OpportunityClose: closing(id) });
  const open = await caller().call('PATCH', `opportunities(${id})`, { statecode: 0, statuscode: 1 });
  expect(open.status).toBe(204);
  const { body } = await caller().call('GET', `opportunities(${id})`);
  expect(body).toMatchObject({ statecode: 0, statuscode: 1, actualvalue: null, actualclosedate: null });
});

test('DV27b whether a closed opportunity takes other changes is a switch', async () => {
  const id = await opportunity();
  await caller().call('POST', 'WinOpportunity', { Status: 3, OpportunityClose: closing(id) });
  expect((await caller().call('PATCH', `opportunities(${id})`, { csl_audit: 'a' })).status).toBe(204);
  caller().emulator.admin.setSwitches({ DV27b: 'refuse' });
  const refused = await caller().call('PATCH', `opportunities(${id})`, { csl_audit: 'b' });
  expect(refused).toMatchObject({ status: 400, body: { error: { code: '0x8004022e' } } });
  caller().emulator.admin.setSwitches({ DV27b: 'accept' });
});

test('DV27g qualifying a lead makes what is asked for and answers it', async () => {
  const lead = await caller().create('leads', {
    subject: 'Fabric rollout',
    companyname: 'Trey Research',
    firstname: 'Wei',
    lastname: 'Tan',
    emailaddress1: 'wei.tan@trey.example',
    estimatedamount: 9000,
    csl_referralid: 'R-lead',
  });
  const path = `leads(${lead['leadid']})/Microsoft.Dynamics.CRM.QualifyLead`;
  const wish = { CreateAccount: true, CreateContact: true, CreateOpportunity: true, Status: 3 };
  const { status, body } = await caller().call('POST', path, wish);
  expect(status).toBe(200);
  expect(body.value.map((row: Record<string, string>) => row['@odata.type'])).toEqual([
    '#Microsoft.Dynamics.CRM.account',
    '#Microsoft.Dynamics.CRM.contact',
    '#Microsoft.Dynamics.CRM.opportunity',
  ]);
  const made = await caller().call(
    'GET',
    `opportunities(${body.value[2].opportunityid})?$expand=customerid_account($select=name),parentcontactid($select=fullname)`,
  );
  expect(made.body).toMatchObject({
    name: 'Fabric rollout',
    estimatedvalue: 9000,
    csl_referralid: 'R-lead',
    _originatingleadid_value: lead['leadid'],
    customerid_account: { name: 'Trey Research' },
    parentcontactid: { fullname: 'Wei Tan' },
  });
  const again = await caller().call('POST', path, wish);
  expect(again).toMatchObject({ status: 400, body: { error: { code: '0x80040519' } } });
});

test('DV27h a merge leaves the subordinate inactive and moves its deals', async () => {
  const kept = await caller().create('accounts', { name: 'Kept' });
  const gone = await caller().create('accounts', { name: 'Gone' });
  const id = await opportunity({ 'customerid_account@odata.bind': `/accounts(${gone['accountid']})` });
  const account = (row: Record<string, unknown>) => ({
    '@odata.type': 'Microsoft.Dynamics.CRM.account',
    accountid: row['accountid'],
  });
  const merged = await caller().call('POST', 'Merge', {
    Target: account(kept),
    Subordinate: account(gone),
    UpdateContent: { telephone1: '+1' },
    PerformParentingChecks: false,
  });
  expect(merged.status).toBe(204);
  const deal = await caller().call('GET', `opportunities(${id})?$select=_customerid_value`);
  expect(deal.body['_customerid_value']).toBe(kept['accountid']);
  const left = await caller().call('GET', `accounts(${gone['accountid']})?$select=statecode,_masterid_value,merged`);
  expect(left.body).toMatchObject({ statecode: 1, merged: true, _masterid_value: kept['accountid'] });
});

test('DV27i users join and leave the access team of a row', async () => {
  const id = await opportunity();
  const users = await caller().call(
    'GET',
    "systemusers?$filter=internalemailaddress eq 'sam.seller@lakeshore.example'",
  );
  const templates = await caller().call('GET', 'teamtemplates?$filter=objecttypecode eq 3');
  const body = {
    Record: { '@odata.type': 'Microsoft.Dynamics.CRM.opportunity', opportunityid: id },
    TeamTemplate: { teamtemplateid: templates.body.value[0].teamtemplateid },
  };
  const path = `systemusers(${users.body.value[0].systemuserid})/Microsoft.Dynamics.CRM`;
  const joined = await caller().call('POST', `${path}.AddUserToRecordTeam`, body);
  expect(joined.status).toBe(200);
  const filter = `teammemberships?$filter=teamid eq ${joined.body.AccessTeamId}`;
  expect((await caller().call('GET', filter)).body.value).toHaveLength(1);
  await caller().call('POST', `${path}.RemoveUserFromRecordTeam`, body);
  expect((await caller().call('GET', filter)).body.value).toHaveLength(0);
});
