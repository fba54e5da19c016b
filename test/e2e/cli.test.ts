import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordedTerminal } from '../../src/cli/recorded-terminal.ts';
import { runCli } from '../../src/cli/run.ts';
import { type CommandResult, runCommand, startCommand } from './command.ts';
import { fakeApplication } from './fake-application.ts';

const SCRIPT = join(import.meta.dirname, 'fake-cosell.ts');

const SETTINGS = `connections:
  partnerCenter:
    tenant: contoso.onmicrosoft.com
    clientId: app
    refreshToken: env:REFRESH_TOKEN
  salesforce:
    loginUrl: https://contoso.my.salesforce.com
    auth: { kind: client-credentials, clientId: app, clientSecret: env:SALESFORCE_SECRET }
salesforce:
  stages: { onHold: On Hold }
`;
const SECRETS = { REFRESH_TOKEN: 'one', SALESFORCE_SECRET: 'two' };

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cosell-cli-'));
  await writeFile(join(folder, 'cosell.yaml'), SETTINGS);
});
afterAll(() => rm(folder, { recursive: true }));

/** The command within this process; quick, for what does not depend on being one. */
async function cosellHere(...argv: string[]): Promise<CommandResult> {
  const terminal = recordedTerminal({ folder });
  const code = await runCli(argv, { terminal, loadApplication: async () => fakeApplication });
  return { code, stdout: terminal.text.out, stderr: terminal.text.err };
}

const cosell = (...argv: string[]): Promise<CommandResult> => runCommand(SCRIPT, argv, { folder });

async function cosellWith(settings: string, ...argv: string[]): Promise<CommandResult> {
  const own = await mkdtemp(join(folder, 'case-'));
  await writeFile(join(own, 'cosell.yaml'), settings);
  return runCommand(SCRIPT, argv, { folder: own, environment: SECRETS });
}

const COMMANDS = [
  'dev',
  'serve',
  'status',
  'doctor',
  'deals list',
  'deals show',
  'reconcile',
  'parked list',
  'parked retry',
  'webhook status',
  'webhook register',
  'webhook release',
  'webhook test',
  'config check',
  'config schema',
  'config example',
  'connect partner-center',
  'import-settings',
  'crm plan',
  'shadow report',
  'crm install',
  'crm upgrade',
  'crm uninstall',
  'crm fields',
  'store info',
  'store vacuum',
  'store backup',
  'store move',
  'emulate',
  'version',
];

