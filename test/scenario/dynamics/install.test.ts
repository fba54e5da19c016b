import { afterEach, describe, expect, test } from 'vitest';
import { DEFAULT_USERS, type DynamicsWorldInput } from '../../../emulators/dynamics/world-schema.ts';
import { placedOn } from '../../../src/adapters/dynamics/install/form.ts';
import {
  actionsOf,
  type Environment,
  OPTIONS,
  REQUEST,
  startEnvironment,
  stepNamed,
  WEBHOOK,
} from '../../support/dynamics-environment.ts';

const open: Environment[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.emulator.close();
});

async function environment(
  installed: 'none' | 'cosell' | 'microsoft' = 'none',
  world: DynamicsWorldInput = {},
): Promise<Environment> {
  const started = await startEnvironment({ ...world, organization: { installed, ...world.organization } });
  open.push(started);
  return started;
}

const install = async (place: Environment, options = {}) =>
  (await place.installer()).install({ ...OPTIONS, ...options }, REQUEST);
const uninstall = async (place: Environment, options = { force: false, dry: false }) =>
  (await place.installer()).uninstall(options, REQUEST);

const column = (type: string, SchemaName: string, more: object) => ({
  '@odata.type': `Microsoft.Dynamics.CRM.${type}AttributeMetadata`,
  SchemaName,
  DisplayName: { LocalizedLabels: [{ Label: SchemaName, LanguageCode: 1033 }] },
  ...more,
});

const OPPORTUNITY = "EntityDefinitions(LogicalName='opportunity')";

async function mainForm(place: Environment): Promise<string> {
  const { value } = await place.call(
    'GET',
    "systemforms?$select=formxml&$filter=objecttypecode eq 'opportunity' and type eq 2",
  );
  return value[0].formxml;
}

const controlsOf = (xml: string) =>
  (xml.match(/<control [^>]*>/g) ?? []).map((text) => ({
    column: /datafieldname="(\w+)"/.exec(text)?.[1] ?? '',
    isLocked: text.includes('disabled="true"'),
  }));

describe('installing into an empty environment', () => {
  test('plans first, makes everything, and changes nothing the second time', async () => {
    const place = await environment();
    const planned = await (await place.installer()).plan({ ...OPTIONS, ...WEBHOOK });
    expect(place.emulator.admin.calls().write).toBe(0);
    const made = await install(place, WEBHOOK);
    expect(made).toMatchObject({ failures: [], findings: [] });
    expect(made.plan.steps).toEqual(planned.steps);
    place.emulator.admin.resetCalls();
    const again = await install(place, WEBHOOK);
    expect([...actionsOf(again.plan)]).toEqual(['keep']);
    expect(place.emulator.admin.calls().write).toBe(0);
  });

  test('R23 solutions and their catalogue are there, each on a deal once, and shown as a list on the form', async () => {
    const place = await environment();
    await install(place);
    const [account, detail] = await Promise.all([
      place.call('POST', 'accounts', { name: 'Contoso' }, { Prefer: 'return=representation' }),
      place.call(
        'POST',
        'csl_microsoftsolutiondetails',
        { csl_name: 'Data Estate', csl_solutionidentifier: 'SOL-12345-ABC' },
        { Prefer: 'return=representation' },
      ),
    ]);
    const deal = { name: 'Deal', 'customerid_account@odata.bind': `/accounts(${account.accountid})` };
    const { opportunityid } = await place.call('POST', 'opportunities', deal, { Prefer: 'return=representation' });
    const line = {
      'csl_OpportunityId@odata.bind': `/opportunities(${opportunityid})`,
      'csl_SolutionDetailId@odata.bind': `/csl_microsoftsolutiondetails(${detail.csl_microsoftsolutiondetailid})`,
      csl_quantity: 3,
      csl_price: 1200.5,
    };
    await place.call('POST', 'csl_microsoftsolutions', line);
    await expect(place.call('POST', 'csl_microsoftsolutions', line)).rejects.toThrow('0x80060892');
    expect([...placedOn(await mainForm(place)).relationships]).toEqual(['csl_opportunity_microsoftsolution']);
    // The lines go with their deal.
    await place.call('DELETE', `opportunities(${opportunityid})`);
    expect((await place.call('GET', 'csl_microsoftsolutions?$select=csl_name')).value).toEqual([]);
  });

  test('R24 R25 the form shows every column, those of the connector read-only, and nothing else changes', async () => {
    const place = await environment();
    const before = await mainForm(place);
    await install(place);
    const after = await mainForm(place);
    const ours = controlsOf(after).filter(({ column: name }) => name.startsWith('csl_'));
    expect(ours).toHaveLength(13);
    const locked = ours.filter(({ isLocked }) => isLocked).map(({ column: name }) => name);
    expect(locked).toEqual(
      expect.arrayContaining([
        'csl_referralid',
        'csl_referrallink',
        'csl_referralprogram',
        'csl_microsoftcrmid',
        'csl_audit',
      ]),
    );
    expect(locked).not.toContain('csl_syncwithpartnercenter');
    expect(after.replace(/<section name="csl_cosell".*?<\/section>/, '')).toBe(before);
  });

  test('change tracking of the sales application’s tables stays off until somebody agrees', async () => {
    const place = await environment('none', { organization: { changeTrackingOff: ['opportunity', 'lead'] } });
    const tracked = async () =>
      (await place.call('GET', `${OPPORTUNITY}?$select=ChangeTrackingEnabled`)).ChangeTrackingEnabled;
    const { plan } = await install(place);
    expect(plan.steps.find(({ kind }) => kind === 'change-tracking')).toMatchObject({ action: 'skip' });
    expect(await tracked()).toBe(false);
    await install(place, { changeTracking: true });
    expect(await tracked()).toBe(true);
  });

  test('everything becomes part of one solution, without the tables of the sales application as a whole', async () => {
    const place = await environment();
    await install(place, WEBHOOK);
    const { value: components } = await place.call(
      'GET',
      "solutioncomponents?$select=componenttype,rootcomponentbehavior&$filter=solutionid/uniquename eq 'CosellConnector'",
    );
    const count = (type: number) => components.filter((each: Answer) => each.componenttype === type).length;
    type Answer = { componenttype: number; rootcomponentbehavior: number | null };
    const roots = components.filter((each: Answer) => each.componenttype === 1);
    expect(roots.map((each: Answer) => each.rootcomponentbehavior).toSorted()).toEqual([0, 0, 0, 0, 0, 1, 1]);
    expect(count(2)).toBeGreaterThanOrEqual(15);
    // The address of this connector is nobody else's.
    expect([count(92), count(95), count(381)]).toEqual([0, 0, 0]);
  });
});

