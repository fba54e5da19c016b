import { emulateSalesforce } from '../../../emulators/main.ts';
import type { SalesforceEmulator } from '../../../emulators/salesforce/start.ts';
import type { ServiceFacts } from '../../cli/product/dev.ts';
import { actOf, type EmulatedCrm } from './crm.ts';
import { type EmulatorPlace, startAt } from './start.ts';

/** Stage of the seeded organisation that stands for an invitation without an answer. */
export const DEV_ON_HOLD_STAGE = 'Partner Review';

/** Throws as `startAt` does. */
export async function startSalesforce(place: EmulatorPlace): Promise<EmulatedCrm> {
  const emulator = await startAt(place, emulateSalesforce);
  const { clientId, instanceUrl } = emulator.credentials;
  return {
    facts: factsOf(emulator),
    connection: {
      salesforce: {
        loginUrl: instanceUrl,
        auth: { kind: 'client-credentials', clientId, clientSecret: 'file:salesforce-secret' },
        allowInsecure: true,
      },
    },
    mapping: { salesforce: { stages: { onHold: onHoldStage(emulator) } } },
    files: { 'salesforce-secret': emulator.credentials.clientSecret },
    tries: [
      {
        title: 'A seller raises the amount of a shared deal in Salesforce; Partner Center follows',
        command: actOf(emulator.url, 'edit', { id: sharedDeal(emulator), fields: { Amount: 123456 } }),
      },
    ],
    close: emulator.close,
  };
}

function factsOf({ url, credentials }: SalesforceEmulator): ServiceFacts {
  const { instanceUrl, tokenUrl, loginUrl, ...secrets } = credentials;
  return {
    id: 'salesforce',
    title: 'Salesforce emulator',
    url,
    urls: { instanceUrl, tokenUrl, loginUrl, adminUrl: `${url}/_emulator` },
    credentials: { ...secrets },
  };
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
function sharedDeal(emulator: SalesforceEmulator): string {
  const { records } = emulator.admin.snapshot() as EmulatedOrg;
  const onHold = onHoldStage(emulator);
  const shared = records['Opportunity']?.find(
    (row) => row['Referral_Identifier__c'] && row['IsClosed'] === false && row['StageName'] !== onHold,
  );
  return String(shared?.['Id'] ?? 'ID');
}
