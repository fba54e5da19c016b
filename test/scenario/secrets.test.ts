import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { type CommandResult, runCommand, startCommand } from '../e2e/command.ts';
import { eventually } from '../support/eventually.ts';
import { type Installation, startInstallation } from '../support/installation.ts';
import { observePartnerCenter, observeSalesforce } from '../support/scenario/observed.ts';
import { sellerIn } from '../support/scenario/seller.ts';

const COSELL = join(import.meta.dirname, '../../src/cli/main.ts');

const KEY = 'S3cr3tSasKey';
const LOGIC_APP = `https://prod-31.westus.logic.azure.com/workflows/ab12/triggers/manual/paths/invoke?sp=run&sig=${KEY}`;

let place: Installation | null = null;
afterEach(async () => {
  await place?.close();
  place = null;
});

/** Everything that anybody could read later: what commands and the connector said, the audit trail and both systems' records. */
async function everythingSaid(installed: Installation, said: readonly CommandResult[]): Promise<string> {
  const store = await openStore({ url: join(installed.folder, 'store') });
  const audit = await store.audit.recent(10_000);
  await store.close();
  expect(audit.length).toBeGreaterThan(0);
  return [
    ...said.map(({ stdout, stderr }) => `${stdout}\n${stderr}`),
    JSON.stringify(audit),
    JSON.stringify(installed.salesforce.admin.snapshot()),
    JSON.stringify(observePartnerCenter(installed.partnerCenter).referrals()),
  ].join('\n');
}

test('R9 no secret and no token appears in output, log, audit or records, also when everything fails', async () => {
  place = await startInstallation({
    partnerCenter: { webhooks: { registration: { url: LOGIC_APP, events: ['referral-created'] } } },
    adjust: (settings) => {
      settings.log = { level: 'debug' };
      settings.webhook = { ...settings.webhook, verifyEvery: '500ms' };
    },
  });
  const installed = place;
  const { partnerCenter, salesforce, folder, settingsFile } = installed;
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
  await eventually(() => observeSalesforce(salesforce).dealOf(id));
  const deal = sellerIn(salesforce).opens({ ticked: true });
  await eventually(() => observePartnerCenter(partnerCenter).referralOf(deal));
  await cosell('doctor', '--json');
  await cosell('deals', 'list', '--json');
  await cosell('webhook', 'release');

  // Then every sign-in fails, with secrets in what is refused.
  partnerCenter.admin.people.revokeRefreshToken({});
  partnerCenter.admin.setSwitches({ 'token-lifetime-seconds': 1 });
  await partnerCenter.admin.moveClock({ advanceMs: 7_200_000 });
  await writeFile(join(folder, 'salesforce-secret'), 'wrongSalesforceSecret');
  salesforce.admin.people.endSessions({});
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
    salesforce.credentials.clientSecret,
    'wrongSalesforceSecret',
    KEY,
  ];
  for (const secret of secrets) expect(everything.includes(secret), secret).toBe(false);
  // Access tokens: signed ones of Entra, and Salesforce's, which begin with the organisation.
  expect(everything).not.toMatch(/eyJ[\w-]{10,}\.[\w-]+\./);
  expect(everything).not.toMatch(/00D\w{12,15}!/);
});