describe('what is there already', () => {
  test('R22 Microsoft’s columns and tables are used, with their data, and no twins are made', async () => {
    const place = await environment('microsoft');
    const { plan, failures, findings } = await install(place);
    expect({ failures, findings }).toEqual({ failures: [], findings: [] });
    expect(plan.remarks.join(' ')).toContain('of Microsoft’s own package are used in place of ours');
    const made = plan.steps.filter(
      ({ kind, action }) => action === 'create' && ['table', 'column', 'lookup'].includes(kind),
    );
    // What Microsoft's package does not have.
    expect(made.map(({ name }) => name).filter((name) => name.startsWith('opportunity.'))).toEqual([]);
    expect(made.some(({ kind }) => kind === 'table')).toBe(false);
    expect(placedOn(await mainForm(place)).columns).toContain('msft_microsoftpartnercenterreferralsyncaudit');
  });

  test('a column of another type stays, and is named with its remedy', async () => {
    const place = await environment();
    await place.call('POST', `${OPPORTUNITY}/Attributes`, column('String', 'csl_Audit', { MaxLength: 100 }));
    const { plan, failures } = await install(place);
    expect(failures).toEqual([]);
    expect(stepNamed(plan, 'opportunity.csl_audit')).toMatchObject({
      action: 'differs',
      notes: ['It is of the type string, expected is memo.', expect.stringContaining('name another column')],
    });
  });

  test('the package of this version is what the emulated environment with the connector starts with', async () => {
    const place = await environment('cosell');
    const { steps } = await (await place.installer()).plan(OPTIONS);
    const schema = steps.filter(({ kind }) => ['table', 'column', 'lookup', 'key'].includes(kind));
    expect(schema.filter(({ action, notes }) => action !== 'keep' || notes.length > 0)).toEqual([]);
  });

  test('an upgrade lengthens what is ours and adds choices, and a plain installation only names them', async () => {
    const place = await environment();
    await install(place);
    const path = `${OPPORTUNITY}/Attributes(LogicalName='csl_audit')`;
    const found = await place.call('GET', `${path}/Microsoft.Dynamics.CRM.MemoAttributeMetadata`);
    const definition = { ...found, '@odata.type': 'Microsoft.Dynamics.CRM.MemoAttributeMetadata', MaxLength: 2000 };
    await place.call('PUT', path, definition);
    expect(stepNamed((await install(place)).plan, 'opportunity.csl_audit')).toMatchObject({ action: 'differs' });
    const upgraded = await install(place, { upgrade: true });
    expect(upgraded.failures).toEqual([]);
    expect(stepNamed((await install(place)).plan, 'opportunity.csl_audit')).toMatchObject({
      action: 'keep',
      notes: [],
    });
  });

  test('changes of a form that nobody has published yet are not lost', async () => {
    const place = await environment();
    const { value } = await place.call(
      'GET',
      "systemforms?$select=formxml&$filter=objecttypecode eq 'opportunity' and type eq 2",
    );
    const [{ formid, formxml }] = value;
    const edited = formxml.replace('datafieldname="name"', 'datafieldname="name" isrequired="true"');
    await place.call('PATCH', `systemforms(${formid})`, { formxml: edited }, { 'If-Match': '*' });
    await install(place);
    expect(await mainForm(place)).toContain('isrequired="true"');
  });
});

