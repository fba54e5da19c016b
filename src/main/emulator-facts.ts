import type { PartnerCenterEmulator } from '../../emulators/partner-center/start.ts';
import type { SalesforceEmulator } from '../../emulators/salesforce/start.ts';
import type { ServiceFacts } from '../cli/product/dev.ts';

/** Addresses and credentials of an emulator, apart from each other, for people and for foreign clients. */
export function partnerCenterFacts({ url, credentials }: PartnerCenterEmulator): ServiceFacts {
  const { tenantId, clientId, clientSecret, refreshToken, organizationId, organizationName, mpnId, ...urls } =
    credentials;
  return {
    id: 'partner-center',
    title: 'Partner Center emulator',
    url,
    urls: { ...urls, adminUrl: `${url}/_emulator` },
    credentials: { tenantId, clientId, clientSecret, refreshToken, organizationId, organizationName, mpnId },
  };
}

export function salesforceFacts({ url, credentials }: SalesforceEmulator): ServiceFacts {
  const { instanceUrl, tokenUrl, loginUrl, ...secrets } = credentials;
  return {
    id: 'salesforce',
    title: 'Salesforce emulator',
    url,
    urls: { instanceUrl, tokenUrl, loginUrl, adminUrl: `${url}/_emulator` },
    credentials: { ...secrets },
  };
}
