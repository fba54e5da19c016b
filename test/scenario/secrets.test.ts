import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { type CommandResult, runCommand, startCommand } from '../e2e/command.ts';
import { type ScenarioPlace, startScenarioPlace } from '../support/crm-installation.ts';
import { eventually } from '../support/eventually.ts';
import { CRM_NAMES } from '../support/scenario/crm/kinds.ts';

const COSELL = join(import.meta.dirname, '../../src/cli/main.ts');

const KEY = 'S3cr3tSasKey';
const LOGIC_APP = `https://prod-31.westus.logic.azure.com/workflows/ab12/triggers/manual/paths/invoke?sp=run&sig=${KEY}`;

let place: ScenarioPlace | null = null;
afterEach(async () => {
  await place?.close();
  place = null;
});

/** Everything that anybody could read later: what commands and the connector said, the audit trail and both systems' records. */
async function everythingSaid(installed: ScenarioPlace, said: readonly CommandResult[]): Promise<string> {
  const store = await openStore({ url: join(installed.folder, 'store') });
  const audit = await store.audit.recent(10_000);
  await store.close();
  expect(audit.length).toBeGreaterThan(0);
  return [
    ...said.map(({ stdout, stderr }) => `${stdout}\n${stderr}`),
    JSON.stringify(audit),
    JSON.stringify(installed.crm.everything()),
    JSON.stringify(installed.inPartnerCenter.referrals()),
  ].join('\n');
}

test.each(CRM_NAMES)(
  'R9 no secret and no token appears in output, log, audit or records, also when everything fails, with %s',
  async (crm) => {
    place = await startScenarioPlace(crm, {
      partnerCenter: { webhooks: { registration: { url: LOGIC_APP, events: ['referral-created'] } } },
      adjust: (settings) => {
        settings.log = { level: 'debug' };
        settings.webhook = { ...settings.webhook, verifyEvery: '500ms' };
      },
    });
    const installed = place;
    const { partnerCenter, seller, inCrm, inPartnerCenter, folder, settingsFile } = installed;
    const [[crmSecretFile, crmSecret] = ['', '']] = Object.entries(installed.crm.settings.files);
    const said: CommandResult[] = [];
    const cosell = async (...argv: string[]) => {
      const result = await runCommand(COSELL, [...argv, '--config', settingsFile], { folder });
      said.push(result);
      return result;
    };

    // Foreign registration seen and taken, a deal each way, checks and lists.
    await cosell('webhook', 'status', '--json');
    const connector = startCommand(COSELL, ['serve', '--json', '--config', settingsFile], { folder });
    await connector.says('started');
    const { id } = partnerCenter.admin.people.invite({});
    await eventually(() => inCrm.dealOf(id));
    const deal = seller.opens({ ticked: true });
    await eventually(() => inPartnerCenter.referralOf(deal));
    await cosell('doctor', '--json');
    await cosell('deals', 'list', '--json');
    await cosell('webhook', 'release');

    // Then every sign-in fails, with secrets in what is refused.
    partnerCenter.admin.people.revokeRefreshToken({});
    partnerCenter.admin.setSwitches({ 'token-lifetime-seconds': 1 });
    await partnerCenter.admin.moveClock({ advanceMs: 7_200_000 });
    await writeFile(join(folder, crmSecretFile), 'wrongCrmSecret');
    installed.crm.endSessions();
    partnerCenter.admin.addFault({ match: { path: '/webhooks' }, kind: 'html', times: 3 });
    expect((await cosell('doctor')).code).toBe(1);
    await cosell('doctor', '--json');
    await eventually(async () => expect((await cosell('status', '--json')).code).toBe(1));
    connector.child.kill('SIGTERM');
    said.push(await connector.finished);

    const everything = await everythingSaid(installed, said);
    const refreshToken = await readFile(join(folder, 'partner-center-refresh-token'), 'utf8');
    const secrets = [
      partnerCenter.credentials.clientSecret,
      partnerCenter.credentials.refreshToken,
      refreshToken,
      crmSecret,
      'wrongCrmSecret',
      KEY,
    ];
    for (const secret of secrets) expect(everything.includes(secret), secret).toBe(false);
    // Access tokens: signed ones of Entra, and Salesforce's, which begin with the organisation.
    expect(everything).not.toMatch(/eyJ[\w-]{10,}\.[\w-]+\./);
    expect(everything).not.toMatch(/00D\w{12,15}!/);
  },
);
