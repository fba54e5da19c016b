import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { useCaller } from './caller.ts';
import { type StepReceiver, startStepReceiver } from './step-receiver.ts';

const caller = useCaller();
let receiver: StepReceiver;

beforeAll(async () => {
  receiver = await startStepReceiver();
});
afterAll(() => receiver.close());
beforeEach(async () => {
  await caller().emulator.admin.reset();
  await caller().signIn();
  receiver.received.length = 0;
  receiver.answerWith(() => 200);
});

async function idOf(set: string, filter: string): Promise<string> {
  const answer = await caller().call('GET', `${set}?$filter=${filter}`);
  expect(answer.body.value).toHaveLength(1);
  return answer.body.value[0][`${set.slice(0, -1)}id`];
}

async function endpoint(more: Record<string, unknown> = {}): Promise<string> {
  const values = { name: 'Hook', url: receiver.url, contract: 8, authtype: 4, authvalue: 'secret', ...more };
  const row = await caller().create('serviceendpoints', values);
  return String(row['serviceendpointid']);
}

async function register(message: string, table: string, more: Record<string, unknown> = {}, hook?: string) {
  const messageId = await idOf('sdkmessages', `name eq '${message}'`);
  const filter = `primaryobjecttypecode eq '${table}' and sdkmessageid/name eq '${message}'`;
  const filterId = await idOf('sdkmessagefilters', filter);
  return caller().call(
    'POST',
    'sdkmessageprocessingsteps',
    {
      name: `${message} of ${table}`,
      stage: 40,
      mode: 1,
      rank: 1,
      supporteddeployment: 0,
      asyncautodelete: true,
      'eventhandler_serviceendpoint@odata.bind': `/serviceendpoints(${hook ?? (await endpoint())})`,
      'sdkmessageid@odata.bind': `/sdkmessages(${messageId})`,
      'sdkmessagefilterid@odata.bind': `/sdkmessagefilters(${filterId})`,
      ...more,
    },
    { Prefer: 'return=representation' },
  );
}

const settled = () => caller().emulator.admin.webhooks.settled();
const opportunity = async (values: object = {}) => {
  const row = await caller().create('opportunities', { name: 'Deal', ...values });
  return String(row['opportunityid']);
};

test('DV31: tells an update with the written columns only, in the shape of the execution context', async () => {
  const step = await register('Update', 'opportunity', { filteringattributes: 'name,estimatedvalue' });
  expect(step.status).toBe(201);
  const id = await opportunity();
  await caller().call('PATCH', `opportunities(${id})?tag=cosell-7`, {
    name: 'Other',
    estimatedvalue: 12.5,
    estimatedclosedate: '2026-12-24',
    opportunityratingcode: null,
  });
  await settled();
  const [hook, ...others] = receiver.received;
  expect(others).toEqual([]);
  expect(hook?.address).toBe('/hook?code=secret');
  expect(hook?.headers).toMatchObject({
    'content-type': 'application/json',
    'x-ms-dynamics-organization': 'lakeshore.crm.dynamics.com',
    'x-ms-dynamics-entity-name': 'opportunity',
    'x-ms-dynamics-request-name': 'Update',
  });
  expect(hook?.raw).toContain('http:\\/\\/schemas.microsoft.com\\/xrm\\/2011\\/Contracts');
  const context = hook?.context;
  const { userId, organizationId } = caller().emulator.credentials;
  expect(context).toMatchObject({
    Depth: 1,
    MessageName: 'Update',
    Mode: 1,
    Stage: 40,
    OrganizationId: organizationId,
    PrimaryEntityId: id,
    PrimaryEntityName: 'opportunity',
    SecondaryEntityName: 'none',
    UserId: userId,
    InitiatingUserId: userId,
    SharedVariables: [],
    OwningExtension: { Id: step.body.sdkmessageprocessingstepid, LogicalName: 'sdkmessageprocessingstep' },
    ParentContext: { SharedVariables: [{ key: 'tag', value: 'cosell-7' }], Stage: 30, ParentContext: null },
  });
  const [{ key, value: target }] = context.InputParameters;
  expect(key).toBe('Target');
  expect(target).toMatchObject({ Id: id, LogicalName: 'opportunity' });
  const told = Object.fromEntries(
    target.Attributes.map((each: { key: string; value: unknown }) => [each.key, each.value]),
  );
  expect(Object.keys(told)).toEqual([
    'name',
    'estimatedvalue',
    'estimatedclosedate',
    'opportunityratingcode',
    'opportunityid',
    'modifiedon',
    'modifiedby',
    'modifiedonbehalfby',
  ]);
  expect(told['estimatedvalue']).toMatchObject({ __type: expect.stringMatching(/^Money:/), Value: 12.5 });
  expect(told['estimatedclosedate']).toBe(`/Date(${Date.parse('2026-12-24')})/`);
  expect(told['modifiedby']).toMatchObject({ Id: userId, LogicalName: 'systemuser', Name: null });
});

