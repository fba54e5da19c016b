import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PartnerCenterEmulator } from '../../emulators/partner-center/start.ts';
import type { SalesforceEmulator } from '../../emulators/salesforce/start.ts';
import type { DevFacts, DevRequest, RunningDev, ServiceFacts } from '../cli/product/dev.ts';
import type { RunningConnector } from '../cli/product/running.ts';
import { writeDevSettings } from '../config/dev-settings.ts';
import { loadSettings } from '../config/load.ts';
import type { SettingsInput } from '../config/schema.ts';
import { WEBHOOK_PATH } from '../service/app.ts';
import { runConnector } from './connector.ts';
import { partnerCenterFacts, salesforceFacts } from './emulator-facts.ts';
import { startPartnerCenter, startSalesforce } from './emulators.ts';
import { freePort } from './free-port.ts';

/** Stage of the seeded organisation that stands for an invitation without an answer. */
export const DEV_ON_HOLD_STAGE = 'Partner Review';

/** Emulators of both systems and a connector between them, in this process. */
export async function runDev(request: DevRequest): Promise<RunningDev> {
  if (request.fresh) await rm(join(request.folder, STORE), { recursive: true, force: true });
  const ports = await devPorts(request.port);
  const { world } = request;
  const partnerCenter = await startPartnerCenter({ port: ports.partnerCenter, world });
  const open = [partnerCenter.close];
  const closeEmulators = async () => void (await Promise.all(open.map((close) => close())));
  try {
    const salesforce = await startSalesforce({ port: ports.salesforce, world });
    open.push(salesforce.close);
    const settings = devSettings(request, ports.connector, partnerCenter, salesforce);
    const { rootPem, issuingPem } = await partnerCenter.admin.webhooks.trust();
    const settingsFile = await writeDevSettings(request.folder, settings, {
      'partner-center-secret': partnerCenter.credentials.clientSecret,
      'partner-center-refresh-token': partnerCenter.credentials.refreshToken,
      'salesforce-secret': salesforce.credentials.clientSecret,
      'webhook-trust.pem': `${rootPem}\n${issuingPem}\n`,
    });
    const connector = await runConnector(await loadSettings(settingsFile), request);
    return {
      finished: thenClose(connector.finished, closeEmulators),
      started: devFacts(request, connector.started, settingsFile, partnerCenter, salesforce),
    };
  } catch (thrown) {
    await closeEmulators();
    throw thrown;
  }
}

async function thenClose(finished: Promise<void>, close: () => Promise<void>): Promise<void> {
  try {
    await finished;
  } finally {
    await close();
  }
}

const STORE = 'store';

/** Fast enough to watch, slow enough to see that nothing is polled wildly. */
const DEV_SWEEP = '2s';

async function devPorts(port: number): Promise<{ connector: number; partnerCenter: number; salesforce: number }> {
  // The registered webhook address must be known before the connector listens, so even a free port is chosen here.
  if (port === 0) return { connector: await freePort(), partnerCenter: 0, salesforce: 0 };
  return { connector: port, partnerCenter: port + 1, salesforce: port + 2 };
}

function devSettings(
  request: DevRequest,
  port: number,
  { credentials: partner, admin: _, url }: PartnerCenterEmulator,
  salesforce: SalesforceEmulator,
): SettingsInput {
  const org = salesforce.credentials;
  return {
    store: request.store ?? STORE,
    listen: { port },
    publicUrl: `http://127.0.0.1:${port}`,
    connections: {
      partnerCenter: {
        tenant: partner.tenantId,
        clientId: partner.clientId,
        clientSecret: 'file:partner-center-secret',
        refreshToken: 'file:partner-center-refresh-token',
        authority: partner.authorityUrl,
        referralsUrl: `${partner.referralsUrl}/v1.0/engagements/referrals`,
        webhooksUrl: `${partner.webhooksUrl}/webhooks/v1/registration`,
        referralsAudience: partner.referralsAudience,
        webhooksAudience: partner.webhooksAudience,
        organizationId: partner.organizationId,
        allowInsecure: true,
      },
      salesforce: {
        loginUrl: org.instanceUrl,
        auth: { kind: 'client-credentials', clientId: org.clientId, clientSecret: 'file:salesforce-secret' },
        allowInsecure: true,
      },
    },
    salesforce: { stages: { onHold: onHoldStage(salesforce) } },
    webhook: {
      register: 'overwrite',
      signature: {
        certificateUrls: [`${url}/cert/`],
        extraTrust: 'webhook-trust.pem',
        intermediates: 'webhook-trust.pem',
      },
    },
    sweep: { partnerCenterEvery: DEV_SWEEP, crmEvery: DEV_SWEEP, overlap: '5s' },
    log: { level: 'warn' },
  };
}

function devFacts(
  { command }: DevRequest,
  connector: RunningConnector['started'],
  settingsFile: string,
  partnerCenter: PartnerCenterEmulator,
  salesforce: SalesforceEmulator,
): DevFacts {
  const service: ServiceFacts = {
    id: 'connector',
    title: 'Connector',
    url: connector.url,
    urls: { webhookUrl: connector.url + WEBHOOK_PATH },
    credentials: {},
  };
  return {
    services: [service, partnerCenterFacts(partnerCenter), salesforceFacts(salesforce)],
    store: connector.store,
    settingsFile,
    tries: [
      {
        title: 'Microsoft invites you to a deal; it appears in Salesforce, on hold',
        command: post(`${partnerCenter.url}/_emulator/people/invite`, {}),
      },
      {
        title: 'A seller raises the amount of a shared deal; Partner Center follows',
        command: post(`${salesforce.url}/_emulator/people/edit`, {
          id: sharedDeal(salesforce),
          fields: { Amount: 123456 },
        }),
      },
      { title: 'See the deals', command: `${command} deals list` },
    ],
  };
}

function post(url: string, body: object): string {
  return `curl -s -X POST ${url} -H 'content-type: application/json' -d '${JSON.stringify(body)}'`;
}

interface EmulatedOrg {
  records: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
}

/** Another world may lack the stage; its last open one then plays the part. */
function onHoldStage({ admin }: SalesforceEmulator): string {
  const { records } = admin.snapshot() as EmulatedOrg;
  const open = (records['OpportunityStage'] ?? []).filter((stage) => stage['IsClosed'] === false);
  const names = open.map((stage) => String(stage['ApiName']));
  return names.includes(DEV_ON_HOLD_STAGE) ? DEV_ON_HOLD_STAGE : (names.at(-1) ?? DEV_ON_HOLD_STAGE);
}

/** Some shared opportunity of the world on which work goes on, for the example: changes of one on hold would wait. */
function sharedDeal(salesforce: SalesforceEmulator): string {
  const { records } = salesforce.admin.snapshot() as EmulatedOrg;
  const onHold = onHoldStage(salesforce);
  const shared = records['Opportunity']?.find(
    (row) => row['Referral_Identifier__c'] && row['IsClosed'] === false && row['StageName'] !== onHold,
  );
  return String(shared?.['Id'] ?? 'ID');
}