describe('help', () => {
  test.each(COMMANDS)('%s explains itself with an example and --json', async (command) => {
    const { code, stdout, stderr } = await cosellHere(...command.split(' '), '--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`Usage: cosell ${command}`);
    expect(stdout).toMatch(new RegExp(`Examples:\n {2}cosell ${command}`));
    expect(stdout).toContain('--json');
  });

  test('of the whole names every command and every exit code', async () => {
    const { code, stdout } = await cosellHere('--help');
    expect(code).toBe(0);
    for (const command of COMMANDS) expect(stdout).toContain(`  ${command.split(' ')[0]}`);
    for (const exit of [0, 1, 2, 3, 4, 130]) expect(stdout).toMatch(new RegExp(`^ +${exit} {2}`, 'm'));
  });
});

describe('usage errors', () => {
  test.each([
    ['an unknown option', ['status', '--jsno'], "unknown option '--jsno'"],
    ['an unknown command', ['statsu'], "unknown command 'statsu'"],
    ['a missing argument', ['deals', 'show'], "missing required argument 'id'"],
    ['an argument too many', ['status', 'extra'], 'too many arguments'],
    ['a port out of range', ['dev', '--port', '70000'], 'Expected a whole number from 0 to 65535.'],
    ['no command at all', [], 'No command was given'],
    ['a group without its command', ['deals'], 'No command was given'],
  ])('%s ends with 2 and a remedy on standard error', async (_, argv, words) => {
    const { code, stdout, stderr } = await cosellHere(...argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(words);
    expect(stderr).toMatch(/^Remedy: .*--help/m);
  });

  test('a misspelt command is guessed', async () => {
    expect((await cosellHere('statsu')).stderr).toContain('Did you mean status?');
  });

  test('neither an id nor --all is a usage error of reconcile, and so are both', async () => {
    for (const argv of [['reconcile'], ['reconcile', '1', '--all']]) expect((await cosellHere(...argv)).code).toBe(2);
  });
});

describe('exit codes', () => {
  test.each([
    ['changed', 0],
    ['unchanged', 0],
    ['refused', 4],
    ['halted', 4],
    ['failed', 1],
    ['signed-out', 4],
    ['unknown', 1],
    ['explode', 1],
  ])('reconciling a deal that ends %s gives %i', async (id, expected) => {
    expect((await cosellHere('reconcile', id)).code).toBe(expected);
  });

  test.each([
    ['crm plan', 0],
    ['crm install', 0],
    ['crm upgrade', 1],
    ['crm uninstall', 3],
    ['crm install --admin-token 00Dxx', 2],
  ])('%s ends with %i', async (line, expected) => {
    expect((await cosellHere(...line.split(' '))).code).toBe(expected);
  });

  test('status ends with 4 when somebody is needed', async () => {
    expect((await cosellHere('status')).code).toBe(4);
  });

  test('doctor ends with 1 when something is broken, and with 0 otherwise', async () => {
    expect((await cosellHere('doctor')).code).toBe(1);
    expect((await cosellHere('doctor', '--probe')).code).toBe(0);
  });

  test('a failure of ours shows its stack only with COSELL_DEBUG=1', async () => {
    const plain = await cosell('reconcile', 'explode');
    expect(plain.stderr).toContain('undefined is not a function');
    expect(plain.stderr).not.toMatch(/^\s+at /m);
    const debug = await runCommand(SCRIPT, ['reconcile', 'explode'], { folder, environment: { COSELL_DEBUG: '1' } });
    expect(debug.stderr).toMatch(/^\s+at /m);
  });
});

describe('--json', () => {
  test.each([
    ['status'],
    ['doctor'],
    ['deals list'],
    ['deals show 1'],
    ['reconcile changed'],
    ['reconcile --all'],
    ['parked list'],
    ['parked retry link:1'],
    ['webhook status'],
    ['webhook register --overwrite'],
    ['webhook release'],
    ['webhook test'],
    ['config check'],
    ['config schema'],
    ['config example'],
    ['crm plan'],
    ['crm install'],
    ['crm uninstall --dry-run'],
    ['store info'],
    ['store vacuum'],
    ['store backup --to copy.db'],
    ['store move --to elsewhere'],
    ['version'],
  ])('%s writes one JSON value and nothing else on standard output', async (line) => {
    const { stdout, stderr } = await cosell(...line.split(' '), '--json');
    expect(() => JSON.parse(stdout)).not.toThrow();
    expect(stderr).not.toContain('Error');
  });

  test('an error is JSON on standard error, and standard output stays empty', async () => {
    const { stdout, stderr } = await cosell('deals', 'show', 'unknown', '--json');
    expect(stdout).toBe('');
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'deal-unknown', remedy: expect.any(String) } });
  });

  test('a password in the address of a store is not shown', async () => {
    const { stdout } = await cosell('store', 'info', '--json', '--store', 'postgres://joe:hunter2@host/db');
    expect(stdout).toContain('postgres://joe:');
    expect(stdout).not.toContain('hunter2');
  });
});

describe('output for people', () => {
  test('control characters in names do not reach the terminal', async () => {
    const { stdout } = await cosell('reconcile', 'changed');
    expect(stdout).toContain('Fabric [31mrollout');
    expect(stdout).not.toContain('\u001b');
  });

  test('a long command tells its progress on standard error, and --quiet is silent', async () => {
    expect((await cosell('reconcile', '--all')).stderr).toContain('Reconciling deals: 0 of 3');
    expect((await cosell('reconcile', '--all', '--quiet')).stderr).toBe('');
  });
});