test('DV31: hears neither of other columns nor of writes that were undone', async () => {
  await register('Update', 'opportunity', { filteringattributes: 'name' });
  const id = await opportunity();
  await caller().call('PATCH', `opportunities(${id})`, { description: 'quiet' });
  await caller().call('PATCH', `opportunities(${id})`, { name: 'x'.repeat(301) });
  await settled();
  expect(receiver.received).toEqual([]);
  // A write that changes nothing is told all the same.
  await caller().call('PATCH', `opportunities(${id})`, { name: 'Deal' });
  await settled();
  expect(receiver.received).toHaveLength(1);
});

test('DV31: tells creations and deletions', async () => {
  const hook = await endpoint();
  await register('Create', 'opportunity', {}, hook);
  await register('Delete', 'opportunity', {}, hook);
  const id = await opportunity();
  await settled();
  await caller().call('DELETE', `opportunities(${id})`);
  await settled();
  const [created, deleted] = receiver.received.map(({ context }) => context);
  expect(created.OutputParameters).toEqual([{ key: 'id', value: id }]);
  expect(created.InputParameters[0].value.Attributes).toContainEqual({ key: 'name', value: 'Deal' });
  expect(deleted.InputParameters[0].value).toMatchObject({
    __type: expect.stringMatching(/^EntityReference:/),
    Id: id,
    LogicalName: 'opportunity',
  });
});

test.each([
  ['top', ['t'], []],
  ['both', ['t'], ['t']],
  ['none', [], []],
])('DV31b: shows the tag in the place that is set (%s)', async (place, top, parent) => {
  await register('Create', 'opportunity');
  caller().emulator.admin.setSwitches({ DV31b: place });
  await caller().call('POST', 'opportunities?tag=t', { name: 'Deal' });
  await settled();
  const values = (variables: { value: string }[]) => variables.map(({ value }) => value);
  const context = receiver.received[0]?.context;
  expect([values(context.SharedVariables), values(context.ParentContext.SharedVariables)]).toEqual([top, parent]);
});

test('DV31c: drops a call that is not answered in time', async () => {
  caller().emulator.admin.setSwitches({ DV31c: 1 });
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  await register('Create', 'opportunity', {}, await endpoint({ url: `http://127.0.0.1:${port}/` }));
  await opportunity();
  await settled();
  expect(caller().emulator.admin.webhooks.deliveries()).toMatchObject([{ state: 'dropped', attempts: [{}] }]);
  silent.closeAllConnections();
  silent.close();
});

test('DV31d: tries 502 to 504 once more, drops everything else, and leaves a failed job', async () => {
  const step = await register('Create', 'opportunity');
  receiver.answerWith((request) => (request === 1 ? 503 : 200));
  await opportunity();
  await settled();
  expect(receiver.received).toHaveLength(2);
  receiver.answerWith(() => 500);
  await opportunity();
  await settled();
  expect(receiver.received).toHaveLength(3);
  const jobs = await caller().call(
    'GET',
    `asyncoperations?$filter=statuscode eq 31 and _owningextensionid_value eq ${step.body.sdkmessageprocessingstepid}`,
  );
  expect(jobs.body.value).toMatchObject([{ messagename: 'Create', primaryentitytype: 'opportunity', statecode: 3 }]);
  expect(
    caller()
      .emulator.admin.webhooks.deliveries()
      .map(({ state }) => state),
  ).toEqual(['delivered', 'dropped']);
});

