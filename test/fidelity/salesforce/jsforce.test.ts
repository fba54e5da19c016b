import jsforce from 'jsforce';
import { describe, expect, it } from 'vitest';
import { DEAL, useOrg } from './caller.ts';

// jsforce is a client that knows nothing of this emulator: what it can do here, it does against real organisations.

const org = useOrg();

async function connect() {
  const { emulator } = org.current;
  const { clientId, clientSecret, instanceUrl } = emulator.credentials;
  const connection = new jsforce.Connection({
    instanceUrl,
    version: '66.0',
    oauth2: { clientId, clientSecret, loginUrl: instanceUrl },
  });
  await connection.authorize({ grant_type: 'client_credentials' });
  return connection;
}

describe('jsforce', () => {
  it('signs in with client credentials and knows who it is', async () => {
    const connection = await connect();
    const { credentials } = org.current.emulator;
    expect(connection.userInfo).toMatchObject({ id: credentials.userId, organizationId: credentials.organizationId });
    const identity = await connection.identity();
    expect(identity).toMatchObject({ user_id: credentials.userId, username: credentials.username });
  });

  it('creates, reads, changes and deletes a record', async () => {
    const accounts = (await connect()).sobject('Account');
    const created = await accounts.create({ Name: 'Contoso', BillingCountry: 'United States' });
    expect(created).toMatchObject({ success: true });
    const id = String(created.id);
    expect(await accounts.retrieve(id)).toMatchObject({ Id: id, Name: 'Contoso', BillingCountryCode: 'US' });
    expect(await accounts.update({ Id: id, Name: 'Contoso Ltd' })).toMatchObject({ id, success: true });
    expect(await accounts.destroy(id)).toMatchObject({ id, success: true });
    await expect(accounts.retrieve(id)).rejects.toMatchObject({ errorCode: 'ENTITY_IS_DELETED' });
  });

  it('upserts by external id', async () => {
    const connection = await connect();
    const opportunities = connection.sobject('Opportunity');
    const deal = { ...DEAL, Referral_Identifier__c: 'referral-1' };
    expect(await opportunities.upsert(deal, 'Referral_Identifier__c')).toMatchObject({ success: true, created: true });
    const again = await opportunities.upsert({ ...deal, Name: 'Renamed' }, 'Referral_Identifier__c');
    expect(again).toMatchObject({ success: true, created: false });
    const found = await opportunities.find({ Referral_Identifier__c: 'referral-1' }, ['Id', 'Name']);
    expect(found.map((row) => row['Name'])).toEqual(['Renamed']);
  });

  it('throws the refusals with their codes', async () => {
    const connection = await connect();
    await expect(connection.sobject('Account').create({ Phone: '1' })).rejects.toMatchObject({
      name: 'REQUIRED_FIELD_MISSING',
      message: 'Required fields are missing: [Name]',
    });
    await expect(connection.query('SELECT Id FROM Xyzzy')).rejects.toMatchObject({ name: 'INVALID_TYPE' });
  });

  it('fetches a long query page by page', async () => {
    const { emulator } = org.current;
    emulator.admin.people.seedOpportunities({ count: 4500, accounts: 10, fields: { LeadSource: 'paging' } });
    const connection = await connect();
    const first = await connection.query("SELECT Id, Name FROM Opportunity WHERE LeadSource = 'paging'");
    expect([first.totalSize, first.records.length, first.done]).toEqual([4500, 2000, false]);
    const second = await connection.queryMore(String(first.nextRecordsUrl));
    expect([second.totalSize, second.records.length, second.done]).toEqual([4500, 2000, false]);
    const all = await connection.query("SELECT Id FROM Opportunity WHERE LeadSource = 'paging'", {
      autoFetch: true,
      maxFetch: 10_000,
    });
    expect(new Set(all.records.map((row) => row['Id'])).size).toBe(4500);
  });

  it('writes collections with per-row success', async () => {
    const accounts = (await connect()).sobject('Account');
    const created = await accounts.create([{ Name: 'One' }, { Phone: 'nameless' }, { Name: 'Three' }]);
    expect(created.map((row) => row.success)).toEqual([true, false, true]);
    expect(created[1]).toMatchObject({ errors: [{ statusCode: 'REQUIRED_FIELD_MISSING' }] });
    const ids = [String(created[0]?.id), '001Kx0000000ZZZ', String(created[2]?.id)];
    const retrieved = await accounts.retrieve(ids);
    expect(retrieved.map((row) => (row as { Name?: string } | null)?.Name)).toEqual(['One', undefined, 'Three']);
    const updated = await accounts.update([
      { Id: ids[0] ?? '', Name: 'Uno' },
      { Id: ids[2] ?? '', Name: 'Tres' },
    ]);
    expect(updated.every((row) => row.success)).toBe(true);
    const gone = await accounts.destroy([ids[0] ?? '', ids[2] ?? '']);
    expect(gone.every((row) => row.success)).toBe(true);
  });

  it('rolls a whole collection back with allOrNone', async () => {
    const accounts = (await connect()).sobject('Account');
    const before = await accounts.count();
    const created = await accounts.create([{ Name: 'Kept?' }, { Phone: 'nameless' }], { allOrNone: true });
    expect(created.map((row) => row.success)).toEqual([false, false]);
    expect(created[0]).toMatchObject({ errors: [{ statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK' }] });
    expect(await accounts.count()).toBe(before);
  });

  it('describes one sObject and all of them', async () => {
    const connection = await connect();
    const opportunity = await connection.describe('Opportunity');
    const stage = opportunity.fields.find((field) => field.name === 'StageName');
    expect(stage?.picklistValues?.map((entry) => entry.value)).toContain('Closed Won');
    const everything = await connection.describeGlobal();
    expect(everything.sobjects.map((sobject) => sobject.name)).toEqual(
      expect.arrayContaining(['Account', 'Opportunity', 'Microsoft_Solutions__c']),
    );
  });

  it('converts a lead by SOAP', async () => {
    const connection = await connect();
    const lead = await connection.sobject('Lead').create({ LastName: 'Prospect', Company: 'Prospect & Sons' });
    const [result] = await connection.soap.convertLead([
      { leadId: String(lead.id), convertedStatus: 'Closed - Converted', opportunityName: 'R&D' },
    ]);
    expect(result).toMatchObject({ success: true, leadId: lead.id });
    const opportunity = await connection.sobject('Opportunity').retrieve(String(result?.opportunityId));
    expect(opportunity).toMatchObject({ Name: 'R&D', AccountId: result?.accountId });
  });

  it('reads limits and asks what was updated and deleted', async () => {
    const connection = await connect();
    expect((await connection.limits())['DailyApiRequests']).toMatchObject({ Max: 100_000 });
    expect(connection.limitInfo.apiUsage).toMatchObject({ limit: 100_000 });
    const account = connection.sobject('Account');
    const { id } = await account.create({ Name: 'Short-lived' });
    await account.destroy(String(id));
    const now = org.current.emulator.clock.now();
    const [start, end] = [new Date(now - 3_600_000), new Date(now + 3_600_000)];
    const deleted = await account.deleted(start, end);
    expect(deleted.deletedRecords.map((row) => row.id)).toContain(id);
    expect((await account.updated(start, end)).ids).not.toContain(id);
  });
});
