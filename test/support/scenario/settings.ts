import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { PartnerCenterEmulator } from '../../../emulators/partner-center/start.ts';
import type { SettingsInput } from '../../../src/config/schema.ts';
import type { Crm } from './crm/words.ts';

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
  crm: Pick<Crm, 'settings'>;
  /** Changes the usual settings, in place. */
  adjust?: (settings: SettingsInput) => void;
}

/** Writes the settings file of an installation between two emulators, with fast sweeps; answers its path. */
export async function writeScenarioSettings(place: SettingsPlace): Promise<string> {
  const { folder, partnerCenter, crm } = place;
  await mkdir(folder, { recursive: true });
  const { rootPem, issuingPem } = await partnerCenter.admin.webhooks.trust();
  const files = {
    'partner-center-secret': partnerCenter.credentials.clientSecret,
    'partner-center-refresh-token': partnerCenter.credentials.refreshToken,
    'webhook-trust.pem': `${rootPem}\n${issuingPem}\n`,
    ...crm.settings.files,
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content, { mode: 0o600 });
  const path = join(folder, 'cosell.yaml');
  const settings = settingsFor(place);
  place.adjust?.(settings);
  await writeFile(path, stringify(settings));
  return path;
}

function settingsFor({ port, partnerCenter, crm }: SettingsPlace): SettingsInput {
  const { credentials: partner, url } = partnerCenter;
  // A copy: every installation adjusts its own.
  const groups = structuredClone(crm.settings.groups);
  return {
    ...groups,
    store: 'store',
    listen: { port },
    publicUrl: `http://127.0.0.1:${port}`,
    connections: {
      ...groups.connections,
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
    },
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
