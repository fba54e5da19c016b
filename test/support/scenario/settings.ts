import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { PartnerCenterEmulator } from '../../../emulators/partner-center/start.ts';
import type { SalesforceEmulator } from '../../../emulators/salesforce/start.ts';
import type { SettingsInput } from '../../../src/config/schema.ts';

/** The stage of the default world in which invitations wait. */
export const ON_HOLD = 'Partner Review';

/** Settings with Salesforce as the CRM. */
export type ScenarioSettings = SettingsInput & {
  connections: { salesforce: NonNullable<SettingsInput['connections']['salesforce']> };
  salesforce: NonNullable<SettingsInput['salesforce']>;
};

export interface SettingsPlace {
  folder: string;
  /** Port of the connector, chosen beforehand so that the registered webhook address survives restarts. */
  port: number;
  partnerCenter: PartnerCenterEmulator;
  salesforce: SalesforceEmulator;
  /** Changes the usual settings, in place. */
  adjust?: (settings: ScenarioSettings) => void;
}

/** Writes the settings file of an installation between two emulators, with fast sweeps; answers its path. */
export async function writeScenarioSettings(place: SettingsPlace): Promise<string> {
  const { folder, partnerCenter, salesforce } = place;
  await mkdir(folder, { recursive: true });
  const { rootPem, issuingPem } = await partnerCenter.admin.webhooks.trust();
  const files = {
    'partner-center-secret': partnerCenter.credentials.clientSecret,
    'partner-center-refresh-token': partnerCenter.credentials.refreshToken,
    'salesforce-secret': salesforce.credentials.clientSecret,
    'webhook-trust.pem': `${rootPem}\n${issuingPem}\n`,
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content, { mode: 0o600 });
  const path = join(folder, 'cosell.yaml');
  const settings = settingsFor(place);
  place.adjust?.(settings);
  await writeFile(path, stringify(settings));
  return path;
}

function settingsFor({ port, partnerCenter, salesforce }: SettingsPlace): ScenarioSettings {
  const { credentials: partner, url } = partnerCenter;
  const { credentials: org } = salesforce;
  return {
    store: 'store',
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
        organizationId: partner.organizationId,
        allowInsecure: true,
      },
      salesforce: {
        loginUrl: org.instanceUrl,
        auth: { kind: 'client-credentials', clientId: org.clientId, clientSecret: 'file:salesforce-secret' },
        allowInsecure: true,
      },
    },
    salesforce: { stages: { onHold: ON_HOLD } },
    webhook: {
      register: 'overwrite',
      signature: {
        certificateUrls: [`${url}/cert/`],
        extraTrust: 'webhook-trust.pem',
        intermediates: 'webhook-trust.pem',
      },
    },
    sweep: { partnerCenterEvery: '250ms', crmEvery: '250ms', overlap: '3s' },
    log: { level: 'warn' },
  };
}
