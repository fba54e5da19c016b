import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PartnerCenterEmulator } from '../../../emulators/partner-center/start.ts';
import type * as Cli from '../../cli/product/dev.ts';
import type { RunningConnector } from '../../cli/product/running.ts';
import { writeDevSettings } from '../../config/dev-settings.ts';
import { loadSettings } from '../../config/load.ts';
import type { SettingsInput } from '../../config/schema.ts';
import { WEBHOOK_PATH } from '../../service/app.ts';
import { runConnector } from '../connector.ts';
import { freePort } from '../free-port.ts';
import { actOf, type EmulatedCrm } from './crm.ts';
import { startCrm } from './crms.ts';
import { partnerCenterFacts, startPartnerCenter } from './partner-center.ts';

/** Emulators of Partner Center and of the CRMs, and a connector between them, in this process. */
export async function runDev(request: Cli.DevRequest): Promise<Cli.RunningDev> {
  if (request.fresh) await rm(join(request.folder, STORE), { recursive: true, force: true });
  const { world, crms: kinds } = request;
  const nextPort = portsFrom(request.port);
  const wanted = nextPort();
  const partnerCenter = await startPartnerCenter({ port: nextPort(), world, crms: kinds });
  const open = [partnerCenter.close];
  const closeEmulators = async () => void (await Promise.all(open.map((close) => close())));
  try {
    const crms: EmulatedCrm[] = [];
    for (const kind of kinds) {
      const crm = await startCrm(kind, { port: nextPort(), world, crms: kinds });
      open.push(crm.close);
      crms.push(crm);
    }
    // The registered webhook address must be known before the connector listens, so even a free port is chosen here; after the emulators, which
    // would else be given the same one.
    const port = wanted || (await freePort());
    const { rootPem, issuingPem } = await partnerCenter.admin.webhooks.trust();
    const settingsFile = await writeDevSettings(request.folder, devSettings(request, port, partnerCenter, crms), {
      'partner-center-secret': partnerCenter.credentials.clientSecret,
      'partner-center-refresh-token': partnerCenter.credentials.refreshToken,
      ...Object.assign({}, ...crms.map(({ files }) => files)),
      'webhook-trust.pem': `${rootPem}\n${issuingPem}\n`,
    });
    const connector = await runConnector(await loadSettings(settingsFile), request);
    return {
      finished: thenClose(connector.finished, closeEmulators),
      started: devFacts(request, connector.started, settingsFile, partnerCenter, crms),
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

/** The first port and those after it; 0 stands for a free one. */
function portsFrom(first: number): () => number {
  let next = first;
  return () => {
    const port = next;
    if (next > 0) next += 1;
    return port;
  };
}

function devSettings(
  request: Cli.DevRequest,
  port: number,
  { credentials: partner, url }: PartnerCenterEmulator,
  crms: readonly EmulatedCrm[],
): SettingsInput {
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
      ...Object.assign({}, ...crms.map(({ connection }) => connection)),
    },
    ...Object.assign({}, ...crms.map(({ mapping }) => mapping)),
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
  { command }: Cli.DevRequest,
  connector: RunningConnector['started'],
  settingsFile: string,
  partnerCenter: PartnerCenterEmulator,
  crms: readonly EmulatedCrm[],
): Cli.DevFacts {
  const service: Cli.ServiceFacts = {
    id: 'connector',
    title: 'Connector',
    url: connector.url,
    urls: { webhookUrl: connector.url + WEBHOOK_PATH },
    credentials: {},
  };
  return {
    services: [service, partnerCenterFacts(partnerCenter), ...crms.map(({ facts }) => facts)],
    store: connector.store,
    settingsFile,
    tries: [
      {
        title: 'Microsoft invites you to a deal; it appears in the CRM, on hold',
        command: actOf(partnerCenter.url, 'invite', {}),
      },
      ...crms.flatMap(({ tries }) => tries),
      { title: 'See the deals', command: `${command} deals list` },
    ],
  };
}
