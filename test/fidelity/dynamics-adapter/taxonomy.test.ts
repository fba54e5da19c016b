import { expect, onTestFinished, test } from 'vitest';
import { openTaxonomyTool } from '../../../src/adapters/dynamics/taxonomy/rows.ts';
import type { Taxonomy } from '../../../src/core/model/taxonomy.ts';
import { invitation, written } from './changes.ts';
import { startTestEnvironment } from './environment.ts';

const TODAY = { today: '2026-11-21', deactivateOthers: true };

const entry = (name: string) => ({ name, id: null, validFrom: null, validUntil: null });

const list = (plays: readonly string[]): Taxonomy => ({
  version: 'FY27',
  reviewBy: '2027-06-01',
  roles: [entry('Advisor')],
  areas: [{ ...entry('Security'), plays: plays.map(entry) }],
});

test.each(['cosell', 'microsoft'])('fills the lists that sellers choose from, those of %s', async (installed) => {
  const environment = await startTestEnvironment({ organization: { installed } });
  onTestFinished(environment.emulator.close);
  const tool = await openTaxonomyTool(environment.options());
  await tool.apply(await tool.plan(list(['Migrate', 'Modernize']), TODAY));
  const steps = await tool.plan(list(['Migrate']), TODAY);
  expect(steps.filter(({ action }) => action !== 'keep')).toMatchObject([{ name: 'Modernize', action: 'deactivate' }]);
  await tool.apply(steps);
  expect((await tool.plan(list(['Migrate']), TODAY)).every(({ action }) => action === 'keep')).toBe(true);

  const side = await environment.connect();
  const chosen = { partnerRole: 'Advisor', solutionArea: 'Security', solutionPlay: 'Migrate' };
  const deal = invitation('0d2f1c6e-2f0e-4d13-9c8f-3b1f6f0a5b11', { ...chosen, coSellType: 'services' });
  expect(written(await side.create(deal)).deal).toMatchObject(chosen);
  const unknown = invitation('0d2f1c6e-2f0e-4d13-9c8f-3b1f6f0a5b12', { solutionPlay: 'Conquer' });
  expect(await side.create(unknown)).toMatchObject({ notes: [{ code: 'reference-unknown', field: 'solutionPlay' }] });
});
