import type { CallContext } from './call-context.ts';
import type { SalesforceClient } from './client.ts';
import type { Org } from './org.ts';
import type { Row } from './schema.ts';
import { STAGE_QUERY, stageFromRow, statusOf } from './stages.ts';

/**
 * Learns of stages that an administrator has added since the org was described. One call, and only where a row stands in a stage that is not
 * known; one that the org does not list then still says nothing.
 */
export async function learnStages(
  client: SalesforceClient,
  rows: readonly Row[],
  { stages }: Org,
  context: CallContext,
): Promise<void> {
  if (rows.every((row) => statusOf(row, stages) !== null)) return;
  const { rows: listed } = await client.query(STAGE_QUERY, context);
  for (const row of listed) stages.known.add(stageFromRow(row).value.toLowerCase());
}