test('DV31e: strips a body above 256 KB', async () => {
  await register('Update', 'annotation');
  const row = await caller().create('annotations', { subject: 'Note' });
  await caller().call('PATCH', `annotations(${row['annotationid']})`, { notetext: 'x'.repeat(100_000) });
  await settled();
  expect(receiver.received[0]?.context.ParentContext).toBeDefined();
  await caller().call('PATCH', `annotations(${row['annotationid']})`, { notetext: 'ü'.repeat(100_000) });
  await settled();
  expect(receiver.received[1]?.headers['x-ms-dynamics-msg-size-exceeded']).toBe('true');
  expect(receiver.received[1]?.context).not.toHaveProperty('InputParameters');
  expect(receiver.received[1]?.context.PrimaryEntityId).toBe(row['annotationid']);
});

test('DV31f: sends settings as headers, never reads them back, and refuses malformed ones', async () => {
  const settings = '<settings><setting name="x-cosell-key" value="k1" /></settings>';
  const id = await endpoint({ authtype: 5, authvalue: settings });
  await register('Create', 'lead', {}, id);
  await caller().create('leads', { subject: 'Lead', lastname: 'L' });
  await settled();
  expect(receiver.received[0]?.headers['x-cosell-key']).toBe('k1');
  const read = await caller().call('GET', `serviceendpoints(${id})`);
  expect(read.body).toMatchObject({ isauthvalueset: true, messageformat: 2, connectionmode: 1 });
  expect(read.body).not.toHaveProperty('authvalue');
  const bad = { name: 'Bad', url: receiver.url, contract: 8, authtype: 5, authvalue: 'key: value' };
  const answer = await caller().call('POST', 'serviceendpoints', bad);
  expect(answer.body.error.code).toBe('0x80050203');
});

test('DV31g: lets a request bypass a step by its id', async () => {
  const step = await register('Update', 'opportunity');
  const id = await opportunity();
  await caller().call(
    'PATCH',
    `opportunities(${id})`,
    { name: 'Quiet' },
    {
      'MSCRM.BypassBusinessLogicExecutionStepIds': step.body.sdkmessageprocessingstepid,
    },
  );
  await settled();
  expect(receiver.received).toEqual([]);
});

test('holds back, doubles and loses deliveries as told', async () => {
  await register('Update', 'opportunity');
  const id = await opportunity();
  const { webhooks } = caller().emulator.admin;
  webhooks.addFault({ kind: 'reordered', event: 'Update' });
  await caller().call('PATCH', `opportunities(${id})`, { name: 'first' });
  await caller().call('PATCH', `opportunities(${id})`, { name: 'second' });
  await settled();
  const told = () => receiver.received.map(({ context }) => context.InputParameters[0].value.Attributes[0].value);
  expect(told()).toEqual(['second', 'first']);
  webhooks.addFault({ kind: 'doubled' });
  await caller().call('PATCH', `opportunities(${id})`, { name: 'third' });
  webhooks.addFault({ kind: 'lost' });
  await caller().call('PATCH', `opportunities(${id})`, { name: 'fourth' });
  await settled();
  expect(told().slice(2)).toEqual(['third', 'third']);
});

test.each([
  ['PascalCase navigation', { 'EventHandler_ServiceEndpoint@odata.bind': '/serviceendpoints(1)' }, 400],
  ['an unknown filtering attribute', { filteringattributes: 'name,nickname' }, 400],
  ['the stage of another mode', { stage: 20 }, 400],
  ['synchronous steps, which are not emulated', { mode: 0 }, 501],
])('refuses %s', async (_, more, status) => {
  expect((await register('Update', 'opportunity', more)).status).toBe(status);
});
