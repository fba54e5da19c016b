import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { DoctorReport } from '../../src/cli/product/doctor.ts';
import type { TaxonomyPlanReport, TaxonomyReport } from '../../src/cli/product/taxonomy.ts';
import { recordedTerminal } from '../../src/cli/recorded-terminal.ts';
import { runCli } from '../../src/cli/run.ts';
import { application } from '../../src/main.ts';
import { eventually } from '../support/eventually.ts';
import { type Installation, startInstallation } from '../support/installation.ts';
import { observePartnerCenter, observeSalesforce } from '../support/scenario/observed.ts';
import { sellerIn } from '../support/scenario/seller.ts';

/** The list of roles, areas and plays: shipped, edited, applied to the CRM, sent to Partner Center. */

const open: Installation[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

const OWN = {
  version: 'Ours',
  reviewBy: '2999-07-01',
  roles: [{ name: 'Services' }, { name: 'Managed services', id: 'managed-services' }],
  areas: [
    { name: 'Data & AI', validUntil: '2020-06-30', plays: [{ name: 'Unify your data platform' }] },
    { name: 'Security', plays: [{ name: 'Data Security', id: 'data-security' }] },
  ],
};

/** An installation; with a list, its settings name it. */
async function installation(taxonomy?: object): Promise<Installation> {
  const place = await startInstallation({
    partnerCenter: { referrals: [] },
    adjust(settings) {
      if (taxonomy) settings.deals = { ...settings.deals, taxonomy: 'own-taxonomy.yaml' };
    },
  });
  open.push(place);
  if (taxonomy) await writeFile(join(place.folder, 'own-taxonomy.yaml'), stringify(taxonomy));
  return place;
}

const stepsOf = (report: TaxonomyPlanReport, ...actions: string[]) =>
  report.steps.filter(({ action }) => actions.includes(action)).map(({ action, name }) => `${action} ${name}`);

const apply = async (place: Installation, ...options: string[]) =>
  (
    await place.cosell('taxonomy', 'apply', '--connection', 'salesforce', '--json', ...options)
  ).json() as TaxonomyPlanReport;

/** `config check` takes its file as an argument. */
async function checkConfig({ folder, settingsFile }: Installation): Promise<{ code: number; stdout: string }> {
  const terminal = recordedTerminal({ folder });
  const code = await runCli(['config', 'check', settingsFile], { terminal, loadApplication: async () => application });
  return { code, stdout: terminal.text.out };
}

function offered({ salesforce }: Installation, sobject: string): unknown[] {
  const rows = observeSalesforce(salesforce).rows(sobject);
  return rows.filter(({ Active__c }) => Active__c).map(({ Name }) => Name);
}

test('R71 the shipped list names roles, areas and plays, and fills the CRM; a second run changes nothing', async () => {
  const place = await installation();
  const { entries, version, remarks } = (await place.cosell('taxonomy', 'list', '--json')).json() as TaxonomyReport;
  expect([version, remarks]).toEqual(['FY26', []]);
  expect(entries.filter(({ kind }) => kind === 'role')).toHaveLength(8);
  expect((await place.cosell('taxonomy', 'check')).code).toBe(4);
  await apply(place);
  expect(offered(place, 'Solution_Area__c')).toEqual([
    'Data & AI',
    'Cloud and AI Platform',
    'AI Business Solutions',
    'Security',
  ]);
  expect(offered(place, 'Partner_Role__c')).toContain('Managed services');
  const { salesforce } = place;
  const plays = observeSalesforce(salesforce).rows('Solution_Play__c');
  const secops = plays.find(({ Name }) => Name === 'Modern SecOps with Unified Platform');
  const area = observeSalesforce(salesforce).row('Solution_Area__c', secops?.['Solution_Area__c']);
  expect(area['Name']).toBe('Security');
  const before = salesforce.admin.calls().write;
  const again = await apply(place);
  expect(stepsOf(again, 'create', 'activate', 'deactivate', 'move')).toEqual([]);
  expect(stepsOf(again, 'unknown')).toContain('unknown Data & AI');
  expect(salesforce.admin.calls().write).toBe(before);
});

test('R71 an own list deactivates what is no longer valid, deletes nothing, and comes back when it is valid again', async () => {
  const place = await installation(OWN);
  const plan = await apply(place, '--dry-run');
  expect(stepsOf(plan, 'create', 'activate', 'deactivate', 'move')).toEqual([
    'create Managed services',
    'deactivate Data & AI',
    'create Security',
    'deactivate Unify your data platform',
    'create Data Security',
  ]);
  expect(offered(place, 'Solution_Area__c')).toEqual(['Data & AI']);
  await apply(place);
  expect(offered(place, 'Solution_Area__c')).toEqual(['Security']);
  expect(offered(place, 'Solution_Play__c')).toEqual(['Data Security']);
  expect(observeSalesforce(place.salesforce).rows('Solution_Area__c')).toHaveLength(2);
  const [past, security] = OWN.areas;
  const valid = { ...OWN, areas: [{ ...past, validUntil: '2999-06-30' }, security] };
  await writeFile(join(place.folder, 'own-taxonomy.yaml'), stringify(valid));
  expect(stepsOf(await apply(place), 'create', 'activate', 'deactivate', 'move')).toEqual([
    'activate Data & AI',
    'activate Unify your data platform',
  ]);
});

test('R71 what the CRM offers beside the list stays unless it is to be deactivated, too', async () => {
  const place = await installation({ ...OWN, areas: [] });
  expect(stepsOf(await apply(place), 'unknown')).toEqual(['unknown Data & AI', 'unknown Unify your data platform']);
  expect(offered(place, 'Solution_Area__c')).toEqual(['Data & AI']);
  await apply(place, '--deactivate-others');
  expect(offered(place, 'Solution_Area__c')).toEqual([]);
});

test('R71 doctor and config check remind of what ends and of the review', async () => {
  const place = await installation({ ...OWN, reviewBy: '2020-07-01' });
  const { checks } = (await place.cosell('doctor', '--json')).json() as DoctorReport;
  const check = checks.find(({ id }) => id === 'taxonomy');
  expect(check).toMatchObject({ level: 'remark', remedy: expect.stringContaining('deals.taxonomy') });
  expect(check?.message).toContain('No longer valid: Data & AI (2020-06-30).');
  expect(check?.message).toContain('to be reviewed by 2020-07-01');
  const { code, stdout } = await checkConfig(place);
  expect([code, stdout]).toEqual([0, expect.stringContaining('to be reviewed by 2020-07-01')]);
});

test('R71 a list that cannot be used is named with its place, by config check, doctor and serve', async () => {
  const place = await installation({ ...OWN, roles: [{ name: 'Services' }, { name: 'services' }] });
  const checked = await checkConfig(place);
  expect([checked.code, checked.stdout]).toEqual([3, expect.stringContaining('roles: a name is there twice')]);
  const doctor = (await place.cosell('doctor', '--json')).json() as DoctorReport;
  expect(doctor.checks.find(({ id }) => id === 'taxonomy')?.level).toBe('broken');
  await expect(place.serve()).rejects.toMatchObject({ code: 'taxonomy-unusable' });
});

test('R71 where the list knows an id, it is sent in place of the name; other names are sent as they are', async () => {
  const place = await installation(OWN);
  await apply(place);
  await place.serve();
  const { rows } = observeSalesforce(place.salesforce);
  const idOf = (sobject: string, name: string) => rows(sobject).find(({ Name }) => Name === name)?.['Id'];
  const dealId = sellerIn(place.salesforce).opens({
    solution: null,
    ticked: true,
    fields: {
      Co_sell_Type__c: 'Services Co-sell',
      Partner_Role__c: idOf('Partner_Role__c', 'Managed services'),
      Solution_Area__c: idOf('Solution_Area__c', 'Security'),
      Solution_Play__c: idOf('Solution_Play__c', 'Data Security'),
    },
  });
  const own = await eventually(() => observePartnerCenter(place.partnerCenter).referralOf(dealId));
  expect(own.details.requirements.additionalRequirements.attributes).toEqual(
    expect.arrayContaining([
      { type: 'PartnerRole', id: 'managed-services' },
      { type: 'SolutionArea', id: 'Security' },
      { type: 'SolutionPlay', id: 'data-security' },
    ]),
  );
});
