import type { DynamicsEmulator } from '../../../emulators/dynamics/start.ts';
import { emulateDynamics } from '../../../emulators/main.ts';
import type { ServiceFacts } from '../../cli/product/dev.ts';
import { actOf, type EmulatedCrm } from './crm.ts';
import { type EmulatorPlace, startAt } from './start.ts';

/** Throws as `startAt` does. */
export async function startDynamics(place: EmulatorPlace): Promise<EmulatedCrm> {
  const emulator = await startAt(place, emulateDynamics);
  const { clientId, organizationUrl, tenantId, authority } = emulator.credentials;
  return {
    facts: factsOf(emulator),
    connection: {
      dynamics: {
        url: organizationUrl,
        tenant: tenantId,
        auth: { kind: 'client-secret', clientId, clientSecret: 'file:dynamics-secret' },
        authority,
        allowInsecure: true,
      },
    },
    mapping: { dynamics: {} },
    files: { 'dynamics-secret': emulator.credentials.clientSecret },
    tries: [
      {
        title: 'A seller raises the amount of a shared deal in Dynamics 365; Partner Center follows',
        command: actOf(emulator.url, 'edit', { id: sharedDeal(emulator), values: { estimatedvalue: 123456 } }),
      },
    ],
    close: emulator.close,
  };
}

function factsOf({ url, credentials }: DynamicsEmulator): ServiceFacts {
  const { organizationUrl, apiUrl, authority, tokenUrl, ...secrets } = credentials;
  return {
    id: 'dynamics',
    title: 'Dynamics 365 emulator',
    url,
    urls: { organizationUrl, apiUrl, authority, tokenUrl, adminUrl: `${url}/_emulator` },
    credentials: { ...secrets },
  };
}

/** Status reason In Progress: work on the deal goes on. */
const IN_PROGRESS = 1;

/** Some shared opportunity of the world on which work goes on, for the example: changes of one on hold would wait. */
function sharedDeal({ admin }: DynamicsEmulator): string {
  const { records } = admin.snapshot();
  const shared = records['opportunity']?.find((row) => row['csl_referralid'] && row['statuscode'] === IN_PROGRESS);
  return String(shared?.['id'] ?? 'ID');
}
