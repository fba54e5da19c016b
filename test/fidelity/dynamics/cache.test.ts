import { expect, test } from 'vitest';
import { useCaller } from './caller.ts';

const caller = useCaller({ organization: { installed: 'none' }, switches: { DV39: 30_000 } });

const OPPORTUNITY = "EntityDefinitions(LogicalName='opportunity')";
const STRONG = { Consistency: 'Strong' };

test('DV39 a new column is not seen at once, unless strong consistency is asked for', async () => {
  const made = await caller().call('POST', `${OPPORTUNITY}/Attributes`, {
    '@odata.type': 'Microsoft.Dynamics.CRM.StringAttributeMetadata',
    SchemaName: 'new_Late',
    MaxLength: 10,
    FormatName: { Value: 'Text' },
    DisplayName: { LocalizedLabels: [{ Label: 'Late', LanguageCode: 1033 }] },
  });
  expect(made.status).toBe(204);
  const query = 'opportunities?$select=new_late&$top=1';
  const write = { name: 'x', new_late: 'y' };
  expect((await caller().call('GET', query)).status).toBe(400);
  expect((await caller().call('POST', 'opportunities', write)).status).toBe(400);
  expect((await caller().call('GET', `${OPPORTUNITY}/Attributes(LogicalName='new_late')`)).status).toBe(404);
  expect((await caller().call('GET', query, undefined, STRONG)).status).toBe(200);
  const early = await caller().call('POST', 'opportunities', { name: 'early' });
  expect(early.status).toBe(204);
  await caller().emulator.admin.moveClock({ advanceMs: 31_000 });
  expect((await caller().call('POST', 'opportunities', write)).status).toBe(204);
  const rows = await caller().call('GET', 'opportunities?$select=name,new_late&$orderby=name');
  expect(rows.body.value).toMatchObject([
    { name: 'early', new_late: null },
    { name: 'x', new_late: 'y' },
  ]);
});
