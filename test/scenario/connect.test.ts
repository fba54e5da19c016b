import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { recordedTerminal } from '../../src/cli/recorded-terminal.ts';
import { runCli } from '../../src/cli/run.ts';
import { application } from '../../src/main.ts';
import type { Said } from '../support/crm-installation.ts';
import { eventually } from '../support/eventually.ts';
import { type Installation, startInstallation } from '../support/installation.ts';
import { observePartnerCenter } from '../support/scenario/observed.ts';
import { sellerIn } from '../support/scenario/seller.ts';

let place: Installation;
beforeEach(async () => {
  place = await startInstallation();
});
afterEach(() => place.close());

/** A command that waits for a person, and what it has said so far. */
function connect(...argv: string[]) {
  const terminal = recordedTerminal({ folder: place.folder });
  const line = ['connect', 'partner-center', ...argv, '--config', place.settingsFile];
  const ended = runCli(line, { terminal, loadApplication: async () => application });
  const finished = ended.then((code): Said => {
    const { out: stdout, err: stderr } = terminal.text;
    return { code, stdout, stderr, json: () => JSON.parse(stdout) as never };
  });
  const address = () =>
    eventually(() => {
      const [url] = /http:\S+authorize\S+/.exec(terminal.text.err) ?? [];
      if (!url) throw new Error(`no address in: ${terminal.text.err}`);
      return url;
    });
  return { finished, address, interrupt: () => terminal.interrupt() };
}

/** Opens the address that the command prints, as a browser would, and follows it back. */
async function throughBrowser(...argv: string[]): Promise<{ said: Said; page: string }> {
  const running = connect('--no-browser', ...argv);
  const response = await fetch(await running.address());
  const page = await response.text();
  return { said: await running.finished, page };
}

const tokenFile = () => join(place.folder, 'partner-center-refresh-token');
const people = () => place.partnerCenter.admin.people;

describe('in the browser', () => {
  test('the consent leads to a refresh token that only this user can read, and to a look at the rights', async () => {
    const { said, page } = await throughBrowser('--json');
    expect(said.code).toBe(0);
    expect(said.json()).toMatchObject({
      user: 'cosell.service@lakeshore.example',
      keptAs: 'file:partner-center-refresh-token',
      ok: true,
      checks: [
        { id: 'partner-center-sign-in', level: 'ok' },
        { id: 'partner-center-mfa', level: 'ok' },
        { id: 'partner-center-access', level: 'ok' },
      ],
    });
    expect(page).toContain('Signed in as cosell.service@lakeshore.example');
    const token = await readFile(tokenFile(), 'utf8');
    expect(token).not.toBe(place.partnerCenter.credentials.refreshToken);
    expect((await stat(tokenFile())).mode & 0o777).toBe(0o600);
    for (const text of [said.stdout, said.stderr, page]) expect(text).not.toContain(token);
  });

  test('R102 a connector whose sign-in has ended goes on by itself after the next one', async () => {
    await place.configure((settings) => {
      settings.limits = { ...settings.limits, rest: '500ms' };
    });
    people().revokeRefreshToken({});
    place.partnerCenter.admin.setSwitches({ 'token-lifetime-seconds': 1 });
    await place.serve();
    const deal = sellerIn(place.salesforce).opens({ ticked: true });
    expect((await throughBrowser()).said.code).toBe(0);
    await eventually(() => observePartnerCenter(place.partnerCenter).referralOf(deal));
  });

  test('a denied consent changes nothing and says what to do, also in the browser', async () => {
    people().signsIn({ decision: 'deny' });
    const before = await readFile(tokenFile(), 'utf8');
    const { said, page } = await throughBrowser('--json');
    expect(said.code).toBe(4);
    expect(JSON.parse(said.stderr.split('\n').at(-2) ?? '')).toMatchObject({ error: { code: 'consent-denied' } });
    expect(page).toContain('declined');
    expect(await readFile(tokenFile(), 'utf8')).toBe(before);
  });

  test('an answer of another sign-in is not believed', async () => {
    const running = connect('--no-browser');
    const redirect = new URL(new URL(await running.address()).searchParams.get('redirect_uri') ?? '');
    redirect.search = 'code=0.stolen&state=another';
    const page = await (await fetch(redirect)).text();
    const { code, stderr } = await running.finished;
    expect(code).toBe(4);
    expect(stderr).toContain('[sign-in-state-mismatch]');
    expect(page).toContain('does not belong to this sign-in');
  });

  test('what comes to the port beside the answer is ignored', async () => {
    const running = connect('--no-browser');
    const address = await running.address();
    const redirect = new URL(address).searchParams.get('redirect_uri') ?? '';
    expect((await fetch(`${redirect}/favicon.ico`)).status).toBe(404);
    await fetch(address);
    expect((await running.finished).code).toBe(0);
  });

  test('an application that does not know the redirect address ends on a page, and the wait with it', async () => {
    await place.partnerCenter.admin.reset({ app: { redirectUris: ['https://elsewhere.example/back'] } });
    const running = connect('--no-browser', '--within', '2s');
    expect(await (await fetch(await running.address())).text()).toContain('AADSTS50011');
    const { code, stderr } = await running.finished;
    expect(code).toBe(4);
    expect(stderr).toContain('[sign-in-expired]');
    expect(stderr).toContain('AADSTS50011');
  });

  test('a sign-in without a second factor does not replace a good one', async () => {
    people().signsIn({ user: { email: 'admin@lakeshore.example', mfa: false } });
    const before = await readFile(tokenFile(), 'utf8');
    const { said } = await throughBrowser();
    expect(said.code).toBe(4);
    expect(said.stderr).toContain('[signed-in-without-mfa]');
    expect(said.stderr).toContain('admin@lakeshore.example');
    expect(await readFile(tokenFile(), 'utf8')).toBe(before);
  });

  test('an account without a role is kept, and told what it lacks', async () => {
    people().signsIn({ user: { email: 'admin@lakeshore.example', role: 'None' } });
    const { said } = await throughBrowser('--json');
    expect(said.code).toBe(4);
    const { ok, checks } = said.json() as { ok: boolean; checks: { id: string; level: string }[] };
    expect(ok).toBe(false);
    expect(checks.find(({ id }) => id === 'partner-center-role')?.level).toBe('broken');
  });

  test('Ctrl-C ends the wait and changes nothing', async () => {
    const running = connect('--no-browser');
    await running.address();
    running.interrupt();
    expect((await running.finished).code).toBe(130);
  });
});

