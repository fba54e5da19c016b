import { DynamicsWebApi } from 'dynamics-web-api';
import { beforeEach, describe, expect, it } from 'vitest';
import { useCaller } from './caller.ts';

// dynamics-web-api is a client that knows nothing of this emulator: what it can do here, it does against real ones.

const caller = useCaller({ organization: { installed: 'none' } });

function connect(): DynamicsWebApi {
  return new DynamicsWebApi({
    serverUrl: caller().emulator.url,
    dataApi: { version: '9.2' },
    propagateErrors: true,
    onTokenRefresh: () => Promise.resolve(caller().token),
  });
}

type Row = Record<string, unknown>;

beforeEach(async () => {
  await caller().emulator.admin.reset();
  await caller().signIn();
});

describe('dynamics-web-api', () => {
  it('asks who it is', async () => {
    const { userId, organizationId } = caller().emulator.credentials;
    expect(await connect().callFunction('WhoAmI')).toMatchObject({ UserId: userId, OrganizationId: organizationId });
  });

  it('creates, reads, changes and deletes a row, and notices that another was faster', async () => {
    const api = connect();
    const key = String(await api.create({ collection: 'accounts', data: { name: 'Northwind', revenue: 12.5 } }));
    expect(key).toMatch(/^[0-9a-f-]{36}$/);
    const read = () => api.retrieve<Row>({ collection: 'accounts', key, select: ['name', 'revenue'] });
    const first = await read();
    expect(first).toMatchObject({ name: 'Northwind', revenue: 12.5 });
    await api.update({ collection: 'accounts', key, data: { name: 'Northwind Ltd' } });
    const stale = { collection: 'accounts', key, data: { name: 'Late' }, ifmatch: String(first['@odata.etag']) };
    await expect(api.update(stale)).rejects.toMatchObject({ status: 412, code: '0x80060882' });
    expect(await read()).toMatchObject({ name: 'Northwind Ltd' });
    await api.deleteRecord({ collection: 'accounts', key });
    await expect(read()).rejects.toMatchObject({ status: 404, code: '0x80040217' });
  });

  it('filters, orders, expands and follows pages', async () => {
    const api = connect();
    for (const name of ['Ada', 'Bea', 'Cleo', 'Dora', 'Eve']) {
      await api.create({
        collection: 'accounts',
        data: { name, contact_customer_accounts: [{ lastname: `${name}s` }] },
      });
    }
    const request = {
      collection: 'accounts',
      select: ['name'],
      filter: "contains(name,'a') or startswith(name,'c')",
      orderBy: ['name desc'],
      expand: [{ property: 'contact_customer_accounts', select: ['lastname'] }],
      includeAnnotations: '*',
      count: true,
    };
    const page = await api.retrieveMultiple<Row>({ ...request, maxPageSize: 3 });
    expect(page.oDataCount).toBe(4);
    expect(page.value.map((row) => row['name'])).toEqual(['Dora', 'Cleo', 'Bea']);
    expect(page.value[0]?.['contact_customer_accounts']).toMatchObject([{ lastname: 'Doras' }]);
    const rest = await api.retrieveMultiple<Row>({ ...request, maxPageSize: 3 }, page.oDataNextLink);
    expect(rest.value.map((row) => row['name'])).toEqual(['Ada']);
    expect((await api.retrieveAll<Row>({ ...request, maxPageSize: 1 })).value).toHaveLength(4);
    expect(await api.count({ collection: 'accounts' })).toBe(5);
  });

  it('writes a change set whose requests refer to one another, and all of it or nothing', async () => {
    const api = connect();
    api.startBatch();
    void api.create({ collection: 'accounts', data: { name: 'Northwind' }, contentId: '1' });
    void api.create({
      collection: 'opportunities',
      data: { name: 'Deal', 'customerid_account@odata.bind': '$1' },
      contentId: '2',
    });
    void api.retrieveMultiple({ collection: 'accounts', select: ['name'] });
    const [account, deal, list] = await api.executeBatch();
    expect([account, deal].map(String)).toEqual([
      expect.stringMatching(/^[0-9a-f-]{36}$/),
      expect.stringMatching(/^[0-9a-f-]{36}$/),
    ]);
    expect(list.value).toMatchObject([{ name: 'Northwind' }]);
    const read = await api.retrieve<Row>({ collection: 'opportunities', key: deal, select: ['_customerid_value'] });
    expect(read['_customerid_value']).toBe(account);

    api.startBatch();
    void api.create({ collection: 'accounts', data: { name: 'Undone' } });
    void api.create({ collection: 'contacts', data: { nickname2: 'x' } });
    await expect(api.executeBatch()).rejects.toMatchObject([{ status: 400, error: { code: '0x80060888' } }]);
    expect(await api.count({ collection: 'accounts' })).toBe(1);
  });

  it('associates rows and takes them apart', async () => {
    const api = connect();
    const account = String(await api.create({ collection: 'accounts', data: { name: 'Northwind' } }));
    const contact = String(await api.create({ collection: 'contacts', data: { lastname: 'Lind' } }));
    await api.associate({
      collection: 'accounts',
      primaryKey: account,
      relationshipName: 'contact_customer_accounts',
      relatedCollection: 'contacts',
      relatedKey: contact,
    });
    const parent = () =>
      api.retrieve<Row>({ collection: 'contacts', key: contact, select: ['_parentcustomerid_value'] });
    expect((await parent())['_parentcustomerid_value']).toBe(account);
    const link = { collection: 'contacts', primaryKey: contact, navigationProperty: 'parentcustomerid_account' };
    await api.disassociateSingleValued(link);
    expect((await parent())['_parentcustomerid_value']).toBeNull();
    await api.associateSingleValued({ ...link, relatedCollection: 'accounts', relatedKey: account });
    expect((await parent())['_parentcustomerid_value']).toBe(account);
  });

  it('tracks changes by the delta link', async () => {
    const api = connect();
    const first = await api.retrieveMultiple<Row>({ collection: 'accounts', select: ['name'], trackChanges: true });
    expect(first.value).toEqual([]);
    await api.create({ collection: 'accounts', data: { name: 'Fresh' } });
    const changes = await api.retrieveMultiple<Row>({ collection: 'accounts' }, first.oDataDeltaLink);
    expect(changes.value).toMatchObject([{ name: 'Fresh' }]);
  });

  it('defines a column and a key, and writes by it', async () => {
    const api = connect();
    const label = { LocalizedLabels: [{ Label: 'Referral', LanguageCode: 1033 }] };
    const table = await api.retrieveEntity<Row>({ key: "LogicalName='opportunity'", select: ['MetadataId'] });
    const data = {
      '@odata.type': 'Microsoft.Dynamics.CRM.StringAttributeMetadata',
      AttributeType: 'String',
      AttributeTypeName: { Value: 'StringType' },
      SchemaName: 'csl_ReferralId',
      DisplayName: label,
      RequiredLevel: { Value: 'None' },
      MaxLength: 100,
      FormatName: { Value: 'Text' },
    };
    const entityKey = String(table['MetadataId']);
    const attributeKey = String(await api.createAttribute({ entityKey, data }));
    const castType = 'Microsoft.Dynamics.CRM.StringAttributeMetadata';
    const read = await api.retrieveAttribute<Row>({ entityKey, attributeKey, castType });
    expect(read).toMatchObject({ LogicalName: 'csl_referralid', MaxLength: 100, IsCustomAttribute: true });
    await api.updateAttribute({ entityKey, castType, data: { ...read, MaxLength: 200 } });
    expect((await api.retrieveAttribute<Row>({ entityKey, attributeKey, castType }))['MaxLength']).toBe(200);
    // The client has no word for keys, and puts names of collections in lower case.
    const definition = { SchemaName: 'csl_ReferralKey', KeyAttributes: ['csl_referralid'], DisplayName: label };
    await caller().call('POST', "EntityDefinitions(LogicalName='opportunity')/Keys", definition);
    await caller().emulator.clock.advance(1000);
    const upsert = { collection: 'opportunities', key: "csl_referralid='r-1'" };
    await api.upsert({ ...upsert, data: { name: 'Made by key' } });
    await api.upsert({ ...upsert, data: { description: 'changed by key' } });
    const rows = await api.retrieveMultiple<Row>({ collection: 'opportunities' });
    expect(rows.value).toMatchObject([{ name: 'Made by key', description: 'changed by key', csl_referralid: 'r-1' }]);
  });

  it('reads the description of the service', async () => {
    expect(await connect().retrieveCsdlMetadata()).toContain('<EntityType Name="opportunity"');
  });
});
