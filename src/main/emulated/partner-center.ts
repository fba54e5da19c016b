import { emulatePartnerCenter } from '../../../emulators/main.ts';
import type { PartnerCenterEmulator } from '../../../emulators/partner-center/start.ts';
import type { ServiceFacts } from '../../cli/product/dev.ts';
import { type EmulatorPlace, startAt } from './start.ts';

/** Throws as `startAt` does. */
export function startPartnerCenter(place: EmulatorPlace): Promise<PartnerCenterEmulator> {
  return startAt(place, emulatePartnerCenter);
}

/** Addresses and credentials, apart from each other, for people and for foreign clients. */
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