describe('with a code on another device', () => {
  beforeEach(() => void place.partnerCenter.admin.setSwitches({ 'device-code-interval-seconds': 1 }));

  test('the code leads to the same', async () => {
    const { code, stderr, stdout } = await connect('--device', '--json').finished;
    expect(stderr).toMatch(/https:\/\/microsoft\.com\/devicelogin on any device, enter [A-Z]{9}/);
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { ok: true, user: 'cosell.service@lakeshore.example' }]);
  });

  test.each([
    ['deny', {}, 'consent-denied'],
    ['leave', { 'device-code-lifetime-seconds': 2 }, 'sign-in-expired'],
    ['consent', { 'public-client-flows': false }, 'public-flows-off'],
  ] as const)('%s with %j is %s', async (decision, switches, expected) => {
    people().signsIn({ decision });
    place.partnerCenter.admin.setSwitches(switches);
    const { code, stderr } = await connect('--device').finished;
    expect(code).not.toBe(0);
    expect(stderr).toContain(`[${expected}]`);
  });
});

describe('before anybody is bothered', () => {
  test('a token that could not be kept is refused', async () => {
    await place.configure((settings) => {
      settings.connections.partnerCenter.refreshToken = 'env:REFRESH_TOKEN';
    });
    const { code, stderr } = await connect('--device').finished;
    expect([code, stderr]).toEqual([3, expect.stringContaining('[refresh-token-not-kept]')]);
    await writeFile(join(place.folder, 'occupied'), '');
    await place.configure((settings) => {
      settings.connections.partnerCenter.refreshToken = 'file:occupied/token';
    });
    expect((await connect('--device').finished).stderr).toContain('[refresh-token-not-kept]');
  });

  test('an unknown tenant and an unknown application are named', async () => {
    await place.configure((settings) => {
      settings.connections.partnerCenter.tenant = 'nobody.onmicrosoft.com';
    });
    expect((await connect().finished).stderr).toContain('[tenant-unknown]');
    await place.configure((settings) => {
      settings.connections.partnerCenter.clientId = 'stranger';
    });
    expect((await connect('--device').finished).stderr).toContain('[application-unknown]');
  });
});
