import { asCosellError, type CosellError } from '../../core/errors.ts';
import type { ApiUsage } from './answers.ts';
import { createClient } from './client.ts';
import { describeLack, describeOrg, lackError } from './connect.ts';
import { joinOrg } from './org.ts';
import type { SalesforceSettings } from './settings.ts';
import type { SalesforceOptions } from './side.ts';
import { stageTable } from './stages.ts';
import type { SalesforceIdentity } from './tokens.ts';

/** What a check of the connection found; `ok` when nothing stands in the way. */
export interface SalesforceCheck {
  ok: boolean;
  findings: readonly Finding[];
  identity: SalesforceIdentity | null;
  usage: ApiUsage | null;
}

interface Finding {
  /** `broken` keeps the connector from working; `remark` is worth knowing. */
  level: 'broken' | 'remark';
  code: string;
  message: string;
  remedy: string;
}

/** Signs in, describes the org and compares it with the settings. Never throws what an administrator can mend: it is a finding. */
export async function checkSalesforce(options: SalesforceOptions): Promise<SalesforceCheck> {
  const { settings } = options;
  const client = createClient(options);
  const findings: Finding[] = [];
  try {
    const { shapes, stages } = await describeOrg(client, settings);
    findings.push(...stageFindings(settings, stages));
    findings.push(...shapeFindings(settings, shapes));
    findings.push(...addressFindings(settings, client.identity()));
  } catch (thrown) {
    const error = asCosellError(thrown);
    if (error.recovery === 'bug') throw error;
    findings.push(broken(error));
  }
  const ok = findings.every(({ level }) => level !== 'broken');
  return { ok, findings, identity: client.identity(), usage: client.usage() };
}

function broken({ code, message, remedy }: CosellError): Finding {
  return { level: 'broken', code, message, remedy };
}

function stageFindings(settings: SalesforceSettings, stages: Parameters<typeof stageTable>[1]): Finding[] {
  try {
    stageTable(settings, stages);
    return [];
  } catch (thrown) {
    return [broken(asCosellError(thrown))];
  }
}

/** Every missing object and field, and what the org leaves out of the traffic. */
function shapeFindings(settings: SalesforceSettings, shapes: Parameters<typeof joinOrg>[1]): Finding[] {
  const stages = { onHold: '', active: '', won: '', lost: '' };
  const { org, lacks } = joinOrg(settings, shapes, stages);
  const missing = lacks.map((lack) => ({ ...broken(lackError([lack])), message: describeLack(lack) }));
  if (!org) return missing;
  const absent: Finding[] = [];
  if (org.teamPath === null)
    absent.push(remark('salesforce-no-teams', 'Opportunity teams are off; only the owner is sent as the team.'));
  const hasCurrency = org.columns.some(({ field }) => field === 'currency');
  if (!hasCurrency && settings.defaultCurrency === null) {
    absent.push({
      level: 'broken',
      code: 'salesforce-currency-unknown',
      message: `The org has no field ${settings.currencyField}, so the currency of deal values is unknown.`,
      remedy: 'Set defaultCurrency to the org’s currency.',
    });
  }
  return [...missing, ...absent];
}

function remark(code: string, message: string): Finding {
  return { level: 'remark', code, message, remedy: 'Nothing to do if that is meant.' };
}

/** The token tells the org's own address; tokens only ever go to the configured one. */
function addressFindings(settings: SalesforceSettings, identity: SalesforceIdentity | null): Finding[] {
  const told = identity?.instanceUrl;
  if (!told || !URL.canParse(told) || new URL(told).origin === new URL(settings.instanceUrl).origin) return [];
  return [
    {
      level: 'remark',
      code: 'salesforce-other-address',
      message: `Salesforce names ${told} as the org's address, the settings name ${settings.instanceUrl}.`,
      remedy: 'Set instanceUrl to the address that Salesforce names.',
    },
  ];
}