const restricted = (tables: string[]): DynamicsWorldInput['users'] =>
  DEFAULT_USERS.map((user) => (user.applicationId ? { ...user, restrictions: { readOnlyTables: tables } } : user));

describe('what stands in the way', () => {
  test('a user who may not customize is told which role is missing', async () => {
    const place = await environment('none', { users: restricted(['entity']) });
    const { failures } = await install(place);
    expect(failures).toMatchObject([
      {
        code: 'dynamics-customizer-missing',
        message: expect.stringContaining('prvWriteEntity'),
        remedy: expect.stringContaining('System Customizer'),
      },
    ]);
  });

  test('an installation that breaks off is finished by running it again', async () => {
    const place = await environment();
    place.emulator.admin.addFault({ kind: 'server-error', match: { operation: 'create-key' }, times: 9 });
    await expect(install(place)).rejects.toThrow();
    place.emulator.admin.removeFault();
    const again = await install(place);
    expect(again).toMatchObject({ failures: [], findings: [] });
    expect(stepNamed(again.plan, 'csl_microsoftsolution')).toMatchObject({ action: 'keep' });
  });

  test('two deals with the same referral are named, because the key cannot hold', async () => {
    const place = await environment('microsoft');
    for (const name of ['One', 'Two']) {
      await place.call('POST', 'opportunities', { name, msft_microsoftpartnercenterreferralidentifier: 'same' });
    }
    const { findings } = await install(place);
    expect(findings).toMatchObject([{ code: 'dynamics-key-failed', place: 'opportunity.csl_referralkey' }]);
  });

  test('another connector that works with the environment is named', async () => {
    const place = await environment();
    await install(place, WEBHOOK);
    const { plan } = await install(place, { publicUrl: 'https://second.example' });
    expect(stepNamed(plan, 'csl_ConnectorAddress')).toMatchObject({
      action: 'differs',
      notes: [expect.stringContaining('https://cosell.example'), expect.stringContaining('no other connector')],
    });
  });
});

describe('uninstalling', () => {
  test('leaves nothing behind, and the form as it was', async () => {
    const place = await environment();
    const before = await mainForm(place);
    await install(place, WEBHOOK);
    expect((await uninstall(place)).failures).toEqual([]);
    expect(await mainForm(place)).toBe(before);
    const planned = await (await place.installer()).plan({ ...OPTIONS, ...WEBHOOK });
    expect(planned.steps.filter(({ kind, action }) => kind !== 'change-tracking' && action === 'keep')).toEqual([]);
  });

  test('keeps what holds data, with what that needs; force takes it all', async () => {
    const place = await environment();
    await install(place);
    await place.call('POST', 'opportunities', { name: 'Shared', csl_referralid: 'r-1' });
    await place.call('POST', 'csl_solutionareas', { csl_name: 'Data & AI' });
    const { plan, failures } = await uninstall(place);
    expect(failures).toEqual([]);
    const stays = plan.steps.filter(({ action }) => action === 'keep').map(({ name }) => name);
    expect(stays).toEqual([
      'opportunity.csl_referralkey',
      'opportunity.csl_referralid',
      'csl_solutionarea',
      'Cosell Connector Seller',
      'CosellConnector',
      'cosellconnector',
    ]);
    const forced = await uninstall(place, { force: true, dry: false });
    expect(forced.failures).toEqual([]);
    expect(forced.plan.steps.filter(({ action }) => action === 'keep')).toEqual([]);
  });

  test('a dry run changes nothing', async () => {
    const place = await environment();
    await install(place);
    place.emulator.admin.resetCalls();
    await uninstall(place, { force: false, dry: true });
    expect(place.emulator.admin.calls().write).toBe(0);
  });
});