describe('settings files', () => {
  test('a missing file names the places and the ways to get one', async () => {
    const empty = await mkdtemp(join(folder, 'empty-'));
    const { code, stderr } = await runCommand(SCRIPT, ['status'], { folder: empty });
    expect(code).toBe(3);
    expect(stderr).toContain('neither cosell.yaml nor .cosell/dev.yaml');
    expect(stderr).toContain('cosell config example');
  });

  test.each([
    ['broken YAML', 'store: [', /cosell\.yaml:1:\d+ not valid YAML/],
    [
      'an unknown key',
      `${SETTINGS}sweeep: {}\n`,
      /cosell\.yaml:11:1 sweeep: "sweeep" is not a setting\n.*Did you mean sweep\?/,
    ],
    [
      'a wrong value',
      `${SETTINGS}sweep:\n  crmEvery: soon\n`,
      /cosell\.yaml:12:13 sweep\.crmEvery: expected a duration .*found "soon"/,
    ],
  ])('%s is named with file, line and remedy, exit code 3', async (_, settings, words) => {
    const { code, stderr, stdout } = await cosellWith(settings, 'status');
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(words);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test('a literal secret is refused and not repeated', async () => {
    const { code, stderr } = await cosellWith(SETTINGS.replace('env:SALESFORCE_SECRET', 'hunter2'), 'status');
    expect(code).toBe(3);
    expect(stderr).toContain('expected a reference to the secret');
    expect(stderr).toContain('env:NAME');
    expect(stderr).not.toContain('hunter2');
  });

  test('config check finds secrets that are not there', async () => {
    const { code, stdout } = await cosell('config', 'check', '--json');
    expect(code).toBe(3);
    const { problems } = JSON.parse(stdout);
    expect(problems.map(({ path }: { path: string }) => path)).toEqual([
      'connections.partnerCenter.refreshToken',
      'connections.salesforce.auth.clientSecret',
    ]);
  });

  test('config check is content with a good file', async () => {
    const { code, stdout } = await cosellWith(SETTINGS, 'config', 'check', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ file: 'cosell.yaml', ok: true, problems: [], remarks: [] });
  });
});

describe('commands that run until they are stopped', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('dev stops cleanly on %s', async (signal) => {
    const dev = startCommand(SCRIPT, ['dev', '--port', '0'], { folder });
    await dev.says('Passes');
    dev.child.kill(signal);
    const { code, stdout, stderr } = await dev.finished;
    expect(code).toBe(0);
    expect(stdout).toContain('emulated-secret');
    expect(stdout).toContain('npx cosell deals list');
    expect(stderr).toBe('Stopping…\nStopped.\n');
  });

  test('dev --json writes a line at the start and a line per pass', async () => {
    const dev = startCommand(SCRIPT, ['dev', '--json'], { folder });
    await dev.says('"event":"pass"');
    dev.child.kill('SIGINT');
    const { stdout } = await dev.finished;
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).event);
    expect(events.toSorted()).toEqual(['pass', 'started']);
  });

  test('emulate prints its addresses and credentials as JSON', async () => {
    const emulator = startCommand(SCRIPT, ['emulate', 'salesforce'], { folder });
    await emulator.says('Ctrl-C stops it');
    emulator.child.kill('SIGINT');
    const { code, stdout } = await emulator.finished;
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ id: 'salesforce', credentials: { clientId: 'emulated-client' } });
  });

  test('an interrupted installation ends with 130 and says what becomes of it', async () => {
    const run = startCommand(SCRIPT, ['crm', 'install', '--no-layouts'], { folder });
    await run.says('Checking the package');
    run.child.kill('SIGINT');
    const { code, stdout, stderr } = await run.finished;
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(stderr).toContain('run the same command again');
  });

  test('an interrupted run ends with 130 and tells how to go on', async () => {
    const run = startCommand(SCRIPT, ['reconcile', '--all', '--restart'], { folder });
    await run.says('Listing referrals: 100');
    run.child.kill('SIGINT');
    const { code, stderr } = await run.finished;
    expect(code).toBe(130);
    expect(stderr).toContain('The same command goes on from here.');
  });
});
