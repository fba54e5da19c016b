import { judgeNames, type NamedColumn, type NameFinding, type Spelling } from '../crm/field-names.ts';
import { createClient } from './client.ts';
import { objectShape } from './describe.ts';
import type { SalesforceOptions } from './side.ts';

/** Compares names with the org as the connector's user sees it; one call for each object. Throws what signing in throws. */
export async function findNames(
  options: SalesforceOptions,
  wanted: readonly NamedColumn[],
): Promise<readonly NameFinding[]> {
  const client = createClient(options);
  const objects = [...new Set(wanted.map(({ object }) => object))];
  const shapes = await Promise.all(
    objects.map(async (object) => {
      const answer = await client.describe(object, { kind: 'describe' }, { afresh: true });
      return [object, answer ? objectShape(answer) : null] as const;
    }),
  );
  return judgeNames(wanted, new Map(shapes), SALESFORCE_SPELLING);
}

export const SALESFORCE_SPELLING: Spelling = { isCustom: (name) => name.endsWith('__c'), bare };

/**
 * Letters and digits alone. The instructions of 2020 misspelt the suffix itself (`Products_c`, `Referral_Link_c_`), to which Salesforce then
 * added its own.
 */
function bare(name: string): string {
  return name
    .toLowerCase()
    .replace(/__c$/, '')
    .replace(/_+c?_*$/, '')
    .replace(/[^\p{L}\p{N}]/gu, '');
}
