import { expect, test } from 'vitest';
import { column, environment, FORM, readOurs, table } from './environment-fixture.ts';
import type { Inventory } from './inventory.ts';
import { planUninstall } from './uninstall-plan.ts';

const pack = await readOurs();

const ours = (type: string, rest = {}) => column(type, { ours: true, ...rest });

const installed = (opportunity: Parameters<typeof table>[0], rest: Partial<Inventory> = {}) =>
  environment({
    tables: new Map([
      ['opportunity', table(opportunity)],
      ['csl_solutionarea', table({}, { ours: true })],
    ]),
    solution: { id: 's', version: '1.0.0.0', managed: false },
    publisher: { id: 'p', prefix: 'csl', optionValuePrefix: 48217 },
    ...rest,
  });

const AREA = ours('lookup', { targets: ['csl_solutionarea'], relationship: 'csl_solutionarea_opportunity' });
const actionOf = (steps: readonly { name: string; action: string }[], name: string) =>
  steps.find((step) => step.name === name)?.action;

test('removes what is ours, uses before what is used, and the solution last', () => {
  const { removals } = planUninstall(pack, installed({ csl_audit: ours('memo'), csl_solutionareaid: AREA }), new Map());
  const paths = removals.flatMap((each) => ('path' in each ? [each.path] : []));
  expect(paths).toEqual([
    "EntityDefinitions(LogicalName='opportunity')/Attributes(LogicalName='csl_audit')",
    "RelationshipDefinitions(SchemaName='csl_solutionarea_opportunity')",
    "EntityDefinitions(LogicalName='csl_solutionarea')",
    'solutions(s)',
    'publishers(p)',
  ]);
});

test('what holds data stays, with what it needs and what holds it together', () => {
  const data = new Map([['opportunity.csl_solutionareaid', 'There are rows with a value in it.']]);
  const { steps, removals } = planUninstall(
    pack,
    installed({ csl_audit: ours('memo'), csl_solutionareaid: AREA }),
    data,
  );
  expect(actionOf(steps, 'opportunity.csl_audit')).toBe('remove');
  expect(actionOf(steps, 'csl_solutionarea')).toBe('keep');
  expect(actionOf(steps, 'CosellConnector')).toBe('keep');
  expect(removals).toHaveLength(1);
});

test('what somebody else has made stays', () => {
  const { steps, removals } = planUninstall(pack, installed({ csl_audit: column('memo') }), new Map());
  expect(actionOf(steps, 'opportunity.csl_audit')).toBe('keep');
  expect(removals.some((each) => 'path' in each && each.path.includes('csl_audit'))).toBe(false);
});

test('forms give back our columns and keep the rest', () => {
  const xml = FORM.replace('</row>', '</row><row><cell id="{2}"><control datafieldname="csl_audit"/></cell></row>');
  const forms = [{ id: 'f', table: 'opportunity', name: 'Main', xml }];
  const { removals } = planUninstall(pack, installed({ csl_audit: ours('memo') }, { forms }), new Map());
  expect(removals[0]).toMatchObject({ form: { id: 'f' }, xml: expect.not.stringContaining('csl_audit') });
  expect(removals[1]).toEqual({ publish: ['opportunity'] });
});
