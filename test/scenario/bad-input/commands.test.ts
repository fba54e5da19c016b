import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CommandResult, startCommand } from '../../e2e/command.ts';
import { STACK } from '../../support/disturbed-installation.ts';
import { startInstallation } from '../../support/installation.ts';
import { answering, startProxy, webPage } from '../../support/proxy.ts';

/** What a person gets to read who gives a command something that it cannot use. */

const COSELL = join(import.meta.dirname, '../../../src/cli/main.ts');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cosell-bad-input-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Ends a command that finds nothing wrong, instead of waiting for it for ever. */
const PATIENCE_MS = 20_000;

async function run(argv: readonly string[], at: string): Promise<CommandResult> {
  const { child, finished } = startCommand(COSELL, argv, { folder: at });
  const patience = setTimeout(() => child.kill('SIGTERM'), PATIENCE_MS);
  return finished.finally(() => clearTimeout(patience));
}

const cosell = (...argv: string[]) => run(argv, folder);

/** Bad input: exit code 3, the words and a remedy on standard error, nothing else. */
function expectBadInput({ code, stdout, stderr }: CommandResult, words: readonly (string | RegExp)[]): void {
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  for (const word of words) expect(stderr).toMatch(word);
  expect(stderr).toMatch(/^Remedy: .*\w/m);
  expect(stderr).not.toMatch(STACK);
}

describe('a world file', () => {
  test.each([
    ['that is no YAML', 'salesforce: [', ['line 1, column 14']],
    ['that is a list', '- salesforce', ['expected a map of sections']],
    ['with a section that nobody knows', 'hubspot: {}', ['unknown section hubspot', 'partnerCenter']],
    ['with a wrong value', 'salesforce: { users: 7 }', ['salesforce.users: ', 'expected array']],
    [
      'with a wrong value deep inside',
      'partnerCenter: { referrals: [{ details: { dealValue: [] } }] }',
      ['partnerCenter.referrals[0].details.dealValue'],
    ],
    ['with a key that nobody knows', 'salesforce: { userz: [] }', ['salesforce', 'userz']],
    [
      'with a record that the organisation would not take',
      'salesforce: { records: [{ sobject: Opportunity, fields: { Name: x } }] }',
      [/StageName|CloseDate/],
    ],
    [
      'with a date that no calendar has',
      'partnerCenter: { referrals: [{ details: { closingDateTime: "2026-13-45" } }] }',
      ['closingDateTime'],
    ],
  ])('%s is named with its place and remedy, for emulate and for dev', async (_, text, words) => {
    await writeFile(join(folder, 'world.yaml'), text);
    const system = text.startsWith('partnerCenter') ? 'partner-center' : 'salesforce';
    expectBadInput(await cosell('emulate', system, '--world', 'world.yaml'), ['world.yaml', ...words]);
    expectBadInput(await cosell('dev', '--port', '0', '--world', 'world.yaml'), ['world.yaml', ...words]);
  });

  test('that does not exist is named', async () => {
    expectBadInput(await cosell('emulate', 'salesforce', '--world', 'nowhere.yaml'), ['nowhere.yaml']);
  });

  test('is an error as JSON too', async () => {
    await writeFile(join(folder, 'world.yaml'), 'salesforce: { users: 7 }');
    const { code, stderr } = await cosell('emulate', 'salesforce', '--world', 'world.yaml', '--json');
    expect(code).toBe(3);
    const { error } = JSON.parse(stderr) as { error: object };
    expect(error).toMatchObject({ code: 'world-invalid', place: expect.stringContaining('world.yaml') });
  });
});

describe('a settings file', () => {
  test.each([
    ['empty', '', [/connections/]],
    ['a list', '- store: x', [/bad-?\w*\.yaml|cosell\.yaml/]],
    ['not text', '\u0000\u0001\u0002', [/cosell\.yaml/]],
  ])('that is %s is named', async (_, text, words) => {
    await writeFile(join(folder, 'cosell.yaml'), text);
    expectBadInput(await cosell('status'), ['cosell.yaml', ...words]);
  });

  test('that refers to a secret which is not there, or is empty, names the setting', async () => {
    const place = await startInstallation();
    const serve = () => run(['serve', '--config', place.settingsFile], place.folder);
    await writeFile(join(place.folder, 'salesforce-secret'), '\n');
    expectBadInput(await serve(), ['salesforce-secret']);
    await rm(join(place.folder, 'salesforce-secret'));
    expectBadInput(await serve(), ['salesforce-secret']);
    await place.close();
  });
});

describe('at the start, something else than a system', () => {
  test.each([
    ['a web page', webPage],
    ['another shape', answering({ unexpected: true })],
  ])('that answers %s ends serve with the place and the remedy', async (_, answer) => {
    let origin = '';
    const proxy = await startProxy(() => origin);
    const place = await startInstallation({
      adjust(settings) {
        origin = settings.connections.salesforce.loginUrl;
        settings.connections.salesforce.loginUrl = proxy.url;
      },
    });
    proxy.disturb({ of: () => true, answer });
    expectBadInput(await run(['serve', '--config', place.settingsFile], place.folder), [/Salesforce/, /settings/]);
    await place.close();
    await proxy.close();
  });
});
