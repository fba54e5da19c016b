import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { DEFAULT_USERS, type DynamicsWorldInput } from '../../../emulators/dynamics/world-schema.ts';
import { type Place, startPlace } from '../../support/dynamics-place.ts';

const open: Place[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

async function place(...given: Parameters<typeof startPlace>): Promise<Place> {
  const started = await startPlace(...given);
  open.push(started);
  return started;
}

/** The connector's user may set things up, and has no right to any deal. */
const CUSTOMIZER: DynamicsWorldInput = {
  users: DEFAULT_USERS.map((user) => (user.applicationId ? { ...user, role: 'Customizer' } : user)),
  roles: [
    {
      name: 'Customizer',
      privileges: [
        'entity',
        'organization',
        'publisher',
        'solution',
        'solutioncomponent',
        'systemform',
        'role',
        'businessunit',
        'systemuser',
        'environmentvariabledefinition',
        'environmentvariablevalue',
        'serviceendpoint',
        'sdkmessage',
        'sdkmessagefilter',
        'sdkmessageprocessingstep',
      ].map((table) => ({ table })),
    },
  ],
};

describe('cosell crm with Dynamics 365', () => {
  test('plans, installs, and changes nothing the second time', async () => {
    const environment = await place();
    const planned = await environment.crm('plan');
    expect([planned.code, environment.calls().write]).toEqual([0, 0]);
    expect(planned.remarks.join(' ')).toContain('webhookCode');
    const installed = await environment.crm('install');
    expect(installed).toMatchObject({ code: 0, failures: [], findings: [] });
    const again = await environment.cosell('crm', 'install');
    expect(again.stdout).toContain('Nothing to do.');
  });

  test('the role of the package is all that the connector’s user needs', async () => {
    const environment = await place(CUSTOMIZER);
    const before = await environment.cosell('doctor', '--json');
    const { code } = await environment.crm('install');
    const after = await environment.cosell('doctor', '--json');
    const checks = JSON.parse(after.stdout) as { ok: boolean; checks: { level: string }[] };
    expect([JSON.parse(before.stdout).ok, code]).toEqual([false, 0]);
    expect(checks.checks.filter(({ level }) => level === 'broken')).toEqual([]);
  });

  test('Dataverse is told where the connector is once the settings have a code for it', async () => {
    const environment = await place({}, (settings) => {
      Object.assign(settings.connections.dynamics ?? {}, { webhookCode: 'file:webhook-code' });
    });
    await writeFile(join(environment.folder, 'webhook-code'), 'c'.repeat(40));
    const { steps, failures } = await environment.crm('install');
    expect(failures).toEqual([]);
    const hooks = steps.filter(({ kind }) => kind === 'webhook').map(({ name }) => name);
    expect(hooks).toEqual(['Cosell connector', ...hooks.slice(1)]);
    expect(hooks).toHaveLength(10);
    const again = await environment.crm('plan');
    expect(again.steps.filter(({ action }) => action !== 'keep').map(({ kind }) => kind)).toEqual([]);
  });

  test('says that what comes before a refusal is done', async () => {
    const users = DEFAULT_USERS.map((user) =>
      user.applicationId ? { ...user, restrictions: { readOnlyTables: ['role'] } } : user,
    );
    const environment = await place({ users });
    const report = await environment.crm('install');
    expect(report).toMatchObject({ code: 1, failures: [{ code: 'dynamics-customizer-missing' }] });
    const said = await environment.cosell('crm', 'install');
    expect(said.stdout).toContain('What comes before it is done');
  });

  test('uninstalls what holds no data', async () => {
    const environment = await place();
    await environment.crm('install');
    const dry = await environment.crm('uninstall', '--dry-run');
    expect(new Set(dry.steps.map(({ action }) => action))).toEqual(new Set(['remove', 'update']));
    expect(await environment.crm('uninstall')).toMatchObject({ code: 0, failures: [] });
    const planned = await environment.crm('plan');
    expect(planned.steps.find(({ name }) => name === 'opportunity.csl_audit')).toMatchObject({ action: 'create' });
  });
});

describe('cosell solutions import', () => {
  test('R23 fills the table of solutions from a spreadsheet, and changes nothing the second time', async () => {
    const environment = await place();
    await environment.crm('install');
    const file = join(environment.folder, 'solutions.csv');
    await writeFile(file, 'Solution Identifier,Solution Name,Type\nSOL-1,One,3P\nSOL-2,Two,1P\n');
    const dry = await environment.cosell('solutions', 'import', 'solutions.csv', '--dry-run');
    expect(dry.stdout).toContain('2 changes to make');
    expect((await environment.cosell('solutions', 'import', 'solutions.csv')).stdout).toContain('2 changes made');
    const rows = environment.emulator.admin.snapshot().records['csl_microsoftsolutiondetail'] ?? [];
    expect(rows.map((row) => [row['csl_solutionidentifier'], row['csl_name'], row['csl_solutiontype']])).toEqual([
      ['SOL-1', 'One', 482_170_001],
      ['SOL-2', 'Two', 482_170_000],
    ]);
    expect((await environment.cosell('solutions', 'import', 'solutions.csv')).stdout).toContain('Nothing to do');
    await writeFile(file, 'Solution Identifier,Solution Name\nSOL-1,One renamed\n');
    expect((await environment.cosell('solutions', 'import', 'solutions.csv')).stdout).toContain('1 change made');
    await writeFile(file, 'Solution Identifier,Solution Name\nSOL-3,\n');
    const wrong = await environment.cosell('solutions', 'import', 'solutions.csv');
    expect([wrong.code, wrong.stderr]).toEqual([expect.any(Number), expect.stringContaining('line 2 has no name')]);
  });
});
