import { describe, expect, it } from 'vitest';
import { DEAL, useOrg } from './caller.ts';

const org = useOrg();
const at = (path: string) => `/services/data/v66.0/${path}`;
const account = (Name: string) => ({ attributes: { type: 'Account' }, Name });
const names = async (like: string) =>
  (await org.current.query(`SELECT Name FROM Account WHERE Name LIKE '${like}%' ORDER BY Name`)).body.records.map(
    (row: { Name: string }) => row.Name,
  );
const people = () => org.current.emulator.admin.people;

describe('collections', () => {
  const write = (method: string, path: string, body: object) => org.current.call(method, path, body);

  it('answer row by row in order; errors say statusCode, and the row of an unknown id has no id', async () => {
    const { body } = await write('POST', 'composite/sobjects', {
      records: [account('c1'), { attributes: { type: 'Account' } }, account('c3')],
    });
    expect(body).toEqual([
      { id: body[0].id, success: true, errors: [] },
      {
        success: false,
        errors: [
          { statusCode: 'REQUIRED_FIELD_MISSING', message: 'Required fields are missing: [Name]', fields: ['Name'] },
        ],
      },
      { id: body[2].id, success: true, errors: [] },
    ]);
    const updated = await write('PATCH', 'composite/sobjects', {
      records: [
        { ...account('c1b'), id: body[0].id },
        { ...account('c2'), Id: '001Kx0000000ZZZ' },
      ],
    });
    expect(updated.body).toEqual([
      { id: body[0].id, success: true, errors: [] },
      {
        success: false,
        errors: [{ statusCode: 'INVALID_CROSS_REFERENCE_KEY', message: 'invalid cross reference id', fields: [] }],
      },
    ]);
    expect(await names('c')).toEqual(['c1b', 'c3']);
  });

  it('with allOrNone undo everything, and the innocent rows say so', async () => {
    const { body } = await write('POST', 'composite/sobjects', {
      allOrNone: true,
      records: [account('d1'), { attributes: { type: 'Account' } }],
    });
    expect(body.map((row: { errors: { statusCode: string }[] }) => row.errors[0]?.statusCode)).toEqual([
      'ALL_OR_NONE_OPERATION_ROLLED_BACK',
      'REQUIRED_FIELD_MISSING',
    ]);
    expect(body[0]).not.toHaveProperty('id');
    expect(await names('d')).toEqual([]);
  });

  it('upsert by external id; failed rows claim created:true under allOrNone and created:false otherwise', async () => {
    const path = 'composite/sobjects/Opportunity/Referral_Identifier__c';
    const records = [
      { attributes: { type: 'Opportunity' }, ...DEAL, Referral_Identifier__c: 'u1' },
      { attributes: { type: 'Opportunity' }, ...DEAL, Referral_Identifier__c: 'u2', OwnerId: 'nobody' },
    ];
    const all = await write('PATCH', path, { allOrNone: true, records });
    expect(all.body).toMatchObject([
      { success: false, created: true, errors: [{ statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK' }] },
      { success: false, created: true, errors: [{ statusCode: 'MALFORMED_ID' }] },
    ]);
    const some = await write('PATCH', path, { records });
    expect(some.body).toMatchObject([
      { success: true, created: true },
      { success: false, created: false },
    ]);
    expect((await write('PATCH', path, { records: [records[0]] })).body).toMatchObject([
      { success: true, created: false },
    ]);
  });

  it('upsert no row that does not begin with its attributes', async () => {
    const { status, body } = await write('PATCH', 'composite/sobjects/Account/Id', { records: [{ Name: 'bare' }] });
    expect([status, body]).toMatchObject([
      200,
      [{ success: false, created: false, errors: [{ statusCode: 'JSON_PARSER_ERROR', fields: [] }] }],
    ]);
  });

  it('take 200 rows and ten runs of one type', async () => {
    const many = Array.from({ length: 201 }, (_, n) => account(`many ${n}`));
    const tooMany = await write('POST', 'composite/sobjects', { records: many });
    expect([tooMany.status, tooMany.body[0].errorCode]).toEqual([400, 'EXCEEDED_ID_LIMIT']);
    expect((await write('POST', 'composite/sobjects', { records: many.slice(1) })).body).toHaveLength(200);
    const contact = { attributes: { type: 'Contact' }, LastName: 'X' };
    const mixed = (runs: number) => Array.from({ length: runs }, (_, n) => (n % 2 ? contact : account(`mix ${n}`)));
    expect((await write('POST', 'composite/sobjects', { records: mixed(10) })).status).toBe(200);
    expect((await write('POST', 'composite/sobjects', { records: mixed(11) })).status).toBe(400);
  });

  it('retrieve with null for what is missing, and delete', async () => {
    const id = await org.current.create('Account', { Name: 'e1' });
    const ask = { ids: [id, '001Kx0000000ZZZ'], fields: ['Name'] };
    expect((await write('POST', 'composite/sobjects/Account', ask)).body).toMatchObject([{ Id: id, Name: 'e1' }, null]);
    const gone = await org.current.call('DELETE', `composite/sobjects?ids=${id},${id}`);
    expect(gone.body).toMatchObject([
      { success: true },
      { success: false, errors: [{ statusCode: 'ENTITY_IS_DELETED' }] },
    ]);
  });
});

describe('composite', () => {
  const composite = async (body: object) => org.current.call('POST', 'composite', body);

  it('resolves references, answers part by part, and counts as one call', async () => {
    people().setApiUsage({ used: 0 });
    const { body, headers } = await composite({
      allOrNone: true,
      compositeRequest: [
        { method: 'POST', url: at('sobjects/Account'), referenceId: 'customer', body: { Name: 'f1' } },
        {
          method: 'POST',
          url: at('sobjects/Opportunity'),
          referenceId: 'deal',
          body: { ...DEAL, AccountId: '@{customer.id}' },
        },
        { method: 'GET', url: at('sobjects/Opportunity/@{deal.id}?fields=AccountId'), referenceId: 'read' },
        {
          method: 'GET',
          url: at("query?q=SELECT+Id+FROM+Opportunity+WHERE+AccountId='@{customer.id}'"),
          referenceId: 'found',
        },
        {
          method: 'PATCH',
          url: at('sobjects/Opportunity/@{found.records[0].Id}'),
          referenceId: 'edit',
          body: { NextStep: 'for @{customer.id}' },
        },
      ],
    });
    const [customer, deal, read, found, edit] = body.compositeResponse;
    expect(customer).toEqual({
      body: { id: customer.body.id, success: true, errors: [] },
      httpHeaders: { Location: at(`sobjects/Account/${customer.body.id}`) },
      httpStatusCode: 201,
      referenceId: 'customer',
    });
    expect(read.body.AccountId).toBe(customer.body.id);
    expect(found.body.totalSize).toBe(1);
    expect(edit).toEqual({ body: null, httpHeaders: {}, httpStatusCode: 204, referenceId: 'edit' });
    expect(await org.current.read('Opportunity', deal.body.id, 'NextStep')).toMatchObject({
      NextStep: `for ${customer.body.id}`,
    });
    expect(headers.get('sforce-limit-info')).toBe('api-usage=1/100000');
  });

  it('with allOrNone undoes everything and halts the other parts', async () => {
    const { status, body } = await composite({
      allOrNone: true,
      compositeRequest: [
        { method: 'POST', url: at('sobjects/Account'), referenceId: 'one', body: { Name: 'g1' } },
        { method: 'POST', url: at('sobjects/Account'), referenceId: 'two', body: {} },
        { method: 'POST', url: at('sobjects/Account'), referenceId: 'three', body: { Name: 'g3' } },
      ],
    });
    const halted = {
      body: [
        {
          errorCode: 'PROCESSING_HALTED',
          message: 'The transaction was rolled back since another operation in the same transaction failed.',
        },
      ],
      httpHeaders: {},
      httpStatusCode: 400,
    };
    expect(status).toBe(200);
    expect(body.compositeResponse).toMatchObject([
      { ...halted, referenceId: 'one' },
      { httpStatusCode: 400, referenceId: 'two', body: [{ errorCode: 'REQUIRED_FIELD_MISSING' }] },
      { ...halted, referenceId: 'three' },
    ]);
    expect(await names('g')).toEqual([]);
  });

  it('without it goes on, and halts only what refers to the failed part', async () => {
    const { body } = await composite({
      compositeRequest: [
        { method: 'POST', url: at('sobjects/Account'), referenceId: 'one', body: {} },
        {
          method: 'POST',
          url: at('sobjects/Contact'),
          referenceId: 'two',
          body: { LastName: 'X', AccountId: '@{one.id}' },
        },
        { method: 'POST', url: at('sobjects/Account'), referenceId: 'three', body: { Name: 'h3' } },
      ],
    });
    expect(body.compositeResponse.map((part: { httpStatusCode: number }) => part.httpStatusCode)).toEqual([
      400, 400, 201,
    ]);
    expect(body.compositeResponse[1].body).toEqual([
      { errorCode: 'PROCESSING_HALTED', message: 'Invalid reference specified. No value for one.id found in one' },
    ]);
  });

  it('honours the headers of a part', async () => {
    const id = await org.current.create('Account', { Name: 'i1' });
    const since = { 'If-Unmodified-Since': 'Wed, 06 May 2026 09:59:59 GMT' };
    const unmodified = { 'If-Modified-Since': 'Wed, 06 May 2026 10:00:00 GMT' };
    const { body } = await composite({
      compositeRequest: [
        {
          method: 'PATCH',
          url: at(`sobjects/Account/${id}`),
          referenceId: 'late',
          body: { Name: 'i2' },
          httpHeaders: since,
        },
        { method: 'GET', url: at(`sobjects/Account/${id}`), referenceId: 'same', httpHeaders: unmodified },
      ],
    });
    expect(body.compositeResponse).toMatchObject([
      { httpStatusCode: 412 },
      {
        httpStatusCode: 304,
        httpHeaders: { 'Last-Modified': 'Wed, 06 May 2026 10:00:00 GMT', ETag: expect.any(String) },
      },
    ]);
    expect(await names('i')).toEqual(['i1']);
  });

  it('takes 25 parts', async () => {
    const parts = Array.from({ length: 26 }, (_, n) => ({ method: 'GET', url: at('limits'), referenceId: `p${n}` }));
    expect((await composite({ compositeRequest: parts })).body.compositeResponse).toMatchObject([
      { httpStatusCode: 400, referenceId: null, body: [{ errorCode: 'LIMIT_EXCEEDED' }] },
    ]);
    expect((await composite({ compositeRequest: parts.slice(1) })).body.compositeResponse).toHaveLength(25);
  });

  it('is counted as a read when no part writes', async () => {
    org.current.emulator.admin.resetCalls();
    await composite({ compositeRequest: [{ method: 'GET', url: at('limits'), referenceId: 'a' }] });
    await composite({
      compositeRequest: [{ method: 'PATCH', url: at('sobjects/Account/001Kx0000000ZZZ'), referenceId: 'a', body: {} }],
    });
    expect(org.current.emulator.admin.calls()).toMatchObject({ read: 1, write: 1, operations: { composite: 2 } });
  });

  it('can carry collections and upserts', async () => {
    const { body } = await composite({
      compositeRequest: [
        { method: 'POST', url: at('composite/sobjects'), referenceId: 'rows', body: { records: [account('j1')] } },
        {
          method: 'PATCH',
          url: at('sobjects/Opportunity/Referral_Identifier__c/j1'),
          referenceId: 'deal',
          body: { ...DEAL, AccountId: '@{rows[0].id}' },
        },
      ],
    });
    expect(body.compositeResponse[1]).toMatchObject({ httpStatusCode: 201, body: { created: true } });
  });
});

describe('composite graph', () => {
  const graph = (graphId: string, ...parts: object[]) => ({ graphId, compositeRequest: parts });
  const post = (referenceId: string, sobject: string, body: object) => ({
    method: 'POST',
    url: at(`sobjects/${sobject}`),
    referenceId,
    body,
  });
  const send = (graphs: object[]) => org.current.call('POST', 'composite/graph', { graphs });

  it('succeeds or fails graph by graph', async () => {
    const { status, body } = await send([
      graph(
        'good',
        post('a', 'Account', { Name: 'k1' }),
        post('c', 'Contact', { LastName: 'K', AccountId: '@{a.id}' }),
      ),
      graph('bad', post('a', 'Account', { Name: 'k2' }), post('c', 'Contact', {})),
    ]);
    expect(status).toBe(200);
    expect(body.graphs).toMatchObject([
      {
        graphId: 'good',
        isSuccessful: true,
        graphResponse: { compositeResponse: [{ httpStatusCode: 201 }, { httpStatusCode: 201 }] },
      },
      {
        graphId: 'bad',
        isSuccessful: false,
        graphResponse: {
          compositeResponse: [
            { body: [{ errorCode: 'PROCESSING_HALTED' }] },
            { body: [{ errorCode: 'REQUIRED_FIELD_MISSING' }] },
          ],
        },
      },
    ]);
    expect(await names('k')).toEqual(['k1']);
  });

  it('stops after 14 failed graphs', async () => {
    const graphs = Array.from({ length: 16 }, (_, n) =>
      graph(`g${n}`, post('a', 'Account', n === 15 ? { Name: 'l' } : {})),
    );
    const { body } = await send(graphs);
    const codes = body.graphs.map(
      (each: { graphResponse: { compositeResponse: { body: { errorCode: string }[] }[] } }) =>
        each.graphResponse.compositeResponse[0]?.body[0]?.errorCode,
    );
    expect(codes.filter((code: string) => code === 'REQUIRED_FIELD_MISSING')).toHaveLength(14);
    expect(codes.slice(14)).toEqual(['PROCESSING_HALTED', 'PROCESSING_HALTED']);
    expect(await names('l')).toEqual([]);
  });

  it.each([
    ['75 graphs', Array.from({ length: 76 }, (_, n) => graph(`g${n}`, post('a', 'Account', { Name: 'limit' })))],
    ['500 nodes', [graph('g', ...Array.from({ length: 501 }, (_, n) => post(`a${n}`, 'Account', { Name: 'limit' })))]],
    [
      '15 levels',
      [
        graph(
          'g',
          ...Array.from({ length: 16 }, (_, n) =>
            post(`a${n}`, 'Account', { Name: 'limit', ...(n > 0 ? { ParentId: `@{a${n - 1}.id}` } : {}) }),
          ),
        ),
      ],
    ],
    ['15 kinds of nodes', [graph('g', ...Array.from({ length: 16 }, (_, n) => post(`a${n}`, `S${n}__c`, {})))]],
  ])('is limited to %s', async (_limit, graphs) => {
    const answer = await send(graphs);
    expect([answer.status, answer.body[0].errorCode]).toEqual([400, 'LIMIT_EXCEEDED']);
    expect(await names('limit')).toEqual([]);
  });

  it('knows only records', async () => {
    const { body } = await send([graph('g', { method: 'GET', url: at('limits'), referenceId: 'a' })]);
    expect(body.graphs[0].isSuccessful).toBe(false);
  });
});

describe('batch', () => {
  it('runs independent requests and stops when asked to', async () => {
    const requests = [
      { method: 'POST', url: 'v66.0/sobjects/Account', richInput: { Name: 'n1' } },
      { method: 'GET', url: 'v66.0/sobjects/Account/001Kx0000000ZZZ' },
      { method: 'GET', url: 'v66.0/limits' },
    ];
    const { body } = await org.current.call('POST', 'composite/batch', { batchRequests: requests });
    expect(body).toMatchObject({
      hasErrors: true,
      results: [{ statusCode: 201 }, { statusCode: 404 }, { statusCode: 200 }],
    });
    const halted = await org.current.call('POST', 'composite/batch', { batchRequests: requests, haltOnError: true });
    expect(halted.body.results[2]).toMatchObject({
      statusCode: 412,
      result: [{ errorCode: 'BATCH_PROCESSING_HALTED' }],
    });
  });
});
